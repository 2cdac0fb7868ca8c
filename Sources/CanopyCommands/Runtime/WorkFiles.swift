internal import Diagnostics
internal import Files
internal import Logging
internal import RasterIO
internal import Stores
internal import Synchronization

/// The files of a call, wherever they lie. They are looked at before anything is made; for each run, what has to be here is
/// brought, and what is made goes where it belongs.
final class WorkFiles: Sendable {
    /// A raster.
    enum Input: Sendable {
        /// It is here, is read where it lies, or cannot be had.
        case ready(RasterInput)
        /// It is to be downloaded first.
        case whole(RemoteObject, StoreEntry, because: String)
    }

    private let inputs: [String: Input]
    private let boundaries: [String: (file: RemoteObject, parts: [StoreEntry])]
    private let outputs: [String: RemoteObject]
    /// Whether standard input is read, or standard output written.
    private let streams: Bool
    private let overwrite: Bool
    private let log: Logger
    private let places = ScratchPlaces(CommandContext.current.variables)
    /// The boundaries that are here, by the names of the command line.
    private let fetched = Mutex<[String: String]>([:])

    /// What has been found out of the files of a call.
    init(_ survey: FileSurvey, overwrite: Bool, log: Logger) {
        inputs = survey.inputs
        boundaries = survey.boundaries
        outputs = survey.outputs
        streams = survey.streams
        self.overwrite = overwrite
        self.log = log
    }

    /// Whether anything is elsewhere: else there are no names that nobody knows.
    var isRemote: Bool { streams || !inputs.isEmpty || !boundaries.isEmpty || !outputs.isEmpty }

    /// What is needed for a run, downloaded where it has to be.
    func open(_ names: FileNames, _ progress: Progress) async throws -> RunFiles {
        var files = RunFiles()
        for name in names.inputs {
            switch inputs[name] {
            case nil where name == StandardStream.name:
                let path = try places.path(for: StandardStream.location, named: name)
                files.downloads.append(path)
                try await StandardStream.save(to: path)
                files.rasters.append(RasterInput(path))
            case nil: files.rasters.append(RasterInput(name))
            case .ready(let input): files.rasters.append(input)
            case .whole(let object, let entry, let reason):
                log.info("'\(object.location)' is downloaded whole before it is read: \(reason)")
                let path = try places.path(for: object.location, named: object.name)
                files.downloads.append(path)
                try places.expect(entry.size, from: object.location)
                try await object.fetch(entry, to: path, progress)
                files.rasters.append(RasterInput(path))
            }
        }
        if let boundary = names.boundary { files.boundary = try await path(ofBoundary: boundary, progress) }
        if let output = names.output {
            files.output =
                output == StandardStream.name
                ? try places.path(for: StandardStream.location, named: output)
                : try outputs[output].map { try places.path(for: $0.location, named: $0.name) } ?? output
        }
        return files
    }

    private func path(ofBoundary name: String, _ progress: Progress) async throws -> String {
        if let path = fetched.withLock({ $0[name] }) { return path }
        if name == StandardStream.name {
            let path = try places.path(for: StandardStream.location, named: name)
            try await StandardStream.save(to: path)
            fetched.withLock { $0[name] = path }
            return path
        }
        guard let (file, parts) = boundaries[name] else { return name }
        let path = try places.path(for: file.location, named: file.name)
        for part in parts {
            try places.expect(part.size, from: file.location)
            try await file.fetch(part, to: Path.folder(of: path) + "/" + part.key.name, progress)
        }
        fetched.withLock { $0[name] = path }
        return path
    }

    /// Shares of a run's progress, where something is downloaded first or uploaded in the end.
    func shares(of names: FileNames) -> (work: ClosedRange<Double>, upload: ClosedRange<Double>) {
        let downloads = names.inputs.contains { if case .whole = inputs[$0] { true } else { false } }
        let end = isUploaded(names) ? 0.7 : 1
        return ((downloads ? 0.4 * end : 0)...end, end...1)
    }

    private func isUploaded(_ names: FileNames) -> Bool {
        names.output.map { $0 == StandardStream.name || outputs[$0] != nil } ?? false
    }

    /// Puts what a run has made where it belongs.
    func deliver(_ files: RunFiles, _ names: FileNames, _ progress: Progress) async throws(StoreError) {
        if names.output == StandardStream.name {
            do throws(FileError) { return try await StandardStream.send(files.output) } catch { throw .file(error) }
        }
        guard let output = names.output.flatMap({ outputs[$0] }) else { return }
        try await output.store(files.output, replacing: overwrite, progress)
    }

    /// Removes what only that run needed.
    func drop(_ files: RunFiles, _ names: FileNames) {
        for path in files.downloads + (isUploaded(names) ? [files.output] : []) { places.remove(path) }
    }

    /// Removes everything that was here meanwhile.
    func close() { places.close() }

    /// A text with the names in it that users know.
    func shown(_ text: String) -> String { isRemote ? places.shown(text) : text }

    /// The same of a text in JSON.
    func shownInJSON(_ text: String) -> String { isRemote ? places.shownInJSON(text) : text }

    /// The sentence of an error.
    func sentence(of error: any Error) -> String { shown(Phrasing.options.sentence(of: error)) }
}
