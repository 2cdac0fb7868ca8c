internal import Raster

/// How the memory of a verb is divided.
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

    /// The memory that a verb must be given for so many bytes of pixels.
    static func memory(forPixels bytes: Int) -> Int { Int.sum(program, bytes, (bytes - 1) / 3 + 1) }
}
