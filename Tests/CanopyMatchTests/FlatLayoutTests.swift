import CanopyMatch
import Stores
import Testing

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
        ("foo_cameras.xml", "foo", "cameras"),
        ("foo_camera-locations.gpkg", "foo", "camera-locations"), ("foo_report.pdf", "foo", "report"),
        ("foo_log.txt", "foo", "log"),
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

    @Test(arguments: [
        ("cameras.xml", "cameras.xml"), ("metrics.yaml", "metrics.yaml"), ("log.txt", "log.txt"),
        ("mesh-metadata.xml", "mesh-metadata.xml"), ("mesh.ply", "mesh.ply"), ("report.pdf", "report.pdf"),
        ("points.copc.laz", "points.copc.laz"), ("camera-locations.gpkg", "camera-locations.gpkg"),
        ("chm-mesh.tif", "chm-mesh.tif"), ("dsm_old.TIFF", "dsm_old.tiff"), ("a_b_notes", "a_b_notes"),
        ("..", ".."), (".txt", "unknown.txt"), ("", "unknown"), (" $(id)'\".sh", " $(id)'\".sh"),
        ("%2e%2e", "%2e%2e"), ("-rf", "-rf"),
    ])
    func `a mission that is named has every file of its name`(rest: String, published: String) async throws {
        let report = try await flat(
            ["foo_\(rest)", "foobar_x.txt", "foo.txt", "foo-x.txt", "fo_x.txt"], named: ["foo"])
        #expect(report.missions.map(\.name) == ["foo"])
        #expect(report.missions.first?.products.map(\.output.text) == ["full/foo_\(published)"])
        #expect(report.missions.first?.refused.isEmpty == true)
        #expect(report.warnings.isEmpty)
    }

    @Test func `a mission that is named has nothing of a longer one's`() async throws {
        let files = [
            "foo_x.txt", "foo_bar_dsm.tif", "foo_bar_x.txt", "foo_bar_y_z.prj", "foo_bar_v.tif.aux.xml", "foo_baz_x",
        ]
        let shorter = try await flat(files, named: ["foo"])
        #expect(shorter.missions.map { $0.products.map(\.entry.key.text) } == [["foo_baz_x", "foo_x.txt"]])
        let longer = try await flat(files, named: ["foo_bar"])
        #expect(
            longer.missions.map { $0.products.map(\.entry.key.text) } == [
                ["foo_bar_dsm.tif", "foo_bar_x.txt", "foo_bar_y_z.prj"]
            ])
        let both = try await flat(files, named: ["foo", "foo_bar"])
        #expect(both.missions.map(\.products) == shorter.missions.map(\.products) + longer.missions.map(\.products))
    }

    @Test func `a mission that is named may end like a type`() async throws {
        let report = try await flat(["a_mesh_dsm.tif", "a_mesh_x.txt"], named: ["a_mesh"])
        #expect(report.unmatched.map(\.name) == ["a_mesh"], "there is no boundary of it")
        let other = try await match(["a_mesh_dsm.tif", "a_mesh_x.txt"], boundaries: boundaryFiles("a_mesh")) {
            $0.layout = .flat
            $0.missions = ["a_mesh"]
        }
        #expect(other.missions.map { $0.products.map(\.type) } == [["dsm", "x"]])
    }

    @Test func `of a mission that is named, only its own files are asked for their times`() async throws {
        let input = try PaperStore("s3://input/data", ["foo_dsm.tif", "foo_x.txt", "oak_dsm.tif", "oak_x.txt"])
        var options = Match.Options()
        options.layout = .flat
        options.missions = ["foo"]
        let report = try await Match(options: options).run(
            input: input, boundaries: PaperStore("s3://boundaries", boundaryFiles("foo")))
        #expect(input.questions.all == [" to depth 1", "at foo_dsm.tif", "at foo_x.txt", "without times"])
        #expect(report.missions.first?.products.map { $0.entry.modified != nil } == [true, true])
    }

    @Test func `of a mission that is named, sidecars go with rasters of any type`() async throws {
        let sidecars = ["foo_slope_3.tfw", "foo_slope_3.tif.aux.xml", "foo_slope_3.tif.msk.ovr", "foo_slope_3.tif.ovr"]
        let report = try await flat(["foo_slope_3.tif"] + sidecars, named: ["foo"])
        #expect(report.missions.first?.products.map(\.output.text) == ["full/foo_slope_3.tif"])
        #expect(report.missions.first?.products.first?.sidecars.map(\.key.text) == sidecars)
    }

    @Test func `a mission that is named has what looks like its name in another Unicode form`() async throws {
        let report = try await match(["n\u{303}_x.txt", "n\u{303}_\u{301}y"], boundaries: boundaryFiles("\u{F1}")) {
            $0.layout = .flat
            $0.missions = ["\u{F1}"]
        }
        // A mark over the `_` makes another character of it.
        #expect(report.missions.map { $0.products.map(\.type) } == [["x"]])
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
