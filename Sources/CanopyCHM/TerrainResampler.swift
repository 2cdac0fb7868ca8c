internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO
internal import Synchronization

/// The terrain under the pixels of a surface model, whatever grid it comes on.
///
/// All threads share one open file, so that no block of it is decompressed for each of them.
final class TerrainResampler: Sendable {
    /// How both grids lie to each other.
    private enum Relation {
        /// Pixels coincide: column and row of the surface's first pixel in the terrain.
        case aligned(column: Int, row: Int)
        /// Other pixels, and maybe another reference system.
        case other
    }

    /// Pixels of the terrain to each side of a place that may count for it. Memory grows with its square.
    private static let largestRadius = 100
    /// Pixels of the terrain that are read at once, however few pixels of the surface they are for.
    private static let usualPart = 1 << 20

    /// The terrain's file.
    let input: RasterInput
    private let size: Size
    private let model: Mutex<HeightReader>
    private let relation: Relation
    private let surface: GeoTransform
    private let inverse: GeoTransform
    private let kernel: BilinearKernel

    /// - Parameter way: From the surface's reference system to the terrain's.
    init(
        _ terrain: HeightRaster, under surface: HeightRaster, by way: CoordinateTransform
    ) throws(CHMError) {
        guard let inverse = terrain.transform.inverse else {
            throw .mismatch("'\(terrain.path)' does not say where its pixels lie; give it a geotransform")
        }
        let extent = surface.profile.size
        let center = Point(x: Double(extent.width) / 2, y: Double(extent.height) / 2)
        let near = [center, Point(x: center.x + 1, y: center.y), Point(x: center.x, y: center.y + 1)]
        let pixels = [
            Point(x: 0, y: 0), Point(x: Double(extent.width), y: 0), Point(x: 0, y: Double(extent.height)),
            Point(x: Double(extent.width), y: Double(extent.height)),
        ]
        var places = (near + pixels).map(surface.transform.apply)
        way.apply(to: &places)
        places = places.map(inverse.apply)
        let kernel = Self.kernel(places[0], places[1], places[2])
        guard max(kernel.radius.x, kernel.radius.y) <= Self.largestRadius else {
            throw .mismatch(
                "the pixels of '\(surface.path)' are more than \(Self.largestRadius) times as large as those of "
                    + "'\(terrain.path)'; check that both are of one mission")
        }
        self.surface = surface.transform
        self.inverse = inverse
        self.kernel = kernel
        if let (column, row) = Self.shift(from: near + pixels, to: places) {
            relation = .aligned(column: column, row: row)
        } else {
            relation = .other
        }
        input = terrain.input
        size = terrain.profile.size
        let model = try mapError(to: CHMError.gdal, try HeightReader(terrain))
        // All threads together go from the top to the bottom.
        model.expectRows()
        self.model = Mutex(model)
    }

    /// Bytes that the terrain takes for each pixel of the surface.
    var bytesPerPixel: Int { 8 * finer + 16 }

    /// Pixels of the terrain for each pixel of the surface.
    private var finer: Int { 4 * kernel.radius.x * kernel.radius.y }

    /// The heights of the terrain at the centers of a strip's pixels.
    func heights(
        under window: Window, by way: CoordinateTransform
    ) throws(GDALError) -> [Double] {
        if case .aligned(let column, let row) = relation { return try alignedHeights(window, column, row) }
        if way.isIdentity, surface.isAxisAligned, inverse.isAxisAligned { return try levelHeights(window) }
        let places = self.places(of: window, by: way)
        return try heights(at: places)
    }

    /// The pixels of the terrain that count for a window of the surface, as its corners have it.
    func window(under window: Window, by way: CoordinateTransform) -> Window? {
        var corners = [window.columns.lowerBound, window.columns.upperBound].flatMap { column in
            [window.rows.lowerBound, window.rows.upperBound].map { row in
                surface.apply(Point(x: Double(column), y: Double(row)))
            }
        }
        way.apply(to: &corners)
        guard let bounds = Bounds(around: corners.map(inverse.apply)), bounds.isFinite else { return nil }
        return self.window(around: bounds)
    }

    /// The heights at places that lie beside each other, or nearly so.
    private func heights(at places: some RandomAccessCollection<Point>) throws(GDALError) -> [Double] {
        guard
            let bounds = Bounds(around: places.filter { $0.x.isFinite && $0.y.isFinite }),
            let part = self.window(around: bounds)
        else { return [Double](repeating: .nan, count: places.count) }
        // Where two systems tear the plane apart, neighbors come to lie far from each other, and between them there may be
        // more than memory holds.
        guard places.count == 1 || part.size.area <= max(Int.product(places.count, 8, finer), Self.usualPart) else {
            let middle = places.index(places.startIndex, offsetBy: places.count / 2)
            return try heights(at: places[..<middle]) + heights(at: places[middle...])
        }
        let chunk = try chunk(part)
        return places.map { kernel.height(at: $0, in: chunk) }
    }

    /// Where both grids lie level in one system, a column of one has one place among the columns of the other.
    private func levelHeights(_ window: Window) throws(GDALError) -> [Double] {
        let columns = window.columns.map { place(column: Double($0) + 0.5, row: 0.5).x }
        let rows = window.rows.map { place(column: 0.5, row: Double($0) + 0.5).y }
        let corners = [
            Point(x: columns[0], y: rows[0]), Point(x: columns[columns.count - 1], y: rows[rows.count - 1]),
        ]
        guard let bounds = Bounds(around: corners), bounds.isFinite, bounds.largestMagnitude < 1e9,
            let part = self.window(around: bounds)
        else { return [Double](repeating: .nan, count: window.size.area) }
        return kernel.heights(atColumns: columns, rows: rows, in: try chunk(part))
    }

    /// A place on the surface in pixels of the terrain, where no reference system lies between.
    private func place(column: Double, row: Double) -> Point {
        inverse.apply(surface.apply(Point(x: column, y: row)))
    }

    /// The pixels of the terrain that count for places within bounds.
    private func window(around bounds: Bounds) -> Window? {
        Window(
            covering: Bounds(
                minX: bounds.minX - Double(kernel.radius.x), minY: bounds.minY - Double(kernel.radius.y),
                maxX: bounds.maxX + Double(kernel.radius.x), maxY: bounds.maxY + Double(kernel.radius.y)))?
            .intersection(Window(size))
    }

    private func alignedHeights(_ window: Window, _ column: Int, _ row: Int) throws(GDALError) -> [Double] {
        var heights = [Double](repeating: .nan, count: window.size.area)
        let wanted = Window(x: window.x + column, y: window.y + row, width: window.width, height: window.height)
        guard let part = wanted.intersection(Window(size)) else { return heights }
        let chunk = try chunk(part)
        for row in part.rows {
            let source = (row - part.y) * part.width
            let target = (row - wanted.y) * wanted.width + part.x - wanted.x
            heights.replaceSubrange(target..<(target + part.width), with: chunk.heights[source..<(source + part.width)])
        }
        return heights
    }

    private func chunk(_ window: Window) throws(GDALError) -> HeightChunk {
        try model.withLock { (model) throws(GDALError) in try model.chunk(window) }
    }

    /// The centers of the window's pixels, in pixels of the terrain.
    private func places(of window: Window, by way: CoordinateTransform) -> [Point] {
        var places: [Point] = []
        places.reserveCapacity(window.size.area)
        for row in window.rows {
            for column in window.columns {
                places.append(surface.apply(Point(x: Double(column) + 0.5, y: Double(row) + 0.5)))
            }
        }
        way.apply(to: &places)
        for index in places.indices { places[index] = inverse.apply(places[index]) }
        return places
    }

    /// The kernel for steps of one surface pixel along columns and rows, in pixels of the terrain.
    private static func kernel(_ origin: Point, _ right: Point, _ below: Point) -> BilinearKernel {
        BilinearKernel(
            ratioX: max(abs(right.x - origin.x), abs(below.x - origin.x)),
            ratioY: max(abs(right.y - origin.y), abs(below.y - origin.y)))
    }

    /// How many columns and rows lie between places on both grids; `nil` unless it is the same whole numbers everywhere,
    /// to a millionth of a pixel.
    private static func shift(from places: [Point], to others: [Point]) -> (column: Int, row: Int)? {
        let shifts = zip(places, others).map { Point(x: $1.x - $0.x, y: $1.y - $0.y) }
        let column = shifts[0].x.rounded()
        let row = shifts[0].y.rounded()
        guard abs(column) < 1e9, abs(row) < 1e9,
            shifts.allSatisfy({ abs($0.x - column) < 1e-6 && abs($0.y - row) < 1e-6 })
        else { return nil }
        return (Int(clamping: column), Int(clamping: row))
    }
}
