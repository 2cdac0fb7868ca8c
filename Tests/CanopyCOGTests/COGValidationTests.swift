import CanopyCOG
import CanopyTesting
import Foundation
import Raster
import RasterIO
import TIFF
import Testing

@Suite struct COGValidationTests {
    @Test(arguments: [TIFFVariant.classic, .big], [false, true])
    func `a cloud optimized file is valid`(variant: TIFFVariant, mask: Bool) async throws {
        try await withTemporaryFolder { folder in
            let fixture = COGFixture(variant: variant, mask: mask)
            let report = try COGValidation().run(RasterInput(folder.file("a.tif", fixture.bytes)))

            #expect(report.valid)
            #expect(report.errors == [] && report.warnings == [])
            #expect(report.isBigTIFF == (variant == .big))
            #expect(report.headerBytes == UInt64(fixture.frontMatter.byteCount + 4))
            #expect(report.structuralMetadata.contains("BLOCK_ORDER=ROW_MAJOR"))
            #expect(report.image.size == Size(width: 1100, height: 700))
            #expect(report.image.blockSize == Size(width: 256, height: 256))
            #expect(report.image.hasMask == mask)
            #expect(report.overviews.map(\.size.width) == [550, 275])
            #expect(report.overviews.allSatisfy { $0.hasMask == mask })
        }
    }

    @Test func `the report passes through JSON`() async throws {
        try await withTemporaryFolder { folder in
            let report = try COGValidation().run(RasterInput(folder.file("a.tif", COGFixture().bytes)))
            let json = try JSONEncoder().encode(report)
            #expect(try JSONDecoder().decode(COGValidation.Report.self, from: json) == report)
        }
    }

    @Test(arguments: COGFlaw.all)
    func `a broken rule is found and named`(flaw: COGFlaw) async throws {
        try await withTemporaryFolder { folder in
            let report = try COGValidation().run(RasterInput(folder.file("a.tif", flaw.bytes())))
            #expect(!report.valid)
            #expect((report.errors + report.warnings).contains { $0.contains(flaw.message) }, "\(report)")
        }
    }

    @Test func `each kind of offence is told once, with the first place`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = COGFixture()
            for number in [7, 8, 14] { fixture.spoil(byteAt: fixture.tileOffsets(ofDirectory: 0)[number] - 4) }
            let report = try COGValidation().run(RasterInput(folder.file("a.tif", fixture.bytes)))
            #expect(
                report.errors == [
                    "3 of the 15 blocks of the image have another size in the four bytes before them, "
                        + "first that in column 2, row 1"
                ])
        }
    }

    @Test(arguments: [".ovr", ".OVR", ".msk.ovr"])
    func `overviews beside the file are an error`(suffix: String) async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("a.tif", COGFixture().bytes)
            _ = try folder.file("a.tif" + suffix, COGFixture().bytes)
            let report = try COGValidation().run(RasterInput(path))
            #expect(report.errors == ["overviews stand beside the file, in '\(path)\(suffix)'; they should be in it"])
        }
    }

    @Test func `a file that is cut off within its blocks is not valid`() async throws {
        try await withTemporaryFolder { folder in
            let report = try COGValidation().run(
                RasterInput(folder.file("a.tif", Array(COGFixture().bytes.dropLast(40_000)))))
            #expect(
                report.errors == [
                    "1 of the 15 blocks of the image reach beyond the end of the file, first that in column 4, row 2"
                ])
        }
    }

    @Test func `tiles that were never written are no offence`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = COGFixture()
            var offsets = fixture.tileOffsets(ofDirectory: 0)
            offsets.replaceSubrange(0..<3, with: [0, 0, 0])
            fixture.setTileOffsets(offsets, ofDirectory: 0)
            let report = try COGValidation().run(RasterInput(folder.file("a.tif", fixture.bytes)))
            #expect(report.valid)
        }
    }

    @Test func `a file that cannot be followed is an error that names it`() async throws {
        try await withTemporaryFolder { folder in
            let absent = folder("absent.tif")
            let page = try folder.file("page.tif", Array("<Error><Code>NoSuchKey</Code></Error>".utf8))
            let cut = try folder.file("cut.tif", Array(COGFixture().bytes.prefix(300)))

            let messages = [absent, page, cut].map { path in
                #expect(throws: COGValidationError.self) { try COGValidation().run(RasterInput(path)) }.map { "\($0)" }
            }
            #expect(messages[0] == "cannot check '\(absent)': No such file or directory")
            #expect(messages[1] == "cannot check '\(page)': it is not a TIFF file")
            #expect(
                messages[2]?.hasSuffix("reaches beyond the file's 300 bytes; the file is cut off or damaged") == true)
        }
    }
}
