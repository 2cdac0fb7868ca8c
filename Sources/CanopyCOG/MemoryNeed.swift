internal import Raster

/// Memory that pixels need, in the words of a refusal.
public struct MemoryNeed: Hashable, Sendable {
    private let bytes: Int

    /// The need of so many bytes.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// `245 MB`.
    public var text: String { "\(Self.megabytes(bytes)) MB" }

    /// What to ask for instead.
    public var remedy: String { "use --memory \(Self.megabytes(MemoryShares.memory(forPixels: bytes)))M or more" }

    private static func megabytes(_ bytes: Int) -> Int { Int.sum(bytes, (1 << 20) - 1) >> 20 }
}
