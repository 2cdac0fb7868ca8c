import CanopyMatch
import CanopyTesting
import Files
import Foundation
import Testing

@testable import CanopyPostprocess

@Suite struct CanopyHeightTests {
    private func height(_ missions: Missions) throws -> Float? {
        try samples(missions.out("oak/processed_01/full/01_oak_chm.tif")).first
    }

    /// Every model of the contract, each with a height of its own, less those named.
    private func models(_ missions: Missions, without: Set<String> = []) throws {
        let heights: [(String, Float)] = [
            ("dsm-mesh", 100), ("dsm-ptcloud", 200), ("dsm", 300), ("dtm-ptcloud", 1), ("dtm", 2),
        ]
        for (type, height) in heights where !without.contains(type) { try missions.raster("01_oak", type, height) }
        try missions.boundary("oak")
    }

    @Test(
        arguments: [
            ([], 99), (["dtm-ptcloud"], 98), (["dsm-mesh"], 199), (["dsm-mesh", "dtm-ptcloud"], 198),
            (["dsm-mesh", "dsm-ptcloud"], 299), (["dsm-mesh", "dsm-ptcloud", "dtm-ptcloud"], 298),
        ] as [(Set<String>, Float)])
    func `the canopy height model is of the first pair there is`(missing: Set<String>, height: Float) async throws {
        try await withMissions { missions in
            try models(missions, without: missing)
            let report = try await missions.runOne()
            #expect(try self.height(missions) == height)
            #expect(report.warnings == [])
        }
    }

    @Test func `where the first pair fails the next is taken, with a warning that names the first`() async throws {
        try await withMissions { missions in
            try models(missions, without: ["dtm-ptcloud"])
            // Cropped well, but valid where the surface of the mesh is not.
            try missions.raster("01_oak", "dsm-mesh", 100, holes: 0..<12)
            try missions.raster("01_oak", "dtm", 2, holes: 12..<24)
            let report = try await missions.runOne()
            #expect(report.status == .succeeded)
            #expect(try height(missions) == 198)
            #expect(
                report.warnings.contains {
                    $0.hasPrefix("chm is made of dsm-ptcloud and dtm, because dsm-mesh and dtm failed: ")
                })
        }
    }

    @Test func `where a model of the first pair could not be cropped the next is taken, with a warning`() async throws {
        try await withMissions { missions in
            try models(missions)
            try missions.file("01_oak", "01_oak_dsm-mesh.tif", "damaged")
            let report = try await missions.runOne()
            #expect(report.status == .partial)
            #expect(try height(missions) == 199)
            #expect(
                report.warnings.contains { $0.contains("because not both dsm-mesh and dtm-ptcloud could be cropped") })
        }
    }

    @Test func `a canopy height model that cannot be made is a warning`() async throws {
        try await withMissions { missions in
            try missions.raster("01_oak", "dsm", 30, holes: 0..<12)
            try missions.raster("01_oak", "dtm", 10, holes: 12..<24)
            try missions.boundary("oak")
            let report = try await missions.run()
            #expect(report.missions.first?.status == .succeeded)
            #expect(report.missions.first?.warnings.count == 1)
            #expect(
                report.missions.first?.warnings.first?.hasPrefix("no chm is made, because dsm and dtm failed") == true)
            #expect(report.isSuccess(strict: false) && !report.isSuccess(strict: true))
            #expect(!Path.exists(missions.out("oak/processed_01/full/01_oak_chm.tif")))
        }
    }

    @Test func `without a pair there is no canopy height model, with a warning`() async throws {
        try await withMissions { missions in
            try missions.raster("01_oak", "dsm")
            try missions.boundary("oak")
            let report = try await missions.runOne()
            #expect(report.status == .succeeded)
            #expect(report.warnings.first?.contains("no pair of a surface and a terrain model") == true)
        }
    }

    @Test func `a mission that brings its own canopy height model keeps it`() async throws {
        try await withMissions { missions in
            try models(missions)
            try missions.raster("01_oak", "chm", 7)
            let report = try await missions.runOne()
            #expect(report.status == .succeeded)
            #expect(try height(missions) == 11)
            #expect(report.warnings.count == 1)
            #expect(report.warnings.first?.contains("no chm is made") == true)
        }
    }

    @Test func `the later versions make a model of each surface that has its pair`() async throws {
        try await withMissions { missions in
            try models(missions, without: ["dsm", "dtm"])
            let report = try await missions.runOne { $0.naming.derivedTypes = ["chm-ptcloud", "chm-mesh"] }
            #expect(report.warnings == [])
            #expect(try samples(missions.out("oak/processed_01/full/01_oak_chm-ptcloud.tif")).first == 199)
            #expect(try samples(missions.out("oak/processed_01/full/01_oak_chm-mesh.tif")).first == 99)
        }
    }
}
