#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A result that people read as text and programs as JSON, from one type.
public protocol Renderable: Encodable, Sendable {
    /// The text, whole lines; `width` is the terminal's, `nil` where the text goes to a file.
    func text(width: Int?) -> String
}

extension Array: Renderable where Element: Renderable {
    /// The elements' texts one after the other.
    public func text(width: Int?) -> String { map { $0.text(width: width) }.joined() }
}

/// The forms of a result.
public enum ResultForm: Sendable {
    /// For people.
    case text
    /// For programs: one document, keys in alphabetical order, dates as ISO 8601.
    case json
    /// The same for programs that read while work goes on: an object a line.
    case lines
}

extension TextStream {
    /// Writes a result as text.
    ///
    /// - Parameter changed: What its text becomes before it is written.
    public func write(text result: some Renderable, changed: (String) -> String = { $0 }) throws {
        try write(changed(result.text(width: columns)).printableLines)
    }

    /// Writes a value as JSON: a document of several lines, or one line.
    ///
    /// - Parameter changed: What its text becomes before it is written.
    public func write(
        json value: some Encodable, asLine: Bool = false, changed: (String) -> String = { $0 }
    ) throws {
        try write(changed(Self.json(of: value, asLine: asLine)).printableJSON)
    }

    private static func json(of result: some Encodable, asLine: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if !asLine { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .iso8601
        // JSON has no such numbers, and a statistic that is one must not cost the report.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(result), as: UTF8.self) + "\n"
    }
}
