public import Raster

/// A raster that comes into being piece by piece: the crop of a file, the difference of two, or a file itself.
///
/// Any number of threads make it, each with a reader of its own.
public protocol RasterSource: Sendable {
    /// Everything about the raster but its samples.
    var profile: RasterProfile { get }

    /// How the file behind the raster is stored.
    var blocks: SourceBlocks { get }

    /// Bytes that making one pixel takes beside the pixel itself.
    var scratchBytesPerPixel: Int { get }

    /// A reader for one thread.
    func reader() throws(RasterError) -> any RasterReader

    /// Says which windows of the raster are going to be read and in which order, so that files which answer slowly are asked
    /// ahead. `windows` is called where that is of use.
    func expect(_ windows: () throws(RasterError) -> [Window]) throws(RasterError)
}

/// Makes the pixels of a ``RasterSource``. One belongs to one thread at a time.
public protocol RasterReader: AnyObject {
    /// Which of several windows side by side, all of the given rows, have no valid pixel for certain, so that nobody need
    /// ask for them.
    func areSparse(rows: Range<Int>, columns: [Range<Int>]) throws(RasterError) -> [Bool]

    /// Makes the pixels of a window of the raster, and their mask, in their place in a chunk.
    func read(_ window: Window, into chunk: RasterChunk) throws(RasterError)
}

extension RasterSource {
    /// None, for sources that read pixels into their place.
    public var scratchBytesPerPixel: Int { 0 }

    /// Of no use, for sources whose files are on this machine.
    public func expect(_ windows: () throws(RasterError) -> [Window]) throws(RasterError) {}
}

/// How the file behind a raster is stored, as far as reading it depends on that: compressed blocks are read whole.
public struct SourceBlocks: Hashable, Sendable {
    /// Columns and rows of a block.
    public var size: Size
    /// The column of the raster where a block begins; the first at or left of the raster's first.
    public var column: Int
    /// The row of the raster where a block begins; the first at or above the raster's first.
    public var row: Int
    /// Whether rows can be had only one after another, so that a second reader would read them all once more.
    public var isSequential: Bool

    /// The blocks of a window of a file.
    ///
    /// - Parameter isSequential: Whether the file is one compressed strip.
    public init(size: Size, window: Window, isSequential: Bool) {
        self.size = size
        column = -(window.x % size.width)
        row = -(window.y % size.height)
        self.isSequential = isSequential
    }
}
