internal import COGEncoding
internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// Surface less terrain: of the surface's file, or of its pixels as they are written.
struct CHMSource: RasterSource, DerivedRaster {
    let profile: RasterProfile
    private let surface: HeightRaster
    private let ground: TerrainResampler
    private let systems: CRSPair
    private let limits: ClosedRange<Double>

    init(_ surface: HeightRaster, less ground: TerrainResampler, systems: CRSPair, limits: ClosedRange<Double>) {
        var band = BandProfile(interpretation: .gray)
        band.name = "canopy height"
        band.unit = systems.unit
        // The reference of the surface's heights does not hold for heights above ground.
        profile = RasterProfile(
            size: surface.profile.size, type: .float32, bands: [band],
            validity: .nodata(Self.nodata(of: surface.profile)),
            georeference: Georeference(transform: surface.transform, crs: systems.horizontal),
            metadata: surface.profile.metadata.filter { $0.key.isEmpty }
                .mapValues { $0.filter { $0.key == "AREA_OR_POINT" } })
        self.limits = limits
        self.surface = surface
        self.ground = ground
        self.systems = systems
    }

    var blocks: SourceBlocks { surface.blocks }

    var scratchBytesPerPixel: Int { 16 + ground.bytesPerPixel }

    func reader() throws(RasterError) -> any RasterReader {
        let surface = try mapError(to: RasterError.gdal, try HeightReader(surface))
        return DifferenceReader(surface, try difference())
    }

    func deriver() throws(RasterError) -> any PixelDeriver { DifferenceDeriver(surface, try difference()) }

    private func difference() throws(RasterError) -> Difference {
        do throws(CHMError) { return Difference(ground, by: try systems.way(), to: profile, limits) } catch {
            throw error.ofWriter
        }
    }

    func expect(_ windows: () throws(RasterError) -> [Window]) throws(RasterError) {
        try surface.input.expect(windows)
        try ground.input.expect { () throws(RasterError) in
            let way: CoordinateTransform
            do throws(CHMError) { way = try systems.way() } catch { throw error.ofWriter }
            return try windows().compactMap { ground.window(under: $0, by: way) }
        }
    }

    /// The surface's nodata value if it cannot be taken for a height, else -9999.
    private static func nodata(of surface: RasterProfile) -> NoData {
        guard case .nodata(let value) = surface.validity, value.fits(.float32),
            value.double.isNaN || abs(value.double) >= 9999
        else { return .real(-9999) }
        return .real(value.double)
    }
}

/// Reads the surface's file, and subtracts.
private final class DifferenceReader: RasterReader {
    private let surface: HeightReader
    private let difference: Difference

    init(_ surface: consuming HeightReader, _ difference: Difference) {
        self.difference = difference
        self.surface = surface
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) -> [Bool] {
        columns.map { surface.isEmpty(Window(columns: $0, rows: rows)) }
    }

    func read(_ window: Window, into chunk: RasterChunk) throws(RasterError) {
        do throws(GDALError) { try difference.write(try surface.chunk(window), into: chunk) } catch {
            throw .gdal(error)
        }
    }
}

/// Takes the surface's pixels as they are, and subtracts.
private final class DifferenceDeriver: PixelDeriver {
    private let surface: HeightRaster
    private let difference: Difference

    init(_ surface: HeightRaster, _ difference: Difference) {
        self.surface = surface
        self.difference = difference
    }

    func derive(_ window: Window, from original: RasterChunk, into chunk: RasterChunk) throws(RasterError) {
        do throws(GDALError) { try difference.write(surface.chunk(window, of: original), into: chunk) } catch {
            throw .gdal(error)
        }
    }
}

/// Subtracts, on one thread.
private final class Difference {
    private let ground: TerrainResampler
    private let way: CoordinateTransform
    private let nodata: Float
    private let limits: ClosedRange<Double>

    init(
        _ ground: TerrainResampler, by way: CoordinateTransform, to profile: RasterProfile,
        _ limits: ClosedRange<Double>
    ) {
        nodata = if case .nodata(let value) = profile.validity { Float(value.double) } else { .nan }
        self.limits = limits
        self.ground = ground
        self.way = way
    }

    /// Writes how high a surface is above the ground into its place in a chunk.
    func write(_ tops: HeightChunk, into chunk: RasterChunk) throws(GDALError) {
        let bottoms = try ground.heights(under: tops.window, by: way)
        subtract(bottoms, from: tops.heights, in: tops.window, into: chunk)
    }

    private func subtract(_ bottoms: [Double], from tops: [Double], in window: Window, into chunk: RasterChunk) {
        let target = chunk.pixels.samples(as: Float.self)
        let (least, greatest, nodata) = (limits.lowerBound, limits.upperBound, nodata)
        tops.withUnsafeBufferPointer { tops in
            bottoms.withUnsafeBufferPointer { bottoms in
                for row in 0..<window.height {
                    let start = chunk.index(column: window.x, row: window.y + row)
                    let from = row * window.width
                    for column in 0..<window.width {
                        let height = tops[from &+ column] - bottoms[from &+ column]
                        let limited = Float(min(max(height, least), greatest))
                        target[start &+ column] = height == height ? limited : nodata
                    }
                }
            }
        }
    }
}
