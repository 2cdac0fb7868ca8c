import COGEncoding
import CanopyCHM
import CanopyCrop
import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import Raster
import RasterIO
import Synchronization
import Testing

/// Canopy heights that are made of a surface while it is cropped.
@Suite struct FollowingTests {
    /// Two models and a boundary, and what is made of them.
    private struct Models {
        let folder: TemporaryFolder
        var crop = Crop.Options()
        var chm = CHM.Options()

        init(_ folder: TemporaryFolder, _ dsm: RasterFixture, _ dtm: RasterFixture) throws {
            self.folder = folder
            crop.overwrite = true
            chm.overwrite = true
            try dsm.write(to: folder("dsm.tif"))
            try dtm.write(to: folder("dtm.tif"))
            // A triangle, so that many tiles have nothing in them.
            let (west, north) = (400_000.0, 3_000_000.0)
            let size = dsm.profile.size
            let (east, south) = (west + Double(size.width) - 3, north - Double(size.height) + 2)
            let triangle = VectorFeature(
                wkt: "POLYGON ((\(west + 5) \(north - 4), \(east) \(north - 40), \(west + 60) \(south), "
                    + "\(west + 5) \(north - 4)))")
            try VectorFile.create(
                folder("boundary.gpkg"), layers: [VectorLayer(name: "area", crs: "EPSG:32617", features: [triangle])])
        }

        private var cropFiles: Crop.Files {
            Crop.Files(
                input: RasterInput(folder("dsm.tif")), boundary: folder("boundary.gpkg"), output: folder("crop.tif"))
        }

        private func files(_ name: String) -> CHM.Files {
            CHM.Files(dsm: RasterInput(folder("crop.tif")), dtm: RasterInput(folder("dtm.tif")), output: folder(name))
        }

        /// Crops, and has the heights made meanwhile; none where they are better made of the crop.
        func follow(
            _ progress: Diagnostics.Progress = Diagnostics.Progress(), instead: (any ChunkObserver)? = nil
        ) throws -> (crop: Crop.Report, chm: CHM.Report?) {
            var follower: CHMFollower?
            let warnings = Warnings()
            var failure: (any Error)?
            let report = try Crop(options: crop).run(cropFiles, progress: progress, warnings: Warnings()) {
                do {
                    follower = try CHM(options: chm).follower(
                        files("followed.tif"), of: $0, writtenBy: $1, progress: progress, warnings: warnings)
                } catch {
                    failure = error
                }
                return instead ?? follower?.observer
            }
            if let failure { throw failure }
            return (report, try follower?.finish())
        }

        /// The heights as they are of the crop.
        func usual() throws -> CHM.Report { try CHM(options: chm).run(files("chm.tif")) }

        /// What a file holds; the bytes of both ways are to be the same.
        func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: folder(name))) }
    }

    /// Hills in noise, at most 2000 pixels wide and high, with a hole.
    private func surface(
        _ width: Int, _ height: Int, nodata: Double? = -32767, _ change: (inout RasterFixture) -> Void = { _ in }
    ) throws -> RasterFixture {
        var fixture = try RasterFixture(
            width: width, height: height, validity: nodata.map { .nodata(.real($0)) } ?? .all
        ) { column, row, _ in
            if (200..<260).contains(column), (90..<200).contains(row) { return nodata ?? .nan }
            return 300 + 20 * sin(Double(column) / 50) + Double((column * 7 + row * 13) % 100) / 37
        }
        change(&fixture)
        return fixture
    }

    /// Ground of larger pixels under a part of the surface.
    private func terrain(pixel: Double = 2.5, shift: Double = 0.3) throws -> RasterFixture {
        try RasterFixture(
            width: 220, height: 200, validity: .nodata(.real(-32767)),
            transform: GeoTransform(
                originX: 400_020 + shift, pixelWidth: pixel, originY: 2_999_990 - shift, pixelHeight: -pixel)
        ) { column, row, _ in
            column == 50 ? -32767 : 280 + Double(column) / 10 + Double(row % 9) / 11
        }
    }

    /// Says that both ways come to the same.
    private func compare(_ models: Models, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (crop, followed) = try models.follow()
        var report = try #require(followed, sourceLocation: sourceLocation)
        let usual = try models.usual()
        #expect(try models.bytes("followed.tif") == models.bytes("chm.tif"), sourceLocation: sourceLocation)
        report.output = usual.output
        report.raster.path = usual.raster.path
        #expect(report == usual, sourceLocation: sourceLocation)
        #expect(report.raster.validPixels > 0, sourceLocation: sourceLocation)
        // Nor does the crop depend on who looks on.
        let bytes = try models.bytes("crop.tif")
        let alone = try Crop(options: models.crop).run(
            Crop.Files(
                input: RasterInput(models.folder("dsm.tif")), boundary: models.folder("boundary.gpkg"),
                output: models.folder("crop.tif")))
        #expect(alone == crop, sourceLocation: sourceLocation)
        #expect(try models.bytes("crop.tif") == bytes, sourceLocation: sourceLocation)
    }

    @Test(arguments: [(37, 29), (512, 512), (700, 613), (1300, 1029)], [1, 4])
    func `are the same file as of the crop, for any size and any number of threads`(
        size: (width: Int, height: Int), jobs: Int
    ) async throws {
        try await withTemporaryFolder { folder in
            var models = try Models(folder, surface(size.width, size.height), terrain())
            models.crop.writing.jobs = jobs
            models.chm.writing.jobs = jobs
            try compare(models)
            // Where many tiles are blank.
            models.crop.writing.blockSize = 128
            models.chm.writing.blockSize = 128
            try compare(models)
        }
    }

    @Test(arguments: [Compression.deflate, .zstd, .none], PredictorChoice.allCases)
    func `are the same file as of the crop, however both are compressed`(
        compression: Compression, predictor: PredictorChoice
    ) async throws {
        try await withTemporaryFolder { folder in
            var models = try Models(folder, surface(700, 613), terrain())
            models.crop.writing.compression = compression
            models.crop.writing.blockSize = 256
            models.crop.writing.jobs = 2
            if compression.takesPredictor || predictor != .yes { models.crop.writing.predictor = predictor }
            models.chm.writing = models.crop.writing
            try compare(models)
        }
    }

    @Test(arguments: [nil, .nan, -9999, 0, -Double(Float.greatestFiniteMagnitude)] as [Double?])
    func `are the same file as of the crop, whatever stands where the surface has no height`(
        nodata: Double?
    ) async throws {
        try await withTemporaryFolder { folder in
            try compare(Models(folder, surface(300, 280, nodata: nodata), terrain()))
        }
    }

    @Test func `are the same file as of the crop, where the surface has a scale, an offset, a unit and a pole`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let dsm = try surface(300, 280) {
                $0.profile.bands[0].scale = 0.1
                $0.profile.bands[0].offset = 270.123456789
                $0.profile.bands[0].unit = "m"
                $0.profile.bands[0].name = "surface"
                $0.profile.metadata = ["": ["AREA_OR_POINT": "Point", "TIFFTAG_SOFTWARE": "a program"]]
                $0.profile.georeference.transform?.pixelWidth = 1.0 / 3
                $0.profile.georeference.transform?.originX += 0.1
            }
            try compare(Models(folder, dsm, terrain(pixel: 1.0 / 3)))
        }
    }

    @Test func `are the same file as of the crop, where the terrain has the same grid, or another system`() async throws
    {
        try await withTemporaryFolder { folder in
            try compare(Models(folder, surface(300, 280), terrain(pixel: 1, shift: 0)))
            var other = try terrain()
            // The neighboring zone, in which the mission lies far in the west.
            other.profile.georeference.crs = try SpatialReference(named: "EPSG:32616").wkt
            let west = try Transformation(
                from: SpatialReference(named: "EPSG:32617"), to: SpatialReference(named: "EPSG:32616"))
            var (x, y, z) = ([400_000.0], [3_000_000.0], [0.0])
            west.apply(&x, &y, &z)
            other.profile.georeference.transform?.originX = x[0]
            other.profile.georeference.transform?.originY = y[0] + 100
            try compare(Models(folder, surface(300, 280), other))
        }
    }

    @Test func `warn of the same`() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try surface(300, 280) { fixture in
                let sample = fixture.sample
                fixture.sample = { $0 == 100 ? -9999 : sample($0, $1, $2) }
            }
            let models = try Models(folder, dsm, terrain())
            try compare(models)
            #expect(
                try models.usual().warnings.contains { $0.contains("'\(folder("crop.tif"))' has undeclared nodata") })
        }
    }

    @Test(arguments: [8, 12, 16, 24, 32, 48, 64])
    func `are made of the crop where memory is too small for both, and are the same`(megabytes: Int) async throws {
        try await withTemporaryFolder { folder in
            var models = try Models(folder, surface(1900, 700), terrain())
            models.crop.writing.jobs = 2
            models.crop.writing.memory = megabytes << 20
            models.chm.writing = models.crop.writing
            let (_, followed) = try models.follow()
            #expect((followed != nil) == (megabytes >= 32))
            if followed != nil { try compare(models) }
        }
    }

    @Test func `are made of the crop where GDAL lays out files, or heights are no floating-point numbers`() async throws
    {
        try await withTemporaryFolder { folder in
            var models = try Models(folder, surface(300, 280), terrain())
            models.crop.writing.compression = .lzw
            models.chm.writing.compression = .lzw
            #expect(try models.follow().chm == nil)
            var whole = try surface(300, 280)
            whole.profile.type = .int16
            #expect(try Models(folder, whole, terrain()).follow().chm == nil)
        }
    }

    @Test func `that fail cost the crop nothing, and leave nothing`() async throws {
        try await withTemporaryFolder { folder in
            var far = try terrain()
            far.profile.georeference.transform?.originX += 90_000
            let models = try Models(folder, surface(300, 280), far)
            #expect(throws: CHMError.self) { try models.follow() }
            #expect(try folder.names() == ["boundary.gpkg", "crop.tif", "dsm.tif", "dtm.tif"])
        }
    }

    @Test func `whose pixels did not all come are no file`() async throws {
        struct Nobody: ChunkObserver { func observe(_ chunk: RasterChunk) {} }
        try await withTemporaryFolder { folder in
            let models = try Models(folder, surface(300, 280), terrain())
            #expect(try models.follow(instead: Nobody()).chm == nil)
            #expect(try folder.names() == ["boundary.gpkg", "crop.tif", "dsm.tif", "dtm.tif"])
        }
    }

    @Test func `that are stopped leave nothing`() async throws {
        try await withTemporaryFolder { folder in
            let models = try Models(folder, surface(1300, 1029), terrain())
            let cancellation = Cancellation()
            let progress = Diagnostics.Progress(cancellation: cancellation) { if $0 > 0.2 { cancellation.cancel() } }
            #expect(throws: CropError.self) { try models.follow(progress) }
            #expect(try folder.names() == ["boundary.gpkg", "dsm.tif", "dtm.tif"])
        }
    }
}
