internal import Files
internal import GDAL
internal import Raster

/// Lets GDAL's COG driver lay out the file, from a staging file beside the target that holds every level.
///
/// Statistics and overviews are canopy's all the same: the driver is told to take those that are there.
final class GDALLayout {
    private let profile: RasterProfile
    private let options: COGOptions
    private let reduction: Reduction?
    private let plan: StripPlan
    private let staging: TemporaryFile
    private var dataset: Dataset
    /// The overviews' rows that wait for a whole strip, the largest overview first.
    private var pending: [PendingRows]

    init(
        _ profile: RasterProfile, options: COGOptions, plan: StripPlan, beside target: String, warnings: Warnings
    ) throws(COGError) {
        self.profile = profile
        self.options = options
        self.plan = plan
        reduction = options.overviewResampling.reduction(for: profile)
        staging = TemporaryFile(beside: target)
        let overviews =
            options.format == .cog ? profile.size.overviews(tile: COGWriter.largestWithoutOverviews) : []
        pending = overviews.map { PendingRows(size: $0, height: plan.rows) }

        dataset = try gdal(try Self.stage(profile, options, plan, at: staging.path, warnings))
        if reduction != nil { try gdal(try dataset.addEmptyOverviews(levels: overviews.count)) }
    }

    /// Makes the staging file: fast to write, and no larger than it must be.
    private static func stage(
        _ profile: RasterProfile, _ options: COGOptions, _ plan: StripPlan, at path: String, _ warnings: Warnings
    ) throws(GDALError) -> Dataset {
        var creation = [
            "TILED=YES", "BLOCKXSIZE=\(options.blockSize)", "BLOCKYSIZE=\(plan.rows)", "BIGTIFF=YES",
            "INTERLEAVE=PIXEL",
            "NUM_THREADS=\(options.jobs)",
        ]
        creation += Library.supports(compression: "ZSTD") ? ["COMPRESS=ZSTD", "ZSTD_LEVEL=1"] : ["COMPRESS=LZW"]
        if let photometric = photometric(profile) { creation.append(photometric) }
        let dataset = try Dataset.create(
            path, size: profile.size, bands: profile.bands.count, type: profile.type, options: creation,
            warnings: warnings)
        try dataset.describe(as: profile)
        if profile.validity == .mask { try dataset.addMask() }
        return dataset
    }

    /// The sizes of the overviews.
    var overviews: [Size] { pending.map(\.size) }

    /// Stages the next rows, and those of the overviews that they complete.
    func append(_ strip: Strip) throws(COGError) {
        try append(strip, level: 0)
    }

    private func append(_ strip: Strip, level: Int) throws(COGError) {
        let place = level == 0 ? Level.full : .overview(level - 1)
        let window = Window(x: 0, y: strip.rows.lowerBound, width: strip.width, height: strip.rows.count)
        try gdal(try dataset.write(window, level: place, from: strip.pixels))
        if let mask = strip.mask { try gdal(try dataset.writeMask(window, level: place, from: mask)) }
        guard let reduction, level < pending.count else { return }
        let reduced = strip.reduced(by: reduction, validity: profile.validity)
        if let complete = pending[level].append(reduced) { try append(complete, level: level + 1) }
    }

    /// Lays out the file from what has been staged.
    ///
    /// - Returns: Whether the pixels are stored as differences.
    func finish(to target: String, statistics: [Statistics], progress: Progress) throws(COGError) -> Bool {
        do throws(GDALError) {
            try describe(statistics)
            if reduction == nil, !pending.isEmpty {
                try dataset.buildOverviews(
                    levels: pending.count, resampling: options.overviewResampling.rawValue.uppercased())
            }
            try dataset.flush()
            let predictor = try Predictor.choose(options.predictor, for: options.compression, from: dataset, profile)
            try dataset.copy(
                to: target, driver: options.format == .cog ? "COG" : "GTiff",
                options: creationOptions(predictor: predictor)
            ) { share in
                progress(share)
                return !progress.isCancelled
            }
            return predictor
        } catch {
            throw progress.isCancelled ? .cancelled : .gdal(error)
        }
    }

    private func describe(_ statistics: [Statistics]) throws(GDALError) {
        for (band, figures) in statistics.enumerated() {
            var items = ["STATISTICS_VALID_PERCENT": figures.validPercent]
            if figures.count > 0 {
                items["STATISTICS_MINIMUM"] = figures.minimum
                items["STATISTICS_MAXIMUM"] = figures.maximum
                items["STATISTICS_MEAN"] = figures.mean
                items["STATISTICS_STDDEV"] = figures.deviation
            }
            for (key, value) in items.sorted(by: { $0.key < $1.key }) where value.isFinite {
                try dataset.setMetadataItem(key, NoData.real(value).description, ofBand: band)
            }
        }
    }

    private func creationOptions(predictor: Bool) -> [String] {
        var list = [
            "COMPRESS=\(options.compression.gdal)", "NUM_THREADS=\(options.jobs)",
            "BIGTIFF=\(options.bigTIFF == .auto ? "IF_SAFER" : options.bigTIFF.rawValue.uppercased())",
        ]
        if options.format == .cog {
            list += [
                "BLOCKSIZE=\(options.blockSize)", "SPARSE_OK=FALSE",
                "OVERVIEWS=\(pending.isEmpty ? "NONE" : "FORCE_USE_EXISTING")",
            ]
            if options.compression.takesPredictor { list.append("PREDICTOR=\(predictor ? "YES" : "NO")") }
            if let level = options.level {
                list.append(
                    options.compression == .webp || options.compression == .jpeg ? "QUALITY=\(level)" : "LEVEL=\(level)"
                )
            }
        } else {
            list += ["TILED=YES", "BLOCKXSIZE=\(options.blockSize)", "BLOCKYSIZE=\(options.blockSize)"]
            if predictor { list.append("PREDICTOR=\(profile.type.isFloat ? 3 : 2)") }
            if let photometric = Self.photometric(profile) { list.append(photometric) }
            if let level = options.level {
                switch options.compression {
                case .deflate: list.append("ZLEVEL=\(level)")
                case .zstd: list.append("ZSTD_LEVEL=\(level)")
                case .webp: list.append("WEBP_LEVEL=\(level)")
                case .jpeg: list.append("JPEG_QUALITY=\(level)")
                case .lzw, .lerc, .none: break
                }
            }
        }
        return list
    }

    /// What the GTiff driver has to know when it makes a file; set later it would be too late.
    private static func photometric(_ profile: RasterProfile) -> String? {
        let meanings = profile.bands.map(\.interpretation)
        // Unasked, GDAL takes four bands of bytes for colours and alpha.
        if meanings.count > 1, !meanings.starts(with: [.red, .green, .blue]) { return "PHOTOMETRIC=MINISBLACK" }
        return meanings.count > 1 ? "PHOTOMETRIC=RGB" : nil
    }
}

/// Rows of an overview that wait until they fill a strip, so that tiles are staged whole.
private struct PendingRows {
    /// The size of the overview.
    let size: Size
    private let height: Int
    private var strip: Strip?

    init(size: Size, height: Int) {
        self.size = size
        self.height = height
    }

    /// Takes the next rows; gives a strip back when one is complete.
    mutating func append(_ rows: Strip) -> Strip? {
        let start = rows.rows.lowerBound / height * height
        let strip =
            strip
            ?? Strip(
                rows: start..<min(start + height, size.height), width: size.width, type: rows.pixels.type,
                bands: rows.pixels.bands, hasMask: rows.mask != nil)
        let place = (rows.rows.lowerBound - start)..<(rows.rows.upperBound - start)
        strip.pixels.bytes(ofRows: place).copyMemory(from: UnsafeRawBufferPointer(rows.pixels.bytes))
        if let from = rows.mask, let to = strip.mask {
            to.bytes(ofRows: place).copyMemory(from: UnsafeRawBufferPointer(from.bytes))
        }
        let isComplete = rows.rows.upperBound == strip.rows.upperBound
        self.strip = isComplete ? nil : strip
        return isComplete ? strip : nil
    }
}
