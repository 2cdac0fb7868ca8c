internal import Diagnostics
internal import Files
internal import Glibc
internal import RasterIO
internal import Stores
internal import Terminal
internal import Threads

/// What is found out of the files of a call before anything is made.
struct FileSurvey {
    /// The rasters that are not on this machine, by their names on the command line, like the others.
    private(set) var inputs: [String: WorkFiles.Input] = [:]
    /// The boundaries, each with the files that belong to it.
    private(set) var boundaries: [String: (file: RemoteObject, parts: [StoreEntry])] = [:]
    /// The outputs.
    private(set) var outputs: [String: RemoteObject] = [:]
    /// Whether standard input is read, or standard output written.
    let streams: Bool
    /// The names of all that is not on this machine.
    private var remote: Set<String> = []
    /// What is wrong, a sentence each.
    private var problems: [String] = []

    /// Bytes of a boundary that is downloaded: many times what the outline of one has that is accepted.
    private static let largestBoundary = 256 << 20

    /// Looks at all files; throws what is wrong with those of which something is to be made. Where nothing is made, nothing
    /// is lost by trying.
    ///
    /// - Parameters:
    ///   - folder: A folder that will be made for outputs.
    ///   - memory: Bytes for pixels, of which some go to what is fetched ahead of rasters elsewhere.
    init(
        _ jobs: [FileNames], overwrite: Bool, making folder: String? = nil, within memory: MemoryBudget,
        besides problems: [String] = []
    ) async throws {
        self.problems = problems + StandardStream.problems(with: jobs)
        streams = jobs.contains {
            ($0.inputs + [$0.boundary, $0.output].compactMap(\.self)).contains(StandardStream.name)
        }
        let makes = jobs.contains { $0.output != nil }
        try await lookElsewhere(jobs, overwrite: overwrite, makes: makes, memory.pixels)
        guard makes || !self.problems.isEmpty else { return }
        try Mistakes.check(
            inputs: jobs.flatMap(\.inputs).compactMap(raster),
            reading: Set(jobs.compactMap(\.boundary)).subtracting(remote.union([StandardStream.name])).inOrder(
                of: \.self),
            // There is nothing yet where a folder is to be made.
            outputs: folder == nil
                ? jobs.compactMap(\.output).filter { !remote.contains($0) && $0 != StandardStream.name } : [],
            overwrite: overwrite,
            besides: self.problems)
    }

    private func raster(_ name: String) -> RasterInput? {
        switch inputs[name] {
        case nil: name == StandardStream.name ? nil : RasterInput(name)
        case .ready(let input): input
        case .whole: nil
        }
    }

    private mutating func lookElsewhere(
        _ jobs: [FileNames], overwrite: Bool, makes: Bool, _ memory: Int
    ) async throws {
        let rasters = try Self.locations(jobs.flatMap(\.inputs))
        let outlines = try Self.locations(jobs.compactMap(\.boundary))
        let targets = try Self.locations(jobs.compactMap(\.output))
        let all = rasters + outlines + targets
        if all.isEmpty { return }
        remote = Set(all.map(\.name))
        let stores = try Stores(for: all.map(\.location))
        let progress = Progress(cancellation: CommandContext.current.interruption.cancellation)

        try await look(atRasters: rasters, stores, makes: makes, memory, progress)
        try await look(atBoundaries: outlines, stores, progress)
        for (name, location) in targets {
            if let input = (rasters + outlines).first(where: { $0.location.isSamePlace(as: location) }) {
                try note(.file(FileError("write", name, .isInput(input.name))))
            }
        }
        try await look(atOutputs: targets, stores, overwrite: overwrite)
    }

    private mutating func look(
        atRasters rasters: [Named], _ stores: Stores, makes: Bool, _ memory: Int, _ progress: Progress
    ) async throws {
        let looks = await concurrentMap(rasters) { raster async throws(StoreError) in
            try await Self.input(raster.name, raster.location, stores, makes: makes, memory, progress)
        }
        for (raster, look) in zip(rasters, looks) { inputs[raster.name] = try look.get() }
    }

    private mutating func look(atBoundaries outlines: [Named], _ stores: Stores, _ progress: Progress) async throws {
        for (name, location) in outlines {
            do throws(StoreError) {
                let file = try await RemoteObject(location, in: stores)
                let parts = try await file.files(Self.companions(of: file.name), progress)
                boundaries[name] = (file, parts)
                let size = parts.map(\.size).total
                guard size > Self.largestBoundary else { continue }
                problems.append(
                    "the boundary '\(location)' has \(Formatting.bytes(size)), and up to "
                        + "\(Formatting.bytes(Self.largestBoundary)) are downloaded; copy it to this machine first")
            } catch { try note(error) }
        }
    }

    private mutating func look(atOutputs targets: [Named], _ stores: Stores, overwrite: Bool) async throws {
        let checks = await concurrentMap(targets, atOnce: 4) { target async throws(StoreError) in
            try await Self.output(target.location, stores, overwrite: overwrite)
        }
        for (target, check) in zip(targets, checks) {
            do throws(StoreError) { outputs[target.name] = try check.get() } catch { try note(error) }
        }
    }

    private mutating func note(_ error: StoreError) throws {
        if error == .cancelled { throw error }
        problems.append(Phrasing.options.sentence(of: error))
    }

    /// Something elsewhere, by its name on the command line.
    private typealias Named = (name: String, location: StoreLocation)

    private static func locations(_ names: [String]) throws -> [Named] {
        var seen: Set<String> = []
        return try names.filter { seen.insert($0).inserted }.compactMap { name in
            try StoreLocation.remote(name).map { (name, $0) }
        }
    }

    private static func input(
        _ name: String, _ location: StoreLocation, _ stores: Stores, makes: Bool, _ memory: Int, _ progress: Progress
    ) async throws(StoreError) -> WorkFiles.Input {
        do throws(StoreError) {
            let reason: String
            do throws(StoreError) {
                let object = try await stores.object(at: location, cancellation: progress.cancellation)
                let raster = RasterInput(object, memory: memory)
                guard makes, let block = await runBlocking({ raster.unwieldyBlock() }) else { return .ready(raster) }
                reason = "pixels lie in a block of \(Formatting.bytes(block)), which is read as a whole"
            } catch {
                reason = try Self.reason(for: error)
            }
            let object = try await RemoteObject(location, in: stores)
            guard let entry = try await object.files([], progress).first else { throw .absent(location) }
            return .whole(object, entry, because: reason)
        } catch {
            if error == .cancelled { throw error }
            return .ready(RasterInput(name, unavailable: error.explanation))
        }
    }

    /// Why a file is downloaded that cannot be read where it lies; throws the error where that would be no better.
    private static func reason(for error: StoreError) throws(StoreError) -> String {
        switch error {
        case .whole: "rclone's remotes give files as a whole"
        case .remote(let failure) where failure.cause == .noRanges: "its service does not give parts of files"
        default: throw error
        }
    }

    private static func output(
        _ location: StoreLocation, _ stores: Stores, overwrite: Bool
    ) async throws(StoreError) -> RemoteObject {
        guard location.parent != nil, !location.endsInSlash else {
            throw .file(FileError("write", "\(location)", .system(EISDIR)))
        }
        let output = try await RemoteObject(location, in: stores)
        switch (try await output.item(), location.place) {
        case (.file, _) where !overwrite: throw .file(FileError("write", "\(location)", .exists))
        // On S3 a file may have the name of a folder.
        case (.folder, .rclone): throw .file(FileError("write", "\(location)", .system(EISDIR)))
        default: return output
        }
    }

    /// What readers look for beside a boundary: the parts of a Shapefile, and what SQLite has not merged yet.
    private static func companions(of name: String) -> [String] {
        guard let dot = name.lastIndex(of: ".") else { return [] }
        let ending = name[name.index(after: dot)...]
        switch ending.lowercased() {
        case "shp":
            return ["shx", "dbf", "prj", "cpg"].map {
                name[...dot] + (ending == ending.uppercased() ? $0.uppercased() : $0)
            }
        case "gpkg": return ["-wal", "-journal"].map { name + $0 }
        default: return []
        }
    }
}
