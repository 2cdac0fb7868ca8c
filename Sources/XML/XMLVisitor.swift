/// What is told of an XML document while it is read.
public protocol XMLVisitor: AnyObject {
    /// An element begins.
    ///
    /// - Parameters:
    ///   - name: Its name as it stands there, prefix included.
    ///   - attributes: Its attributes by name.
    /// - Returns: Whether its text is wanted.
    /// - Throws: ``XMLError``, which ends the reading.
    func begin(_ name: String, _ attributes: [String: String]) throws(XMLError) -> Bool

    /// The element that began last of those that are open ends.
    ///
    /// - Parameter text: Its own text, without that of elements in it; empty unless it was wanted.
    func end(_ name: String, _ text: String) throws(XMLError)
}

/// How much of a document is taken in. Documents are as long as they like; what of them has to be kept is bounded.
public struct XMLLimits: Hashable, Sendable {
    /// Elements within each other.
    public var depth = 64
    /// Bytes of the text of an element whose text is wanted.
    public var text = 64 << 10
    /// Bytes of a tag with its attributes, of a comment or an instruction.
    public var tag = 1 << 20
    /// Bytes of all different names of elements and attributes, which are kept until the document ends.
    public var names = 64 << 10

    /// Limits that documents of data do not reach.
    public init() {}
}

/// Why a document was not read to its end: a phrase without the file's name, such as `line 7: mismatched tag`.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; `nil` where it does not matter.
    public let line: Int?
    /// What is wrong, and what to do where that is known.
    public let reason: String

    /// An error at a line.
    public init(_ reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    /// The phrase.
    public var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
