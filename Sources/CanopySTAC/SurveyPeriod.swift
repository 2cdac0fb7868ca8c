#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// When a survey was flown: a moment, or a time with a beginning and an end.
public struct SurveyPeriod: Hashable, Sendable, Codable {
    /// The moment, or its beginning.
    public var start: Date
    /// Its end; `nil` for a moment.
    public var end: Date?

    /// A moment, or a time from its beginning to its end, whichever is given first.
    public init(start: Date, end: Date? = nil) {
        self.start = end.map { min(start, $0) } ?? start
        self.end = end.map { max(start, $0) }
    }

    /// The time that a text names: a day (`2023-06-01`, also with slashes or nothing between), a moment with its zone
    /// (`2023-06-01T10:30:00Z`), or two of these with a slash between. A clock's time without a zone stands for its day: which
    /// moment it was nobody knows.
    ///
    /// - Returns: `nil` where it names none, or one before 1900 or after 2199.
    public init?(_ text: String) {
        if let one = Self.single(text[...]) {
            self = one
            return
        }
        for slash in text.indices where text[slash] == "/" {
            guard let first = Self.single(text[..<slash]), let second = Self.single(text[text.index(after: slash)...])
            else { continue }
            self = first.joined(with: second)
            return
        }
        return nil
    }

    /// The least time that holds both.
    public func joined(with other: SurveyPeriod) -> SurveyPeriod {
        let all = [start, end, other.start, other.end].compactMap(\.self)
        let (first, last) = (all.min() ?? start, all.max() ?? start)
        return SurveyPeriod(start: first, end: first == last ? nil : last)
    }

    private static func single(_ text: Substring) -> SurveyPeriod? {
        let form =
            #/\s*((?:19|20|21)\d\d)([-\/]?)(\d\d)\2(\d\d)(?:[T ]([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d)(\.\d+)?)?\s*(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?\s*/#
        guard let match = text.wholeMatch(of: form) else { return nil }
        let day = "\(match.1)-\(match.3)-\(match.4)"
        guard let start = moment("\(day)T00:00:00Z"), self.text(of: start).hasPrefix(day) else { return nil }
        guard let hour = match.5, let minute = match.6, let zone = match.9 else {
            return SurveyPeriod(start: start, end: start + 86_399)
        }
        let digits = zone.filter(\.isNumber)
        let offset =
            digits.isEmpty ? "Z" : "\(zone.prefix(1))\(digits.prefix(2)):\(digits.count == 4 ? digits.suffix(2) : "00")"
        return moment("\(day)T\(hour):\(minute):\(match.7 ?? "00")\(offset)").map { SurveyPeriod(start: $0) }
    }

    private static func moment(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }

    /// A moment as RFC 3339 has it, in UTC, to the second.
    public static func text(of moment: Date) -> String { moment.formatted(.iso8601) }
}
