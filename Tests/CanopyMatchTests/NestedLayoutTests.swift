import CanopyMatch
import Diagnostics
import Stores
import Testing

struct NestedLayoutTests {
    @Test func `a mission is matched with its boundary and its products`() async throws {
        let report = try await match(["01_x/01_x_dsm-ptcloud.tif", "01_x/01_x_report.pdf"])
        let mission = try #require(report.missions.first)
        #expect(report.missions.count == 1 && report.unmatched.isEmpty && report.warnings.isEmpty)
        #expect(mission.name == "01_x")
        #expect(mission.base == "x")
        #expect(mission.output.text == "x/processed_01")
        #expect(mission.boundary.key.text == "x/metadata-mission/x_mission-metadata.gpkg")
        #expect(mission.products.map(\.type) == ["dsm-ptcloud", "report"])
        #expect(mission.products.map(\.entry.size) == [25, 20])
        #expect(mission.makes == ["chm"])
        #expect(mission.warnings.isEmpty && mission.refused.isEmpty)
    }

    @Test func `missions come by name, each with its own files`() async throws {
        let report = try await match(
            ["foo/foo_dsm.tif", "foo_bar/foo_bar_dsm.tif", "02_foo/02_foo_dsm.tif"],
            boundaries: boundaryFiles("foo", "foo_bar"))
        #expect(report.missions.map(\.name) == ["02_foo", "foo", "foo_bar"])
        #expect(
            report.missions.map { $0.products.map(\.entry.key.text) } == [
                ["02_foo/02_foo_dsm.tif"], ["foo/foo_dsm.tif"], ["foo_bar/foo_bar_dsm.tif"],
            ])
        #expect(report.missions.map(\.output.text) == ["foo/processed_02", "foo/processed_01", "foo_bar/processed_01"])
    }

    @Test func `a mission without a boundary says where it should be`() async throws {
        let report = try await match(["01_y/01_y_dsm.tif"])
        #expect(report.missions.isEmpty)
        #expect(report.unmatched.map(\.kind) == [.noBoundary])
        #expect(
            report.unmatched.first?.reason.contains("s3://boundaries/y/metadata-mission/y_mission-metadata.gpkg")
                == true)
    }

    @Test func `folders inside a mission are ignored with a warning`() async throws {
        let report = try await match(["x/x_dsm.tif", "x/old/x_dtm.tif", "x/raw/deep/y.tif"])
        let mission = try #require(report.missions.first)
        #expect(mission.products.map(\.type) == ["dsm"])
        #expect(mission.warnings.count == 2)
        #expect(mission.warnings.first?.contains("'x/old'") == true)
    }

    @Test func `a mission of folders alone has no products`() async throws {
        let report = try await match(["x/sub/x_dsm.tif"])
        #expect(report.unmatched.map(\.kind) == [.noProducts])
    }

    @Test func `two missions that share an output folder are both refused and the rest goes on`() async throws {
        let report = try await match(
            ["x/x_dsm.tif", "01_x/01_x_dsm.tif", "1_x/1_x_dsm.tif", "02_x/02_x_dsm.tif", "y/y_dsm.tif"],
            boundaries: boundaryFiles("x", "y"))
        #expect(report.missions.map(\.name) == ["02_x", "y"])
        #expect(report.unmatched.map(\.name) == ["01_x", "1_x", "x"])
        #expect(report.unmatched.allSatisfy { $0.kind == .sharedOutput })
        #expect(report.unmatched.first?.reason.contains("'1_x', 'x'") == true)
    }

    @Test func `outputs and boundaries among the missions are none`() async throws {
        let files = [
            "01_x/01_x_dsm.tif", "processed/x/processed_01/full/01_x_dsm.tif", "out/deep/full/a.tif",
            "bounds/x/metadata-mission/x_mission-metadata.gpkg", "x/processed_01/manifest.json",
            "y/metadata-mission/y_mission-metadata.gpkg", ".cache/file",
        ]
        var options = Match.Options()
        options.reserved = [
            try StoreLocation("s3://input/data/processed/"), try StoreLocation("s3://input/data/out/deep"),
        ]
        let report = try await Match(options: options).run(
            input: PaperStore("s3://input/data", files),
            boundaries: PaperStore("s3://input/data/bounds", boundaryFiles("x")))
        #expect(report.missions.map(\.name) == ["01_x"])
        #expect(report.unmatched.isEmpty)
    }

    @Test func `files beside the missions are ignored with one warning`() async throws {
        let report = try await match(["x/x_dsm.tif", "notes.txt", "y_dsm.tif"])
        #expect(report.missions.map(\.name) == ["x"])
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.hasPrefix("2 files") == true)
    }

    @Test func `a mission that cannot be looked at costs that mission`() async throws {
        let boundaries = boundaryFiles("x", "y", "z")
        let report = try await Match().run(
            input: PaperStore("s3://input", ["x/x_dsm.tif", "y/y_dsm.tif", "z/z_dsm.tif"], unreadable: ["y"]),
            boundaries: PaperStore("s3://boundaries", boundaries, unreadable: [boundaries[2]]))
        #expect(report.missions.map(\.name) == ["x"])
        #expect(report.unmatched.map(\.name) == ["y", "z"])
        #expect(report.unmatched.allSatisfy { $0.kind == .unreadable })
    }

    @Test func `an input that is not there is an error`() async throws {
        let error = await #expect(throws: MatchError.self) { try await match([]) }
        #expect(error?.description.contains("s3://input/data") == true)
    }

    @Test func `a stop is an error`() async throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        await #expect(throws: MatchError.cancelled) {
            try await Match().run(
                input: PaperStore("s3://input", ["x/x_dsm.tif"]), boundaries: PaperStore("s3://boundaries", ["y"]),
                progress: Progress(cancellation: cancellation))
        }
    }
}

struct NamedMissionTests {
    @Test func `only the missions named are looked for`() async throws {
        let report = try await match(
            ["x/x_dsm.tif", "01_x/01_x_dsm.tif", "y/y_dsm.tif", "stray.txt"], boundaries: boundaryFiles("x", "y")
        ) { $0.missions = ["y", "01_x", "y"] }
        #expect(report.missions.map(\.name) == ["01_x", "y"])
        #expect(report.unmatched.isEmpty && report.warnings.isEmpty)
    }

    @Test(arguments: [MissionLayout.nested, .flat])
    func `a mission named and not there is reported`(_ layout: MissionLayout) async throws {
        let report = try await match(["x/x_dsm.tif", "x_dsm.tif"]) {
            $0.layout = layout
            $0.missions = ["x", "absent", "../x"]
        }
        #expect(report.missions.map(\.name) == ["x"])
        #expect(report.unmatched.map(\.name) == ["../x", "absent"])
        #expect(report.unmatched.map(\.kind) == [.badName, .notFound])
    }
}
