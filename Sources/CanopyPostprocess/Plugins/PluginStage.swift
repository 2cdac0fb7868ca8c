internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Stores
internal import Synchronization
internal import Threads

/// The plugins of a run have a mission, one after the other, when all of it is made and nothing of it is published.
struct PluginStage: Sendable {
    let run: Pipeline
    let work: MissionWork
    let rank: Int

    /// A mission that is not published because of a plugin, or because nobody wants it any more, as a sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Calls the plugins and gives what they add to what was made.
    ///
    /// - Throws: Where the mission has failed.
    func pass(_ made: [MadeFile]) async throws -> [MadeFile] {
        var added: [MadeFile] = []
        for plugin in run.options.plugins.programs {
            let files = (made + added).inOrder(of: \.output.key)
            added += try await run.budgets.plugins.use(rank: rank) { try await call(plugin, files) }
        }
        return added
    }

    private func call(_ plugin: MissionPlugin, _ files: [MadeFile]) async throws -> [MadeFile] {
        if work.isOver { throw stopped }
        let number = run.meter.make(plugin.name)
        defer { run.meter.end(number) }
        run.logger.info("\(work.mission.name): calling the plugin '\(plugin.name)'")
        let destination = work.destination.folder
        let scratch = try ScratchFolder(in: destination)
        let input = scratch.path + "/mission.json"
        try MissionDescription(work, run.options, files, scratch: scratch.path).write(to: input)
        let folders = try MissionFolders(
            of: try MissionName(work.mission.name, run.options.naming), at: destination, run.steps.folders,
            files: files.compactMap(\.path), taken: Set(work.plan.outputs.map(\.key) + files.map(\.output.key)))
        // So long that no change from here on can have the time of one before: file systems' clocks tick.
        try? await Task.sleep(for: .milliseconds(20))
        let said = Printout(logger: run.logger, prefix: "\(work.mission.name): \(plugin.name): ")
        let ending = await PluginRun(plugin: plugin, timeLimit: run.options.plugins.timeLimit, print: said.add)
            .run(input, in: scratch.path, work.cancellation)
        if case .cancelled = ending { throw stopped }
        let changes = try folders.changes(by: plugin.name)
        if let file = changes.changed {
            throw Failure(
                description: "the plugin '\(plugin.name)' changed '\(file)', so nothing is published; "
                    + "plugins may only add files, so correct it")
        }
        if case .failure(let reason) = ending {
            folders.revert()
            try tell(
                "the plugin '\(plugin.name)' \(reason), so nothing of it is published\(said.last.map { ": \($0)" } ?? "")"
            )
            return []
        }
        for problem in changes.problems { try tell("of the plugin '\(plugin.name)', \(problem)") }
        work.add(changes.added)
        return changes.added.map { MadeFile(output: $0, place: .path(destination + "/" + $0.key.text)) }
    }

    /// Says what went wrong.
    private func tell(_ problem: String) throws(Failure) {
        if run.options.plugins.mustSucceed { throw Failure(description: problem) }
        work.warn([problem])
    }

    private var stopped: Failure { Failure(description: work.failure ?? Explanation.cancelled.sentence()) }
}

/// What a plugin prints, in the log as far as anybody may want to read it.
private final class Printout: Sendable {
    private let logger: Logger
    private let prefix: String
    private let state = Mutex((lines: 0, last: String?.none))

    private static let mostLines = 200

    init(logger: Logger, prefix: String) {
        self.logger = logger
        self.prefix = prefix
    }

    /// The last line with anything in it: why a program has failed stands there most often.
    var last: String? { state.withLock { $0.last } }

    @Sendable func add(_ line: String) {
        guard !line.allSatisfy(\.isWhitespace) else { return }
        let count = state.withLock { state in
            state.lines += 1
            state.last = line
            return state.lines
        }
        if count <= Self.mostLines { logger.info("\(prefix)\(line)") }
        if count == Self.mostLines + 1 { logger.info("\(prefix)… (more lines are not shown)") }
    }
}
