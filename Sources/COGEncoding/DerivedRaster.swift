public import Raster
public import RasterIO

/// A raster of which each pixel is made of that of another raster, its original, at the same place, and has no value where
/// that has none.
public protocol DerivedRaster: Sendable {
    /// Everything about the raster but its samples.
    var profile: RasterProfile { get }

    /// Bytes that making one pixel takes beside the pixel itself.
    var scratchBytesPerPixel: Int { get }

    /// Who makes pixels on one thread.
    func deriver() throws(RasterError) -> any PixelDeriver
}

/// Makes the pixels of a ``DerivedRaster``. One belongs to one thread at a time.
public protocol PixelDeriver: AnyObject {
    /// Makes the pixels of a window, of which the original's are in a chunk, in their place in another.
    func derive(_ window: Window, from original: RasterChunk, into chunk: RasterChunk) throws(RasterError)
}

/// A derived raster as it would be read of its original's file, in which each tile is stored.
struct DerivedSource: RasterSource {
    let derived: any DerivedRaster
    let original: any RasterSource
    let blocks: SourceBlocks

    /// - Parameter side: Columns and rows of a tile of the original's file.
    init(_ derived: any DerivedRaster, of original: any RasterSource, side: Int) {
        self.derived = derived
        self.original = original
        let size = original.profile.size
        blocks = SourceBlocks(
            size: Size(width: min(side, size.width), height: min(side, size.height)), window: Window(size),
            isSequential: false)
    }

    var profile: RasterProfile { derived.profile }
    var scratchBytesPerPixel: Int { derived.scratchBytesPerPixel }

    func reader() throws(RasterError) -> any RasterReader {
        DerivedReader(try derived.deriver(), of: try original.reader(), original.profile)
    }
}

/// Reads the original, and derives.
private final class DerivedReader: RasterReader {
    private let deriver: any PixelDeriver
    private let original: any RasterReader
    private let profile: RasterProfile

    init(_ deriver: any PixelDeriver, of original: any RasterReader, _ profile: RasterProfile) {
        self.deriver = deriver
        self.original = original
        self.profile = profile
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) -> [Bool] { columns.map { _ in false } }

    func read(_ window: Window, into chunk: RasterChunk) throws(RasterError) {
        let pixels = RasterChunk(window: window, of: profile)
        try original.read(window, into: pixels)
        try deriver.derive(window, from: pixels, into: chunk)
    }
}
