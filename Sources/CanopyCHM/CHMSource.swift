internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// Surface less terrain.
struct CHMSource: RasterSource {
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
        do throws(CHMError) {
            return DifferenceReader(
                try mapError(to: CHMError.gdal, try HeightReader(surface)), less: ground, by: try systems.way(),
                to: profile, limits)
        } catch {
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

/// Subtracts, on one thread.
private final class DifferenceReader: RasterReader {
    private let surface: HeightReader
    private let ground: TerrainResampler
    private let way: CoordinateTransform
    private let nodata: Float
    private let limits: ClosedRange<Double>

    init(
        _ surface: consuming HeightReader, less ground: TerrainResampler, by way: CoordinateTransform,
        to profile: RasterProfile, _ limits: ClosedRange<Double>
    ) {
        nodata = if case .nodata(let value) = profile.validity { Float(value.double) } else { .nan }
        self.limits = limits
        self.ground = ground
        self.way = way
        self.surface = surface
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) -> [Bool] {
        columns.map { surface.isEmpty(Window(columns: $0, rows: rows)) }
    }

    func read(_ window: Window, into chunk: RasterChunk) throws(RasterError) {
        do throws(GDALError) {
            let tops = try surface.chunk(window).heights
            let bottoms = try ground.heights(under: window, by: way)
            subtract(bottoms, from: tops, in: window, into: chunk)
        } catch {
            throw .gdal(error)
        }
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
