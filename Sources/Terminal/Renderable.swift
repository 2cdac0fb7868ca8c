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

/// The two forms of a result.
public enum ResultForm: Sendable {
    /// For people.
    case text
    /// For programs: keys in alphabetical order, dates as ISO 8601.
    case json
}

extension TextStream {
    /// Writes a result.
    ///
    /// - Parameter changed: What its text becomes before it is written.
    public func write(
        _ result: some Renderable, as form: ResultForm, changed: (String) -> String = { $0 }
    ) throws {
        switch form {
        case .text: try write(changed(result.text(width: columns)).printableLines)
        case .json: try write(changed(Self.json(of: result)).printableJSON)
        }
    }

    private static func json(of result: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        // JSON has no such numbers, and a statistic that is one must not cost the report.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return String(decoding: try encoder.encode(result), as: UTF8.self) + "\n"
    }
}
