#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A moment as file systems and object stores keep it: to the nanosecond, in UTC. A copy has the moment of its original
/// exactly, which a floating-point number of seconds could not promise.
public struct Timestamp: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let seconds: Int
    /// Nanoseconds on top, 0 to 999 999 999.
    public let nanoseconds: Int

    /// The moment `nanoseconds` after `seconds` since 1970.
    public init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

extension Timestamp {
    /// Seconds since 1970 with nine decimals, as programs note moments down: `1714557600.000000000`.
    public var decimalSeconds: String { "\(seconds).\(String(1_000_000_000 + nanoseconds).dropFirst())" }

    /// The moment that seconds since 1970 mean, with or without decimals; `nil` where the text is something else.
    public init?(decimalSeconds text: String) {
        guard let match = text.wholeMatch(of: #/([0-9]{1,12})(?:\.([0-9]{1,9})[0-9]*)?/#), let seconds = Int(match.1)
        else { return nil }
        self.init(seconds: seconds, nanoseconds: Self.nanoseconds(decimals: match.2))
    }

    private static func nanoseconds(decimals: Substring?) -> Int {
        let decimals = decimals.map(String.init) ?? ""
        return Int(decimals + String(repeating: "0", count: 9 - decimals.count)) ?? 0
    }
}

extension Timestamp: Comparable {
    /// Whether `a` is earlier.
    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible, LosslessStringConvertible {
    /// [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339): `2024-05-01T10:00:00Z`, with as many decimals as it takes.
    public var description: String {
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        guard nanoseconds > 0 else { return text }
        var decimals = String(String(1_000_000_000 + nanoseconds).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        return text.dropLast() + ".\(decimals)Z"
    }

    /// The moment that RFC 3339 text means, whatever its offset from UTC; `nil` where it is something else.
    public init?(_ text: String) {
        // A date holds a double, which has no room for nanoseconds: decimals go their own way.
        // Foundation takes hours beyond the day for the next one; a time of day has none.
        let pattern = #/([0-9-]+T(?:[01][0-9]|2[0-3]):[0-9:]+)(?:\.([0-9]{1,9})[0-9]*)?(Z|[+-][0-9]{2}:[0-9]{2})/#
        guard let match = text.wholeMatch(of: pattern),
            let date = try? Date(String(match.1 + match.3), strategy: .iso8601),
            let seconds = Int(exactly: date.timeIntervalSince1970.rounded(.down))
        else { return nil }
        self.init(seconds: seconds, nanoseconds: Self.nanoseconds(decimals: match.2))
    }
}

extension Timestamp: Codable {
    /// Reads RFC 3339 text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no RFC 3339 time")
        }
        self = value
    }

    /// Writes RFC 3339 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
