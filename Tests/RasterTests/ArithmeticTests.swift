import Raster
import Testing

struct ArithmeticTests {
    @Test(arguments: [
        (Double.nan, UInt8(0)), (-1, 0), (-.infinity, 0), (255.9, 255), (256, 255), (1e300, 255), (.infinity, 255),
        (254.9, 254), (-0.5, 0),
    ])
    func `every floating-point number has a whole one, that nearest to it in the type's range`(
        value: Double, expected: UInt8
    ) {
        #expect(UInt8(clamping: value) == expected)
        #expect(UInt8(clamping: Float(value)) == expected)
    }

    @Test func `the ends of the widest types are reached and not passed`() {
        #expect(Int(clamping: 0x1p63) == .max)
        #expect(Int(clamping: -0x1p63) == .min)
        #expect(Int(clamping: 0x1p63.nextDown) == 0x7FFF_FFFF_FFFF_FC00)
        #expect(UInt64(clamping: 0x1p64) == .max)
        #expect(Int32(clamping: -1e10) == .min)
    }

    @Test func `sizes that no memory has are the greatest number, not a crash`() {
        #expect(Int.product(2_147_483_632, 2_147_483_632, 4) == .max)
        #expect(Int.product(.max, 0) == 0)
        #expect(Int.product(3, 4, 5) == 60)
        #expect(Int.sum(.max, 1) == .max)
        #expect(Int.sum([1, 2, 3]) == 6)
        #expect(Size(width: .max, height: 2).area == .max)
    }
}
