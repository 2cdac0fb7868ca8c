import Raster
import Testing

@Suite struct HeightUnitTests {
    @Test func `a foot is known by its length, and nothing else is a foot`() {
        #expect(HeightUnit.foot(ofMeters: 0.3048) == "ft")
        #expect(HeightUnit.foot(ofMeters: 1200.0 / 3937) == "us-ft")
        #expect(HeightUnit.foot(ofMeters: 1) == nil)
        #expect(HeightUnit.foot(ofMeters: .nan) == nil)
    }
}
