import CanopyTesting
import Raster
import Testing

@Suite("An overview's pixel")
struct ReductionTests {
    private static let integers: [PixelType] = PixelType.allCases.filter { !$0.isFloat }

    @Test("is the mean of the valid pixels below it, for every type and odd size", arguments: PixelType.allCases)
    func mean(type: PixelType) {
        for (number, size) in [(1, 1), (1, 2), (2, 1), (5, 3), (8, 8), (7, 16)].enumerated() {
            for validity in [Validity.all, .nodata(.real(3)), .alpha(band: 1), .mask] {
                var check = MeanCheck(
                    size: Size(width: size.0, height: size.1), validity: validity,
                    generator: SeededGenerator(seed: number))
                type.dispatch(&check)
            }
        }
    }

    @Test("of integers is rounded half up, below zero too", arguments: [(1, 2, 2), (-1, -2, -1), (-3, -4, -3)])
    func halfUp(left: Int16, right: Int16, mean: Int16) {
        #expect(reduced([left, right], width: 2) == [mean])
    }

    @Test("is exact at the ends of 64 bits")
    func extremes() {
        #expect(reduced([Int64.max, .max, .max, .max], width: 2) == [.max])
        #expect(reduced([Int64.min, .min, .min, .min], width: 2) == [.min])
        #expect(reduced([Int64.min, .max], width: 2) == [0])
        #expect(reduced([Int64.max, .max - 1], width: 2) == [.max])
        #expect(reduced([UInt64.max, .max, .max, .max - 4], width: 2) == [.max - 1])
    }

    @Test("does not read as nodata where valid pixels went into it")
    func meanThatIsNodata() {
        #expect(reduced([UInt8(1), 3], width: 2, validity: .nodata(.real(2))) == [3])
        #expect(reduced([UInt8(255), 255, 254, 254], width: 2, validity: .nodata(.real(255))) == [254])
        for width in [2, 8, 18] {
            let samples = (0..<width).map { Float($0 % 2 * 2 - 1) }
            let means = [Float](repeating: Float(0).nextUp, count: width / 2)
            #expect(reduced(samples, width: width, validity: .nodata(.real(0))) == means)
        }
    }

    @Test("of a block without a valid pixel is not valid")
    func emptyBlock() {
        #expect(reduced([Float(-9999), -9999], width: 2, validity: .nodata(.real(-9999))) == [-9999])
        #expect(reduced([Float.nan, .nan], width: 2)[0].isNaN)
    }

    @Test("takes its color from pixels as opaque as they are")
    func weights() {
        // Two pixels of gray and alpha.
        #expect(reduced([UInt8(100), 255, 200, 0], width: 2, bands: 2, validity: .alpha(band: 1)) == [100, 128])
        #expect(reduced([UInt8(100), 30, 200, 10], width: 2, bands: 2, validity: .alpha(band: 1)) == [125, 20])
    }

    @Test("takes nothing from pixels whose alpha is below zero, or not a number")
    func transparent() {
        #expect(reduced([Int16(100), -1, 200, 255], width: 2, bands: 2, validity: .alpha(band: 1)) == [200, 127])
        #expect(reduced([Float(7), .nan, 3, 1], width: 2, bands: 2, validity: .alpha(band: 1)) == [3, 1])
    }

    @Test("has no value where the pixels that make it show have none")
    func hole() {
        let soft = reduced([Float(7), 0, .nan, 1], width: 2, bands: 2, validity: .alpha(band: 1))
        #expect(soft[0].isNaN)
        #expect(soft[1] == 0.5)

        let strip = RasterChunk(
            window: Window(x: 0, y: 0, width: 2, height: 1), type: .float32, bands: 1, hasMask: true)
        _ = strip.pixels.samples(as: Float.self).update(fromContentsOf: [7, .nan])
        strip.mask?.bytes[1] = 255
        let overview = strip.reduced(by: .average, validity: .mask)
        withExtendedLifetime(overview) { #expect(overview.pixels.samples(as: Float.self)[0].isNaN) }
    }

    @Test("is the upper left one for classes")
    func nearest() {
        let strip = RasterChunk(window: Window(x: 0, y: 2, width: 3, height: 3), type: .uint8, bands: 1, hasMask: true)
        let samples = strip.pixels.samples(as: UInt8.self)
        for index in samples.indices { samples[index] = UInt8(index) }
        strip.mask?.bytes[2] = 255
        let overview = strip.reduced(by: .nearest, validity: .mask)
        #expect(overview.window == Window(x: 0, y: 1, width: 2, height: 2))
        #expect(Array(overview.pixels.bytes) == [0, 2, 6, 8])
        #expect(overview.mask.map { Array($0.bytes) } == [0, 255, 0, 0])
    }

    @Test("does not depend on the strip it was computed in", arguments: integers)
    func strips(type: PixelType) {
        let size = Size(width: 9, height: 21)
        let whole = RasterChunk(window: Window(size), type: type, bands: 2, hasMask: false)
        var generator = SeededGenerator(seed: 1)
        for index in whole.pixels.bytes.indices { whole.pixels.bytes[index] = .random(in: 0...255, using: &generator) }
        let expected = bytes(whole.reduced(by: .average, validity: .alpha(band: 1)))
        var result: [UInt8] = []
        for start in stride(from: 0, to: size.height, by: 4) {
            let rows = start..<min(start + 4, size.height)
            let part = RasterChunk(window: Window(size).strip(rows), type: type, bands: 2, hasMask: false)
            part.pixels.bytes.copyMemory(from: UnsafeRawBufferPointer(whole.pixels.bytes(ofRows: rows)))
            result += bytes(part.reduced(by: .average, validity: .alpha(band: 1)))
        }
        #expect(result == expected)
    }

    @Test(
        "is among others what it is by itself",
        arguments: [
            (PixelType.uint8, 4, Validity.alpha(band: 3)), (.float32, 1, .nodata(.real(3))), (.float32, 1, .all),
            (.float64, 1, .nodata(.real(3))),
        ])
    func amongOthers(type: PixelType, bands: Int, validity: Validity) {
        var random = SeededGenerator(seed: 3)
        let size = Size(width: 75, height: 31)
        let whole = RasterChunk(window: Window(size), type: type, bands: bands, hasMask: false)
        for pixel in 0..<size.area {
            // Usual ones, and in parts of some rows others.
            let isUsual = pixel / 24 % 3 > 0 || Bool.random(using: &random)
            switch type {
            case .uint8:
                for band in 0..<3 { whole.pixels.bytes[4 * pixel + band] = .random(in: 0...255, using: &random) }
                whole.pixels.bytes[4 * pixel + 3] = isUsual ? 255 : [0, 0, 90][Int.random(in: 0...2, using: &random)]
            case .float32:
                whole.pixels.samples(as: Float.self)[pixel] =
                    isUsual
                    ? .random(in: 4...9, using: &random) : [2, 3, 4, .nan][Int.random(in: 0...3, using: &random)]
            default:
                whole.pixels.samples(as: Double.self)[pixel] =
                    isUsual
                    ? .random(in: 4...9, using: &random) : [2, 3, 4, .nan][Int.random(in: 0...3, using: &random)]
            }
        }
        let pixelBytes = bands * type.byteCount
        func pixel(_ chunk: RasterChunk, _ column: Int, _ row: Int) -> [UInt8] {
            let start = (row * chunk.window.width + column) * pixelBytes
            return Array(chunk.pixels.bytes[start..<start + pixelBytes])
        }
        let overview = whole.reduced(by: .average, validity: validity)
        for row in 0..<size.halved.height {
            for column in 0..<size.halved.width {
                let block = RasterChunk(
                    window: Window(
                        x: 0, y: 0, width: min(2, size.width - 2 * column), height: min(2, size.height - 2 * row)),
                    type: type, bands: bands, hasMask: false)
                block.pixels.bytes.copyBytes(
                    from: (0..<block.window.height).flatMap { y in
                        (0..<block.window.width).flatMap { pixel(whole, 2 * column + $0, 2 * row + y) }
                    })
                let alone = block.reduced(by: .average, validity: validity)
                #expect(pixel(overview, column, row) == pixel(alone, 0, 0), "pixel \(column), \(row)")
            }
        }
        withExtendedLifetime((whole, overview)) {}
    }

    private func bytes(_ strip: RasterChunk) -> [UInt8] { withExtendedLifetime(strip) { Array(strip.pixels.bytes) } }

    private func reduced<S: Sample>(
        _ samples: [S], width: Int, bands: Int = 1, validity: Validity = .all
    ) -> [S] {
        let height = samples.count / width / bands
        let strip = RasterChunk(
            window: Window(x: 0, y: 0, width: width, height: height), type: S.pixelType, bands: bands, hasMask: false)
        _ = strip.pixels.samples(as: S.self).update(fromContentsOf: samples)
        let overview = strip.reduced(by: .average, validity: validity)
        return withExtendedLifetime(overview) { Array(overview.pixels.samples(as: S.self)) }
    }
}

/// Compares overviews of random strips with means of small numbers, which doubles hold exactly.
private struct MeanCheck: SampleVisitor {
    let size: Size
    let validity: Validity
    var generator: SeededGenerator

    mutating func visit<S: Sample>(_ type: S.Type) {
        let hasMask = validity == .mask
        let strip = RasterChunk(window: Window(size), type: S.pixelType, bands: 2, hasMask: hasMask)
        let samples = strip.pixels.samples(as: type)
        for index in samples.indices { samples[index] = S(rounding: Double(Int.random(in: 0...5, using: &generator))) }
        if let mask = strip.mask {
            for index in mask.bytes.indices { mask.bytes[index] = Bool.random(using: &generator) ? 255 : 0 }
        }
        let overview = strip.reduced(by: .average, validity: validity)
        let result = overview.pixels.samples(as: type)
        #expect(overview.pixels.size == size.halved)
        for row in 0..<size.halved.height {
            for column in 0..<size.halved.width {
                let pixel = row * size.halved.width + column
                let block = pixels(below: column, row)
                for band in 0..<2 {
                    let expected = expectation(
                        block.map { Array(samples[($0 * 2)..<($0 * 2 + 2)]) }, band, block, strip)
                    #expect(result[pixel * 2 + band] == expected, "\(S.self), \(validity), pixel \(column), \(row)")
                }
                if let mask = strip.mask, let reducedMask = overview.mask {
                    let isValid = block.contains { mask.bytes[$0] == 255 }
                    #expect((reducedMask.bytes[pixel] == 255) == isValid)
                }
            }
        }
    }

    private func pixels(below column: Int, _ row: Int) -> [Int] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].compactMap { dx, dy in
            let x = 2 * column + dx
            let y = 2 * row + dy
            return x < size.width && y < size.height ? y * size.width + x : nil
        }
    }

    private func expectation<S: Sample>(_ block: [[S]], _ band: Int, _ pixels: [Int], _ strip: RasterChunk) -> S {
        var total = 0.0
        var weights = 0.0
        for (pixel, samples) in zip(pixels, block) {
            let weight: Double =
                switch validity {
                case .all: 1
                case .nodata(let value): samples[band].double == value.double ? 0 : 1
                case .alpha(let alpha): band == alpha ? 1 : samples[alpha].double
                case .mask: strip.mask?.bytes[pixel] == 0 ? 0 : 1
                }
            total += samples[band].double * weight
            weights += weight
        }
        guard weights > 0 else { return block[0][band] }
        let mean = total / weights
        let exact = S.pixelType.isFloat ? mean : (mean + 0.5).rounded(.down)
        let result = S(rounding: exact)
        guard case .nodata(let value) = validity, let nodata = NoDataSamples<S>(value), nodata.contains(result)
        else { return result }
        return nodata.last.above ?? nodata.first
    }
}
