public import Diagnostics
internal import Files
internal import GDAL
internal import Raster

/// How the memory of a subcommand is divided.
public struct MemoryShares: Hashable, Sendable {
    /// Bytes for pixels.
    public let pixels: Int
    /// Bytes in which GDAL may keep blocks of open files: rows of tiles that are read again for the next strip.
    public let blocks: Int

    /// What the system counts beside pixels: the program, its libraries, their tables. Measured: 72 MB at the start, up to
    /// 94 at the end of a mission.
    static let program = 96 << 20

    /// - Parameter memory: Bytes of all of it.
    public init(of memory: Int) {
        let rest = max(0, memory - Self.program)
        blocks = rest / 4
        pixels = rest - blocks
    }

    /// The shares of which so many bytes are for pixels.
    public init(forPixels bytes: Int) { self.init(of: Self.memory(forPixels: bytes)) }

    /// Starts GDAL, unless it has been, and holds the memory in which it keeps blocks to its share, for the whole process.
    ///
    /// Entry points make this call. A host that has a GDAL of its own, and limits it, leaves it out: no operation needs it.
    ///
    /// - Parameter bytes: What is left of its share for pixels.
    public func limitGDAL(leaving bytes: Int = 0) { GDALLibrary.limitCache(bytes: blocks - bytes) }

    /// The part of GDAL's share in which pictures can be drawn while a raster has all of the bytes for pixels.
    public var beside: Int { blocks / 2 }

    /// Bytes for pixels where the same program runs once more beside, which has none; `nil` where too few would be left.
    public var besideAnotherProgram: Int? {
        let rest = MemoryShares(of: Self.memory(forPixels: pixels) - Self.program)
        return rest.pixels >= Self.program ? rest.pixels : nil
    }

    /// The memory that a subcommand must be given for so many bytes of pixels.
    static func memory(forPixels bytes: Int) -> Int { Int.sum(program, bytes, (bytes - 1) / 3 + 1) }
}

/// Memory that pixels need, in the words of a refusal.
public struct MemoryNeed: Hashable, Sendable {
    private let bytes: Int

    /// The need of so many bytes.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// `245 MB`.
    public var text: String { "\(Self.megabytes(bytes)) MB" }

    /// What to ask for instead, which is nothing where this machine has not got so much; and what would help besides.
    public func remedies(and others: Remedy...) -> [Remedy] {
        let memory = MemoryShares.memory(forPixels: bytes)
        return (memory <= HostLimits.memory ? [.memory(bytes: memory)] : []) + others
    }

    /// What to ask for instead, or what would help where this machine has not got so much.
    public func remedies(else other: Remedy) -> [Remedy] {
        let remedies = remedies()
        return remedies.isEmpty ? [other] : remedies
    }

    private static func megabytes(_ bytes: Int) -> Int { Int.sum(bytes, (1 << 20) - 1) >> 20 }
}
