internal import CanopyTesting
internal import Foundation
internal import GDAL
internal import Raster

/// Any raster that a user may have, small.
struct RandomRaster {
    private(set) var fixture: RasterFixture
    /// Where it lies.
    let place: Place

    init(using generator: inout SeededGenerator) throws {
        let kind = generator.one(of: Kind.all)
        let type = generator.one(of: kind.types)
        let size = Self.size(&generator)
        place = Place(using: &generator)
        fixture = try RasterFixture(
            width: size.width, height: size.height, type: type, bands: kind.bands, crs: place.crs,
            transform: place.transform)
        fixture.profile.validity = Self.validity(kind, type, &generator)
        if kind.bands == [.palette] {
            fixture.profile.bands[0].palette = (0..<256).map { number in
                PaletteColor(red: Int16(number), green: Int16(255 - number), blue: 7, alpha: 255)
            }
        }
        fixture.options = Self.storage(of: type, size, &generator)
        let samples = RandomSamples(of: fixture.profile, using: &generator)
        fixture.sample = samples.sample
        fixture.isValid = samples.isValid
    }

    /// Whether samples are classes.
    var isClassified: Bool { fixture.profile.bands.contains(where: \.isClassified) }

    /// Band layouts, and the types they come in.
    private struct Kind {
        var bands: [ColorInterpretation]
        var types: [PixelType] = PixelType.allCases.filter { $0 != .int8 }

        static let all: [Kind] = [
            Kind(bands: [.gray]), Kind(bands: [.gray]), Kind(bands: [.gray]),
            Kind(bands: [.gray, .undefined]), Kind(bands: [.gray, .undefined, .undefined, .undefined, .undefined]),
            Kind(bands: [.palette], types: [.uint8]),
            Kind(bands: [.red, .green, .blue]), Kind(bands: [.red, .green, .blue], types: [.uint8, .uint16]),
            Kind(bands: [.red, .green, .blue, .undefined], types: [.uint8, .uint16, .float32]),
            Kind(bands: [.red, .green, .blue, .alpha], types: [.uint8, .uint16]),
            // Colors of 64 bits are weighted by alpha in doubles, which are exact to 53.
            Kind(bands: [.gray, .alpha], types: narrow), Kind(bands: [.gray, .alpha, .undefined], types: narrow),
            Kind(bands: [.red, .green, .blue, .undefined, .alpha], types: narrow),
        ]
        private static let narrow: [PixelType] = [.uint8, .uint16, .int16, .int32, .uint32, .float32, .float64]
    }

    /// Most are small; some are long, large enough for an overview, or as wide as tiles are.
    private static func size(_ generator: inout SeededGenerator) -> Size {
        func pair(_ a: ClosedRange<Int>, _ b: ClosedRange<Int>) -> Size {
            let isWide = generator.chance(0.5)
            let sides = (generator.whole(a), generator.whole(b))
            return Size(width: isWide ? sides.0 : sides.1, height: isWide ? sides.1 : sides.0)
        }
        return switch generator.whole(0...99) {
        case 0..<65: pair(1...80, 1...80)
        case 65..<75: pair(1...1300, 1...1)
        case 75..<95: pair(513...700, 1...30)
        // Exactly one tile wide, and taller than what needs no tiles: as themselves or as an overview.
        case 95..<97: Size(width: generator.one(of: [128, 256]), height: generator.whole(513...530))
        case 97: Size(width: generator.one(of: [255, 256, 511, 512]), height: generator.whole(513...520))
        default: pair(513...560, 513...560)
        }
    }

    private static func validity(
        _ kind: Kind, _ type: PixelType, _ generator: inout SeededGenerator
    ) -> Validity {
        let alpha = kind.bands.firstIndex(of: .alpha)
        // A nodata tag beside alpha, which does not count.
        if let alpha, generator.chance(0.9) { return .alpha(band: alpha) }
        return switch generator.whole(0...9) {
        case 0...3: alpha.map { .alpha(band: $0) } ?? .all
        case 4...7: .nodata(RandomSamples.nodata(of: type, using: &generator))
        default: alpha.map { .alpha(band: $0) } ?? .mask
        }
    }

    private static func storage(
        of type: PixelType, _ size: Size, _ generator: inout SeededGenerator
    ) -> [String] {
        var options: [String] = []
        switch generator.whole(0...3) {
        case 0:
            options += ["TILED=YES"]
            options += ["BLOCKXSIZE=\(16 * generator.whole(1...20))", "BLOCKYSIZE=\(16 * generator.whole(1...20))"]
        case 1: options.append("BLOCKYSIZE=\(generator.whole(1...size.height))")
        default: break
        }
        let compression = generator.one(of: ["NONE", "LZW", "DEFLATE", "ZSTD", "PACKBITS"])
        options.append("COMPRESS=\(GDALLibrary.supports(compression: compression) ? compression : "NONE")")
        let isBigEndian = generator.chance(0.1)
        if isBigEndian { options.append("ENDIANNESS=BIG") }
        if ["LZW", "DEFLATE"].contains(compression), generator.chance(0.5) {
            if type.isFloat {
                // libtiff does not find big-endian samples again.
                options.append("PREDICTOR=\(isBigEndian ? 1 : 3)")
            } else if type.byteCount < 8 {
                options.append("PREDICTOR=2")
            }
        }
        if generator.chance(0.3) { options.append("INTERLEAVE=BAND") }
        if generator.chance(0.1) { options.append("BIGTIFF=YES") }
        return options
    }
}

/// Where a raster lies: north up, as a rule.
struct Place {
    var crs = "EPSG:32617"
    var transform: GeoTransform

    init(using generator: inout SeededGenerator) {
        // Meters, from flights close to the ground to satellites.
        var pixel = pow(10, generator.real(-1.7...1.3))
        var ratio = generator.chance(0.15) ? generator.real(0.3...3) : 1
        if generator.chance(0.3) {
            pixel = generator.one(of: [0.05, 0.1, 0.25, 0.5, 1, 2, 10])
            ratio = 1
        }
        var origin = Point(x: generator.real(3e5...7e5), y: generator.real(2.9e6...3.1e6))
        if generator.chance(0.5) { origin = Point(x: origin.x.rounded(), y: origin.y.rounded()) }
        if generator.chance(0.1) {
            crs = "EPSG:4326"
            pixel /= 111_320
            origin = Point(x: generator.real(-84...(-78)), y: generator.real(26...28))
        }
        let down = generator.chance(0.1) ? pixel * ratio : -pixel * ratio
        transform = GeoTransform(originX: origin.x, pixelWidth: pixel, originY: origin.y, pixelHeight: down)
        if generator.chance(0.1) {
            let angle = generator.real(-3...3)
            transform.pixelWidth = pixel * cos(angle)
            transform.columnRotation = pixel * sin(angle)
            transform.rowRotation = -down * sin(angle)
            transform.pixelHeight = down * cos(angle)
        }
    }
}
