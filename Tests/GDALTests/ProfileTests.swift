import CanopyTesting
import Foundation
import GDAL
import Raster
import Testing

struct ProfileTests {
    /// What a raster that was described as `profile` says about itself.
    private func roundTrip(
        _ profile: RasterProfile, options: [String] = [], _ folder: TemporaryFolder
    ) throws -> RasterProfile {
        let path = folder("raster.tif")
        try writeRaster(path, type: profile.type, bands: profile.bands.count, options: options, as: profile)
        #expect(try folder.names() == ["raster.tif"], "what it says stands in the file itself")
        return try Dataset.open(path).profile()
    }

    @Test(arguments: [
        (NoData.real(.nan), PixelType.float32), (.real(-32767), .float32), (.real(-3.4028234663852886e38), .float32),
        (.real(0), .uint8), (.real(-9999.25), .float64), (.signed(.min), .int64), (.signed((1 << 53) + 1), .int64),
        (.unsigned(.max), .uint64), (.real(65535), .uint16),
    ])
    func `nodata values of all types come back`(nodata: NoData, type: PixelType) async throws {
        try await withTemporaryFolder { folder throws in
            let profile = plainProfile(type: type, validity: .nodata(nodata))
            #expect(try roundTrip(profile, folder).validity == .nodata(nodata))
        }
    }

    @Test func `names, units, scale, offset, classes and metadata of bands come back`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile(type: .int16, bands: 2, validity: .nodata(.real(-32768)))
            profile.bands[0].name = "height"
            profile.bands[0].unit = "metre"
            profile.bands[0].scale = 0.01
            profile.bands[0].offset = 30
            profile.bands[0].metadata = ["SENSOR": "wide = 84°", "ANGLE": "nadir"]
            profile.bands[1].name = "class"
            profile.bands[1].metadata = ["CLASSES": "3"]
            profile.metadata[""] = ["TIFFTAG_SOFTWARE": "example", "AREA_OR_POINT": "Point", "NOTE": "a=b\nc"]
            let read = try roundTrip(profile, folder)
            #expect(read.bands == profile.bands)
            #expect(read.metadata[""] == profile.metadata[""])
        }
    }

    @Test func `a palette comes back`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile()
            profile.bands[0].interpretation = .palette
            profile.bands[0].palette = (0..<256).map { index in
                PaletteColor(red: Int16(index), green: Int16(255 - index), blue: 7, alpha: 255)
            }
            let read = try roundTrip(profile, folder)
            #expect(read.bands[0].palette == profile.bands[0].palette)
            #expect(read.bands[0].interpretation == .palette)
            #expect(read.bands[0].isClassified)
        }
    }

    @Test func `an alpha band wins over a nodata tag beside it`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile(bands: 4, validity: .nodata(.real(0)))
            for (band, color) in [ColorInterpretation.red, .green, .blue, .alpha].enumerated() {
                profile.bands[band].interpretation = color
            }
            let read = try roundTrip(profile, options: ["PHOTOMETRIC=RGB", "ALPHA=YES"], folder)
            #expect(read.validity == .alpha(band: 3))
            #expect(read.alphaBand == 3)
            #expect(read.bands.map(\.interpretation) == [.red, .green, .blue, .alpha])
            #expect(try Dataset.open(folder("raster.tif")).nodata == .real(0))
        }
    }

    @Test func `a mask is seen, and its pixels come back`() async throws {
        try await withTemporaryFolder { folder throws in
            let size = Size(width: 5, height: 4)
            let mask = PixelBuffer(type: .uint8, size: size, bands: 1)
            for index in mask.bytes.indices { mask.bytes[index] = index.isMultiple(of: 3) ? 255 : 0 }
            let made = try Dataset.create(folder("raster.tif"), size: size, bands: 3, type: .uint16)
            try made.addMask()
            try made.writeMask(Window(size), from: mask)
            try made.close()

            #expect(try folder.names() == ["raster.tif"])
            let dataset = try Dataset.open(folder("raster.tif"))
            #expect(try dataset.profile().validity == .mask)
            let read = PixelBuffer(type: .uint8, size: size, bands: 1)
            try dataset.readMask(Window(size), into: read)
            #expect(Array(read.bytes) == Array(mask.bytes))
        }
    }

    @Test func `a compound reference system comes back with both parts`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile(type: .float32)
            profile.georeference = Georeference(
                transform: GeoTransform(originX: 716_854.2, pixelWidth: 0.1, originY: 4_339_170.8, pixelHeight: -0.1),
                crs: try SpatialReference(named: "EPSG:32610+5703").wkt)
            let read = try roundTrip(profile, folder).georeference
            #expect(read.transform == profile.georeference.transform)
            let crs = try SpatialReference(wkt: try #require(read.crs))
            #expect(crs.vertical == VerticalReference(name: "NAVD88 height", metersPerUnit: 1))
            let isSame = crs.isSame(as: try SpatialReference(named: "EPSG:32610+5703"))
            #expect(isSame)
        }
    }

    @Test(arguments: [
        GeoTransform(originX: 10, pixelWidth: 2, originY: 20, pixelHeight: 3),
        GeoTransform(
            originX: 10, pixelWidth: 2, rowRotation: 0.5, originY: 20, columnRotation: -0.25, pixelHeight: -2),
    ])
    func `south-up and rotated grids come back as they are`(transform: GeoTransform) async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile()
            profile.georeference.transform = transform
            #expect(try roundTrip(profile, folder).georeference == profile.georeference)
        }
    }

    @Test func `a raster that does not say where it lies has no transform`() async throws {
        try await withTemporaryFolder { folder throws in
            let read = try roundTrip(plainProfile(), folder)
            #expect(read.georeference == Georeference())
            #expect(read.validity == .all)
        }
    }

    @Test func `a document comes back`() async throws {
        try await withTemporaryFolder { folder throws in
            var profile = plainProfile()
            profile.documents = ["xml:XMP": "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><a/></x:xmpmeta>"]
            #expect(try roundTrip(profile, folder).documents == profile.documents)
        }
    }

    @Test func `statistics are no part of a profile`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"))
            let dataset = try Dataset.open(folder("raster.tif"), update: true)
            try dataset.setMetadataItem("STATISTICS_MEAN", "5", ofBand: 0)
            try dataset.setMetadataItem("SENSOR", "wide", ofBand: 0)
            try dataset.close()
            #expect(try Dataset.open(folder("raster.tif")).profile().bands[0].metadata == ["SENSOR": "wide"])
        }
    }

    @Test func `complex samples are refused by name`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"), type: .float64)
            try setSampleFormat(6, from: 3, of: folder("raster.tif"))
            let error = #expect(throws: GDALError.self) { _ = try Dataset.open(folder("raster.tif")).profile() }
            #expect(error?.reason.contains("CFloat32") == true)
        }
    }

    @Test func `signed bytes are never read as unsigned ones`() async throws {
        try await withTemporaryFolder { folder throws in
            try writeRaster(folder("raster.tif"))
            try setSampleFormat(2, from: 1, of: folder("raster.tif"))
            do {
                #expect(try Dataset.open(folder("raster.tif")).profile().type == .int8)
            } catch let error as GDALError {
                #expect(error.reason.contains("signed bytes"))
            }
        }
    }

    /// Changes the tag that says what a TIFF's samples are; GDAL itself does not write such files any more, or never did.
    private func setSampleFormat(_ format: UInt8, from known: UInt8, of path: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        let tag = Data([0x53, 1, 3, 0, 1, 0, 0, 0])
        let range = try #require(bytes.range(of: tag + [known]))
        bytes[range.upperBound - 1] = format
        try bytes.write(to: URL(filePath: path))
    }
}
