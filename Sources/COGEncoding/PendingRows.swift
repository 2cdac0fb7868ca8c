internal import Raster

/// Rows of an overview that wait until they fill a strip, so that tiles are staged whole.
struct PendingRows {
    /// The size of the overview.
    private let size: Size
    private let height: Int
    private var strip: RasterChunk?

    init(size: Size, height: Int) {
        self.size = size
        self.height = height
    }

    /// Takes the next rows; gives a strip back when one is complete.
    mutating func append(_ rows: RasterChunk) -> RasterChunk? {
        let start = rows.window.y / height * height
        let strip =
            strip
            ?? RasterChunk(
                window: Window(size).strip(start..<min(start + height, size.height)), type: rows.pixels.type,
                bands: rows.pixels.bands, hasMask: rows.mask != nil)
        let place = (rows.window.y - start)..<(rows.window.y - start + rows.window.height)
        strip.pixels.bytes(ofRows: place).copyMemory(from: UnsafeRawBufferPointer(rows.pixels.bytes))
        if let from = rows.mask, let to = strip.mask {
            to.bytes(ofRows: place).copyMemory(from: UnsafeRawBufferPointer(from.bytes))
        }
        let isComplete = rows.window.rows.upperBound == strip.window.rows.upperBound
        self.strip = isComplete ? nil : strip
        return isComplete ? strip : nil
    }
}
