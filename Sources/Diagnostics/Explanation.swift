/// What is wrong and what would help, of which a ``Phrasing`` makes a sentence.
public struct Explanation: Hashable, Sendable {
    /// What is wrong.
    public var problem: String
    /// What would help, each by itself.
    public var remedies: [Remedy]

    /// A problem and what would help.
    public init(_ problem: String, _ remedies: [Remedy] = []) {
        self.problem = problem
        self.remedies = remedies
    }

    /// Nothing is wrong: the work was told to stop.
    public static let cancelled = Explanation("stopped before it was finished")

    /// The same of something larger.
    public func inside(_ context: String) -> Explanation {
        self == .cancelled ? self : Explanation(context + problem, remedies)
    }

    /// One sentence without its full stop.
    public func sentence(_ phrasing: Phrasing = .neutral) -> String {
        remedies.isEmpty ? problem : problem + "; " + remedies.map { phrasing($0) }.joined(separator: ", or ")
    }

    /// The same with the remedies aside: who only warns is not in need of them.
    func aside(_ phrasing: Phrasing) -> String {
        remedies.isEmpty ? problem : problem + " (" + remedies.map { phrasing($0) }.joined(separator: ", or ") + ")"
    }
}

extension Explanation: ExpressibleByStringInterpolation {
    /// A problem that nothing is known to help against, or that names the way out itself.
    public init(stringLiteral problem: String) { self.init(problem) }
}

/// An error of an operation, which says what is wrong, what would help, and whether the work was only told to stop.
public protocol Explained: Error, CustomStringConvertible {
    /// What is wrong and what would help; ``Explanation/cancelled`` where the work was told to stop.
    var explanation: Explanation { get }
}

extension Explained {
    /// Whether the work was told to stop, and nothing is wrong.
    public var isCancellation: Bool { explanation == .cancelled }
}
