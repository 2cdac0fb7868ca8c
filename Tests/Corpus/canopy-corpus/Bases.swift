import CanopyCOG
import CanopyTesting
import Foundation
import GDAL
import Raster
import RasterIO

/// Sound files, small, of every layout: what is made unsound afterwards.
enum Bases {
    /// The extent that most of them have.
    static let size = Size(width: 96, height: 80)
    static let boundaries = ["boundary.gpkg", "boundary.geojson", "boundary.fgb", "boundary.shp"]
    /// The endings of what belongs to a raster or a boundary.
    static let sidecars = [".ovr", ".msk", ".aux.xml"]

    /// Writes all of them to a folder.
    static func make(in folder: TemporaryFolder) throws {
        let models: [(String, PixelType, [String])] = [
            ("strips-deflate", .float32, ["COMPRESS=DEFLATE", "PREDICTOR=3", "BLOCKYSIZE=7"]),
            ("strips-none", .float64, ["BLOCKYSIZE=16"]), ("strips-lzw", .int16, ["COMPRESS=LZW", "PREDICTOR=2"]),
            ("tiles-zstd", .float32, tiles + ["COMPRESS=ZSTD", "PREDICTOR=3"]), ("tiles-none", .uint16, tiles),
            ("tiles-lerc", .float32, tiles + ["COMPRESS=LERC"]),
            ("tiles-packbits", .uint8, tiles + ["COMPRESS=PACKBITS"]),
            ("big", .int32, tiles + ["COMPRESS=DEFLATE", "BIGTIFF=YES"]),
            ("big-endian", .float32, ["ENDIANNESS=BIG", "COMPRESS=DEFLATE"]),
            ("whole", .uint16, ["COMPRESS=DEFLATE", "BLOCKYSIZE=80"]),
        ]
        for (name, type, options) in models { try model(type, options)?.write(to: folder(name + ".tif")) }

        var nodata = try RasterFixture(
            width: size.width, height: size.height, validity: .nodata(.real(-9999)), sample: heights)
        nodata.options = tiles + ["COMPRESS=DEFLATE"]
        let sample = nodata.sample
        nodata.sample = { $0 + $1 < 30 ? -9999 : sample($0, $1, $2) }
        try nodata.write(to: folder("nodata.tif"))
        // Nothing is written of blocks without a value.
        nodata.options += ["SPARSE_OK=TRUE"]
        nodata.sample = { $0 < 40 ? -9999 : sample($0, $1, $2) }
        try nodata.write(to: folder("sparse.tif"))

        let colors: [ColorInterpretation] = [.red, .green, .blue]
        let pictures: [(String, PixelType, [ColorInterpretation], Validity, [String])] = [
            ("rgb", .uint8, colors, .all, tiles + ["COMPRESS=DEFLATE", "PREDICTOR=2"]),
            ("rgb-planes", .uint16, colors, .all, ["COMPRESS=LZW", "INTERLEAVE=BAND", "BLOCKYSIZE=9"]),
            ("rgb-mask", .uint8, colors, .mask, tiles + ["COMPRESS=DEFLATE"]),
            ("rgba", .uint8, colors + [.alpha], .alpha(band: 3), tiles + ["COMPRESS=LZW"]),
            ("rgba-16", .uint16, colors + [.alpha], .alpha(band: 3), ["COMPRESS=ZSTD"]),
            ("jpeg", .uint8, colors, .all, tiles + ["COMPRESS=JPEG"]),
            ("jpeg-gray", .uint8, [.gray], .mask, ["COMPRESS=JPEG"]),
            ("webp", .uint8, colors, .all, tiles + ["COMPRESS=WEBP"]),
            ("five", .uint16, [.gray] + Array(repeating: .undefined, count: 4), .nodata(.real(0)), tiles),
        ]
        for (name, type, bands, validity, options) in pictures where isPossible(options) {
            try picture(type, bands, validity, options).write(to: folder(name + ".tif"))
        }
        var palette = try picture(.uint8, [.palette], .all, tiles)
        palette.profile.bands[0].palette = (0..<256).map { PaletteColor(red: $0, green: 255 - $0, blue: 7, alpha: 255) }
        try palette.write(to: folder("palette.tif"))
        try makePyramids(in: folder)
        try makeSidecars(in: folder)
        try makeBoundaries(in: folder)
        try model(.float32, tiles)?.with { column, row, _ in 400 + Double(column * row % 17) / 8 }.write(
            to: folder("terrain"))
    }

    private static let tiles = ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"]

    private static let heights: @Sendable (Int, Int, Int) -> Double = { column, row, _ in
        420 + Double((column * 31 + row * 17) % 97) / 4
    }

    private static func isPossible(_ options: [String]) -> Bool {
        options.allSatisfy { option in
            !option.hasPrefix("COMPRESS=")
                || GDALLibrary.supports(compression: String(option.dropFirst("COMPRESS=".count)))
        }
    }

    private static func model(_ type: PixelType, _ options: [String]) throws -> RasterFixture? {
        guard isPossible(options) else { return nil }
        var fixture = try RasterFixture(
            width: size.width, height: size.height, type: type,
            sample: type == .uint8 ? RasterFixture.anywhere : heights)
        fixture.options = options
        return fixture
    }

    private static func picture(
        _ type: PixelType, _ bands: [ColorInterpretation], _ validity: Validity, _ options: [String]
    ) throws -> RasterFixture {
        var fixture = try RasterFixture(
            width: size.width, height: size.height, type: type, bands: bands, validity: validity)
        fixture.options = options
        fixture.isValid = { column, row in column + row > 20 }
        return fixture
    }

    /// Files with overviews: those of canopy, those of GDAL, and those that were added afterwards.
    private static func makePyramids(in folder: TemporaryFolder) throws {
        let wide = try RasterFixture(width: 600, height: 20, sample: heights).write(to: folder("wide"))
        _ = try COG().run(.init(input: RasterInput(wide), output: folder("cog.tif")))
        let picture = try picture(.uint8, [.red, .green, .blue], .mask, []).write(to: folder("picture"))
        _ = try COG().run(.init(input: RasterInput(picture), output: folder("cog-mask.tif")))
        try Dataset.open(wide).copy(
            to: folder("cog-gdal.tif"), driver: "COG", options: ["COMPRESS=DEFLATE", "BLOCKSIZE=128"]
        ) { _ in true }
        for name in ["wide", "picture"] {
            let path = folder("levels-\(name).tif")
            try FileManager.default.copyItem(atPath: folder(name), toPath: path)
            let file = try Dataset.open(path, update: true)
            try file.buildOverviews(levels: 2, resampling: "AVERAGE")
            try file.close()
        }
        for name in ["wide", "picture"] { try FileManager.default.removeItem(atPath: folder(name)) }
    }

    private static func makeSidecars(in folder: TemporaryFolder) throws {
        let colors: [ColorInterpretation] = [.red, .green, .blue]
        try picture(.uint8, colors, .all, []).write(to: folder("beside-overviews.tif"))
        var half = try picture(.uint8, colors, .all, ["COMPRESS=DEFLATE"])
        half.profile.size = Size(width: 48, height: 40)
        try half.write(to: folder("beside-overviews.tif.ovr"))

        try picture(.uint8, colors, .all, ["COMPRESS=DEFLATE"]).write(to: folder("beside-mask.tif"))
        var mask = try picture(.uint8, [.gray], .all, ["COMPRESS=DEFLATE"])
        mask.profile.metadata = [
            "": ["INTERNAL_MASK_FLAGS_1": "2", "INTERNAL_MASK_FLAGS_2": "2", "INTERNAL_MASK_FLAGS_3": "2"]
        ]
        mask.profile.georeference = Georeference()
        mask.sample = { column, row, _ in column + row > 25 ? 255 : 0 }
        try mask.write(to: folder("beside-mask.tif.msk"))

        try model(.float32, [])?.write(to: folder("beside-pam.tif"))
        try folder.file(
            "beside-pam.tif.aux.xml",
            """
            <PAMDataset>
              <SRS dataAxisToSRSAxisMapping="1,2">EPSG:32617</SRS>
              <GeoTransform>400000, 1, 0, 3000000, 0, -1</GeoTransform>
              <Metadata><MDI key="AREA_OR_POINT">Area</MDI></Metadata>
              <PAMRasterBand band="1">
                <NoDataValue>421</NoDataValue><Scale>1</Scale><Offset>0</Offset><UnitType>metre</UnitType>
                <Metadata><MDI key="STATISTICS_MAXIMUM">9</MDI><MDI key="STATISTICS_MINIMUM">1</MDI></Metadata>
              </PAMRasterBand>
            </PAMDataset>
            """)
    }

    /// What the boundaries enclose: nearly all of the rasters, so that all of their blocks are read.
    static let outline = """
        POLYGON ((400000 2999920, 400000 2999995, 400006 3000000, 400096 3000000, 400096 2999920, 400000 2999920), \
        (400050 2999950, 400054 2999950, 400054 2999953, 400050 2999950))
        """

    private static func makeBoundaries(in folder: TemporaryFolder) throws {
        let drivers = ["gpkg": "GPKG", "geojson": "GeoJSON", "fgb": "FlatGeobuf", "shp": "ESRI Shapefile"]
        for name in boundaries {
            let ending = String(name.split(separator: ".")[1])
            let crs = ending == "geojson" ? "EPSG:4326" : "EPSG:32617"
            let wkt =
                ending == "geojson"
                ? "POLYGON ((-82.01 27.11, -81.99 27.11, -81.99 27.13, -82.01 27.13, -82.01 27.11))" : outline
            let feature = VectorFeature(wkt: wkt, attributes: ["name": "plot", "area": 1])
            try VectorFile.create(
                folder(name), driver: drivers[ending] ?? "GPKG",
                layers: [VectorLayer(name: "area", crs: crs, features: [feature])])
        }
    }
}

extension RasterFixture {
    /// The same with other samples.
    func with(_ sample: @escaping @Sendable (Int, Int, Int) -> Double) -> RasterFixture {
        var copy = self
        copy.sample = sample
        return copy
    }
}
