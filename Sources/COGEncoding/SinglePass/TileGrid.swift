internal import Raster

/// The tiles of one level.
struct TileGrid: Hashable, Sendable {
    /// Columns and rows of pixels.
    let size: Size
    /// Columns and rows of a tile.
    let side: Int

    /// Columns of tiles.
    var columns: Int { (size.width - 1) / side + 1 }
    /// Rows of tiles.
    var rows: Int { (size.height - 1) / side + 1 }
    /// All tiles.
    var count: Int { Int.product(columns, rows) }

    /// The columns of pixels of a column of tiles.
    func columns(of column: Int) -> Range<Int> { (column * side)..<min((column + 1) * side, size.width) }

    /// The rows of pixels of a row of tiles.
    func rows(of row: Int) -> Range<Int> { (row * side)..<min((row + 1) * side, size.height) }

    /// The pixels of a tile, without what lies beyond the raster.
    func window(of tile: TileAddress) -> Window { Window(columns: columns(of: tile.column), rows: rows(of: tile.row)) }
}

/// A tile of a level.
struct TileAddress: Hashable, Sendable {
    /// 0 for the raster itself, then its overviews.
    let level: Int
    let column: Int
    let row: Int

    /// The tile of the next overview that this one is a quarter of.
    var parent: TileAddress { TileAddress(level: level + 1, column: column / 2, row: row / 2) }
}

/// Where a tile is before the file is put together.
enum TilePlace: Hashable, Sendable {
    /// It has no valid pixel: one compressed tile serves all of these.
    case blank
    /// It begins at this offset of the spool.
    case spooled(offset: Int, size: Int, maskSize: Int, byteCount: Int)
}
