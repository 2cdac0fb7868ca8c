internal import Diagnostics
internal import Files
internal import Stores

/// Puts the manifest over the products of a mission in a remote store, where no lock keeps other runs out: what lies there
/// is compared with what was put there before the manifest is, and once after.
struct Sealing: Sendable {
    let output: any Store
    /// The mission's folder.
    let mission: StoreKey
    let manifest: StoreKey
    let progress: Progress

    /// Publishes the manifest at `path` over what the deposit tells of. Where another run interferes, no manifest stays
    /// that is not true.
    ///
    /// - Parameter earlier: What of it was there when the store was listed. Of the rest the listing after the manifest tells.
    func seal(
        _ deposit: Deposit, with path: String, where listing: StoreListing, had earlier: Deposit
    ) async throws {
        let own = Deposit.File(size: Path.size(of: path) ?? 0, md5: try Checksum.md5(ofFileAt: path))
        var isStored = false
        do {
            try await compare(earlier, listing)
            _ = try await output.store(path, as: manifest, replacing: true, progress: progress)
            isStored = true
            try await compare(
                deposit.adding(manifest, own), try await output.listWithoutTimes(mission, progress: progress))
        } catch {
            if isStored || error is Interference, !progress.isCancelled {
                do { try await withdraw(own) } catch let failure {
                    throw Unwithdrawn(reason: "\(error)", failure: "\(failure)")
                }
            }
            throw error
        }
    }

    private func compare(_ deposit: Deposit, _ listing: StoreListing) async throws {
        guard let stranger = try await deposit.stranger(in: listing, of: output) else { return }
        throw Interference(place: output.location.appending(stranger))
    }

    /// Removes the manifest, unless it is another run's and true.
    private func withdraw(_ own: Deposit.File) async throws {
        guard let entry = try await output.stat(manifest)?.file else { return }
        if !own.isSame(as: entry) {
            let bytes =
                entry.size <= Manifest.largest ? try await output.contents(of: entry, progress: progress) : []
            if let other = Manifest(json: bytes) {
                let deposit = Deposit(other.outputs, in: mission)
                if try await deposit.stranger(
                    in: try await output.listWithoutTimes(mission, progress: progress), of: output) == nil
                {
                    return
                }
            }
        }
        try await output.remove(manifest)
    }

    /// A manifest that may be wrong and could not be removed.
    private struct Unwithdrawn: Error, CustomStringConvertible {
        let reason: String
        let failure: String

        var description: String { "\(reason); the manifest there may be wrong, but could not be removed: \(failure)" }
    }
}
