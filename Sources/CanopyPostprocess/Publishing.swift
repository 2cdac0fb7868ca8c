internal import CanopyMatch
internal import CanopySync
internal import Files
internal import Logging

/// The last stage: everything goes to the output store, the manifest last.
struct Publishing: Sendable {
    let options: Postprocess.Options
    let output: any Store
    let logger: Logger

    /// Where the manifest of a mission goes.
    static func manifest(of mission: Match.Mission) throws(StoreKey.Problem) -> StoreKey {
        mission.output.appending(try StoreKey("manifest.json"))
    }

    /// Removes the old manifest, so that at no time one stands over products that are not its own.
    func begin(_ mission: Match.Mission) async throws {
        let key = try Self.manifest(of: mission)
        if let path = output.localPath(of: key) {
            // Not through the store, which removes nothing behind links: the base folder may be one, to another disk.
            try Path.removeFile(path)
        } else {
            try await output.remove(key)
        }
    }

    /// Publishes what is not there already and then the manifest.
    func run(_ work: inout MissionWork, _ cancellation: Cancellation) async {
        for product in work.mission.products where !product.isRaster {
            guard let path = work.inputs[product.entry.key] else { continue }
            // Sent from where it lies.
            work.made.append(
                MissionWork.Made(
                    key: product.output, path: path, role: .data, type: product.type, raster: nil, isPublished: false))
        }
        do {
            let mission = work.mission
            let outputs = try await concurrently(allOf: work.made, atOnce: Fetching.atOnce) { file in
                try await publish(file, of: mission, cancellation)
            }
            work.bytes = outputs.map(\.size).reduce(0, +)
            let progress = Progress(cancellation: cancellation)
            work.warn(try await strangers(in: work, outputs, progress))
            try await finish(work, outputs, progress)
        } catch {
            work.fail("\(error)")
        }
    }

    private func publish(
        _ file: MissionWork.Made, of mission: Match.Mission, _ cancellation: Cancellation
    ) async throws -> Manifest.Output {
        let target = mission.output.appending(file.key)
        if !file.isPublished {
            logger.info("\(mission.name): publishing \(file.key.name)")
            _ = try await output.store(
                file.path, as: target, replacing: true, progress: Progress(cancellation: cancellation))
        }
        // What is published is what counts; the input may have changed since.
        let path = output.localPath(of: target) ?? file.path
        let checksum = try await onOwnThread { () throws(StoreError) in
            try Checksum(ofFileAt: path, progress: Progress(cancellation: cancellation))
        }
        return Manifest.Output(
            path: file.key, role: file.role, type: file.type, size: Path.size(of: path) ?? 0,
            sha256: checksum.sha256, md5: checksum.md5, raster: file.raster.map(Manifest.RasterFigures.init))
    }

    /// Warns of files from earlier runs, which stay.
    private func strangers(
        in work: MissionWork, _ outputs: [Manifest.Output], _ progress: Progress
    ) async throws -> [String] {
        let folder = work.mission.output
        let places = try ["full", "thumbnails"].map { folder.appending(try StoreKey($0)) }
        let ours = Set(outputs.map { folder.appending($0.path) })
        return try await output.list(folder, depth: .max, progress: progress).files.map(\.key)
            .filter { key in places.contains(where: key.lies) && !ours.contains(key) }
            .map { "'\($0)' is of an earlier run; it stays, but is not in the manifest; remove it if nobody needs it" }
    }

    private func finish(
        _ work: MissionWork, _ outputs: [Manifest.Output], _ progress: Progress
    ) async throws {
        let manifest = Manifest(
            work.mission, options, status: work.status, outputs: outputs, work: work, started: work.started)
        let file = TemporaryFile(beside: work.workspace.products + "/manifest.json")
        try manifest.write(to: file.path)
        _ = try await output.store(
            file.path, as: try Self.manifest(of: work.mission), replacing: true, progress: progress)
    }
}
