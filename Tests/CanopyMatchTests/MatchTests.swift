import CanopyMatch
import CanopySync
import Files
import Foundation
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
        let report = try await Match(options).run(
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
                progress: Files.Progress(cancellation: cancellation))
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

    @Test(arguments: [Layout.nested, .flat])
    func `a mission named and not there is reported`(_ layout: Layout) async throws {
        let report = try await match(["x/x_dsm.tif", "x_dsm.tif"]) {
            $0.layout = layout
            $0.missions = ["x", "absent", "../x"]
        }
        #expect(report.missions.map(\.name) == ["x"])
        #expect(report.unmatched.map(\.name) == ["../x", "absent"])
        #expect(report.unmatched.map(\.kind) == [.badName, .notFound])
    }
}

struct FlatLayoutTests {
    private func flat(_ files: [String], named: [String] = []) async throws -> Match.Report {
        try await match(files, boundaries: boundaryFiles("foo", "foo_bar", "a_b")) {
            $0.layout = .flat
            $0.missions = named
        }
    }

    @Test(arguments: [
        ("foo_dsm.tif", "foo", "dsm"), ("foo_dsm-ptcloud.tif", "foo", "dsm-ptcloud"), ("foo_chm.TIF", "foo", "chm"),
        ("foo_ortho-dtm-ptcloud.tif", "foo", "ortho-dtm-ptcloud"), ("foo_bar_dsm-mesh.tif", "foo_bar", "dsm-mesh"),
        ("foo_points.copc.laz", "foo", "points"), ("foo_points-copc.laz", "foo", "points-copc"),
        ("foo_mesh_metadata.xml", "foo", "mesh_metadata"), ("foo_model-texture.obj", "foo", "model-texture"),
        ("foo_cameras.xml", "foo", "cameras"), ("foo_report.pdf", "foo", "report"), ("foo_log.txt", "foo", "log"),
        ("foo_bar_mesh.tar.gz", "foo_bar", "mesh"), ("a_b_mesh_log.txt", "a_b", "mesh_log"),
    ])
    func `the mission is the name less the longest known type`(file: String, mission: String, type: String) async throws
    {
        let report = try await flat([file])
        #expect(report.missions.map(\.name) == [mission])
        #expect(report.missions.first?.products.map(\.type) == [type])
    }

    @Test(arguments: [
        "foo.tif", "foo_notes.txt", "foo_dsm_old.tif", "foo_dsm-.tif", "foo_dsmx.tif", "foo_DSM.tif", "_dsm.tif",
        "dsm.tif",
        "foo-dsm.tif", "foo_camera.xml", "foo_report2.pdf", "foo_ortho-a_b.tif",
    ])
    func `an unknown name is reported, not guessed`(_ file: String) async throws {
        let report = try await flat([file, "foo_dtm.tif"])
        #expect(report.missions.map { $0.products.map(\.type) } == [["dtm"]])
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.contains("'\(file)'") == true)
    }

    @Test func `files of a longer name never go to the shorter`() async throws {
        let report = try await flat(["foo_dsm.tif", "foo_bar_dsm.tif", "foo_bar_dtm.tif", "foo_bar_notes.txt"])
        #expect(
            report.missions.map { $0.products.map(\.entry.key.text) } == [
                ["foo_dsm.tif"], ["foo_bar_dsm.tif", "foo_bar_dtm.tif"],
            ])
    }

    @Test func `a mission named is not warned of others' files`() async throws {
        let report = try await flat(["foo_dsm.tif", "foo_notes.txt", "other_notes.txt"], named: ["foo"])
        #expect(report.missions.map(\.name) == ["foo"])
        #expect(report.warnings.count == 1)
    }

    @Test func `sidecars go with their raster`() async throws {
        let report = try await flat(["foo_dsm.tif", "foo_dsm.tif.aux.xml", "foo_dsm.tfw", "foo_dsm.tif.ovr"])
        let product = try #require(report.missions.first?.products.first)
        #expect(report.missions.first?.products.count == 1)
        #expect(product.sidecars.map(\.key.text) == ["foo_dsm.tfw", "foo_dsm.tif.aux.xml", "foo_dsm.tif.ovr"])
        #expect(report.warnings.isEmpty)
    }

    @Test func `folders are no missions`() async throws {
        let report = try await flat(["foo_dsm.tif", "bar/bar_dsm.tif"])
        #expect(report.missions.map(\.name) == ["foo"])
        #expect(report.unmatched.isEmpty)
    }

    @Test func `digits stay in a later image's names`() async throws {
        let report = try await match(["000123_dsm.tif"], boundaries: boundaryFiles("000123")) {
            $0.layout = .flat
            $0.missions = ["000123"]
            $0.naming.stripsRunNumber = false
            $0.naming.outputFolder = .fixed(try StoreKey("photogrammetry_01"))
        }
        #expect(report.missions.map(\.output.text) == ["000123/photogrammetry_01"])
    }
}

struct ConflictTests {
    private func mission(_ files: String...) async throws -> Match.Mission {
        let report = try await match(["x/x_other.txt"] + files.map { "x/" + $0 })
        return try #require(report.missions.first)
    }

    @Test(arguments: [
        ["x_dsm.tif", "x_dsm.TIF"], ["x_dsm.tif", "x_dsm.tiff"], ["x_dsm.tif", "y_dsm.tif"], ["a.pdf", "b.pdf"],
        ["x_report.pdf", "old_report.PDF"], ["x_dsm.tif", "x_dsm.tiff", "y_dsm.tif"],
    ])
    func `products that would get one output are all refused, each naming the others`(_ files: [String]) async throws {
        let report = try await match(["x/x_other.txt"] + files.map { "x/" + $0 })
        let mission = try #require(report.missions.first)
        #expect(mission.products.map(\.type) == ["other"])
        #expect(Set(mission.refused.map(\.key.name)) == Set(files))
        for refusal in mission.refused {
            let others = files.filter { $0 != refusal.key.name && refusal.reason.contains("'x/\($0)'") }
            #expect(!others.isEmpty)
        }
    }

    @Test(arguments: [
        ["x_dsm.tif", "x_dsm.pdf"], ["x_dsm.tif", "x_dsm.png"], ["x_points.laz", "x_points.copc.laz"],
        ["x_dsm.tif", "x_DSM.tif"],
    ])
    func `products with outputs of their own are all kept`(_ files: [String]) async throws {
        let report = try await match(files.map { "x/" + $0 })
        #expect(report.missions.first?.products.count == 2)
        #expect(report.missions.first?.refused.isEmpty == true)
    }

    @Test func `a mission of which everything is refused is not matched`() async throws {
        let report = try await match(["x/x_dsm.tif", "x/x_dsm.tiff"])
        #expect(report.unmatched.map(\.kind) == [.allRefused])
    }

    @Test(arguments: ["x_chm.tif", "x_chm.TIFF", "y_chm.tif"])
    func `a mission that brings its own chm keeps it with a warning`(_ file: String) async throws {
        let mission = try await mission("x_dsm.tif", "x_dtm.tif", file)
        #expect(mission.makes.isEmpty)
        #expect(mission.products.contains { $0.type == "chm" })
        #expect(mission.warnings.count == 1)
        #expect(mission.warnings.first?.contains("x/\(file)") == true)
    }

    @Test func `a chm that is no raster is in nobody's way`() async throws {
        let mission = try await mission("x_chm.pdf", "x_chm-old.tif")
        #expect(mission.makes == ["chm"])
        #expect(mission.warnings.isEmpty)
    }

    @Test func `each kind of chm that is made can be brought`() async throws {
        let report = try await match(["x/x_chm-mesh.tif"]) { $0.naming.madeTypes = ["chm-ptcloud", "chm-mesh"] }
        #expect(report.missions.first?.makes == ["chm-ptcloud"])
    }

    @Test(arguments: [
        "x_dsm.tif.aux.xml", "x_dsm.tif.ovr", "x_dsm.tif.msk", "x_dsm.tfw", "x_dsm.tifw", "x_dsm.wld", "x_dsm.prj",
        "x_dsm.tif.msk.ovr", "x_dsm.TFW", "x_dsm.tif.AUX.XML",
    ])
    func `a sidecar belongs to its raster and is no product`(_ file: String) async throws {
        let mission = try await mission("x_dsm.tif", "x_dtm.tif", file)
        #expect(mission.products.map(\.type) == ["dsm", "dtm", "other"])
        #expect(mission.products.map { $0.sidecars.map(\.key.name) } == [[file], [], []])
        #expect(mission.warnings.isEmpty)
    }

    @Test(arguments: ["x_chm.tif.aux.xml", "x_dsm.tfw", "x_dsm.TIF.ovr"])
    func `a sidecar without its raster is not published`(_ file: String) async throws {
        let mission = try await mission(file)
        #expect(mission.products.map(\.type) == ["other"])
        #expect(mission.warnings.count == 1)
    }

    @Test(arguments: ["x_points.prj", "x_mesh.wld", "x_cameras.xml"])
    func `a file that only looks like a sidecar is a product`(_ file: String) async throws {
        let mission = try await mission(file, "x_points.laz")
        #expect(mission.products.contains { $0.entry.key.name == file })
    }

    @Test(arguments: [".DS_Store", "._x_dsm.tif"])
    func `a hidden file is ignored with a warning`(_ file: String) async throws {
        let mission = try await mission(file)
        #expect(mission.products.map(\.type) == ["other"])
        #expect(mission.warnings.count == 1)
    }
}

struct ReportTests {
    @Test func `the list for workflow engines has the matched, and all of them with reasons when asked`() async throws {
        let report = try await match(["01_x/01_x_dsm.tif", "01_x/01_x_dsm.tfw", "z/z_dsm.tif"])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let matched = """
            {"base":"x","boundary":{"key":"x/metadata-mission/x_mission-metadata.gpkg",\
            "modified":"1970-01-01T00:00:01Z","size":42},"makes":["chm"],"name":"01_x","output":"x/processed_01",\
            "products":[{"entry":{"key":"01_x/01_x_dsm.tif","modified":"1970-01-01T00:00:01Z","size":17},\
            "extension":"tif","isRaster":true,"output":"full/01_x_dsm.tif",\
            "sidecars":[{"key":"01_x/01_x_dsm.tfw","modified":"1970-01-01T00:00:01Z","size":17}],\
            "thumbnail":"thumbnails/01_x_dsm.png","type":"dsm"}],"refused":[],"warnings":[]}
            """
        let unmatched = """
            {"kind":"noBoundary","name":"z","reason":"there is no boundary at \
            's3://boundaries/z/metadata-mission/z_mission-metadata.gpkg'; put it there"}
            """
        #expect(String(decoding: try encoder.encode(report.rows()), as: UTF8.self) == "[\(matched)]")
        #expect(
            String(decoding: try encoder.encode(report.rows(all: true)), as: UTF8.self) == "[\(matched),\(unmatched)]")
    }

    @Test func `a report is written as JSON and read again`() async throws {
        let report = try await match(["01_x/01_x_dsm.tif", "z/z_dsm.tif", "01_x/a.pdf", "01_x/b.pdf"])
        #expect(try JSONDecoder().decode(Match.Report.self, from: JSONEncoder().encode(report)) == report)
    }
}
