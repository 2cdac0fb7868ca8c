import Raster
import Testing

struct NoDataTests {
    @Test(arguments: [
        (NoData.real(255), PixelType.uint8, true), (.real(256), .uint8, false), (.real(-1), .uint8, false),
        (.real(0.5), .int16, false), (.real(.nan), .int32, false), (.real(-32767), .int16, true),
        (.real(.nan), .float32, true), (.real(.infinity), .float32, true), (.real(1e39), .float32, false),
        (.real(-3.4028234663852886e38), .float32, true), (.real(-1.7976931348623157e308), .float32, false),
        (.real(-1.7976931348623157e308), .float64, true), (.signed(.min), .int64, true), (.signed(-1), .uint64, false),
        (.unsigned(.max), .uint64, true), (.unsigned(.max), .int64, false), (.real(0x1p63), .int64, false),
        (.real(0x1p63), .uint64, true),
    ])
    func `a nodata value fits the types that can hold it`(nodata: NoData, type: PixelType, fits: Bool) {
        #expect(nodata.fits(type) == fits)
    }

    @Test func `the shortest texts of the least float, as other programs write them, fit`() {
        #expect(NoData.real(-3.40282346638529e+38).fits(.float32))
        #expect(NoData.real(-3.4028235e+38).fits(.float32))
    }

    @Test func `one NaN is as good as another`() {
        let negative = NoData.real(-Double.nan)
        let payload = NoData.real(Double(nan: 5, signaling: false))
        #expect(NoData.real(.nan) == negative)
        #expect(Set([NoData.real(.nan), negative, payload]).count == 1)
        #expect(NoData.real(0) == NoData.real(-0.0))
        #expect(NoData.real(1) != NoData.signed(1))
    }

    @Test(arguments: [
        (NoData.real(.nan), "nan"), (.real(-32767), "-32767"), (.real(-9999.5), "-9999.5"),
        (.signed(.min), "\(Int64.min)"),
        (.unsigned(.max), "\(UInt64.max)"), (.real(-3.4028234663852886e38), "-3.4028234663852886e+38"),
    ])
    func `a nodata value reads as GDAL writes it`(nodata: NoData, text: String) {
        #expect(nodata.description == text)
    }

    @Test(arguments: [
        (-3.40282e+38, PixelType.float32, -3.4028234663852886e+38), (3.40282e+38, .float32, 3.4028234663852886e+38),
        (-3.4028235e+38, .float32, -3.4028234663852886e+38),
        (-3.4028234663852886e+38, .float32, -3.4028234663852886e+38),
        // A value of its own, which other programs write.
        (-3.4028230607370965e+38, .float32, -3.4028230607370965e+38), (-9999.9, .float32, -9999.900390625),
        (-1.79769e+308, .float64, -1.7976931348623157e+308), (-3.40282e+38, .float64, -3.40282e+38),
        (1e39, .float32, 1e39), (0.5, .uint8, 0.5),
    ])
    func `a tag that has lost digits is the value that samples have`(tag: Double, type: PixelType, value: Double) {
        #expect(NoData.real(tag).asSample(of: type) == .real(value))
    }

    @Test func `floating-point samples in whose last digits a tag differs are nodata, as for GDAL`() throws {
        let nodata = try #require(NoDataSamples<Float>(.real(-9999)))
        #expect(nodata.contains(-9999) && nodata.contains((-9999 as Float).nextUp))
        #expect(!nodata.contains(-9998.99) && !nodata.contains(.nan))
        // Where sums are infinite GDAL's masks take anything for equal, its statistics do not.
        let least = try #require(NoDataSamples<Float>(.real(-3.4028234663852886e+38)))
        #expect(least.contains(-3.40282e38) && !least.contains(-3.4e38) && !least.contains(-.infinity))
        let zero = try #require(NoDataSamples<Float>(.real(0)))
        #expect(zero.contains(-0.0) && !zero.contains(.leastNonzeroMagnitude))
        let infinite = try #require(NoDataSamples<Double>(.real(.infinity)))
        #expect(infinite.contains(.infinity) && !infinite.contains(.greatestFiniteMagnitude))
    }

    @Test func `integers are nodata only where they are the value`() throws {
        let nodata = try #require(NoDataSamples<Int16>(.real(-32767)))
        #expect(nodata.contains(-32767) && !nodata.contains(-32766))
        #expect(NoDataSamples<UInt8>(.real(1.5)).isNil)
    }

    @Test(arguments: [
        (7.5, true, true, true), (-9998, true, true, true), (-1, false, false, false), (.nan, false, false, false),
        (-9999, true, true, false), (-99999, true, true, false), (-32768, true, true, false),
        (1e30, true, false, false), (-3.4e38, true, false, false), (.infinity, true, false, false),
    ])
    func `what is kept, shown and subtracted differs in undeclared nodata alone`(
        sample: Double, isValid: Bool, isQuantity: Bool, isHeight: Bool
    ) {
        let double = ValidSamples<Double>(.nodata(.real(-1)))
        #expect(double.contains(sample) == isValid)
        #expect(double.containsQuantity(sample) == isQuantity)
        #expect(double.containsHeight(sample) == isHeight)
        let float = ValidSamples<Float>(.nodata(.real(-1)))
        #expect(float.contains(Float(sample)) == isValid)
        #expect(float.containsQuantity(Float(sample)) == isQuantity)
        #expect(float.containsHeight(Float(sample)) == isHeight)
    }

    @Test func `doubles that were floats are nodata where the floats are`() {
        let nodata = Validity.nodata(.real(0.1))
        let written = Double(0.1 as Float)
        #expect(!ValidSamples<Double>(nodata, readFrom: .float32).contains(written))
        #expect(ValidSamples<Double>(nodata, readFrom: .float64).contains(written))
        #expect(ValidSamples<Double>(nodata, readFrom: .uint8).contains(0.1))
        #expect(ValidSamples<Double>(.all, readFrom: .float32).contains(0))
    }

    @Test(
        arguments: [
            (-9999, -9999), (-3.4e38, -3.4e38), (1e31, 1e31), (-5, nil), (.infinity, nil), (.nan, nil),
        ] as [(Double, Double?)])
    func `statistics tell what looks like undeclared nodata`(extreme: Double, found: Double?) {
        let chunk = RasterChunk(
            window: Window(x: 0, y: 0, width: 2, height: 1), type: .float64, bands: 1, hasMask: false)
        _ = chunk.pixels.samples(as: Double.self).update(fromContentsOf: [400, extreme])
        var statistics = [Statistics()]
        chunk.gather(into: &statistics, validity: .all)
        #expect(statistics[0].undeclaredNoData == found)
        #expect(Statistics().undeclaredNoData == nil)
    }
}

extension Optional {
    fileprivate var isNil: Bool { if case .none = self { true } else { false } }
}
