internal import Synchronization
internal import Terminal

/// What a call comes to, in the form that was asked for: text and lines as it comes, a document at the end.
///
/// Schemas are in `schemas/output.schema.json`, whose `version` this is.
final class Results: Sendable {
    /// The version of documents and lines. A key that goes, or means something else, makes a new one.
    static let version = 1

    /// What went wrong.
    struct Failure: Encodable, Sendable {
        enum Kind: String, Encodable {
            /// The command line is wrong.
            case usage
            /// The work came to nothing.
            case failure
            /// A signal stopped it.
            case interrupted
        }

        var kind = Kind.failure
        /// The input that it is about, where it is about one.
        var input: String?
        /// One sentence.
        let message: String
        /// What was warned of before.
        var warnings: [String] = []
    }

    /// A document for everything that a call has come to.
    private struct Document: Encodable {
        let version = Results.version
        var command = ""
        var results: [Plain] = []
        var errors: [Failure] = []
        var summary: Plain?
    }

    /// A line for one thing.
    private struct Line: Encodable {
        let version = Results.version
        let command: String
        var result: Plain?
        var error: Failure?
        var summary: Plain?
    }

    /// A value of any type.
    private struct Plain: Encodable, Sendable {
        let value: any Encodable & Sendable
        func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }

    private struct State {
        var form = ResultForm.text
        var document = Document()
        /// The results that have been told before the rest, by name.
        var told: Set<String> = []
        /// Whether the document is the list of its results.
        var isList = false
        /// Where it goes; `nil` for standard output.
        var stream: TextStream?
        /// What its text becomes before it is written.
        var changed: @Sendable (String) -> String = { $0 }
    }

    private let state = Mutex(State())

    private var output: TextStream { state.withLock(\.stream) ?? CommandContext.current.output }

    /// The form that was asked for.
    var form: ResultForm { state.withLock(\.form) }

    /// Begins a command's results.
    ///
    /// - Parameter changed: What the text of documents and lines becomes before it is written.
    func begin(
        _ command: String, as form: ResultForm, on stream: TextStream? = nil,
        changed: @escaping @Sendable (String) -> String = { $0 }
    ) {
        state.withLock { state in
            state.form = form
            state.document.command = command
            state.stream = stream
            state.changed = changed
        }
    }

    /// Takes one result. Its text, or its line, is written at once.
    ///
    /// - Parameter changed: What its text becomes before it is written.
    func add(_ result: some Renderable, changed: (String) -> String = { $0 }) throws {
        switch form {
        case .text: try output.write(text: result, changed: changed)
        case .json: state.withLock { $0.document.results.append(Plain(value: result)) }
        case .lines: try write { $0.result = Plain(value: result) }
        }
    }

    /// Takes a result of a list that is to come: its line is written at once.
    func add(early result: some Encodable & Sendable, named name: String) throws {
        guard form == .lines else { return }
        try write { $0.result = Plain(value: result) }
        state.withLock { _ = $0.told.insert(name) }
    }

    /// Takes the results of a list, those that have not been told before.
    func add<List: ResultList>(all list: List) throws {
        switch form {
        case .text: try output.write(text: list)
        case .json:
            state.withLock { state in
                state.isList = List.isWhole
                state.document.results += list.results.map { Plain(value: $0) }
                state.document.summary = list.summary.map { Plain(value: $0) }
            }
        case .lines:
            let told = state.withLock(\.told)
            for result in list.results where !told.contains(list.name(of: result)) {
                try write { $0.result = Plain(value: result) }
            }
            if let summary = list.summary { try write { $0.summary = Plain(value: summary) } }
        }
    }

    /// Takes an error. People are told of it elsewhere.
    func add(_ failure: Failure) throws {
        switch form {
        case .text: break
        case .json: state.withLock { $0.document.errors.append(failure) }
        case .lines: try write { $0.error = failure }
        }
    }

    /// Writes the document, where one was asked for.
    func end() throws {
        let ended = state.withLock { state in
            defer { state.form = .text }
            return state
        }
        guard ended.form == .json else { return }
        let output = ended.stream ?? CommandContext.current.output
        if ended.isList, ended.document.errors.isEmpty {
            try output.write(json: ended.document.results, changed: ended.changed)
        } else {
            try output.write(json: ended.document, changed: ended.changed)
        }
    }

    private func write(line fill: (inout Line) -> Void) throws {
        let (command, changed) = state.withLock { ($0.document.command, $0.changed) }
        var line = Line(command: command)
        fill(&line)
        try output.write(json: line, asLine: true, changed: changed)
    }
}

/// A report of several results.
protocol ResultList: Renderable {
    associatedtype Result: Encodable & Sendable
    associatedtype Summary: Encodable & Sendable

    /// Each by itself.
    var results: [Result] { get }
    /// What is to be said of all together.
    var summary: Summary? { get }
    /// Whether its document is the list of its results, and nothing around that.
    static var isWhole: Bool { get }
    /// What tells a result from the others.
    func name(of result: Result) -> String
}
