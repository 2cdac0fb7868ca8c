import Raster
import Testing

struct SampleTests {
    private func mean<S: Sample>(_ samples: [S]) -> S {
        S(mean: samples.reduce(S.Total.zero) { $0 + $1.total }, of: samples.count)
    }

    @Test func `halves of integer means go up`() {
        #expect(mean([Int16](arrayLiteral: 1, 2)) == 2)
        #expect(mean([Int16](arrayLiteral: 0, 0, 0, 1)) == 0)
        #expect(mean([Int16](arrayLiteral: -1, 0)) == 0)
        #expect(mean([Int16](arrayLiteral: -1, -2)) == -1)
        #expect(mean([Int16](arrayLiteral: -3, -2)) == -2)
    }

    @Test func `means of extreme 64-bit samples are exact`() {
        #expect(mean([Int64](repeating: .max, count: 4)) == .max)
        #expect(mean([Int64](repeating: .min, count: 4)) == .min)
        #expect(mean([Int64.min, Int64.max]) == 0)
        #expect(mean([UInt64.max, UInt64.max, UInt64.max - 1]) == .max)
        let half: UInt64 = 1 << 63
        #expect(mean([UInt64.max, 0]) == half)
        // Beyond 2^53 a double would lose these ones.
        let large: Int64 = 1 << 60
        #expect(mean([large + 1, large + 3]) == large + 2)
    }

    @Test func `means of floating-point samples are computed with doubles`() {
        #expect(mean([Float.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == .greatestFiniteMagnitude)
        #expect(mean([Float(0.1), 0.2]) == Float((Double(Float(0.1)) + Double(Float(0.2))) / 2))
    }

    @Test(arguments: [
        (0.5, 1), (-0.5, 0), (-1.5, -1), (2.49, 2), (0.49999999999999994, 0), (300, 127), (-300, -128), (.nan, 0),
        (.infinity, 127), (-.infinity, -128),
    ])
    func `integers are rounded half up and kept within their range`(value: Double, expected: Int8) {
        #expect(Int8(rounding: value) == expected)
    }

    @Test func `whole numbers beyond 2^52 are not moved by rounding`() {
        #expect(Int64(rounding: 4_503_599_627_370_497) == 4_503_599_627_370_497)
        #expect(Int64(rounding: -4_503_599_627_370_497) == -4_503_599_627_370_497)
        #expect(Int64(rounding: 0x1p63) == .max)
        #expect(Int64(rounding: -0x1p63) == .min)
        #expect(UInt64(rounding: 0x1p64) == .max)
        #expect(UInt64(rounding: -1) == 0)
        #expect(UInt32(rounding: 4_294_967_295.4) == .max)
    }

    @Test func `a sample has neighbors, but at the ends of its type`() {
        #expect(UInt8(255).above == nil && UInt8(255).below == 254)
        #expect(Int16(-1).above == 0)
        #expect(Float(0).above == .leastNonzeroMagnitude)
        #expect(Float.greatestFiniteMagnitude.above == nil)
        #expect(Double(-9999).above == Double(-9999).nextUp)
    }

    @Test func `each type is dispatched to its own number`() {
        struct Name: SampleVisitor {
            func visit<S: Sample>(_ type: S.Type) -> (PixelType, Int) { (S.pixelType, MemoryLayout<S>.size) }
        }
        for type in PixelType.allCases {
            var visitor = Name()
            #expect(type.dispatch(&visitor) == (type, type.byteCount))
        }
    }
}
