import ArgumentParser
import CanopyMatch
import CanopyPostprocess
import CanopyTesting
import Files
import Foundation
import Stores
import Testing

@testable import CanopyCommands

/// One mission by itself, named by options or variables.
@Suite struct SingleMissionSettingsTests {
    private func settings(
        _ arguments: [String], _ variables: [String: String] = [:], _ scratch: ScratchPlaces = ScratchPlaces([:])
    ) async throws -> PostprocessSettings {
        try await PostprocessSettings(try PostprocessCommand.parse(arguments), variables, scratch)
    }

    private func problems(_ arguments: [String], _ variables: [String: String] = [:]) async -> [String] {
        do {
            _ = try await settings(arguments, variables)
            return []
        } catch PostprocessError.unusable(let problems) { return problems } catch { return ["\(error)"] }
    }

    /// A mission's folder, with a boundary beside it.
    private func withMission(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            _ = try folder.folder("02_ridge/odm_dem")
            for file in ["02_ridge/odm_dem/dsm.tif", "02_ridge/ground.tif", "site.kml", "beside.tif"] {
                _ = try folder.file(file, "x")
            }
            try await body(folder)
        }
    }

    @Test func `a folder and a boundary are a mission of the folder's name`() async throws {
        try await withMission { folder in
            let settings = try await settings(
                [folder("02_ridge/"), "--boundary", folder("site.kml"), "-o", folder("out")])
            let single = try #require(settings.options.single)
            #expect(single.name == "02_ridge" && single.boundary?.text == "site.kml" && single.products.isEmpty)
            #expect(settings.options.layout == nil && settings.options.missions == [])
            #expect(settings.lines.contains("boundary: \(folder("site.kml"))"))
            #expect(settings.lines.contains("name: 02_ridge"))
        }
    }

    @Test func `variables say the same`() async throws {
        try await withMission { folder in
            let settings = try await settings(
                ["--input", folder("02_ridge")],
                [
                    "CANOPY_BOUNDARY": folder("site.kml"), "CANOPY_OUTPUT": folder("out"), "CANOPY_NAME": "oak",
                    "CANOPY_PRODUCT": "dsm=odm_dem/dsm.tif,dtm=ground.tif", "CANOPY_LAYOUT": "odm",
                ])
            let single = try #require(settings.options.single)
            #expect(single.name == "oak" && settings.options.layout == .odm)
            #expect(single.products.mapValues(\.text) == ["dsm": "odm_dem/dsm.tif", "dtm": "ground.tif"])
        }
    }

    @Test func `an option that names a store of boundaries beats the variable of one`() async throws {
        try await withMission { folder in
            let arguments = ["--input", folder(""), "--boundaries", folder(""), "-o", folder("out")]
            let settings = try await settings(arguments, ["CANOPY_BOUNDARY": folder("site.kml")])
            #expect(settings.options.single == nil && settings.options.layout == .nested)
        }
    }

    @Test func `a rectangle becomes the same file whenever it is the same`() async throws {
        try await withMission { folder in
            let arguments = [folder("02_ridge"), "--bbox", "-120.1,39,-120,39.1", "-o", folder("out")]
            var times: [Date?] = []
            for place in ["a", "b"] {
                let scratch = ScratchPlaces(["WORKING_DIR": folder(place)])
                defer { scratch.close() }
                let settings = try await settings(arguments, [:], scratch)
                let key = try #require(settings.options.single?.boundary)
                #expect(key.text == "bbox_-120.1,39,-120,39.1.geojson")
                guard case .local(let parent) = settings.locations.boundaries.place else { return }
                let attributes = try FileManager.default.attributesOfItem(atPath: parent + "/" + key.text)
                times.append(attributes[.modificationDate] as? Date)
            }
            #expect(times == [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 0)])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("a")).isEmpty)
        }
    }

    @Test func `what is wrong with it is told all at once`() async throws {
        try await withMission { folder in
            let output = ["-o", folder("out")]
            let missing = await problems([folder("02_ridge"), "--boundary", folder("no.kml")] + output)
            #expect(missing == ["the boundary '\(folder("no.kml"))' does not exist; check its name"])
            let wrong = await problems(
                [
                    folder("02_ridge"), "--boundary", folder("site.kml"), "--product", "dsm=\(folder("beside.tif"))",
                    "--product", "dtm=no.tif", "--name", "a/b",
                ] + output)
            #expect(wrong.count == 3)
            #expect(wrong.contains { $0.contains("lies outside '\(folder("02_ridge"))'") })
            #expect(wrong.contains { $0.contains("there is no such file, neither here nor in") })
            let idle = await problems(["--input", folder("02_ridge"), "--name", "x"] + output)
            #expect(idle.contains { $0.hasPrefix("--name has a meaning for one mission only") })
            let meters = await problems([folder("02_ridge"), "--bbox", "400000,3000000,400100,3000100"] + output)
            #expect(
                meters.count == 1
                    && meters[0].hasSuffix(
                        "has sides that are no degrees; name their coordinate system with --bbox-crs")
            )
        }
    }

    @Test(arguments: [
        ["a", "--input", "b", "--boundary", "c"], ["a", "--boundary", "b", "--boundaries", "c"],
        ["a", "--boundary", "b", "--bbox", "1,2,3,4"], ["a", "--boundary", "b", "--product", "dsm"],
        ["a", "--boundary", "b", "--product", "../x=y"], ["a", "--bbox", "4,3,2,1"], ["a", "--bbox", "1,2,3"],
    ])
    func `what cannot be meant is wrong usage`(arguments: [String]) {
        #expect(throws: (any Error).self) { try PostprocessCommand.parse(arguments) }
        #expect(throws: (any Error).self) { try MatchCommand.parse(arguments) }
    }
}
