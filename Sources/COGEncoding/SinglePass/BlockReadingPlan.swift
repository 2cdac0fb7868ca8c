internal import Raster
internal import RasterIO

/// How a source is read: in rectangles of whole blocks of its file, none of which overlap, so that each block is
/// decompressed once.
struct BlockReadingPlan: Hashable {
    /// Whether one reader has to read everything, from the top.
    let isSequential: Bool
    private let size: Size
    /// Where the first rectangle begins: at or before the raster's first pixel.
    private let column: Int
    private let row: Int
    private let width: Int
    private let height: Int

    /// Pixels of a rectangle, unless blocks are larger: enough for the time it takes to hide what it costs to begin.
    private static let usualArea = 1 << 18
    /// Bytes that may be needed beside the pixels of a rectangle.
    private static let mostScratch = 8 << 20
    /// Rows of a rectangle of a wide raster.
    private static let fewestRows = 16

    init(_ size: Size, in blocks: SourceBlocks, side: Int, scratchBytesPerPixel: Int) {
        self.size = size
        // Rows of very high blocks do not fit into memory: GDAL keeps what one reader has left over of them.
        let isTall = blocks.size.height > 2 * side && blocks.size.height > size.height / 8
        isSequential = blocks.isSequential || isTall
        column = blocks.column
        let isStriped = blocks.column + blocks.size.width >= size.width
        width = isStriped ? blocks.size.width : Self.multiple(of: blocks.size.width, near: side)
        let area = min(Self.usualArea, Self.mostScratch / max(scratchBytesPerPixel, 1))
        let rows = min(max(area / min(width, size.width), Self.fewestRows), side)
        row = isTall ? 0 : blocks.row
        height = isTall ? side : Self.multiple(of: blocks.size.height, near: rows)
    }

    /// At least one block, and no more than `length` if blocks are smaller.
    private static func multiple(of block: Int, near length: Int) -> Int { Int.product(block, max(1, length / block)) }

    /// The largest number of pixels that are read at once.
    var largestRead: Int { Int.product(min(width, size.width), min(height, size.height)) }

    /// How many rows of tiles one rectangle may touch.
    func tileRowsTouched(side: Int) -> Int {
        let isAligned = row.isMultiple(of: side) && (side.isMultiple(of: height) || height.isMultiple(of: side))
        return isAligned ? (height - 1) / side + 1 : (height + side - 2) / side + 1
    }

    /// Rows of rectangles.
    var bands: Int { (size.height - row - 1) / height + 1 }

    /// The rows of pixels of a row of rectangles.
    func rows(of band: Int) -> Range<Int> {
        max(row + band * height, 0)..<min(row + (band + 1) * height, size.height)
    }

    /// The columns of pixels of the rectangles of each row.
    var columns: [Range<Int>] {
        stride(from: column, to: size.width, by: width).map { max($0, 0)..<min($0 + width, size.width) }
    }
}
