internal import Diagnostics
internal import Raster
internal import RasterIO

/// How many rows are in memory at a time.
struct StripPlan: Hashable, Sendable {
    /// Rows of a strip: a power of two, so that strips fill whole tiles of the staging file.
    let rows: Int

    /// Fits strips of a raster into a budget.
    ///
    /// A strip is held three times at most: as it is read, as it is staged, and in the overviews that wait for whole rows
    /// of tiles.
    /// - Throws: ``RasterError/refused(_:)`` with the number needed, where not even the lowest strip fits.
    init(
        for profile: RasterProfile, scratchBytesPerPixel: Int, blockSize: Int, memory: Int
    ) throws(RasterError) {
        let row = Int.product(profile.size.width, 3 * profile.bytesPerPixel + scratchBytesPerPixel)
        var rows = max(16, blockSize)
        // TIFF tiles are multiples of 16 pixels.
        while rows > 16, Int.product(rows, row) > memory { rows /= 2 }
        let bytes = Int.product(rows, row)
        guard bytes <= memory else {
            let need = MemoryNeed(bytes)
            throw .refused(
                "a raster of \(profile.size.width) pixels in width and \(profile.bands.count) bands of "
                    + "\(profile.type.rawValue) needs \(need.text) of memory for pixels",
                need.remedies(else: .advice("cut it into narrower ones first")))
        }
        self.rows = rows
    }

    /// The strips of a raster of this height, from the top.
    func strips(ofHeight height: Int) -> [Range<Int>] {
        stride(from: 0, to: height, by: rows).map { $0..<min($0 + rows, height) }
    }
}
