public import Raster

/// Sees the pixels of a raster while it is written: each of the full resolution once, but for tiles in which none is valid.
/// In any order, and on several threads at once.
public protocol ChunkObserver: Sendable {
    /// Takes note of a rectangle of pixels.
    func observe(_ chunk: RasterChunk)
    /// Takes note of a tile in which no pixel is valid.
    func observe(blank window: Window)
}

extension ChunkObserver {
    /// There is nothing to take note of.
    public func observe(blank window: Window) {}
}
