/// Memory that pixels need, in the words of a refusal.
struct MemoryNeed {
    private let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    /// `245 MB`.
    var text: String { "\(Self.megabytes(bytes)) MB" }

    /// What to ask for instead.
    var remedy: String { "use --memory \(Self.megabytes(MemoryShares.memory(forPixels: bytes)))M or more" }

    private static func megabytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}
