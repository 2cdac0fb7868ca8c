internal import GDAL
internal import Raster

/// The terrain under the pixels of a surface model, whatever grid it comes on.
struct GroundSampler: ~Copyable {
    /// How both grids lie to each other.
    private enum Way: ~Copyable {
        /// Pixels coincide: column and row of the surface's first pixel in the terrain.
        case aligned(column: Int, row: Int)
        /// One reference system, other pixels.
        case resampled
        /// Another reference system.
        case reprojected(Transformation)
    }

    /// Pixels of the terrain to each side of a place that may count for it. Memory grows with its square.
    private static let largestRadius = 100

    private let model: HeightModel
    private let way: Way
    private let surface: GeoTransform
    private let inverse: GeoTransform
    private let kernel: BilinearKernel

    /// - Parameter transformation: From the surface's reference system to the terrain's; `nil` where they are one.
    init(
        _ model: consuming HeightModel, under surface: borrowing HeightModel,
        by transformation: consuming Transformation?
    ) throws(CHMError) {
        guard let inverse = model.transform.inverse else {
            throw .mismatch("'\(model.path)' does not say where its pixels lie; give it a geotransform")
        }
        let size = surface.profile.size
        let centre = Point(x: Double(size.width) / 2, y: Double(size.height) / 2)
        let near = [centre, Point(x: centre.x + 1, y: centre.y), Point(x: centre.x, y: centre.y + 1)]
        let pixels = [
            Point(x: 0, y: 0), Point(x: Double(size.width), y: 0), Point(x: 0, y: Double(size.height)),
            Point(x: Double(size.width), y: Double(size.height)),
        ]
        var places = (near + pixels).map(surface.transform.apply)
        transformation?.apply(to: &places)
        places = places.map(inverse.apply)
        let kernel = Self.kernel(places[0], places[1], places[2])
        guard max(kernel.radius.x, kernel.radius.y) <= Self.largestRadius else {
            throw .mismatch(
                "the pixels of '\(surface.path)' are more than \(Self.largestRadius) times as large as those of "
                    + "'\(model.path)'; check that both are of one mission")
        }
        self.surface = surface.transform
        self.inverse = inverse
        self.kernel = kernel
        if let (column, row) = Self.shift(from: near + pixels, to: places) {
            way = .aligned(column: column, row: row)
        } else if let transformation {
            way = .reprojected(transformation)
        } else {
            way = .resampled
        }
        self.model = model
    }

    /// Bytes that the terrain takes for each pixel of the surface.
    var bytesPerPixel: Int {
        let finer = 4 * kernel.radius.x * kernel.radius.y
        return 8 * finer + 16
    }

    /// The heights of the terrain at the centres of a strip's pixels.
    func heights(under window: Window) throws(GDALError) -> [Double] {
        switch way {
        case .aligned(let column, let row): return try alignedHeights(window, column, row)
        default: break
        }
        let places = self.places(of: window)
        guard
            let bounds = Bounds(around: places.lazy.filter { $0.x.isFinite && $0.y.isFinite }),
            let needed = Window(
                covering: Bounds(
                    minX: bounds.minX - Double(kernel.radius.x), minY: bounds.minY - Double(kernel.radius.y),
                    maxX: bounds.maxX + Double(kernel.radius.x), maxY: bounds.maxY + Double(kernel.radius.y))),
            let part = needed.intersection(Window(model.profile.size))
        else { return [Double](repeating: .nan, count: window.size.area) }
        let patch = try model.patch(part)
        return places.map { kernel.height(at: $0, in: patch) }
    }

    private func alignedHeights(_ window: Window, _ column: Int, _ row: Int) throws(GDALError) -> [Double] {
        var heights = [Double](repeating: .nan, count: window.size.area)
        let wanted = Window(x: window.x + column, y: window.y + row, width: window.width, height: window.height)
        guard let part = wanted.intersection(Window(model.profile.size)) else { return heights }
        let patch = try model.patch(part)
        for row in part.rows {
            let source = (row - part.y) * part.width
            let target = (row - wanted.y) * wanted.width + part.x - wanted.x
            heights.replaceSubrange(target..<(target + part.width), with: patch.heights[source..<(source + part.width)])
        }
        return heights
    }

    /// The centres of the window's pixels, in pixels of the terrain.
    private func places(of window: Window) -> [Point] {
        var places: [Point] = []
        places.reserveCapacity(window.size.area)
        for row in window.rows {
            for column in window.columns {
                places.append(surface.apply(Point(x: Double(column) + 0.5, y: Double(row) + 0.5)))
            }
        }
        switch way {
        case .reprojected(let transformation): transformation.apply(to: &places)
        case .aligned: break
        case .resampled: break
        }
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
        return (Int(column), Int(row))
    }
}
