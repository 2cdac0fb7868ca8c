import COGEncoding
import CanopyCOG
import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@Suite("The options of a COG")
struct COGOptionTests {
    private static let available = Compression.allCases.filter {
        $0 == .none || GDALLibrary.supports(compression: $0.rawValue.uppercased())
    }

    @Test("every compression of this GDAL makes a valid file, with or without differences", arguments: available)
    func compressions(compression: Compression) async throws {
        try await withTemporaryFolder { folder in
            let picture = compression == .webp || compression == .jpeg
            let fixture = try RasterFixture(
                width: 700, height: 600, type: picture ? .uint8 : .float32,
                bands: picture ? [.red, .green, .blue] : [.gray])
            let input = try fixture.write(to: folder("a.tif"))
            let source = try RasterContent(input)
            var paths: [String] = []
            for predictor in PredictorChoice.allCases where predictor != .yes || compression.takesPredictor {
                for level in Set([nil, compression.levels.map { $0.upperBound - 1 }]) {
                    var options = COG.Options()
                    options.writing.compression = compression
                    options.writing.predictor = predictor
                    options.writing.level = level
                    let path = folder("\(predictor)_\(level ?? 0).tif")
                    let report = try COG(options: options).run(.init(input: RasterInput(input), output: path))
                    #expect(report.warnings == [])
                    #expect(report.raster.predictor == (predictor == .yes) || predictor == .auto)
                    if !picture { #expect(try RasterContent(path).bytes == source.bytes) }
                    paths.append(path)
                }
            }
            let verdicts = try COGOracle.gdal.verdicts(on: paths)
            #expect(verdicts == Dictionary(uniqueKeysWithValues: paths.map { ($0, true) }))
        }
    }

    @Test("differences are stored where they make a sample of the raster smaller")
    func predictor() async throws {
        try await withTemporaryFolder { folder in
            let slope = try RasterFixture(width: 300, height: 300) { column, row, _ in
                300 + Double(column) * 0.37 + Double(row) * 0.21
            }.write(to: folder("slope.tif"))
            let steps = try RasterFixture(width: 300, height: 300) { column, row, _ in
                Double((column * 7919 ^ row * 104729) % 3)
            }.write(to: folder("steps.tif"))
            let a = try COG().run(.init(input: RasterInput(slope), output: folder("a.tif")))
            let b = try COG().run(.init(input: RasterInput(steps), output: folder("b.tif")))
            #expect(a.raster.predictor)
            #expect(!b.raster.predictor)
        }
    }

    @Test(
        "the file is the same for any number of jobs, and any memory that holds its tiles",
        arguments: [Compression.deflate, .zstd])
    func jobs(compression: Compression) async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1500, height: 1300, type: .uint8, bands: [.red, .green, .blue])
                .write(to: folder("a.tif"))
            var files: [Data] = []
            for (jobs, memory) in [(1, 512 << 20), (2, 512 << 20), (5, 512 << 20), (1, 8 << 20), (3, 8 << 20)] {
                var options = COG.Options()
                options.overwrite = true
                options.writing.compression = compression
                options.writing.jobs = jobs
                options.writing.memory = memory
                _ = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
                files.append(try Data(contentsOf: URL(filePath: folder("cog.tif"))))
            }
            for file in files.dropFirst() { #expect(file == files[0]) }
        }
    }

    @Test("tiles have the size asked for", arguments: [128, 256, 512, 1024])
    func blockSize(side: Int) async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1100, height: 1050).write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.blockSize = side
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(report.warnings == [])
            #expect(try Dataset.open(folder("cog.tif")).blockSize == Size(width: side, height: side))
            #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
        }
    }

    @Test("tiles whose rows do not fit into the memory are made smaller with a warning")
    func blockSizeOfMemory() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1500, height: 1300).write(to: folder("a.tif"))
            var files: [Data] = []
            for jobs in [1, 4] {
                var options = COG.Options()
                options.overwrite = true
                options.writing.jobs = jobs
                options.writing.memory = 6 << 20
                let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
                #expect(report.warnings.count == 1)
                #expect(report.warnings.first?.contains("256 pixels wide instead of 512") == true)
                #expect(try Dataset.open(folder("cog.tif")).blockSize == Size(width: 256, height: 256))
                #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
                files.append(try Data(contentsOf: URL(filePath: folder("cog.tif"))))
            }
            #expect(files[0] == files[1])
        }
    }

    @Test("tiles as wide as the raster, which validators take for strips, are made smaller with a warning")
    func blockSizeOfStrips() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1024, height: 600).write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.blockSize = 1024
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(report.warnings.count == 1)
            #expect(report.warnings.first?.contains("512") == true)
            #expect(try Dataset.open(folder("cog.tif")).blockSize == Size(width: 512, height: 512))
            #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
        }
    }

    @Test("64-bit offsets are used when asked for, and only then in a small file", arguments: BigTIFFChoice.allCases)
    func bigTIFF(choice: BigTIFFChoice) async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 600, height: 20).write(to: folder("a.tif"))
            for format in OutputFormat.allCases {
                var options = COG.Options()
                options.overwrite = true
                options.writing.bigTIFF = choice
                options.writing.format = format
                _ = try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
                let version = try Data(contentsOf: URL(filePath: folder("b.tif")))[2]
                #expect(version == (choice == .yes ? 43 : 42))
            }
        }
    }

    @Test("32-bit offsets are refused at the start where the file might not fit")
    func bigTIFFRefused() async throws {
        try await withTemporaryFolder { folder in
            // A hole of 4 GiB of floats, which takes no space.
            let input = folder("large.tif")
            try Dataset.create(
                input, size: Size(width: 33_000, height: 33_000), bands: 1, type: .float32,
                options: ["SPARSE_OK=TRUE", "TILED=YES", "COMPRESS=DEFLATE"]
            ).close()
            var options = COG.Options()
            options.writing.bigTIFF = .no
            let error = #expect(throws: RasterError.self) {
                try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
            }
            #expect(error?.explanation.remedies == [.largeOffsets])
            #expect(try folder.names() == ["large.tif"])
        }
    }

    @Test("a plain GeoTIFF has tiles and no overviews")
    func plain() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1100, height: 700, validity: .nodata(.real(5)))
                .write(to: folder("a.tif"))
            for compression in Self.available where compression != .jpeg && compression != .webp {
                var options = COG.Options()
                options.overwrite = true
                options.writing.format = .gtiff
                options.writing.compression = compression
                _ = try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
                let result = try Dataset.open(folder("b.tif"))
                #expect(result.overviews == [])
                #expect(result.blockSize == Size(width: 512, height: 512))
                #expect(result.compression == (compression == .none ? nil : compression.rawValue.uppercased()))
                #expect(try RasterContent(folder("b.tif")).bytes == RasterContent(input).bytes)
                #expect(result.metadataItem("STATISTICS_MEAN", ofBand: 0) != nil)
            }
            #expect(try folder.names() == ["a.tif", "b.tif"])
        }
    }

    @Test(
        "overviews by GDAL's kernels make valid files",
        arguments: [OverviewResampling.bilinear, .cubic, .lanczos, .mode, .nearest, .average])
    func kernels(resampling: OverviewResampling) async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 1100, height: 700, type: .uint8, validity: .mask)
            fixture.isValid = { column, _ in column > 300 }
            let input = try fixture.write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.overviewResampling = resampling
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(report.raster.overviews.count == 2)
            #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
            #expect(try RasterContent(folder("cog.tif")).bytes == RasterContent(input).bytes)
        }
    }

    @Test("that make no sense are each told in a sentence")
    func validationErrors() {
        var options = COGOptions()
        #expect(options.validationErrors == [])
        options.blockSize = 500
        options.compression = .lzw
        options.level = 3
        options.jobs = 0
        #expect(options.validationErrors.count == 3)
        options.compression = .jpeg
        options.level = 0
        options.predictor = .yes
        #expect(options.validationErrors.count == 4)
        options.format = .gtiff
        options.overviewResampling = .mode
        #expect(options.validationErrors.count == 5)
    }
}
