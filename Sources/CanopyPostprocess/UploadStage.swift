internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Raster
internal import Stores
internal import Threads

/// The last stage: everything goes to the output store, the manifest last.
///
/// Nothing that was published before is touched until all of the mission is made. From there on no manifest stands over
/// products that are not its own.
struct UploadStage: Sendable {
    let options: Postprocess.Options
    /// The folders of a mission's outputs.
    let folders: [String]
    let output: any Store
    let logger: Logger

    /// Where the manifest of a mission goes.
    static func manifest(of mission: Match.Mission) throws(StoreKey.Problem) -> StoreKey {
        mission.output.appending(try StoreKey("manifest.json"))
    }

    /// Publishes what has been made and what is copied, and then the manifest.
    func run(_ work: inout MissionWork, _ cancellation: Cancellation) async {
        let progress = Progress(cancellation: cancellation)
        do {
            let mission = work.mission
            work.made = try await gathered(work, progress)
            try await removeManifest(of: mission)
            await endOldUploads(of: mission)
            let outputs = try await concurrentMap(allOf: work.made, atOnce: DownloadStage.atOnce) { file in
                try await publish(file, of: mission, progress)
            }
            work.bytes = outputs.map(\.size).total
            let listing = try await output.list(mission.output, depth: .max, progress: progress)
            work.warn(try staleOutputs(in: listing, mission, outputs))
            try await finish(work, outputs, listing, progress)
        } catch {
            work.fail("\(error)")
        }
    }

    /// All files of the mission. Those that are copied to an output on this machine have come to lie where the others do.
    private func gathered(_ work: MissionWork, _ progress: Progress) async throws -> [MissionWork.Made] {
        let copies = work.plan.outputs.filter(\.isCopy).compactMap { output in
            output.source.flatMap { work.inputs[$0] }.map {
                MissionWork.Made(key: output.key, path: $0, role: output.role, type: output.type)
            }
        }
        // To a remote output they are sent from where they lie.
        guard let folder = try work.destination.key(in: work.mission.output) else { return work.made + copies }
        return work.made
            + (try await concurrentMap(allOf: copies, atOnce: DownloadStage.atOnce) { (copy) throws(StoreError) in
                logger.info("\(work.mission.name): publishing \(copy.key.name)")
                _ = try await output.store(
                    copy.path, as: folder.appending(copy.key), replacing: true, progress: progress)
                var copy = copy
                copy.path = work.destination.folder + "/" + copy.key.text
                return copy
            })
    }

    private func removeManifest(of mission: Match.Mission) async throws {
        let key = try Self.manifest(of: mission)
        if let path = output.localPath(of: key) {
            // Not through the store, which removes nothing behind links: the base folder may be one, to another disk.
            try Path.removeFile(path)
        } else {
            try await output.remove(key)
        }
    }

    /// Ends uploads of the mission that runs which were killed have left behind. Where the keys do not allow it, a rule of
    /// the bucket can.
    private func endOldUploads(of mission: Match.Mission) async {
        do throws(StoreError) {
            try await output.abortUploads(in: mission.output, olderThan: .seconds(24 * 60 * 60))
        } catch {
            logger.notice("\(mission.name): uploads to it that were never finished stay in the store: \(error)")
        }
    }

    private func publish(
        _ file: MissionWork.Made, of mission: Match.Mission, _ progress: Progress
    ) async throws -> Manifest.Output {
        let target = mission.output.appending(file.key)
        let path = output.localPath(of: target)
        if let path {
            if path != file.path {
                let folder = try OpenFolder(Path.folder(of: path))
                try OutputFile(adopting: file.path, as: Path.name(of: path), in: folder, overwrite: true).commit()
            }
        } else {
            logger.info("\(mission.name): publishing \(file.key.name)")
            _ = try await output.store(file.path, as: target, replacing: true, progress: progress)
        }
        // What is published is what counts; the input may have changed since.
        let published = path ?? file.path
        let checksum = try await runBlocking { () throws(StoreError) in
            try Checksum(ofFileAt: published, progress: progress)
        }
        return Manifest.Output(
            path: file.key, role: file.role, type: file.type, size: Path.size(of: published) ?? 0,
            sha256: checksum.sha256, md5: checksum.md5, raster: file.raster.map(Manifest.RasterFigures.init))
    }

    /// Warns of files from earlier runs, which stay.
    private func staleOutputs(
        in listing: StoreListing, _ mission: Match.Mission, _ outputs: [Manifest.Output]
    ) throws -> [String] {
        let places = try folders.map { mission.output.appending(try StoreKey($0)) }
        let ours = Set(outputs.map { mission.output.appending($0.path) })
        return listing.files.map(\.key)
            .filter { key in places.contains(where: key.lies) && !ours.contains(key) }
            .map { "'\($0)' is of an earlier run; it stays, but is not in the manifest; remove it if nobody needs it" }
    }

    private func finish(
        _ work: MissionWork, _ outputs: [Manifest.Output], _ listing: StoreListing, _ progress: Progress
    ) async throws {
        let manifest = Manifest(
            work.mission, options, status: work.status, outputs: outputs, work: work, started: work.started)
        let file = try TemporaryFile(beside: work.destination.folder + "/manifest.json")
        try manifest.write(to: file.path)
        let key = try Self.manifest(of: work.mission)
        if output.localPath(of: key) == nil {
            try await Sealing(output: output, mission: work.mission.output, manifest: key, progress: progress)
                .seal(Deposit(outputs, in: work.mission.output), with: file.path, listing)
        } else {
            // The kernel's lock keeps other runs out.
            _ = try await output.store(file.path, as: key, replacing: true, progress: progress)
        }
    }
}
