import CanopyMatch
import Stores
import Testing

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
        let report = try await match(["x/x_chm-mesh.tif"]) { $0.naming.derivedTypes = ["chm-ptcloud", "chm-mesh"] }
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
