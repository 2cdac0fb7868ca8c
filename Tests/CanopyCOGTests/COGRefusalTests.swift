import COGEncoding
import CanopyCOG
import CanopyTesting
import Diagnostics
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@Suite("An input that is no usable raster")
struct COGRefusalTests {
    /// Runs the verb, expects it to fail and leave nothing behind, and gives its sentence.
    private func refusal(
        of input: String, _ options: COG.Options = COG.Options(), in folder: CanopyTesting.TemporaryFolder
    ) throws -> String {
        let before = try folder.names()
        let error = #expect(throws: RasterError.self) {
            try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
        }
        #expect(try folder.names() == before)
        let sentence = error?.description ?? ""
        #expect(!sentence.contains("\n"))
        return sentence
    }

    @Test("is named where it is missing, a folder, empty, or something else")
    func nothingToRead() async throws {
        try await withTemporaryFolder { folder in
            #expect(try refusal(of: folder("no.tif"), in: folder) == "'\(folder("no.tif"))' does not exist")
            let sub = try folder.folder("sub.tif")
            #expect(try refusal(of: sub, in: folder) == "cannot open '\(sub)': it is a folder; name a GeoTIFF")
            let files = [
                "empty.tif": "",
                "body.tif": "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>",
                // A VRT could read any other file.
                "vrt.tif": """
                <VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
                <SourceFilename>/etc/passwd</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>
                """,
            ]
            let kinds = ["empty.tif": "empty", "body.tif": "XML", "vrt.tif": "a VRT"]
            for (name, text) in files {
                let path = try folder.file(name, text)
                let kind = try #require(kinds[name])
                #expect(try refusal(of: path, in: folder) == "cannot open '\(path)': it is \(kind), not a GeoTIFF")
            }
        }
    }

    @Test("is named with the rows that cannot be read where it is cut off")
    func truncated() async throws {
        try await withTemporaryFolder { folder in
            for compression in ["NONE", "DEFLATE", "LZW"] {
                var fixture = try RasterFixture(width: 300, height: 400, type: .uint16)
                fixture.options = ["COMPRESS=\(compression)"]
                let path = try fixture.write(to: folder("\(compression).tif"))
                let whole = try Data(contentsOf: URL(filePath: path))
                // GDAL writes the directory first here, so that pixels are what is lost.
                try whole.prefix(whole.count * 2 / 3).write(to: URL(filePath: path))
                let sentence = try refusal(of: path, in: folder)
                #expect(sentence.hasPrefix("cannot read rows 0 to 399 of '\(path)': it is damaged or cut off"))
            }
        }
    }

    @Test("is refused where its samples are complex")
    func complex() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("complex.tif")
            try await GDALTools.python(
                """
                import sys
                from osgeo import gdal
                gdal.GetDriverByName('GTiff').Create(sys.argv[1], 4, 4, 1, gdal.GDT_CFloat32)
                """, [path])
            #expect(try refusal(of: path, in: folder).contains("CFloat32"))
        }
    }

    @Test("is refused with the memory it needs where it is one compressed strip")
    func oneStrip() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 2000, height: 1000, type: .float64)
            fixture.options = ["COMPRESS=DEFLATE", "BLOCKYSIZE=1000"]
            let path = try fixture.write(to: folder("strip.tif"))
            var options = COG.Options()
            options.writing.memory = 8 << 20
            #expect(
                try refusal(of: path, options, in: folder).contains(
                    "allow 117 MB of memory or more, or rewrite it in tiles"))
            options.writing.memory = 16 << 20
            _ = try COG(options: options).run(.init(input: RasterInput(path), output: folder("cog.tif")))
        }
    }

    @Test(
        "is refused with numbers that no program offers",
        arguments: [(0, 1 << 30), (-1, 1 << 30), (.max, 1 << 30), (1, -1), (1, .min)])
    func oddOptions(jobs: Int, memory: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = try RasterFixture().write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.jobs = jobs
            options.writing.memory = memory
            #expect(try refusal(of: path, options, in: folder).hasPrefix("cannot write"))
        }
    }

    @Test("is refused with the memory it needs where not even a few rows fit")
    func wide() async throws {
        try await withTemporaryFolder { folder in
            let path = try RasterFixture(width: 5000, height: 40, type: .float64).write(to: folder("wide.tif"))
            var options = COG.Options()
            options.writing.memory = 1 << 20
            #expect(try refusal(of: path, options, in: folder).contains("allow 110 MB of memory or more"))
        }
    }

    @Test(
        "is refused with the memory it needs where one of its tiles takes more, however large", .timeLimit(.minutes(30))
    )
    func largeTile() async throws {
        try await withTemporaryFolder { folder in
            for side in [UInt32(65_536), 2_147_483_632] {
                var fixture = try RasterFixture(width: 100, height: 100, type: .float64)
                fixture.options = ["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"]
                let path = try fixture.write(to: folder("tile.tif"))
                var surgery = try TIFFSurgery(path)
                try surgery.set(side, as: 322)
                try surgery.set(side, as: 323)
                try surgery.close()
                // Blocks whose bytes have no number GDAL does not even open.
                let sentence = try refusal(of: path, in: folder)
                #expect(
                    sentence.contains("is stored in blocks of \(side) x \(side) pixels")
                        || sentence.contains("cannot open"))
                // As much as no machine has is no advice.
                #expect(sentence.contains("cannot open") || sentence.hasSuffix("each; rewrite it in tiles"))
            }
        }
    }

    @Test("is refused where its index of blocks could not be in the file", .timeLimit(.minutes(30)))
    func absurdIndex() async throws {
        try await withTemporaryFolder { folder in
            let path = try RasterFixture().write(to: folder("index.tif"))
            var surgery = try TIFFSurgery(path)
            try surgery.set(66_000, as: 256)
            try surgery.set(66_000, as: 257)
            try surgery.close()
            #expect(try refusal(of: path, in: folder).contains("the places of 1 blocks only; the file is damaged"))
        }
    }

    @Test("is named with the rows that cannot be read where its index leads nowhere, whoever lays out the file")
    func lostBlocks() async throws {
        try await withTemporaryFolder { folder in
            var fixture = try RasterFixture(width: 512, height: 512, type: .uint8)
            fixture.options = ["TILED=YES", "BLOCKXSIZE=128", "BLOCKYSIZE=128"]
            let path = try fixture.write(to: folder("lost.tif"))
            var surgery = try TIFFSurgery(path)
            try surgery.set([UInt32](repeating: 4_294_967_290, count: 16), as: 324)
            try surgery.set([UInt32](repeating: .max, count: 16), as: 325)
            try surgery.close()
            for compression in [Compression.deflate, .lzw] {
                var options = COG.Options()
                options.writing.compression = compression
                let sentence = try refusal(of: path, options, in: folder)
                #expect(sentence.contains("of '\(path)': it is damaged or cut off, so get it again"))
            }
        }
    }

    @Test("is refused for compressions that would change or cannot hold it")
    func compressions() async throws {
        try await withTemporaryFolder { folder in
            let heights = try RasterFixture().write(to: folder("heights.tif"))
            let large = try RasterFixture(type: .int64).write(to: folder("large.tif"))
            var options = COG.Options()
            for compression in [Compression.webp, .jpeg] {
                options.writing.compression = compression
                #expect(try refusal(of: heights, options, in: folder).contains("compress by deflate"))
            }
            options.writing.compression = .lerc
            #expect(try refusal(of: large, options, in: folder).contains("compress by deflate"))
        }
    }

    @Test("does not matter where the output exists already: that stays as it is")
    func existingOutput() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture().write(to: folder("a.tif"))
            try folder.file("cog.tif", "mine")
            #expect(try refusal(of: input, in: folder).contains("allow to replace it"))
            #expect(try String(contentsOfFile: folder("cog.tif"), encoding: .utf8) == "mine")
            #expect(throws: RasterError.self) {
                try COG().run(.init(input: RasterInput(input), output: folder("no/cog.tif")))
            }
            var options = COG.Options()
            options.overwrite = true
            _ = try COG(options: options).run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(try RasterContent(input).bytes == RasterContent(folder("cog.tif")).bytes)
            // But never onto itself.
            #expect(throws: RasterError.self) {
                try COG(options: options).run(.init(input: RasterInput(input), output: input))
            }
        }
    }

    @Test("leaves nothing behind when the work is stopped")
    func cancelled() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 1500, height: 1500).write(to: folder("a.tif"))
            for limit in [0.0, 0.3, 0.75] {
                let cancellation = Cancellation()
                let progress = Progress(cancellation: cancellation) { if $0 >= limit { cancellation.cancel() } }
                #expect(throws: RasterError.cancelled) {
                    try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")), progress: progress)
                }
                #expect(try folder.names() == ["a.tif"])
            }
        }
    }

    @Test("of no valid pixel is rewritten with a warning")
    func nothingValid() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: 600, height: 600, validity: .nodata(.real(-9999))) { _, _, _ in -9999 }
                .write(to: folder("a.tif"))
            let report = try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(report.warnings == ["'\(input)' has no valid pixel"])
            #expect(report.raster.bands[0].mean == nil)
            #expect(try COGValidation().run(RasterInput(folder("cog.tif"))).valid)
        }
    }

    @Test("is told of where it marks invalid pixels in two ways, or in one it cannot hold")
    func validity() async throws {
        try await withTemporaryFolder { folder in
            var both = try RasterFixture(type: .uint8, bands: [.gray, .alpha], validity: .nodata(.real(7)))
            both.sample = { column, _, band in band == 1 ? 255 : Double(column) }
            let a = try COG().run(
                .init(input: RasterInput(both.write(to: folder("a.tif"))), output: folder("a_cog.tif")))
            #expect(a.warnings.count == 1)
            #expect(try RasterContent(folder("a_cog.tif")).profile.validity == .alpha(band: 1))
            #expect(try Dataset.open(folder("a_cog.tif")).nodata == nil)

            let odd = try RasterFixture(type: .uint8, validity: .nodata(.real(-9999)))
            let b = try COG().run(
                .init(input: RasterInput(odd.write(to: folder("b.tif"))), output: folder("b_cog.tif")))
            #expect(b.warnings.count == 1)
            #expect(try RasterContent(folder("b_cog.tif")).profile.validity == .all)
        }
    }

    @Test("of infinite values is rewritten, and its report has no figures that JSON cannot hold")
    func infinite() async throws {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture { column, _, _ in column == 3 ? .infinity : 1 }.write(to: folder("a.tif"))
            let report = try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")))
            #expect(try RasterContent(folder("cog.tif")).bytes == RasterContent(input).bytes)
            #expect(throws: Never.self) { try JSONEncoder().encode(report) }
        }
    }
}
