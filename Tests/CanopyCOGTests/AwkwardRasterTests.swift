import COGEncoding
import CanopyCOG
import CanopyTesting
import Raster
import RasterIO
import Testing

@Suite("Odd GeoTIFFs from elsewhere", .enabled(if: TestData.shared != nil, "\(TestData.absence)"))
struct AwkwardRasterTests {
    /// What the sentence about a file says that cannot be rewritten.
    private static let refused = [
        "awkward/made/corrupt_empty.tif": "it is empty, not a GeoTIFF",
        "awkward/made/corrupt_s3-error-body.tif": "it is XML, not a GeoTIFF",
        "awkward/made/corrupt_truncated-half.tif": "it is damaged or cut off",
        "awkward/made/corrupt_zstd-bitflips.tif": "it is damaged or cut off",
        "awkward/rasterio/corrupt.tif": "it is damaged or cut off",
    ]
    private static let files = TestData.sharedFiles(in: "awkward", suffix: ".tif")

    @Test("are refused in a sentence where they are damaged", arguments: files.filter { refused[$0] != nil })
    func damaged(file: String) async throws {
        try await withTemporaryFolder { folder in
            let input = TestData.sharedPath(file)
            let error = #expect(throws: RasterError.self) {
                try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")))
            }
            let reason = try #require(Self.refused[file])
            #expect(error?.description.contains(reason) == true)
            #expect(error?.description.contains(input) == true)
            #expect(try folder.names() == [])
        }
    }

    @Test("are rewritten to the pixel, as valid files with exact statistics", .enabled { await GDALTools.arePresent() })
    func rewritten() async throws {
        try await withTemporaryFolder { folder in
            let files = Self.files.filter { Self.refused[$0] == nil }
            let inputs = files.map(TestData.sharedPath)
            let outputs = files.map { folder($0.replacing("/", with: "_")) }
            var reports: [COG.Report] = []
            for (input, output) in zip(inputs, outputs) {
                reports.append(try COG().run(.init(input: RasterInput(input), output: output)))
                try expectSamePixels(in: output, as: input)
                #expect(try COGValidation().run(RasterInput(output)).valid, "\(input)")
            }
            #expect(try folder.names() == outputs.map { String($0.dropFirst(folder.path.count + 1)) }.sorted())

            let allValid = Dictionary(uniqueKeysWithValues: outputs.map { ($0, true) })
            #expect(try COGOracle.gdal.verdicts(on: outputs) == allValid)
            if COGOracle.rioCogeoIsPresent { #expect(try COGOracle.rioCogeo.verdicts(on: outputs) == allValid) }
            for (report, expected) in zip(reports, try await GDALTools.statistics(of: inputs)) {
                for (band, figures) in zip(report.raster.bands, expected) {
                    expect(band, figures, "\(report.input)")
                }
            }
        }
    }

    private func expectSamePixels(in output: String, as input: String) throws {
        let source = try RasterContent(input)
        let result = try RasterContent(output)
        #expect(result.bytes == source.bytes, "\(input)")
        #expect(result.maskBytes == source.maskBytes, "\(input)")
        #expect(result.profile.type == source.profile.type, "\(input)")
        #expect(result.profile.bands.map(\.palette) == source.profile.bands.map(\.palette), "\(input)")
        #expect(result.profile.georeference.transform == source.profile.georeference.transform, "\(input)")
    }

    private func expect(_ band: RasterReport.Band, _ figures: GDALTools.Statistics?, _ file: Comment) {
        #expect(band.minimum == figures?.minimum, file)
        #expect(band.maximum == figures?.maximum, file)
        guard let figures else { return }
        #expect(abs((band.mean ?? .nan) - figures.mean) < 1e-6 * max(1, abs(figures.mean)), file)
        #expect(abs((band.deviation ?? .nan) - figures.deviation) < 1e-6 * max(1, abs(figures.deviation)), file)
    }
}
