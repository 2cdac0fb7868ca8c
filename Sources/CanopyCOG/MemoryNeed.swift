/// Memory that pixels need, in the words of a refusal.
struct MemoryNeed {
    private let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    /// `245 MB`.
    var text: String { "\(Self.megabytes(bytes)) MB" }

    /// What to ask for instead.
    var remedy: String { "use --memory \(Self.megabytes(COGOptions.memory(forPixels: bytes)))M or more" }

    private static func megabytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }
}

extension COGOptions {
    /// How much of a verb's memory is for pixels; the rest is for blocks of open files that GDAL keeps.
    public static func pixels(of memory: Int) -> Int { memory - memory / 4 }

    /// The memory that a verb must be given for so many bytes of pixels.
    static func memory(forPixels bytes: Int) -> Int { (4 * bytes + 2) / 3 }
}
