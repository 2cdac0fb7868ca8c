internal import Diagnostics
internal import Stores

extension Match {
    /// The boundaries of missions, in their order; several where it cannot be told which is meant.
    ///
    /// The file whose key has the very bytes wins. Where there is none, those count that have it in another Unicode form:
    /// some systems write `é` as one scalar, others as two, and nobody sees a difference.
    func boundaryFiles(
        of missions: [MissionName], in store: any Store, _ progress: Progress
    ) async -> [Result<[StoreEntry], StoreError>] {
        let files = await store.files(at: missions.map(\.boundary), progress: progress)
        var results = files.map { $0.map { $0.map { [$0] } ?? [] } }
        let missing = results.indices.filter { number in
            guard case .success([]) = results[number] else { return false }
            return !missions[number].base.utf8.allSatisfy { $0 < 0x80 }
        }
        guard !missing.isEmpty else { return results }
        let folders: [StoreKey]
        do throws(StoreError) {
            folders = try await store.list(nil, depth: 1, progress: progress).folders
        } catch {
            for number in missing { results[number] = .failure(error) }
            return results
        }
        for number in missing {
            let mission = missions[number]
            do throws(StoreError) {
                var found: [StoreEntry] = []
                for folder in folders where folder.text == mission.base {
                    found += try await store.list(folder, depth: 2, progress: progress).files
                        .filter { $0.key.text == mission.boundary.text }
                }
                results[number] = .success(found)
            } catch {
                results[number] = .failure(error)
            }
        }
        return results
    }
}
