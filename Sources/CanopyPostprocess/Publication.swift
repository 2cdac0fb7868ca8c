internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Raster
internal import Stores
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A mission's files go to the output store, the manifest last.
///
/// Where none was published before, each goes as soon as it is made. Else nothing there is touched until all of the mission
/// is made, and from there on no manifest stands over products that are not its own. So it is where plugins have the mission
/// before.
struct Publication: Sendable {
    let run: Pipeline
    let work: MissionWork
    let rank: Int

    /// Where the manifest of a mission goes.
    static func manifest(of mission: Match.Mission) throws(StoreKey.Problem) -> StoreKey {
        mission.output.appending(try StoreKey("manifest.json"))
    }

    private var output: any Store { run.stores.output }
    private var mission: Match.Mission { work.mission }
    private var progress: Progress { Progress(cancellation: work.cancellation) }

    /// Publishes the files as they come, and then the manifest. Of a mission that failed and was not published before
    /// nothing stays.
    func pass(_ files: AsyncStream<MadeFile>) async {
        do {
            try await publish(files)
        } catch {
            work.fail("\(error)")
        }
        // However it ended, who makes files must not wait for somebody to take them.
        for await _ in files {}
    }

    private func publish(_ files: AsyncStream<MadeFile>) async throws {
        let previous = try await previous
        let isFirst = previous.isFirst
        async let old: Void = endOldUploads()
        // Those that are to come behind all others, or that have to wait until nothing can fail any more.
        let mayGo = isFirst && run.options.plugins.programs.isEmpty
        var waiting = try await sent(files) { mayGo && !$0.isSignal }
        if work.isOver {
            // What was stopped has failed, even where nothing had come to notice it.
            work.fail(Explanation.cancelled.sentence())
            return await revoke(isFirst)
        }
        do {
            waiting += try await PluginStage(run: run, work: work, rank: rank).pass(waiting)
            try await removeManifest(previous)
            await old
            let signals = waiting.filter(\.isSignal)
            waiting.removeAll(where: \.isSignal)
            _ = try await concurrentMap(allOf: waiting, atOnce: .max) { try await send($0) }
            let earlier = work.published
            async let listing = output.listWithoutTimes(mission.output, progress: progress)
            _ = try await concurrentMap(allOf: signals, atOnce: .max) { try await send($0) }
            try await finish(where: try await listing, had: earlier)
        } catch {
            work.fail("\(error)")
            // What lies there is another run's as well, which may yet publish it.
            if !(error is Interference) { await revoke(isFirst) }
        }
    }

    /// Sends files as they come, as far as they may go already, and gives the others.
    private func sent(
        _ files: AsyncStream<MadeFile>, where mayGo: @escaping @Sendable (MadeFile) -> Bool
    ) async throws -> [MadeFile] {
        try await withThrowingTaskGroup(of: MadeFile?.self) { group in
            for await file in files {
                group.addTask {
                    do {
                        let file = try await settled(file)
                        guard mayGo(file) else { return file }
                        try await send(file)
                    } catch {
                        work.fail("\(error)")
                    }
                    return nil
                }
            }
            return try await group.reduce(into: []) { all, file in if let file { all.append(file) } }
        }
    }

    /// What was published before.
    private struct Previous {
        var isFirst = true
        /// Documents that lie there and belong to the manifest that does.
        var documents: [StoreKey] = []
    }

    private var previous: Previous {
        get async throws {
            if output.localPath(of: mission.output) != nil {
                return Previous(
                    isFirst: work.destination.isFirst, documents: try await documents(among: documents))
            }
            let there: StoreListing
            do throws(StoreError) {
                there = try await output.listWithoutTimes(mission.output, progress: progress)
            } catch {
                if case .absent = error { return Previous() }
                throw error
            }
            let manifest = try Self.manifest(of: mission)
            let places = try folders
            let keys = Set(there.files.map(\.key))
            return Previous(
                isFirst: !keys.contains { $0 == manifest || places.contains(where: $0.lies) },
                documents: try await documents(among: documents.filter(keys.contains)))
        }
    }

    /// Where documents of the mission may lie.
    private var documents: [StoreKey] { MissionPlan.documentKeys(of: mission).map(mission.output.appending) }

    /// Those of the documents that the manifest which lies there has: others are not canopy's.
    private func documents(among documents: [StoreKey]) async throws -> [StoreKey] {
        guard !documents.isEmpty, let file = try await output.stat(Self.manifest(of: mission))?.file,
            file.size <= Manifest.largest,
            let manifest = Manifest(json: try await output.contents(of: file, progress: progress))
        else { return [] }
        let known = Set(manifest.outputs.filter { $0.role == .metadata }.map { mission.output.appending($0.path) })
        return documents.filter(known.contains)
    }

    private var folders: [StoreKey] {
        get throws { try run.steps.folders.map { mission.output.appending(try StoreKey($0)) } }
    }

    /// A file that passes through comes to lie beside those that were made, where the output is on this machine. To a remote
    /// output it is sent from where it lies.
    private func settled(_ file: MadeFile) async throws -> MadeFile {
        guard file.output.isCopy, case .path(let path) = file.place,
            let folder = try work.destination.key(in: mission.output)
        else { return file }
        let verification = try await store(path, file.output, as: folder.appending(file.output.key))
        return MadeFile(
            output: file.output, place: .path(work.destination.folder + "/" + file.output.key.text),
            verification: verification)
    }

    /// Brings a file to its place.
    private func send(_ file: MadeFile) async throws {
        let target = mission.output.appending(file.output.key)
        switch file.place {
        case .path(let path):
            guard let published = output.localPath(of: target) else {
                work.send(file.output.key)
                let verification = try await store(path, file.output, as: target)
                work.count { $0.uploaded += Path.size(of: path) ?? 0 }
                return try await takeDown(file, at: path, verification)
            }
            if published != path {
                let folder = try OpenFolder(Path.folder(of: published))
                try OutputFile(adopting: path, as: Path.name(of: published), in: folder, overwrite: true).commit()
            }
            // What is published is what counts; the input may have changed since.
            try await takeDown(file, at: published, file.verification)
        case .store(let entry, let passage, let path):
            work.send(file.output.key)
            let copy =
                try await passage == .service
                ? copied(entry, file.output, as: target) : relayed(entry, file.output, as: target)
            if let copy {
                return work.publish(
                    Manifest.Output(
                        path: file.output.key, role: file.output.role, type: file.output.type,
                        mediaType: MediaType.of(file.output.key), size: copy.size, sha256: nil,
                        md5: copy.md5 ?? entry.md5 ?? "", verifiedBy: .md5))
            }
            try await Downloads(run: run, work: work, rank: rank).fetch(entry, from: run.stores.input, to: path)
            try await send(MadeFile(output: file.output, place: .path(path)))
        }
    }

    /// Has the service copy a file by itself. Where it does not, a note says why.
    private func copied(
        _ entry: StoreEntry, _ output: PlannedOutput, as target: StoreKey
    ) async throws -> StoreEntry? {
        let outcome = try await publishing { () async throws(StoreError) in
            work.logger.info(
                "\(mission.name): having \(output.key.name) copied by the service",
                metadata: .step("publish", output.key.name))
            return try await self.output.copy(entry, of: run.stores.input, as: target, progress: progress)
        }
        switch outcome {
        case .copied(let copy):
            work.count { $0.copied = Int.sum($0.copied, max(0, copy.size)) }
            return copy
        case .transferNeeded(let reason):
            if let reason {
                work.logger.notice("\(mission.name): \(output.key.name) is transferred, because \(reason)")
            }
            return nil
        }
    }

    /// Sends a file on while it comes here.
    private func relayed(
        _ entry: StoreEntry, _ output: PlannedOutput, as target: StoreKey
    ) async throws -> StoreEntry? {
        let copy = try await publishing(output, of: entry.size) { progress async throws(StoreError) in
            try await self.output.relay(entry, of: run.stores.input, as: target, progress: progress)
        }
        if copy != nil {
            work.count {
                $0.downloaded = Int.sum($0.downloaded, max(0, entry.size))
                $0.uploaded = Int.sum($0.uploaded, max(0, entry.size))
            }
        }
        return copy
    }

    private func store(_ path: String, _ output: PlannedOutput, as target: StoreKey) async throws -> Verification {
        try await publishing(output, of: Path.size(of: path) ?? 0) { progress async throws(StoreError) in
            try await self.output.store(path, as: target, replacing: true, progress: progress)
        }
    }

    /// Brings so many bytes to the output, of which it tells.
    private func publishing<Value: Sendable>(
        _ output: PlannedOutput, of bytes: Int, _ body: (Progress) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await publishing { () async throws(StoreError) in
            work.logger.info(
                "\(mission.name): publishing \(output.key.name)", metadata: .step("publish", output.key.name))
            let start = ContinuousClock.now
            let value = try await run.meter.move(output.key.name, of: bytes, .up, work.cancellation, body)
            work.logger.debug(
                "\(mission.name): \(output.key.name) is published",
                metadata: .step("publish", output.key.name, seconds: .now - start, bytes: bytes))
            return value
        }
    }

    /// Does something that counts as one of the transfers to the output.
    private func publishing<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await run.budgets.uploads.use(rank: rank) { () async throws(StoreError) in
            if work.isOver { throw .cancelled }
            return try await work.publishing.run(body)
        }
    }

    private func takeDown(_ file: MadeFile, at path: String, _ verification: Verification?) async throws {
        if let verification {
            run.logger.trace("\(mission.name): \(file.output.key.name) is there, verified by \(verification.rawValue)")
        }
        let checksum = try await runBlocking { () throws(StoreError) in
            try Checksum(ofFileAt: path, progress: progress)
        }
        work.publish(
            Manifest.Output(
                path: file.output.key, role: file.output.role, type: file.output.type,
                mediaType: MediaType.of(file.output.key, isCOG: file.raster?.file?.isCOG == true),
                size: Path.size(of: path) ?? 0, sha256: checksum.sha256, md5: checksum.md5, verifiedBy: verification,
                raster: file.raster, cameras: file.cameras, picture: file.picture, madeBy: file.output.madeBy))
    }

    /// Removes what tells of the products from before, first of all the manifest.
    private func removeManifest(_ previous: Previous) async throws {
        for key in [try Self.manifest(of: mission)] + previous.documents {
            if let path = output.localPath(of: key) {
                // Not through the store, which removes nothing behind links: the base folder may be one, to another disk.
                try Path.removeFile(path)
            } else if !previous.isFirst {
                try await output.remove(key)
            }
        }
    }

    /// Ends uploads of the mission that runs which were killed have left behind. Where the keys do not allow it, a rule of
    /// the bucket can.
    private func endOldUploads() async {
        do throws(StoreError) {
            try await output.abortUploads(in: mission.output, olderThan: .seconds(24 * 60 * 60), progress: progress)
        } catch {
            if work.isOver { return }
            work.logger.notice("\(mission.name): uploads to it that were never finished stay in the store: \(error)")
        }
    }

    /// Warns of files from earlier runs, which stay.
    private func staleOutputs(in listing: StoreListing, _ outputs: [Manifest.Output]) throws -> [String] {
        let places = try folders
        let documents = Set(documents).subtracting(work.plan.documents.map { mission.output.appending($0.output.key) })
        let ours = Set(outputs.map { mission.output.appending($0.path) })
        return listing.files.map(\.key)
            .filter { key in (places.contains(where: key.lies) || documents.contains(key)) && !ours.contains(key) }
            .map { "'\($0)' is of an earlier run; it stays, but is not in the manifest; remove it if nobody needs it" }
    }

    /// Makes the documents of what the manifest is going to say, and brings them to their places.
    private func publishDocuments() async throws {
        for (document, planned) in work.plan.documents {
            let published = Set(work.published.map(\.path))
            let source = DocumentSource(
                manifest: Manifest(work, run.options, outputs: work.published), options: run.options,
                log: work.log?.text ?? "", folder: mission.output
            ) { key in
                guard planned.origins.joined().contains(key), published.contains(key) else { return nil }
                return output.localPath(of: mission.output.appending(key)) ?? work.destination.folder + "/" + key.text
            }
            let warnings = Warnings(phrasing: run.phrasing)
            let contents = try await runBlocking { try document.contents(from: source, warnings: warnings) }
            work.warn(warnings.all)
            guard let contents else {
                work.settle(planned.key)
                continue
            }
            let file = try TemporaryFile(beside: work.destination.folder + "/" + planned.key.name)
            try contents.write(to: URL(fileURLWithPath: file.path))
            let target = mission.output.appending(planned.key)
            let isRemote = output.localPath(of: target) == nil
            if isRemote { work.send(planned.key) }
            let verification = try await store(file.path, planned, as: target)
            if isRemote { work.count { $0.uploaded = Int.sum($0.uploaded, contents.count) } }
            try await takeDown(MadeFile(output: planned, place: .path(file.path)), at: file.path, verification)
        }
    }

    /// Puts documents and the manifest over the outputs, some of which lay in the output store when it was listed.
    private func finish(where listing: StoreListing, had earlier: [Manifest.Output]) async throws {
        work.warn(try staleOutputs(in: listing, work.published))
        try await publishDocuments()
        let outputs = work.published
        let manifest = Manifest(work, run.options, outputs: outputs)
        let file = try TemporaryFile(beside: work.destination.folder + "/manifest.json")
        try manifest.write(to: file.path)
        let key = try Self.manifest(of: mission)
        if output.localPath(of: key) == nil {
            try await Sealing(output: output, mission: mission.output, manifest: key, progress: progress)
                .seal(
                    Deposit(outputs, in: mission.output), with: file.path, where: listing,
                    had: Deposit(earlier, in: mission.output))
        } else {
            // The kernel's lock keeps other runs out.
            _ = try await output.store(file.path, as: key, replacing: true, progress: progress)
        }
    }

    /// Removes what a mission that failed has published in a remote store where nothing was before; `Destination` does so on
    /// this machine. Where a manifest lies there by now, another run has published the mission.
    private func revoke(_ isFirst: Bool) async {
        let keys = work.sent.map { mission.output.appending($0) }
        guard isFirst, !keys.isEmpty, output.localPath(of: mission.output) == nil else { return }
        // What was told to stop has a moment left for it.
        let end = Cancellation()
        let limit = Task {
            try? await Task.sleep(for: .seconds(run.progress.isCancelled ? 3 : 60))
            end.cancel()
        }
        defer { limit.cancel() }
        do {
            let arrived = Set(work.published.map { mission.output.appending($0.path) })
            // The last bytes of an upload that was stopped may be on their way still, and be all that it lacks.
            for (pause, keys) in [(0, keys), (1, keys.filter { !arrived.contains($0) })] where !keys.isEmpty {
                try? await Task.sleep(for: .seconds(pause))
                guard try await output.stat(Self.manifest(of: mission)) == nil else { return }
                _ = try await output.remove(keys, progress: Progress(cancellation: end))
            }
        } catch {
            work.logger.notice("\(mission.name): what was published of it already stays: \(error)")
        }
    }
}

extension MadeFile {
    /// Whether some users tell a finished mission by it.
    fileprivate var isSignal: Bool { output.key.name.hasSuffix("_report.pdf") }
}
