import COGEncoding
import CanopyCOG
import CanopyTesting
import GDAL
import Raster
import RasterIO
import Testing

/// rio-cogeo takes a level that is exactly one tile wide for one of strips; canopy and GDAL go by the tags.
@Suite struct TileWidthTests {
    private func blockSize(
        _ width: Int, _ height: Int, asked: Int? = nil, compression: Compression = .deflate
    ) async throws -> (side: Int, warnings: [String]) {
        try await withTemporaryFolder { folder in
            let input = try RasterFixture(width: width, height: height, type: .uint8).write(to: folder("a.tif"))
            var options = COG.Options()
            options.writing.blockSize = asked
            options.writing.compression = compression
            let report = try COG(options: options).run(.init(input: RasterInput(input), output: folder("b.tif")))
            let validation = try COGValidation().run(RasterInput(folder("b.tif")))
            #expect(validation.valid, "\(validation.errors)")
            if COGOracle.rioCogeoIsPresent, (width, height) != (512, 2100) {
                #expect(try COGOracle.rioCogeo.verdicts(on: [folder("b.tif")]) == [folder("b.tif"): true])
            }
            return (try Dataset.open(folder("b.tif")).blockSize.width, report.warnings)
        }
    }

    @Test(arguments: [
        // As wide as a tile and taller; an overview that is; too wide to matter; small overviews do not count.
        (512, 600, 256), (1024, 1030, 256), (1023, 1030, 256), (2047, 2048, 512), (1024, 1024, 512), (512, 512, 512),
        (300, 900, 512), (513, 600, 512), (256, 600, 512),
    ])
    func `no large level is exactly one tile wide`(width: Int, height: Int, side: Int) async throws {
        for compression in [Compression.deflate, .lzw] {
            let made = try await blockSize(width, height, compression: compression)
            #expect(made.side == side, "\(compression)")
            #expect(made.warnings == [])
        }
    }

    @Test func `who asked for a size is told of the smaller one`() async throws {
        let made = try await blockSize(512, 600, asked: 512)
        #expect(made.side == 256)
        #expect(made.warnings.count == 1)
        #expect(made.warnings.first?.hasPrefix("tiles are 256 pixels wide instead of 512") == true)
        let wide = try await blockSize(1024, 300, asked: 1024)
        #expect(wide.side == 512)
        #expect(wide.warnings.count == 1)
    }

    @Test func `the size stays as it is where none suits`() async throws {
        // 512, 256 and 128 pixels are each the width of a level that is taller than 512.
        let made = try await blockSize(512, 2100, asked: 512)
        #expect(made.side == 512)
        #expect(made.warnings == [])
    }

    @Test func `files of GDAL's with a level exactly one tile wide are valid`() async throws {
        try await withTemporaryFolder { folder in
            let paths = try [
                GDALFile(size: Size(width: 512, height: 900)), GDALFile(size: Size(width: 1024, height: 1100)),
            ].map { try folder.gdalFile($0) }
            for path in paths { #expect(try COGValidation().run(RasterInput(path)).valid, "\(path)") }
            if COGOracle.gdalIsPresent {
                let allValid = Dictionary(uniqueKeysWithValues: paths.map { ($0, true) })
                #expect(try COGOracle.gdal.verdicts(on: paths) == allValid)
            }
        }
    }
}
