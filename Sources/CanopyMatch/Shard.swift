/// One of several runs that divide the missions among them, each by itself: which missions a shard has depends on their names
/// alone, not on what else is there.
public struct Shard: Hashable, Sendable {
    /// Which one it is, from 0.
    public let number: Int
    /// How many there are.
    public let count: Int

    /// As many as there can be.
    public static let most = 100_000

    /// - Returns: `nil` unless `number` is less than `count`, and this no more than ``most``.
    public init?(_ number: Int, of count: Int) {
        guard (1...Self.most).contains(count), (0..<count).contains(number) else { return nil }
        self.number = number
        self.count = count
    }

    /// Whether a mission belongs to it: the 64-bit FNV-1a hash of the name's UTF-8, modulo the number of shards.
    ///
    /// See: [FNV](https://datatracker.ietf.org/doc/html/draft-eastlake-fnv).
    public func holds(_ mission: String) -> Bool {
        let hash = mission.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return hash % UInt64(count) == UInt64(number)
    }
}

extension Shard: CustomStringConvertible {
    /// `3/8`.
    public var description: String { "\(number)/\(count)" }

    /// The shard that a text as `3/8` names; `nil` where it names none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { "0"..."9" ~= $0 } }), let number = Int(parts[0]),
            let count = Int(parts[1])
        else { return nil }
        self.init(number, of: count)
    }
}

extension Shard: Codable {
    /// A text as `3/8`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let shard = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no shard such as 3/8")
        }
        self = shard
    }

    /// A text as `3/8`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
