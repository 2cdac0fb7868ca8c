internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

/// A terrain model below cameras: which of its pixels contain them, and how high these are.
struct Terrain {
    /// A camera in the terrain model's system.
    struct Place: Hashable, Sendable {
        /// The pixel that contains it, of those that the model has.
        var pixel: Pixel?
        /// How high it is, in meters.
        var height: Double
    }

    /// Column and row of a pixel.
    struct Pixel: Hashable, Sendable {
        var column: Int
        var row: Int
    }

    private let raster: HeightRaster
    private let crs: String
    /// The length of the unit of the model's heights, and of heights in its system.
    private let meters: (ground: Double, system: Double)

    /// The model, which has to say where it is.
    init(_ input: RasterInput, memory: Int, warnings: Warnings) throws(CamerasError) {
        raster = try mapError(
            to: CamerasError.raster, try HeightRaster(input, memory: memory, warnings: warnings))
        guard let crs = raster.profile.georeference.crs else {
            throw .refused(
                "'\(input.name)' names no coordinate reference system; give it one, for example with gdal_edit.py -a_srs"
            )
        }
        let system = try mapError(to: CamerasError.gdal, try SpatialReference(wkt: crs))
        guard !system.isLocal else {
            throw .refused(
                "'\(input.name)' is in \(system.name): a local system has no known place on Earth; bring it into another one"
            )
        }
        self.crs = crs
        let vertical = system.vertical?.metersPerUnit
        let unit = raster.unit.isEmpty ? vertical ?? 1 : HeightUnit(raster.unit).meters ?? vertical
        guard let unit else {
            throw .refused("the heights of '\(input.name)' are in '\(raster.unit)', a unit that is not known")
        }
        meters = (unit, vertical ?? 1)
    }

    // MARK: Cameras

    /// Where places in EPSG:4978 are; `nil` for those that its system does not reach.
    func places(of points: [Vector]) throws(CamerasError) -> [Place?] {
        let system = try mapError(to: CamerasError.gdal, try SpatialReference(wkt: crs))
        let way = try way(to: system)
        var (x, y, z) = (points.map(\.x), points.map(\.y), points.map(\.z))
        way.apply(&x, &y, &z)
        guard let pixels = raster.transform.inverse else { return points.map { _ in nil } }
        let middle = raster.transform.apply(
            Point(x: Double(raster.profile.size.width) / 2, y: Double(raster.profile.size.height) / 2))
        return points.indices.map { index in
            guard z[index].isFinite else { return nil }
            var point = Point(x: x[index], y: y[index])
            if let turn = system.turn { point.x -= turn * ((point.x - middle.x) / turn).rounded() }
            return Place(pixel: pixel(pixels.apply(point)), height: z[index] * meters.system)
        }
    }

    private func pixel(_ place: Point) -> Pixel? {
        let (width, height) = (Double(raster.profile.size.width), Double(raster.profile.size.height))
        // Not so either where it is no number.
        guard place.x >= 0, place.x < width, place.y >= 0, place.y < height else { return nil }
        return Pixel(column: Int(clamping: place.x), row: Int(clamping: place.y))
    }

    /// The way to its system. Heights that nothing is known of how to get would be off by tens of meters: there is none then.
    private func way(to system: borrowing SpatialReference) throws(CamerasError) -> Transformation {
        let earth = try mapError(to: CamerasError.gdal, try SpatialReference(named: "EPSG:4978"))
        do throws(GDALError) {
            return try Transformation(from: earth, to: system, allowsBallpark: system.vertical == nil)
        } catch {
            guard let vertical = system.vertical, (try? Transformation(from: earth, to: system)) != nil else {
                throw .gdal(error)
            }
            throw .refused(
                "heights of '\(raster.path)' are in \(vertical.name), and PROJ has no model here that leads to it from the "
                    + "ellipsoid",
                [.advice("put its grid into PROJ's folder, for example with projsync")])
        }
    }

    // MARK: Ground

    /// The heights of pixels in meters; NaN where there is none. Only the blocks that have any of the pixels are read, each
    /// once.
    func heights(of pixels: [Pixel?], _ progress: Progress) throws(CamerasError) -> [Double] {
        let plan = PixelPlan(pixels, in: raster.blocks.size)
        try mapError(
            to: CamerasError.raster, try raster.input.expect { () throws(RasterError) in plan.parts.map(\.window) })
        let reader = try mapError(to: CamerasError.gdal, try HeightReader(raster))
        var heights = pixels.map { _ in Double.nan }
        for (number, part) in plan.parts.enumerated() {
            if progress.isCancelled { throw .cancelled }
            let chunk = try mapError(to: CamerasError.gdal, try reader.chunk(part.window))
            for index in part.pixels {
                guard let pixel = pixels[index] else { continue }
                heights[index] = chunk.height(column: pixel.column, row: pixel.row) * meters.ground
            }
            progress(Double(number + 1) / Double(plan.parts.count))
        }
        return heights
    }
}
