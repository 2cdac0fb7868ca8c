import CanopyCOG
import CanopyTesting
import Files
import Foundation
import Raster
import RasterIO
import TIFF
import Testing

/// The same files before other programs that know what a Cloud Optimized GeoTIFF is.
@Suite(.enabled(if: COGOracle.gdalIsPresent, "GDAL's Python utilities are not installed"))
struct COGValidationAgreementTests {
    @Test func `files of GDAL's COG driver are judged as GDAL judges them`() async throws {
        try await withTemporaryFolder { folder in
            let paths = try cogDriverFiles.map { try folder.gdalFile($0) }
            let gdal = try COGOracle.gdal.verdicts(on: paths)
            for path in paths { #expect(isValid(path) == gdal[path], "\(path)") }
            try expectAgreement(on: paths)
        }
    }

    @Test func `files of GDAL's GTiff driver are judged as others judge them`() async throws {
        try await withTemporaryFolder { folder in
            try expectAgreement(on: gtiffDriverFiles.map { try folder.gdalFile($0) })
        }
    }

    @Test func `files made in code are judged as others judge them`() async throws {
        try await withTemporaryFolder { folder in
            var paths = try [
                folder.file("classic.tif", COGFixture().bytes), folder.file("big.tif", COGFixture(variant: .big).bytes),
                folder.file("mask.tif", COGFixture(mask: true).bytes),
                folder.file("bigmask.tif", COGFixture(variant: .big, mask: true).bytes),
            ]
            for (number, flaw) in COGFlaw.all.enumerated() where !flaw.isOverlookedByOthers {
                paths.append(try folder.file("\(number) \(flaw.name).tif", flaw.bytes()))
            }
            try expectAgreement(on: paths)
            let gdal = try COGOracle.gdal.verdicts(on: paths)
            for path in paths.prefix(4) { #expect(gdal[path] == true, "\(path)") }
        }
    }

    @Test(.enabled(if: !awkwardFiles.isEmpty, "the folder of test data is not there"))
    func `odd files from elsewhere are judged as others judge them`() throws {
        try expectAgreement(on: awkwardFiles.filter { !isCorrupt($0) })
    }

    /// The others overlook most damage, such as missing pixels. Damage within a block shows to who decodes it only.
    @Test(.enabled(if: !awkwardFiles.isEmpty, "the folder of test data is not there"))
    func `corrupt files from elsewhere are not valid`() {
        for path in awkwardFiles where isCorrupt(path) && !path.hasSuffix("zstd-bitflips.tif") {
            #expect(!isValid(path), "\(path)")
        }
    }

    private func isCorrupt(_ path: String) -> Bool {
        URL(filePath: path).lastPathComponent.hasPrefix("corrupt")
    }

    /// A file is valid where all agree that it is. Those that are not installed are not asked.
    private func expectAgreement(on paths: [String]) throws {
        #expect(!paths.isEmpty)
        let gdal = try COGOracle.gdal.verdicts(on: paths)
        let rioCogeo = COGOracle.rioCogeoIsPresent ? try COGOracle.rioCogeo.verdicts(on: paths) : nil
        for path in paths {
            let gdal = try #require(gdal[path] as Bool?)
            if let rioCogeo, !hasLevelOfOneTile(path) {
                let rioCogeo = try #require(rioCogeo[path] as Bool?)
                #expect(isValid(path) == (gdal && rioCogeo), "\(path): GDAL \(gdal), rio-cogeo \(rioCogeo)")
            } else if !gdal {
                #expect(!isValid(path), "\(path)")
            }
        }
    }

    /// Whether a level is exactly one tile wide: rio-cogeo takes its tiles for strips.
    private func hasLevelOfOneTile(_ path: String) -> Bool {
        guard let structure = try? TIFFStructure(of: LocalFile(path)) else { return false }
        return structure.directories.contains { placed in
            guard let blocks = try? ImageBlocks(of: placed.directory) else { return false }
            return blocks.isTiled && blocks.blockWidth == blocks.width && max(blocks.width, blocks.height) > 512
        }
    }

    /// A file that cannot be checked is not valid.
    private func isValid(_ path: String) -> Bool {
        (try? COGValidation().run(RasterInput(path)).valid) ?? false
    }
}

private let cogDriverFiles: [GDALFile] = [
    GDALFile(),
    GDALFile(bands: 4, options: ["COMPRESS=DEFLATE", "PREDICTOR=YES"]),
    GDALFile(mask: true),
    GDALFile(mask: true, options: ["BIGTIFF=YES", "BLOCKSIZE=128"]),
    GDALFile(bands: 3, options: ["COMPRESS=JPEG"]),
    GDALFile(bands: 3, mask: true, options: ["COMPRESS=JPEG", "BLOCKSIZE=256"]),
    GDALFile(options: ["OVERVIEWS=NONE"]),
    GDALFile(options: ["COMPRESS=NONE", "SPARSE_OK=YES"]),
    GDALFile(size: Size(width: 300, height: 200)),
    GDALFile(size: Size(width: 1, height: 1)),
    GDALFile(size: Size(width: 3, height: 2000)),
]

private let gtiffDriverFiles: [GDALFile] =
    [
        GDALFile(driver: "GTiff"),
        GDALFile(driver: "GTiff", addedOverviews: 2),
        GDALFile(driver: "GTiff", options: ["TILED=YES"]),
        GDALFile(driver: "GTiff", options: ["TILED=YES", "COMPRESS=LZW"], addedOverviews: 2),
        GDALFile(driver: "GTiff", options: ["TILED=YES", "COPY_SRC_OVERVIEWS=YES"], sourceOverviews: 2),
        GDALFile(driver: "GTiff", options: ["COPY_SRC_OVERVIEWS=YES"], sourceOverviews: 2),
        GDALFile(
            driver: "GTiff", bands: 3, options: ["TILED=YES", "COPY_SRC_OVERVIEWS=YES", "INTERLEAVE=BAND"],
            sourceOverviews: 2),
        GDALFile(
            driver: "GTiff", options: ["TILED=YES", "COPY_SRC_OVERVIEWS=YES", "BIGTIFF=YES"], sourceOverviews: 2),
        GDALFile(
            driver: "GTiff", options: ["TILED=YES", "COPY_SRC_OVERVIEWS=YES", "ENDIANNESS=BIG"], sourceOverviews: 2),
        GDALFile(
            driver: "GTiff", options: ["TILED=YES", "COPY_SRC_OVERVIEWS=YES", "BLOCKXSIZE=2048", "BLOCKYSIZE=16"],
            sourceOverviews: 2),
        GDALFile(driver: "GTiff", size: Size(width: 300, height: 200)),
        GDALFile(driver: "GTiff", size: Size(width: 300, height: 200), mask: true),
        GDALFile(
            driver: "GTiff", size: Size(width: 300, height: 200), options: ["COMPRESS=DEFLATE", "ENDIANNESS=BIG"]),
        GDALFile(
            driver: "GTiff", size: Size(width: 1024, height: 1024),
            options: ["TILED=YES", "BLOCKXSIZE=1024", "BLOCKYSIZE=1024", "COPY_SRC_OVERVIEWS=YES"], sourceOverviews: 1),
        GDALFile(size: Size(width: 1, height: 2000)),
    ]

/// The rasters of `awkward` in the folder of test data, which the environment names or which stands beside the package.
private let awkwardFiles: [String] = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appending(path: "shared/data").path
    let root = (ProcessInfo.processInfo.environment["CANOPY_TEST_DATA"] ?? beside) + "/awkward"
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".tif") }.map { "\(root)/\($0)" }.sorted()
}()
