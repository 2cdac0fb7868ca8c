internal import CanopyMatch
internal import CanopySync
internal import Files

/// Whether the disks have room for what is known before the first byte moves: files that are downloaded, and files that
/// are copied as they are. How large rasters become is not known yet.
struct SpaceCheck: Sendable {
    let options: Postprocess.Options
    let stores: Postprocess.OpenStores

    /// What would not fit, a sentence for each disk. Missions may turn out to be published already; then nothing is said.
    func problems(with missions: [Match.Mission]) -> [String] {
        if options.resume || options.dryRun { return [] }
        return [downloads(of: missions), copies(of: missions)].compactMap { $0 }
    }

    /// The inputs of the largest mission, which lie in the working directory at one time.
    private func downloads(of missions: [Match.Mission]) -> String? {
        let sizes = missions.map { (name: $0.name, bytes: downloads(of: $0)) }
        guard let largest = sizes.max(by: { $0.bytes < $1.bytes }),
            let free = free(at: options.workingDirectory), largest.bytes > free
        else { return nil }
        return "the working directory, '\(options.workingDirectory)', has \(free >> 20) MiB free, but the inputs of "
            + "'\(largest.name)' take \(largest.bytes >> 20) MiB; free some space or choose another one"
    }

    private func downloads(of mission: Match.Mission) -> Int {
        let products = mission.products.flatMap { [$0.entry] + $0.sidecars }
        return (options.boundaries.isRemote ? mission.boundary.size : 0)
            + (options.input.isRemote ? products.map(\.size).reduce(0, +) : 0)
    }

    /// What a local output takes of files that are copied.
    private func copies(of missions: [Match.Mission]) -> String? {
        guard case .local(let path) = options.output.place, let free = free(at: path) else { return nil }
        var needed = 0
        for mission in missions {
            for product in mission.products where !product.isRaster {
                let target = stores.output.localPath(of: mission.output.appending(product.output))
                // A copy from an earlier run makes room for this one.
                needed += product.entry.size - (target.flatMap(Path.size) ?? 0)
            }
        }
        guard needed > free else { return nil }
        return "'\(path)' has \(free >> 20) MiB free, but files that are copied as they are take \(needed >> 20) MiB; "
            + "free some space or choose another output"
    }

    /// Free bytes where the folder is, or will be.
    private func free(at folder: String) -> Int? {
        Disk.free(at: folder) ?? (folder == Path.folder(of: folder) ? nil : free(at: Path.folder(of: folder)))
    }
}
