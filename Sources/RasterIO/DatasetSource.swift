public import Diagnostics
public import GDAL
public import Raster

/// A window of a file, its pixels as they are.
public struct DatasetSource: RasterSource {
    private let input: RasterInput
    private let window: Window
    private let warnings: Warnings
    /// Everything about the window but its samples.
    public let profile: RasterProfile
    /// How the file is stored.
    public let blocks: SourceBlocks

    /// A window of a file, which is open; all of it if `nil`.
    public init(_ input: RasterInput, _ dataset: borrowing Dataset, window: Window? = nil) throws(GDALError) {
        var profile = try dataset.profile()
        let window = window ?? Window(profile.size)
        resolveValidity(of: &profile, dataset)
        profile.size = window.size
        profile.georeference.transform = profile.georeference.transform?.shifted(toColumn: window.x, row: window.y)
        self.profile = profile
        self.window = window
        self.input = input
        warnings = dataset.warnings
        blocks = dataset.blocks(of: window)
    }

    /// The whole of a file.
    ///
    /// - Throws: ``RasterError`` where it is missing, is no GeoTIFF that canopy processes, or cannot be read within `memory`.
    public static func open(_ input: RasterInput, memory: Int, warnings: Warnings) throws(RasterError) -> DatasetSource
    {
        let dataset = try openRaster(input, memory: memory, warnings: warnings)
        return try mapError(to: RasterError.gdal, try DatasetSource(input, dataset))
    }

    /// A reader for one thread.
    public func reader() throws(RasterError) -> any RasterReader {
        WindowReader(try mapError(to: RasterError.gdal, try input.dataset(warnings: warnings)), window: window)
    }

    /// Has the blocks of these windows fetched ahead.
    public func expect(_ windows: () throws(RasterError) -> [Window]) throws(RasterError) {
        try input.expect { () throws(RasterError) in try windows().map { $0.shifted(by: window) } }
    }
}

/// Reads a window of a file.
private final class WindowReader: RasterReader {
    private let dataset: Dataset
    private let window: Window

    init(_ dataset: consuming Dataset, window: Window) {
        self.dataset = dataset
        self.window = window
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) -> [Bool] {
        columns.map { dataset.isEmpty(Window(columns: $0, rows: rows).shifted(by: window)) }
    }

    func read(_ part: Window, into chunk: RasterChunk) throws(RasterError) {
        let place = part.shifted(by: window)
        let column = part.x - chunk.window.x
        let row = part.y - chunk.window.y
        try mapError(to: RasterError.gdal, try dataset.read(place, into: chunk.pixels, column: column, row: row))
        if let mask = chunk.mask {
            try mapError(to: RasterError.gdal, try dataset.readMask(place, into: mask, column: column, row: row))
        }
    }
}

extension Dataset {
    /// How the file is stored, as a window of it is read.
    public borrowing func blocks(of window: Window) -> SourceBlocks {
        // GDAL takes the one strip of a file for as many as there are rows, but has to decompress it from its beginning.
        let isOneStrip =
            blockSize.height == 1 && size.height > 1 && compression != nil
            && metadataItem("BLOCK_OFFSET_0_0", ofBand: 0, domain: "TIFF") != nil
            && metadataItem("BLOCK_OFFSET_0_1", ofBand: 0, domain: "TIFF") == nil
        // What a block has beyond the raster is nothing to plan with.
        let block = Size(width: min(blockSize.width, size.width), height: min(blockSize.height, size.height))
        return SourceBlocks(size: block, window: window, isSequential: isOneStrip)
    }
}

/// Where several things mark pixels as not valid, lets one win: alpha, then a mask, then nodata. What loses is dropped and
/// warned of, and so is a nodata value that the samples cannot hold.
public func resolveValidity(of profile: inout RasterProfile, _ dataset: borrowing Dataset) {
    guard let nodata = dataset.nodata else { return }
    switch profile.validity {
    case .alpha:
        dataset.warnings.add(
            "'\(dataset.path)' has alpha and nodata \(nodata); its alpha counts, the tag is dropped")
    case .mask:
        dataset.warnings.add(
            "'\(dataset.path)' has a mask and nodata \(nodata); its mask counts, the tag is dropped")
    case .nodata where !nodata.fits(profile.type):
        dataset.warnings.add(
            "'\(dataset.path)' has nodata \(nodata), which its \(profile.type.rawValue) samples cannot hold; it is ignored"
        )
        profile.validity = .all
    case .nodata, .all:
        break
    }
}

/// Bytes of a block that is nothing special: 512 x 512 pixels of float64.
private let usualBlock = 2 << 20

/// Opens a GeoTIFF. All that read rasters begin here.
///
/// - Throws: ``RasterError`` where it is missing, is no GeoTIFF that canopy processes, or cannot be read.
public func openRaster(_ input: RasterInput, warnings: Warnings) throws(RasterError) -> Dataset {
    try input.check()
    return try mapError(to: RasterError.gdal, try input.dataset(warnings: warnings))
}

/// The same, refusing one that could not be read within `memory` bytes.
public func openRaster(_ input: RasterInput, memory: Int, warnings: Warnings) throws(RasterError) -> Dataset {
    let dataset = try openRaster(input, warnings: warnings)
    try refuseLargeBlocks(of: dataset, level: .full, memory: memory)
    return dataset
}

/// Refuses a raster whose pixels at a level cannot be read within `memory` bytes: GDAL decodes a block whole, and keeps it.
///
/// A raster that is one compressed strip is one block. Usual ones are less than the rows of tiles, whose need is told when
/// these are planned.
public func refuseLargeBlocks(of dataset: borrowing Dataset, level: Level, memory: Int) throws(RasterError) {
    let block = dataset.blockBytes(level: level)
    guard block <= max(memory, usualBlock) else {
        let need = MemoryNeed(block)
        throw .refused(
            "'\(dataset.path)' is stored in blocks of \(dataset.blockSize(of: level)) pixels, which take \(need.text) each",
            need.remedies(and: .advice("rewrite it in tiles")))
    }
}
