internal import Raster

/// Memory of tiles, which is used again and again.
struct TilePool {
    private let profile: RasterProfile
    private let side: Int
    private var spare: [(pixels: PixelBuffer, mask: PixelBuffer?)] = []

    init(_ profile: RasterProfile, side: Int) {
        self.profile = profile
        self.side = side
    }

    /// A tile whose samples are whatever they were.
    mutating func take(for window: Window) -> RasterChunk {
        let size = Size(width: side, height: side)
        let memory =
            spare.popLast()
            ?? (
                PixelBuffer(type: profile.type, size: size, bands: profile.bands.count),
                profile.validity == .mask ? PixelBuffer(type: .uint8, size: size, bands: 1) : nil
            )
        return RasterChunk(window: window, pixels: memory.pixels, mask: memory.mask)
    }

    /// Keeps nothing for tiles to come.
    mutating func empty() { spare = [] }

    /// Takes back a tile that nobody looks at any more.
    mutating func give(_ tile: RasterChunk) { spare.append((tile.pixels, tile.mask)) }
}
