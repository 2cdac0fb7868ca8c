import CanopyCrop
import CanopyTesting
import Files
import Foundation
import Stores
import Testing

@testable import CanopyPostprocess

/// A step more is known everywhere by what it declares.
@Suite struct StepTests {
    private let key = "oak/processed_01/full/01_oak_boundary.geojson"
    private let more = MissionPlan.steps + [BoundaryStep()]

    private func runOne(
        _ missions: Missions, _ steps: [any MissionStep], _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> Postprocess.MissionReport {
        let report = try await Postprocess(options: missions.options(change), steps: steps).run(
            missions.locations())
        return try #require(report.missions.first)
    }

    @Test func `a dry run plans what a step more makes, and the run makes what is planned`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let planned = try await runOne(missions, more) { $0.dryRun = true }
            #expect(planned.plan?.map(\.text).contains("full/01_oak_boundary.geojson") == true)
            let made = try await runOne(missions, more)
            #expect(made.status == .succeeded)
            #expect(made.warnings.isEmpty)
            #expect(made.products == planned.products)
            #expect(made.thumbnails == planned.thumbnails)
            let manifest = try MissionManifest(missions.out("oak/processed_01/manifest.json"))
            #expect(Set(manifest.outputs.keys) == Set((planned.plan ?? []).map(\.text)))
            #expect(manifest.outputs["full/01_oak_boundary.geojson"]?["type"] as? String == "boundary")
        }
    }

    @Test func `the boundary is longitudes and latitudes, counterclockwise`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await runOne(missions, more)
            let ring = try #require(try written(missions).first?.first)
            #expect(ring.count == 5)
            #expect(ring.first == ring.last)
            #expect(ring.allSatisfy { abs($0[0] + 123) < 0.01 && abs($0[1] - 39.75) < 0.05 })
            let origin = ring[0]
            let area = zip(ring, ring.dropFirst()).map { a, b in
                (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1])
            }.reduce(0, +)
            #expect(area > 0)
        }
    }

    @Test func `the boundary is the area that was used`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.boundary("oak", shifts: [0, 4])
            var widths: [Double] = []
            for features in [FeatureCombination.union, .intersection] {
                _ = try await runOne(missions, more) { $0.features = features }
                let polygons = try written(missions)
                #expect(polygons.count == 1 && polygons.first?.count == 1)
                let longitudes = try #require(polygons.first?.first).map { $0[0] }
                widths.append(try #require(longitudes.max()) - #require(longitudes.min()))
            }
            #expect(abs(widths[0] / widths[1] - 20 / 12) < 0.001)
        }
    }

    /// The polygons of the boundary that was written.
    private func written(_ missions: Missions) throws -> [[[[Double]]]] {
        let data = try Data(contentsOf: URL(filePath: missions.out(key)))
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(json["crs"] == nil)
        let feature = try #require((json["features"] as? [[String: Any]])?.first)
        let geometry = try #require(feature["geometry"] as? [String: Any])
        return try #require(geometry["coordinates"] as? [[[[Double]]]])
    }

    @Test func `what a step made that is no more is of an earlier run`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await runOne(missions, more)
            let report = try await runOne(missions, MissionPlan.steps)
            #expect(report.warnings.contains { $0.hasPrefix("'\(key)' is of an earlier run") })
            #expect(Path.isFile(missions.out(key)))
        }
    }

    @Test func `a mission is done again when there is a step more or less, and else not`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let resume: (inout Postprocess.Options) -> Void = { $0.resume = true }
            _ = try await runOne(missions, MissionPlan.steps)
            #expect(try await runOne(missions, MissionPlan.steps, resume).unchanged)
            #expect(try await !runOne(missions, more, resume).unchanged)
            #expect(try await runOne(missions, more, resume).unchanged)
            #expect(try await !runOne(missions, MissionPlan.steps, resume).unchanged)
        }
    }
}
