import CanopyCOG
import CanopyTesting
import Raster
import Testing

@Suite("Odd GeoTIFFs from elsewhere", .enabled(if: TestData.shared != nil, "\(TestData.absence)"))
struct AwkwardRasterTests {
    /// What the sentence about a file says that cannot be rewritten.
    private static let refused = [
        "awkward/made/corrupt_empty.tif": "it is not a GeoTIFF, or a damaged one",
        "awkward/made/corrupt_s3-error-body.tif": "it is not a GeoTIFF, or a damaged one",
        "awkward/made/corrupt_truncated-half.tif": "it is damaged or cut off",
        "awkward/made/corrupt_zstd-bitflips.tif": "it is damaged or cut off",
        "awkward/rasterio/corrupt.tif": "it is damaged or cut off",
    ]

    @Test(
        "are rewritten to the pixel, or refused in a sentence", arguments: TestData.sharedFiles(in: "awkward", suffix: ".tif")
    )
    func rewritten(file: String) async throws {
        try await withTemporaryFolder { folder in
            let input = TestData.sharedPath(file)
            let output = folder("cog.tif")
            if let reason = Self.refused[file] {
                let error = #expect(throws: COGError.self) { try COG().run(input: input, output: output) }
                #expect(error?.description.contains(reason) == true)
                #expect(error?.description.contains(input) == true)
                #expect(try folder.names() == [])
                return
            }
            let report = try COG().run(input: input, output: output)
            #expect(try folder.names() == ["cog.tif"])
            let source = try RasterContent(input)
            let result = try RasterContent(output)
            #expect(result.bytes == source.bytes)
            #expect(result.maskBytes == source.maskBytes)
            #expect(result.profile.type == source.profile.type)
            #expect(result.profile.bands.map(\.palette) == source.profile.bands.map(\.palette))
            #expect(result.profile.georeference.transform == source.profile.georeference.transform)
            #expect(try COGValidation.run(output).valid)
            if COGOracle.gdalIsPresent { #expect(try COGOracle.gdal.verdicts(on: [output]) == [output: true]) }
            if COGOracle.rioCogeoIsPresent {
                #expect(try COGOracle.rioCogeo.verdicts(on: [output]) == [output: true])
            }
            guard report.output.validPixels > 0, await GDALTools.arePresent() else { return }
            for (band, expected) in zip(report.output.bands, try await GDALTools.statistics(of: input)) {
                #expect(band.minimum == expected.minimum)
                #expect(band.maximum == expected.maximum)
                #expect(abs((band.mean ?? .nan) - expected.mean) < 1e-6 * max(1, abs(expected.mean)))
                #expect(abs((band.deviation ?? .nan) - expected.deviation) < 1e-6 * max(1, abs(expected.deviation)))
            }
        }
    }
}
