internal import CanopyTesting
internal import Raster

/// Samples of a raster, and of its mask: noise, waves, a few values, one value; with nodata here and there or all over.
struct RandomSamples {
    private let values: [Double]
    private let valid: [Bool]
    private let size: Size
    private let bands: Int

    init(of profile: RasterProfile, using generator: inout SeededGenerator) {
        size = profile.size
        bands = profile.bands.count
        let range = Self.range(of: profile.type)
        let alpha = profile.alphaBand
        let texture = generator.one(of: Texture.allCases)
        let hole = Self.hole(in: size, &generator)
        let share = generator.one(of: [0, 0, 0.02, 0.5, 0.97])
        let nanShare = profile.type.isFloat ? generator.one(of: [0, 0, 0.05, 0.5]) : 0
        let infiniteShare = profile.type.isFloat ? generator.one(of: [0, 0, 0, 0, 0, 0, 0.01]) : 0
        var nothing: Double?
        if case .nodata(let value) = profile.validity { nothing = value.double }
        let opacity = Opacity(of: profile.type, using: &generator)

        var values: [Double] = []
        values.reserveCapacity(size.area * bands)
        var valid: [Bool] = []
        for pixel in 0..<size.area {
            let column = pixel % size.width
            let row = pixel / size.width
            let isInHole = hole.columns.contains(column) && hole.rows.contains(row)
            valid.append(!isInHole && !generator.chance(share))
            for band in 0..<bands {
                if band == alpha {
                    values.append(isInHole ? 0 : opacity.sample(&generator))
                } else if let nothing, isInHole || generator.chance(share) {
                    values.append(nothing)
                } else if nanShare > 0, isInHole || generator.chance(nanShare) {
                    values.append(.nan)
                } else if infiniteShare > 0, generator.chance(infiniteShare) {
                    values.append(generator.chance(0.5) ? .infinity : -.infinity)
                } else {
                    values.append(texture.sample(column, row, band, range, &generator))
                }
            }
        }
        self.values = values
        self.valid = valid
    }

    var sample: @Sendable (Int, Int, Int) -> Double {
        { [values, size, bands] column, row, band in values[(row * size.width + column) * bands + band] }
    }

    var isValid: @Sendable (Int, Int) -> Bool {
        { [valid, size] column, row in valid[row * size.width + column] }
    }

    /// Numbers that the type holds. The sum of four, and the square of any, is a double.
    private static func range(of type: PixelType) -> ClosedRange<Double> {
        switch type {
        case .uint8: 0...255
        case .int8: -128...127
        case .uint16: 0...65535
        case .int16: -32768...32767
        case .uint32: 0...Double(UInt32.max)
        case .int32: Double(Int32.min)...Double(Int32.max)
        case .uint64: 0...0x1p64
        case .int64: -0x1p63...0x1p63
        case .float32: -3e38...3e38
        case .float64: -1e100...1e100
        }
    }

    /// Values that programs use for 'nothing', and some that the type cannot hold.
    static func nodata(of type: PixelType, using generator: inout SeededGenerator) -> NoData {
        switch type {
        case .float32, .float64:
            .real(
                generator.one(of: [
                    .nan, .nan, -9999, -9999, 0, -32767, -Double(Float.greatestFiniteMagnitude), -3.4e38, .infinity,
                    -.infinity, 1e300,
                ]))
        case .uint8, .int8: .real(generator.one(of: [0, 255, 7, -1, 256, 0.5, .nan]))
        case .uint16: .real(generator.one(of: [0, 65535, 7, -1, -9999]))
        case .int16: .real(generator.one(of: [0, -32768, -9999, 32768]))
        case .uint32: .real(generator.one(of: [0, Double(UInt32.max), -1]))
        case .int32: .real(generator.one(of: [0, Double(Int32.min), -9999, 0x1p31]))
        case .uint64: .unsigned(generator.one(of: [0, .max, 7]))
        case .int64: .signed(generator.one(of: [0, .min, -9999]))
        }
    }

    /// A rectangle, empty in half of the rasters.
    private static func hole(
        in size: Size, _ generator: inout SeededGenerator
    ) -> (columns: Range<Int>, rows: Range<Int>) {
        let x = generator.whole(0...(size.width - 1))
        let y = generator.whole(0...(size.height - 1))
        guard generator.chance(0.5) else { return (0..<0, 0..<0) }
        return (x..<generator.whole((x + 1)...size.width), y..<generator.whole((y + 1)...size.height))
    }
}

/// How samples go on from pixel to pixel.
private enum Texture: CaseIterable {
    case noise, waves, few, one

    func sample(
        _ column: Int, _ row: Int, _ band: Int, _ range: ClosedRange<Double>, _ generator: inout SeededGenerator
    ) -> Double {
        switch self {
        case .noise: generator.real(range)
        case .waves: max(range.lowerBound, Double((column * 3 + row * 5 + band * 40) % 200) + generator.real(0...10))
        case .few: max(range.lowerBound, Double(generator.whole(-3...6)))
        case .one: 5
        }
    }
}

/// How opaque pixels are.
private struct Opacity {
    private let full: Double
    private let isSoft: Bool
    private let least: Double

    init(of type: PixelType, using generator: inout SeededGenerator) {
        full =
            switch type {
            case .uint8: 255
            case .uint16: generator.one(of: [65535, 255])
            case .float32, .float64: generator.one(of: [1, 255])
            default: 255
            }
        isSoft = generator.chance(0.5)
        // Not that it means anything: what is not above 0 is transparent.
        least = type == .uint8 || type == .uint16 || type == .uint32 || generator.chance(0.7) ? 0 : -full
    }

    func sample(_ generator: inout SeededGenerator) -> Double {
        if isSoft { return generator.real(least...full) }
        return generator.chance(0.6) ? full : least
    }
}
