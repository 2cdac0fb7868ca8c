import CanopyTesting
import ExampleMission
import Foundation
import Raster
import Testing

/// Whole missions, from the files of a flight to the published folder.
@Suite struct PipelineTests {
    /// A mission with its data and boundaries, and what is in it.
    struct Source: CustomTestStringConvertible, Sendable {
        let mission: String
        let base: String
        let ortho: String
        /// Copies the mission into a folder.
        let prepare: @Sendable (TemporaryFolder) async throws -> Void

        var testDescription: String { mission }

        static func example(_ size: Size) -> Source {
            Source(mission: "01_example-ridge", base: "example-ridge", ortho: "ortho-dsm-ptcloud") {
                try await make([Example.all[0]], size, in: $0)
            }
        }

        static let shared = TestData.shared.map { data in
            Source(mission: "01_neon-osbs006", base: "neon-osbs006", ortho: "ortho-dtm-ptcloud") {
                for part in ["data", "boundaries"] {
                    try FileManager.default.createSymbolicLink(
                        atPath: $0(part), withDestinationPath: "\(data)/mission/\(part)")
                }
            }
        }

        static let small = [example(Size(width: 160, height: 140))] + [shared].compactMap { $0 }
        /// Cropped, they still have overviews.
        static let large = [example(Size(width: 640, height: 560))] + [shared].compactMap { $0 }
    }

    private func processed(_ source: Source, _ body: (TemporaryFolder, String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await source.prepare(folder)
            let outcome = try await canopy(process, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await body(folder, folder("out/\(source.base)/processed_01"))
        }
    }

    @Test(arguments: Source.small)
    func `a mission becomes cropped rasters, a canopy height model, copies, thumbnails and a manifest`(
        source: Source
    ) async throws {
        try await processed(source) { folder, published in
            let mission = source.mission
            let rasters = ["chm", "dsm-ptcloud", "dtm-ptcloud", source.ortho]
            #expect(
                try files(in: published)
                    == ["cameras.xml", "chm.tif", "dsm-ptcloud.tif", "dtm-ptcloud.tif", "\(source.ortho).tif"]
                    .map { "full/\(mission)_\($0)" }
                    + ["points-copc.laz", "report.pdf"].map { "full/\(mission)_\($0)" }
                    + ["manifest.json"] + rasters.map { "thumbnails/\(mission)_\($0).png" })
            for name in ["cameras.xml", "points-copc.laz", "report.pdf"] {
                let copy = try bytes("\(published)/full/\(mission)_\(name)")
                #expect(try copy == bytes(folder("data/\(mission)/\(mission)_\(name)")))
            }
        }
    }

    @Test(arguments: Source.small)
    func `pixels inside the boundary are those of the source, to the bit`(source: Source) async throws {
        try await processed(source) { folder, published in
            for type in ["dsm-ptcloud", "dtm-ptcloud", source.ortho] {
                let name = "\(source.mission)_\(type).tif"
                let original = try Picture(folder("data/\(source.mission)/\(name)"))
                let cropped = try Picture("\(published)/full/\(name)")
                #expect(cropped.interpretations == original.interpretations)
                let (same, different) = cropped.comparison(with: original)
                #expect(same > 1000 && different == 0, "\(name)")
            }
        }
    }

    @Test(.enabled(if: GDALValidation.isPresent, "GDAL's Python scripts are not installed"), arguments: Source.large)
    func `GDAL's validation finds nothing to complain of in any output`(source: Source) async throws {
        try await processed(source) { folder, published in
            for name in try files(in: published) where name.hasSuffix(".tif") {
                let outcome = try await GDALValidation.check("\(published)/\(name)", in: folder)
                #expect(outcome.status == 0 && outcome.output.contains("is a valid cloud optimized GeoTIFF"))
                #expect(!(outcome.output + outcome.errors).lowercased().contains("warning"), "\(outcome.output)")
                #expect(try await canopy(["cog", "--validate", "\(published)/\(name)"], in: folder).status == 0)
            }
        }
    }

    @Test(arguments: Source.small)
    func `the same by hand, step by step, gives the same bytes`(source: Source) async throws {
        try await processed(source) { folder, published in
            let script = TestData.package + "/Examples/one-mission.sh"
            let boundary = "boundaries/\(source.base)/metadata-mission/\(source.base)_mission-metadata.gpkg"
            let outcome = try await shell(
                "\"$@\"", [script, "data/\(source.mission)", boundary, "by hand"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let made = try files(in: folder("by hand"))
            #expect(made.count == 8)
            for name in made {
                #expect(try bytes(folder("by hand/\(name)")) == bytes("\(published)/\(name)"), "\(name)")
            }
        }
    }

    @Test(.wantsSharedData)
    func `the canopy over the whole shared mission is as high as it is`() async throws {
        let data = try #require(TestData.shared) + "/mission/data/01_neon-osbs006/01_neon-osbs006"
        try await withTemporaryFolder { folder in
            let outcome = try await canopy(
                ["chm", "\(data)_dsm-ptcloud.tif", "\(data)_dtm-ptcloud.tif", "-o", "chm.tif"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let heights = try Picture(folder("chm.tif")).validSamples.sorted()
            #expect(heights.count == 354_996)
            let at = [0, 0.5, 0.95, 1].map { heights[Int(($0 * Double(heights.count - 1)).rounded())] }
            for (found, expected) in zip(at, [-0.868, 0.059, 16.294, 21.771]) {
                #expect(abs(found - expected) < 0.0006, "\(found) is not \(expected)")
            }
        }
    }
}

/// GDAL's own check of Cloud Optimized GeoTIFFs.
enum GDALValidation {
    private static let module = "osgeo_utils.samples.validate_cloud_optimized_geotiff"

    static let isPresent = Python.has(module)

    static func check(_ path: String, in folder: TemporaryFolder) async throws -> Binary.Outcome {
        try await Python.program(["-m", module, "--full-check=yes", path], in: folder)
    }
}
