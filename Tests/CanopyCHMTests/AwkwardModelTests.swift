import CanopyCHM
import CanopyCOG
import CanopyTesting
import Raster
import RasterIO
import Testing

@Suite(
    "Odd height models from elsewhere", .enabled(if: TestData.shared != nil, "\(TestData.absence)"),
    .enabled { await GDALTools.arePresent() })
struct AwkwardModelTests {
    private static let terrain = "mission/data/01_neon-osbs006/01_neon-osbs006_dtm-ptcloud.tif"

    /// What the sentence about a file says that is no surface over the mission's terrain.
    private static let refused = [
        "corrupt_empty": "it is empty, not a GeoTIFF",
        "corrupt_ifd-loop": "is a picture",
        "corrupt_s3-error-body": "it is XML, not a GeoTIFF",
        "corrupt_truncated-half": "is a picture",
        "corrupt_zstd-bitflips": "it is damaged or cut off",
        "dsm_all-nodata": "share no pixel",
        "dsm_local-cs": "a local system has no known place on Earth",
        "dsm_no-crs": "names no coordinate reference system",
        "ortho_jpeg-ycbcr_internal-mask": "is a picture",
        "ortho_multispectral_uint16_5band_nodata0": "share no pixel",
        "ortho_palette": "is a picture",
        "ortho_rgb_no-alpha_no-nodata_black-edges": "is a picture",
        "ortho_rgba_soft-alpha": "is a picture",
    ]

    @Test(
        "are subtracted from as gdalwarp's terrain is, or refused",
        arguments: TestData.sharedFiles(in: "awkward/made", suffix: ".tif"))
    func surfaces(file: String) async throws {
        try await withTemporaryFolder { folder in
            let dsm = TestData.sharedPath(file)
            let dtm = TestData.sharedPath(Self.terrain)
            let name = String(file.dropFirst("awkward/made/".count).dropLast(".tif".count))
            if let reason = Self.refused[name] {
                let error = #expect(throws: CHMError.self) {
                    try CHM().run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: folder("chm.tif")))
                }
                #expect(error?.description.contains(reason) == true)
                #expect(error?.description.contains(dsm) == true)
                #expect(try folder.names() == [])
                return
            }
            _ = try CHM().run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: folder("chm.tif")))
            #expect(try folder.names() == ["chm.tif"])
            #expect(try COGValidation().run(RasterInput(folder("chm.tif"))).valid)
            try expectDifference(
                in: try RasterContent(folder("chm.tif")), try RasterContent(dsm),
                try await ResamplingTests.warp(dtm, onto: dsm, in: folder))
        }
    }

    private func expectDifference(in chm: RasterContent, _ surface: RasterContent, _ terrain: [Double]) throws {
        let profile = surface.profile
        let alpha = profile.alphaBand
        var wrong = 0
        var valid = 0
        for row in 0..<surface.size.height {
            for column in 0..<surface.size.width {
                let sample = surface.sample(column: column, row: row)
                var top = sample * (profile.bands[0].scale ?? 1) + (profile.bands[0].offset ?? 0)
                if case .nodata(let value) = profile.validity, sample == value.double { top = .nan }
                if let alpha, surface.sample(column: column, row: row, band: alpha) == 0 { top = .nan }
                let expected = top - terrain[row * surface.size.width + column]
                var height = chm.sample(column: column, row: row)
                if case .nodata(let value) = chm.profile.validity, height == value.double { height = .nan }
                if expected.isNaN || height.isNaN {
                    wrong += expected.isNaN == height.isNaN ? 0 : 1
                } else {
                    valid += 1
                    wrong += abs(height - expected) <= 1e-5 * max(1, abs(expected)) ? 0 : 1
                }
            }
        }
        #expect(valid > 0)
        #expect(wrong == 0)
    }
}
