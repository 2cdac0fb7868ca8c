internal import Files
internal import GDAL
public import Raster

/// The pixels that a picture is made from: the raster's own or those of an overview.
public struct Source: Hashable, Sendable, Codable {
    /// The overview's number, from 0; `nil` for the full resolution.
    public let overview: Int?
    /// Columns and rows.
    public let size: Size

    /// The smallest level that need not be enlarged for a picture of the given size.
    init(for target: Size, of dataset: borrowing Dataset, validity: Validity) {
        var best = Source(overview: nil, size: dataset.size)
        for (number, size) in dataset.overviews.enumerated() {
            let suffices = size.width >= target.width && size.height >= target.height
            guard suffices, size.area < best.size.area else { continue }
            // Without its mask an overview would show what the mask hides.
            if validity == .mask, !dataset.hasMask(level: .overview(number)) { continue }
            best = Source(overview: number, size: size)
        }
        self = best
    }

    private init(overview: Int?, size: Size) {
        self.overview = overview
        self.size = size
    }

    private var level: Level { overview.map { .overview($0) } ?? .full }

    /// Reads the level once, in strips, and reduces it on the way.
    func reduce(
        _ dataset: borrowing Dataset, profile: RasterProfile, subject: Subject, to target: Size, progress: Progress
    ) throws(ThumbError) -> Reduced {
        let axis = subject.isClassified ? Axis.nearest : Axis.means
        var reducer = Reducer(
            bands: subject.bands.count, size: target, columns: axis(size.width, target.width),
            rows: axis(size.height, target.height))
        var samples = RowSamples(width: size.width, bands: subject.bands.count, validity: profile.validity)
        var bands = subject.bands
        if case .alpha(let alpha) = profile.validity { bands.append(alpha) }

        let height = stripHeight(blockHeight: dataset.blockSize.height, rowBytes: size.width * profile.bytesPerPixel)
        let strip = Size(width: size.width, height: height)
        let pixels = PixelBuffer(type: profile.type, size: strip, bands: bands.count)
        let mask = profile.validity == .mask ? PixelBuffer(type: .uint8, size: strip, bands: 1) : nil
        for top in stride(from: 0, to: size.height, by: height) {
            if progress.isCancelled { throw .cancelled(dataset.path) }
            let window = Window(size).strip(top..<min(top + height, size.height))
            try read(window, of: dataset, bands: bands, into: pixels, mask: mask)
            for row in window.rows where reducer.needs(row) {
                samples.take(row: row - top, of: pixels, mask: mask)
                reducer.add(samples, row: row)
            }
            progress(Double(window.rows.upperBound) / Double(size.height))
        }
        return reducer.reduced
    }

    private func read(
        _ window: Window, of dataset: borrowing Dataset, bands: [Int], into pixels: borrowing PixelBuffer,
        mask: borrowing PixelBuffer?
    ) throws(ThumbError) {
        do throws(GDALError) {
            try dataset.read(window, level: level, bands: bands, into: pixels)
            switch mask {
            case .some(let mask): try dataset.readMask(window, level: level, into: mask)
            case .none: break
            }
        } catch {
            throw .raster(error)
        }
    }

    /// Whole rows of blocks, so that none is decoded twice; about 16 MB of them where blocks are low.
    private func stripHeight(blockHeight: Int, rowBytes: Int) -> Int {
        let budget = max(1, (16 << 20) / max(rowBytes, 1))
        // A raster that is one block is held by GDAL anyway; a copy of it would double that.
        guard blockHeight <= 1024 else { return min(budget, size.height) }
        return min(max(1, budget / blockHeight) * blockHeight, size.height)
    }
}
