public import Diagnostics
public import GDAL
public import Raster

/// A file of heights: its first band, in the units that scale and offset make of its samples.
public struct HeightRaster: Sendable {
    /// The file.
    public let input: RasterInput
    /// Everything about it but its samples.
    public private(set) var profile: RasterProfile
    /// Where its pixels lie.
    public let transform: GeoTransform
    /// How the file is stored.
    public let blocks: SourceBlocks
    /// What messages call it.
    public var path: String { input.name }
    /// The unit of its heights, as it names it; empty where it does not.
    public var unit: String { profile.bands[0].unit }
    fileprivate let warnings: Warnings
    /// Which samples are heights.
    fileprivate let valid: ValidSamples<Double>

    /// Whether the file has a nodata value, which stands where nothing was ever written.
    fileprivate var hasNoData: Bool { if case .nodata = profile.validity { true } else { false } }

    /// Looks at a file.
    ///
    /// - Throws: ``RasterError`` where it cannot be read within `memory` bytes, is a picture, or does not say where its pixels
    ///   lie.
    public init(_ input: RasterInput, memory: Int, warnings: Warnings) throws(RasterError) {
        let dataset = try openRaster(input, memory: memory, warnings: warnings)
        var profile = try mapError(to: RasterError.gdal, try dataset.profile())
        resolveValidity(of: &profile, dataset)
        try self.init(input, profile, blocks: dataset.blocks(of: Window(profile.size)), warnings: warnings)
    }

    /// A file that is not there yet, and is going to say of itself what `profile` says.
    ///
    /// - Throws: ``RasterError`` where it would be a picture, or not say where its pixels lie.
    public init(
        _ input: RasterInput, _ profile: RasterProfile, blocks: SourceBlocks, warnings: Warnings
    ) throws(RasterError) {
        try Self.check(profile, input.name, warnings)
        guard let transform = profile.georeference.transform, transform.inverse != nil else {
            throw .refused("'\(input.name)' does not say where its pixels lie; give it a geotransform")
        }
        self.input = input
        self.transform = transform
        self.profile = profile
        self.warnings = warnings
        self.blocks = blocks
        valid = ValidSamples(profile.validity, readFrom: profile.type)
    }

    /// Takes it to be in a coordinate reference system, as WKT, where it names none.
    public mutating func assume(crs: String) { profile.georeference.crs = profile.georeference.crs ?? crs }

    /// Pictures are refused: their colors would pass for heights.
    private static func check(_ profile: RasterProfile, _ path: String, _ warnings: Warnings) throws(RasterError) {
        let colors: Set<ColorInterpretation> = [.red, .green, .blue, .palette]
        guard !profile.bands.contains(where: { colors.contains($0.interpretation) }) else {
            throw .refused("'\(path)' is a picture, not a height model; name a DSM and a DTM")
        }
        let count = profile.bands.count - (profile.alphaBand == nil ? 0 : 1)
        if count > 1 { warnings.add("'\(path)' has \(count) bands; the first is taken for heights") }
    }
}

/// A file of heights, open.
public struct HeightReader: ~Copyable {
    /// The file.
    public let file: HeightRaster
    private let dataset: Dataset

    /// Opens the file, for one thread.
    public init(_ file: HeightRaster) throws(GDALError) {
        self.file = file
        dataset = try file.input.dataset(warnings: file.warnings)
    }

    /// Says that windows of some rows side by side are read next, and then those of the rows below.
    public func expectRows() { dataset.expectRows() }

    /// Whether there is nothing in a window of the file, and nothing is no height.
    public func isEmpty(_ window: Window) -> Bool { file.hasNoData && dataset.isEmpty(window) }

    /// The heights of a window; NaN where the file has none.
    public func chunk(_ window: Window) throws(GDALError) -> HeightChunk {
        var chunk = HeightChunk(window: window, heights: file.heights(try samples(ofBand: 0, window)))
        try hideInvalid(&chunk)
        file.scale(&chunk)
        return chunk
    }

    /// The samples of a band: as they are stored where that is what most files have, else as doubles.
    private func samples(ofBand band: Int, _ window: Window) throws(GDALError) -> PixelBuffer {
        let type: PixelType = file.profile.type == .float32 ? .float32 : .float64
        let samples = PixelBuffer(type: type, size: window.size, bands: 1)
        try dataset.read(window, bands: [band], into: samples)
        return samples
    }

    /// Takes away what the file's mask or alpha hides.
    private func hideInvalid(_ chunk: inout HeightChunk) throws(GDALError) {
        switch file.profile.validity {
        case .all, .nodata:
            break
        case .mask:
            let mask = PixelBuffer(type: .uint8, size: chunk.window.size, bands: 1)
            try dataset.readMask(chunk.window, into: mask)
            for index in chunk.heights.indices where mask.bytes[index] == 0 { chunk.heights[index] = .nan }
        case .alpha(let band):
            // Not by way of GDAL's mask, which knows alpha of 8 and 16 bits only.
            let alpha = try samples(ofBand: band, chunk.window)
            if alpha.type == .float32 {
                hide(&chunk, where: alpha.samples(as: Float.self))
            } else {
                hide(&chunk, where: alpha.samples(as: Double.self))
            }
        }
    }

    private func hide<S: BinaryFloatingPoint>(_ chunk: inout HeightChunk, where opacity: UnsafeMutableBufferPointer<S>)
    {
        for index in chunk.heights.indices where !(opacity[index] > 0) { chunk.heights[index] = .nan }
    }
}

extension HeightRaster {
    /// Whether samples of its one band are all that it takes to know its heights, and are stored as most files have them.
    public var isPlain: Bool {
        guard case .nodata = profile.validity else { return false }
        return profile.type == .float32 && profile.bands.count == 1
    }

    /// The heights of a window, of which a chunk of a raster that ``isPlain`` holds the samples.
    public func chunk(_ window: Window, of chunk: RasterChunk) -> HeightChunk {
        let samples = PixelBuffer(type: .float32, size: window.size, bands: 1)
        for row in 0..<window.height {
            let start = chunk.index(column: window.x, row: window.y + row) * MemoryLayout<Float>.size
            samples.bytes(ofRows: row..<(row + 1)).copyBytes(
                from: chunk.pixels.bytes[start..<(start + samples.rowBytes)])
        }
        var heights = HeightChunk(window: window, heights: heights(samples))
        scale(&heights)
        return heights
    }

    fileprivate func heights(_ samples: PixelBuffer) -> [Double] {
        samples.type == .float32 ? heights(samples.samples(as: Float.self)) : heights(samples.samples(as: Double.self))
    }

    /// The samples as doubles; NaN where they are no heights.
    private func heights<S: BinaryFloatingPoint>(_ samples: UnsafeMutableBufferPointer<S>) -> [Double] {
        let valid = valid
        var sentinels = 0
        let heights = [Double](unsafeUninitializedCapacity: samples.count) { heights, count in
            var index = 0
            while index < samples.count {
                if index + 4 <= samples.count {
                    let four = SIMD4(
                        Double(samples[index]), Double(samples[index + 1]), Double(samples[index + 2]),
                        Double(samples[index + 3]))
                    if valid.containsHeights(four) {
                        for lane in 0..<4 { heights.initializeElement(at: index + lane, to: four[lane]) }
                        index += 4
                        continue
                    }
                }
                // Written always and counted: no branch that could be foretold wrongly.
                let height = Double(samples[index])
                let isHeight = valid.containsHeight(height)
                heights.initializeElement(at: index, to: isHeight ? height : .nan)
                sentinels &+= valid.containsQuantity(height) == isHeight ? 0 : 1
                index += 1
            }
            count = samples.count
        }
        if sentinels > 0 {
            warnings.add("'\(path)' has undeclared nodata values such as -9999; they are taken as no height")
        }
        return heights
    }

    fileprivate func scale(_ chunk: inout HeightChunk) {
        let scale = profile.bands[0].scale ?? 1
        let offset = profile.bands[0].offset ?? 0
        guard scale != 1 || offset != 0 else { return }
        for index in chunk.heights.indices { chunk.heights[index] = chunk.heights[index] * scale + offset }
    }
}
