import CanopyTesting
import ExampleMission
import Files
import Foundation
import Raster
import Testing

/// Camera locations as users make them.
@Suite struct CameraTests {
    private struct Report: Decodable {
        struct Figures: Decodable, Equatable {
            let count: Int
            let aligned: Int
            let aboveTerrain: Int
            let aglMean: Double?
            let aglFidelity: Int?
        }
        let cameras: Figures
        let warnings: [String]
    }

    private struct Manifest: Decodable {
        struct Output: Decodable {
            let path: String
            let cameras: Report.Figures?
        }
        let outputs: [Output]
        let warnings: [String]
    }

    private let mission = "data/01_example-ridge/01_example-ridge"

    @Test func `a list and a terrain model become a table, which the mission publishes the same`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let single = try await canopy(
                [
                    "cameras", "\(mission)_cameras.xml", "--dtm", "\(mission)_dtm-ptcloud.tif", "-o", "single.gpkg",
                    "--json",
                ], in: folder)
            #expect(single.status == 0, "\(single.errors)")
            let report = try printedResults(single.output, as: Report.self)[0]
            let figures = report.cameras
            // Flown 90 m above the ground, on lines over a landscape of 16 by 14 meters.
            #expect(figures.count > 0 && figures.aligned == figures.count && report.warnings == [])

            let whole = try await canopy(process + ["--cameras"], in: folder)
            #expect(whole.status == 0, "\(whole.errors)")
            let published = "out/example-ridge/processed_01"
            let table = "\(published)/full/01_example-ridge_camera-locations.gpkg"
            #expect(try bytes(folder(table)) == bytes(folder("single.gpkg")))
            let manifest = try JSONDecoder().decode(Manifest.self, from: bytes(folder("\(published)/manifest.json")))
            let output = manifest.outputs.first { $0.path == "full/01_example-ridge_camera-locations.gpkg" }
            #expect(output?.cameras == figures && manifest.warnings == [])
            #expect(!(try files(in: folder("out"))).contains { $0.hasSuffix("-journal") || $0.hasSuffix("-wal") })
        }
    }

    @Test func `an example is flown ninety meters above its ground`() async throws {
        try await withTemporaryFolder { folder in
            try await make([Example.all[1]], .init(width: 700, height: 600), in: folder)
            let name = "data/02_example-ridge/02_example-ridge"
            let outcome = try await canopy(
                ["cameras", "\(name)_cameras.xml", "--dtm", "\(name)_dtm-ptcloud.tif", "-o", "out.gpkg"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(
                lines.count == 2 && lines[0].hasPrefix("out.gpkg: 9 cameras, 9 aligned, 9 above the terrain"),
                "\(lines)")
            #expect(lines.last?.hasPrefix("  90.0 m above the ground, following the terrain by 100 of 100") == true)
        }
    }

    @Test func `an output that exists stays without --overwrite, and a mistake is told before anything is made`()
        async throws
    {
        try await withExamples([Example.all[0]]) { folder in
            try folder.file("there.gpkg", "mine")
            let call = ["cameras", "\(mission)_cameras.xml", "--dtm", "\(mission)_dtm-ptcloud.tif"]
            let refused = try await canopy(call + ["-o", "there.gpkg"], in: folder)
            #expect(refused.status == 1 && refused.errors.contains("use --overwrite to replace it"))
            #expect(try folder.text("there.gpkg") == "mine")
            #expect(try await canopy(call + ["-o", "there.gpkg", "--overwrite"], in: folder).status == 0)
            #expect(try bytes(folder("there.gpkg")).starts(with: "SQLite format 3".utf8))
            for (arguments, status) in [
                (["cameras", "nowhere.xml", "--dtm", "\(mission)_dtm-ptcloud.tif", "-o", "a.gpkg"], 1),
                (["cameras", "\(mission)_cameras.xml", "--dtm", "nowhere.tif", "-o", "a.gpkg"], 1),
                (["cameras", "\(mission)_cameras.xml", "--dtm", "\(mission)_report.pdf", "-o", "a.gpkg"], 1),
                (["cameras", "\(mission)_report.pdf", "--dtm", "\(mission)_dtm-ptcloud.tif", "-o", "a.gpkg"], 1),
                (["cameras", "\(mission)_cameras.xml", "-o", "a.gpkg"], 64), (call, 64),
            ] as [([String], Int32)] {
                let outcome = try await canopy(arguments, in: folder)
                #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
                #expect(!Path.exists(folder("a.gpkg")))
            }
        }
    }
}
