internal import CGDAL
public import Raster
internal import TIFF

/// Which pixels of a dataset are meant: those of the file, or of one of its overviews.
public enum Level: Hashable, Sendable {
    /// The full resolution.
    case full
    /// The overview with this number, from 0.
    case overview(Int)
}

extension Dataset {
    /// Reads the samples of all bands in `window` into a place of the buffer.
    ///
    /// - Parameters:
    ///   - window: Pixels of the level.
    ///   - bands: The bands to read, from 0, into the buffer's first bands; all of them if `nil`.
    ///   - column: The buffer's column where the window begins.
    ///   - row: The buffer's row where the window begins.
    public borrowing func read(
        _ window: Window, level: Level = .full, bands: [Int]? = nil, into buffer: borrowing PixelBuffer,
        column: Int = 0, row: Int = 0
    ) throws(GDALError) {
        try transfer(GF_Read, window, level, bands ?? Array(0..<bandCount), buffer, column, row)
    }

    /// Says that windows of some rows side by side are read next, and then those of the rows below: blocks that belong to
    /// both are kept, if there is memory.
    public borrowing func expectRows() { stored?.reader?.keepRows() }

    /// Writes the samples of all bands in `window`, which must have the buffer's size.
    ///
    /// - Parameters:
    ///   - window: Pixels of the level.
    ///   - buffer: The samples, the bands of each pixel side by side.
    public borrowing func write(
        _ window: Window, level: Level = .full, from buffer: borrowing PixelBuffer
    ) throws(GDALError) {
        try transfer(GF_Write, window, level, Array(0..<bandCount), buffer, 0, 0)
    }

    /// Reads the mask of a band: 0 where its pixels are not valid.
    ///
    /// - Parameters:
    ///   - window: Pixels of the level.
    ///   - band: The band, from 0.
    ///   - buffer: A byte for each pixel.
    ///   - column: The buffer's column where the window begins.
    ///   - row: The buffer's row where the window begins.
    public borrowing func readMask(
        _ window: Window, level: Level = .full, band: Int = 0, into buffer: borrowing PixelBuffer, column: Int = 0,
        row: Int = 0
    ) throws(GDALError) {
        try transferMask(GF_Read, window, level, band, buffer, column, row)
    }

    /// Whether a level has a mask beside its bands: overviews that other programs made may lack that of the file.
    public borrowing func hasMask(level: Level) -> Bool {
        guard GDALGetMaskFlags(rawBand(0)) & GMF_PER_DATASET != 0 else { return false }
        guard case .overview = level else { return true }
        // An overview's own flags repeat the file's, whether or not it has a mask; the mask's overviews tell the truth.
        let band = rawBand(0, level)
        let mask = GDALGetMaskBand(rawBand(0))
        return (0..<GDALGetOverviewCount(mask)).contains { number in
            let overview = GDALGetOverview(mask, number)
            return GDALGetRasterBandXSize(overview) == GDALGetRasterBandXSize(band)
                && GDALGetRasterBandYSize(overview) == GDALGetRasterBandYSize(band)
        }
    }

    /// Writes the mask of the dataset.
    ///
    /// - Parameters:
    ///   - window: Pixels of the level; it must have the buffer's size.
    ///   - buffer: A byte for each pixel: 0 where it is not valid, 255 elsewhere.
    public borrowing func writeMask(
        _ window: Window, level: Level = .full, from buffer: borrowing PixelBuffer
    ) throws(GDALError) {
        try transferMask(GF_Write, window, level, 0, buffer, 0, 0)
    }

    private borrowing func transfer(
        _ direction: GDALRWFlag, _ window: Window, _ level: Level, _ bands: [Int], _ buffer: borrowing PixelBuffer,
        _ column: Int, _ row: Int
    ) throws(GDALError) {
        precondition(bands.count <= buffer.bands && column + window.width <= buffer.size.width)
        precondition(row + window.height <= buffer.size.height, "the window is taller than its buffer")
        let action = Self.action(direction, "\(window.rowNames) of '\(path)'")
        guard let kind = buffer.type.gdal else { throw GDALError(action, reason: "unknown sample type") }
        let sample = buffer.type.byteCount
        let start = buffer.bytes.baseAddress.map { $0 + row * buffer.rowBytes + column * sample * buffer.bands }
        if direction == GF_Read {
            try findBlocks(of: window, level, isMask: false, action)
            if level == .full, try decode(window, bands, buffer, column, row, action) { return }
        }
        if level == .full {
            // All bands at once: GDAL goes through each block once instead of once for each band.
            var numbers = bands.map { Int32($0 + 1) }
            try transfer(direction, action) {
                GDALDatasetRasterIOEx(
                    raw, direction, Int32(window.x), Int32(window.y), Int32(window.width), Int32(window.height), start,
                    Int32(window.width), Int32(window.height), kind, Int32(numbers.count), &numbers,
                    GSpacing(sample * buffer.bands), GSpacing(buffer.rowBytes), GSpacing(sample), nil)
            }
            return
        }
        // Overviews are reached through bands.
        for (position, number) in bands.enumerated() {
            let band = rawBand(number, level)
            try transfer(direction, action) {
                GDALRasterIOEx(
                    band, direction, Int32(window.x), Int32(window.y), Int32(window.width), Int32(window.height),
                    start.map { $0 + position * sample }, Int32(window.width), Int32(window.height), kind,
                    GSpacing(sample * buffer.bands), GSpacing(buffer.rowBytes), nil)
            }
        }
    }

    /// Reads pixels without GDAL, where they are stored in a usual way.
    private borrowing func decode(
        _ window: Window, _ bands: [Int], _ buffer: borrowing PixelBuffer, _ column: Int, _ row: Int, _ action: String
    ) throws(GDALError) -> Bool {
        do throws(BlockReader.Damage) {
            return try stored?.reader?.read(window, bands, into: buffer, column: column, row: row) ?? false
        } catch {
            throw Self.damage(action, "a block is not what was written")
        }
    }

    private borrowing func transferMask(
        _ direction: GDALRWFlag, _ window: Window, _ level: Level, _ band: Int, _ buffer: borrowing PixelBuffer,
        _ column: Int, _ row: Int
    ) throws(GDALError) {
        precondition(buffer.bands == 1 && buffer.type == .uint8 && column + window.width <= buffer.size.width)
        precondition(row + window.height <= buffer.size.height, "the window is taller than its buffer")
        let mask = GDALGetMaskBand(rawBand(band, level))
        let action = Self.action(direction, "the mask in \(window.rowNames) of '\(path)'")
        if direction == GF_Read { try findBlocks(of: window, level, isMask: true, action) }
        try transfer(direction, action) {
            GDALRasterIOEx(
                mask, direction, Int32(window.x), Int32(window.y), Int32(window.width), Int32(window.height),
                buffer.bytes.baseAddress.map { $0 + row * buffer.rowBytes + column }, Int32(window.width),
                Int32(window.height), GDT_Byte, 1, GSpacing(buffer.rowBytes), nil)
        }
    }

    private static func action(_ direction: GDALRWFlag, _ what: String) -> String {
        "\(direction == GF_Read ? "read" : "write") \(what)"
    }

    /// Makes the call; what cannot be read from a file that could be opened is the file's fault.
    ///
    /// Where a block cannot be read GDAL and libtiff may say so and go on, with zeros or with what there was in memory.
    private borrowing func transfer(
        _ direction: GDALRWFlag, _ action: String, _ body: () -> CPLErr
    ) throws(GDALError) {
        guard direction == GF_Read else {
            return try check(action, of: path, warnings: warnings, failsOnMessage: true, body)
        }
        do throws(GDALError) {
            _ = try call(
                action, of: path, warnings: warnings, failsOnMessage: true, isFailure: tellsOfDamage,
                succeeded: { $0 == CE_None }, body)
            try virtual?.check(action)
        } catch {
            try virtual?.check(action)
            throw error.code == .outOfMemory ? error : Self.damage(action, error.reason, code: error.code)
        }
    }

    private static func damage(_ action: String, _ reason: String, code: GDALError.Code = .fileIO) -> GDALError {
        GDALError(action, reason: "it is damaged or cut off, so get it again (\(reason))", code: code)
    }

    /// Fails where a block that holds pixels of a window has been written and is not there.
    private borrowing func findBlocks(
        of window: Window, _ level: Level, isMask: Bool, _ action: String
    ) throws(GDALError) {
        guard try state(of: window, level, isMask: isMask, action) != .lost else {
            throw Self.damage(action, "a block is not where its index has it")
        }
    }

    private borrowing func state(
        of window: Window, _ level: Level, isMask: Bool, _ action: String
    ) throws(GDALError) -> BlockIndex.State? {
        guard let stored else { return nil }
        let band = rawBand(0, level)
        let size = Size(width: Int(GDALGetRasterBandXSize(band)), height: Int(GDALGetRasterBandYSize(band)))
        do throws(TIFFError) {
            return try stored.state(of: window, size: size, isMask: isMask, level: level)
        } catch {
            try virtual?.check(action)
            throw Self.damage(action, error.description)
        }
    }

    /// Whether the file has nothing in `window`: no block was ever written there, neither of pixels nor of a mask.
    public borrowing func isEmpty(_ window: Window) -> Bool {
        func isEmpty(isMask: Bool) -> Bool {
            // What is lost is not empty: reading it tells.
            (try? state(of: window, .full, isMask: isMask, "")) == .empty
        }
        let hasMask = GDALGetMaskFlags(rawBand(0)) & GMF_PER_DATASET != 0
        return isEmpty(isMask: false) && (!hasMask || isEmpty(isMask: true))
    }

    /// The band's handle at a level.
    borrowing func rawBand(_ band: Int, _ level: Level) -> UnsafeMutableRawPointer? {
        switch level {
        case .full: rawBand(band)
        case .overview(let number): GDALGetOverview(rawBand(band), Int32(number))
        }
    }
}

/// Whether a warning that comes while pixels are read tells of pixels that are not those of the file.
///
/// Codecs warn where they go on with less than they expected. What libtiff has to say of tags, when it passes from one
/// image of the file to another, is no matter of pixels, and superfluous bytes between those of a picture are none either.
private func tellsOfDamage(_ warning: String) -> Bool {
    let harmless = ["TIFFReadDirectory", "TIFFFetchNormalTag", "TIFFReadCustomDirectory", "extraneous bytes before"]
    return !harmless.contains { warning.contains($0) }
}

extension Window {
    /// The window's rows as a user counts them in files: from 0, both ends named.
    fileprivate var rowNames: String {
        height == 1 ? "row \(y)" : "rows \(y) to \(y + height - 1)"
    }
}
