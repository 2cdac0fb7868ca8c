internal import Diagnostics
internal import Files
internal import GDAL
internal import Raster
internal import RasterIO

/// A file beside the target that holds the raster and its overviews until GDAL makes the final file of them.
struct StagedLevels: ~Copyable {
    private let temporary: TemporaryFile
    /// The file, open.
    private(set) var dataset: Dataset
    private let validity: Validity
    /// How overviews are computed; `nil` where GDAL does it.
    private let reduction: OverviewKernel?
    /// The overviews' rows that wait for a whole strip, the largest overview first.
    private var pending: [PendingRows]

    /// - Parameter rows: Rows of the strips that are staged.
    init(
        _ profile: RasterProfile, overviews: [Size], options: COGOptions, rows: Int, beside target: String,
        warnings: Warnings
    ) throws(RasterError) {
        let temporary = try mapError(to: RasterError.file, try TemporaryFile(beside: target))
        let reduction = options.overviewResampling.reduction(for: profile)
        let (path, levels) = (temporary.heldPath, reduction == nil ? 0 : overviews.count)
        let dataset = try mapError(
            to: RasterError.gdal, try Self.create(path, profile, overviews: levels, options, rows: rows, warnings))
        self.temporary = temporary
        self.reduction = reduction
        self.dataset = dataset
        validity = profile.reductionValidity
        pending = overviews.map { PendingRows(size: $0, height: rows) }
    }

    /// Makes the file: fast to write, and no larger than it must be.
    private static func create(
        _ path: String, _ profile: RasterProfile, overviews: Int, _ options: COGOptions, rows: Int,
        _ warnings: Warnings
    ) throws(GDALError) -> Dataset {
        var creation = [
            "TILED=YES", "BLOCKXSIZE=\(options.side)", "BLOCKYSIZE=\(rows)", "BIGTIFF=YES", "INTERLEAVE=PIXEL",
            "NUM_THREADS=\(options.jobs)",
        ]
        creation += GDALLibrary.supports(compression: "ZSTD") ? ["COMPRESS=ZSTD", "ZSTD_LEVEL=1"] : ["COMPRESS=LZW"]
        if let photometric = profile.photometric { creation.append(photometric) }
        let dataset = try Dataset.create(
            path, size: profile.size, bands: profile.bands.count, type: profile.type, options: creation,
            warnings: warnings)
        try dataset.describe(as: profile)
        if profile.validity == .mask { try dataset.addMask() }
        try dataset.addEmptyOverviews(levels: overviews)
        return dataset
    }

    /// Ends the staging: what was written is on the disk and whole, else this fails, and can be read.
    mutating func finish(as written: WrittenLevels) throws(GDALError) {
        try dataset.reopen()
        try written.check(temporary.heldPath)
    }

    /// Stages the next rows, and those of the overviews that they complete.
    mutating func append(_ strip: RasterChunk) throws(GDALError) {
        var level = Level.full
        var strip = strip
        for number in 0...pending.count {
            try dataset.write(strip.window, level: level, from: strip.pixels)
            if let mask = strip.mask { try dataset.writeMask(strip.window, level: level, from: mask) }
            guard let reduction, number < pending.count,
                let complete = pending[number].append(strip.reduced(by: reduction, validity: validity))
            else { return }
            strip = complete
            level = .overview(number)
        }
    }
}

extension RasterProfile {
    /// What the GTiff driver has to know when it makes a file; set later it would be too late.
    var photometric: String? {
        bands.map(\.interpretation).starts(with: [.red, .green, .blue]) ? "PHOTOMETRIC=RGB" : nil
    }
}
