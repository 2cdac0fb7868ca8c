internal import CanopyTesting
internal import Foundation
internal import GDALOracle
internal import Raster

/// A surface, and a terrain on whatever grid a terrain may come.
struct RandomTerrain {
    let surface: RasterFixture
    let terrain: RasterFixture
    let relation: Relation
    /// Columns and rows from the surface's first pixel to the terrain's, where pixels coincide.
    let shift: (column: Int, row: Int)
    /// Pixels of the surface per pixel of the terrain, across and down.
    let ratio: (x: Double, y: Double)

    /// How the terrain's pixels lie to the surface's.
    enum Relation: CaseIterable {
        case same, shifted, between, other, rotated, reprojected

        /// Whether pixels coincide.
        var isAligned: Bool { self == .same || self == .shifted }
    }

    /// - Parameter forms: The forms in which models may come.
    init(in forms: [HeightForm] = HeightForm.allCases, using generator: inout SeededGenerator) throws {
        let place = Place(using: &generator)
        let isLong = generator.chance(0.1)
        let size = Size(
            width: isLong ? generator.whole(513...600) : generator.whole(1...70),
            height: generator.whole(1...(isLong ? 20 : 70)))
        relation = generator.one(of: Relation.allCases)
        surface = try Self.heights(
            size, place.crs, place.transform, 60, generator.one(of: forms), &generator)

        var step = (x: 1.0, y: 1.0)
        var start = Point(x: 0, y: 0)
        switch relation {
        case .same: break
        case .shifted:
            start = Point(
                x: Double(generator.whole(-size.width...size.width)),
                y: Double(generator.whole(-size.height...size.height)))
        case .between:
            start = Point(x: generator.one(of: [0.5, 0.25, generator.real(-9...9)]), y: generator.real(-9...9))
        case .other:
            step = (generator.real(0.15...5), generator.real(0.15...5))
            if generator.chance(0.5) { step.y = step.x }
            if generator.chance(0.3) {
                step = (generator.one(of: [0.25, 0.5, 2, 3]), generator.one(of: [0.25, 0.5, 2]))
            }
            start = Point(x: generator.real(-5...5), y: generator.real(-5...5))
        case .rotated, .reprojected:
            // Coarser: GDAL has one width of its kernel for both axes of either grid.
            step = (generator.real(1.5...5), generator.real(1.5...5))
            start = Point(x: generator.real(-9 ... -1), y: generator.real(-9 ... -1))
        }
        shift = (Int(start.x.rounded()), Int(start.y.rounded()))
        ratio = (1 / step.x, 1 / step.y)
        let extra = generator.real(0.5...1.4)
        // Of a single row or column GDAL takes the nearest pixel.
        let cells = Size(
            width: relation.isAligned ? size.width : max(2, Int(Double(size.width) * extra / step.x)),
            height: relation.isAligned ? size.height : max(2, Int(Double(size.height) * extra / step.y)))
        let isUpsideDown = relation == .other && generator.chance(0.2)
        var map = GeoTransform(originX: start.x, pixelWidth: step.x, originY: start.y, pixelHeight: step.y)
        if isUpsideDown {
            map.originY += step.y * Double(cells.height)
            map.pixelHeight = -step.y
        }
        var crs = place.crs
        var transform = place.transform.following(map)
        if relation == .rotated {
            let angle = generator.real(-3...3)
            map.pixelWidth = step.x * cos(angle)
            map.rowRotation = -step.y * sin(angle)
            map.columnRotation = step.x * sin(angle)
            map.pixelHeight = step.y * cos(angle)
            transform = place.transform.following(map)
        } else if relation == .reprojected {
            crs = place.crs == "EPSG:4326" ? "EPSG:32617" : generator.one(of: ["EPSG:4326", "EPSG:32616"])
            transform = try Self.grid(map, place, size, in: crs)
        }
        terrain = try Self.heights(cells, crs, transform, 20, generator.one(of: forms), &generator)
    }

    /// Whether the center of a pixel of the surface lies on the terrain's outer edge, on whose side rounding decides.
    func isOnEdge(column: Int, row: Int) -> Bool {
        guard relation != .reprojected, let from = surface.profile.georeference.transform,
            let to = terrain.profile.georeference.transform?.inverse
        else { return false }
        let place = to.apply(from.apply(Point(x: Double(column) + 0.5, y: Double(row) + 0.5)))
        let size = terrain.profile.size
        return [place.x, place.x - Double(size.width), place.y, place.y - Double(size.height)].contains {
            abs($0) < 1e-6
        }
    }

    /// North up in another system, with about the same place, and pixels so much larger than the surface's there.
    private static func grid(
        _ map: GeoTransform, _ place: Place, _ size: Size, in crs: String
    ) throws -> GeoTransform {
        let width = Double(size.width)
        let height = Double(size.height)
        let corners = [Point(x: 0, y: 0), Point(x: width, y: 0), Point(x: 0, y: height), Point(x: width, y: height)]
        let middle = [(0.0, 0.0), (1, 0), (0, 1)].map { Point(x: width / 2 + $0.0, y: height / 2 + $0.1) }
        let there = try GDALOracle.transform(
            (middle + corners).map(place.transform.apply), from: place.crs, to: crs)
        let bounds = Bounds(around: there.suffix(4))
        let across = max(abs(there[1].x - there[0].x), abs(there[2].x - there[0].x))
        let down = max(abs(there[1].y - there[0].y), abs(there[2].y - there[0].y))
        return GeoTransform(
            originX: (bounds?.minX ?? 0) + map.originX * across, pixelWidth: across * map.pixelWidth,
            originY: (bounds?.maxY ?? 0) - map.originY * down, pixelHeight: -down * map.pixelHeight)
    }

    /// A model of heights around `level`, with holes.
    private static func heights(
        _ size: Size, _ crs: String, _ transform: GeoTransform, _ level: Double, _ form: HeightForm,
        _ generator: inout SeededGenerator
    ) throws -> RasterFixture {
        let floats: [PixelType] = [.float32, .float32, .float32, .float64]
        let type = generator.one(of: form == .holes ? floats : floats + [.int16, .uint16, .uint8, .int32])
        var fixture = try RasterFixture(
            width: size.width, height: size.height, type: type, bands: form == .alpha ? [.gray, .alpha] : [.gray],
            crs: crs, transform: transform)
        let nothing = form == .holes ? .nan : nodata(of: type, &generator)
        switch form {
        case .whole, .holes: break
        case .nodata: fixture.profile.validity = .nodata(.real(nothing))
        case .scaled:
            fixture.profile.validity = .nodata(.real(nothing))
            fixture.profile.bands[0].scale = generator.one(of: [0.1, 0.01])
            fixture.profile.bands[0].offset = generator.one(of: [0, -5, 100])
        case .mask: fixture.profile.validity = .mask
        case .alpha: fixture.profile.validity = .alpha(band: 1)
        }
        let share = form == .whole ? 0 : generator.one(of: [0, 0.02, 0.3])
        let isSmooth = generator.chance(0.5)
        var samples: [Double] = []
        var valid: [Bool] = []
        for pixel in 0..<size.area {
            let isValid = !generator.chance(share)
            let wave = 7 * sin(Double(pixel % size.width) / 3) + 5 * cos(Double(pixel / size.width) / 2)
            let height = level + wave + (isSmooth ? 0 : generator.real(-8...8))
            valid.append(isValid)
            samples.append(isValid || form == .mask || form == .alpha ? height : nothing)
        }
        fixture.sample = { [samples, valid] column, row, band in
            let pixel = row * size.width + column
            return band == 1 ? valid[pixel] ? 255 : 0 : samples[pixel]
        }
        fixture.isValid = { [valid] column, row in valid[row * size.width + column] }
        return fixture
    }

    private static func nodata(of type: PixelType, _ generator: inout SeededGenerator) -> Double {
        switch type {
        case .float32, .float64:
            generator.one(of: [-9999, .nan, -32767, 0, -1, -Double(Float.greatestFiniteMagnitude), 1e20])
        case .uint8: 255
        case .uint16: generator.one(of: [0, 65535])
        default: generator.one(of: [-9999, -32768, 0])
        }
    }
}

/// How a model of heights says where it has none.
enum HeightForm: CaseIterable {
    /// It has one everywhere.
    case whole
    /// By a nodata value.
    case nodata
    /// By a nodata value of samples that become heights by scale and offset.
    case scaled
    /// By samples that are not a number, without saying so.
    case holes
    case mask, alpha
}

extension GeoTransform {
    /// First `map`, then this one.
    fileprivate func following(_ map: GeoTransform) -> GeoTransform {
        let origin = apply(Point(x: map.originX, y: map.originY))
        return GeoTransform(
            originX: origin.x, pixelWidth: pixelWidth * map.pixelWidth + rowRotation * map.columnRotation,
            rowRotation: pixelWidth * map.rowRotation + rowRotation * map.pixelHeight, originY: origin.y,
            columnRotation: columnRotation * map.pixelWidth + pixelHeight * map.columnRotation,
            pixelHeight: columnRotation * map.rowRotation + pixelHeight * map.pixelHeight)
    }
}
