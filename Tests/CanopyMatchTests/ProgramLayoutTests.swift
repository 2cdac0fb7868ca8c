import CanopyMatch
import Stores
import Testing

/// Folders as programs leave them: the trees are those that their documentation and published listings show.
struct ProgramLayoutTests {
    /// What is found in a mission's own folder of these files: the layout, and each product's file by its type.
    private func look(
        _ files: [String], name: String = "site", _ change: (inout Match.Options) throws -> Void = { _ in }
    ) async throws -> (layout: MissionLayout?, products: [String: String]) {
        let report = try await match(files, boundaries: ["site.kml"]) {
            $0.single = try SingleMission(name, boundary: StoreKey("site.kml"))
            try change(&$0)
        }
        let products = report.folder?.products.map { ($0.type, $0.entry.key.text) } ?? []
        return (report.folder?.layout, Dictionary(products, uniquingKeysWith: { "\($0), \($1)" }))
    }

    private static let odm = [
        "cameras.json", "images.json", "log.json", "images/DJI_0001.JPG", "images/DJI_0002.JPG",
        "opensfm/reconstruction.json",
        "odm_dem/dsm.tif", "odm_dem/dtm.tif", "odm_dem/dsm.euclideand.tif", "odm_dem/dsm.unfilled.tif",
        "odm_orthophoto/odm_orthophoto.tif", "odm_orthophoto/odm_orthophoto.original.tif",
        "odm_orthophoto/odm_orthophoto.png", "odm_georeferencing/odm_georeferenced_model.laz",
        "odm_georeferencing/odm_georeferenced_model.bounds.gpkg", "odm_report/report.pdf", "odm_report/shots.geojson",
        "odm_texturing/odm_textured_model_geo.obj", "odm_texturing/odm_textured_model_geo.glb",
        "entwine_pointcloud/ept.json", "dsm_tiles/18/1/2.png",
    ]

    @Test(arguments: ["", "assets/", "3f6c/"])
    func `a project of ODM, or what WebODM keeps of a task`(folder: String) async throws {
        let found = try await look(Self.odm.map { folder + $0 })
        #expect(found.layout == .odm)
        let expected = [
            "dsm": "odm_dem/dsm.tif", "dtm": "odm_dem/dtm.tif", "ortho": "odm_orthophoto/odm_orthophoto.tif",
            "points": "odm_georeferencing/odm_georeferenced_model.laz", "report": "odm_report/report.pdf",
            "shots": "odm_report/shots.geojson", "cameras": "cameras.json",
            "model": "odm_texturing/odm_textured_model_geo.glb",
        ].mapValues { folder + $0 }
        #expect(found.products == expected)
    }

    @Test(arguments: ["", "Ridge-Task-of-2024-06-01-"])
    func `what WebODM lets download, under its names or behind the task's`(task: String) async throws {
        let files = ["dsm.tif", "dtm.tif", "orthophoto.tif", "georeferenced_model.laz", "report.pdf", "notes.docx"]
        let found = try await look(files.map { $0 == "notes.docx" ? $0 : task + $0 })
        #expect(found.layout == .odm)
        let expected = [
            "dsm": "dsm.tif", "dtm": "dtm.tif", "ortho": "orthophoto.tif", "points": "georeferenced_model.laz",
            "report": "report.pdf",
        ].mapValues { task + $0 }
        #expect(found.products == expected)
    }

    @Test(arguments: ["", "ridge/"])
    func `a project of PIX4Dmapper, its folder or the one that holds it`(folder: String) async throws {
        let files = [
            "1_initial/report/ridge_report.pdf", "1_initial/params/ridge_wkt.prj",
            "2_densification/point_cloud/ridge_group1_densified_point_cloud.las",
            "2_densification/3d_mesh/ridge_simplified_3d_mesh.obj", "3_dsm_ortho/1_dsm/ridge_dsm.tif",
            "3_dsm_ortho/1_dsm/tiles/ridge_dsm_1_1.tif", "3_dsm_ortho/2_mosaic/ridge_transparent_mosaic_group1.tif",
            "3_dsm_ortho/2_mosaic/ridge_mosaic_group1.tif",
            "3_dsm_ortho/2_mosaic/tiles/ridge_transparent_mosaic_group1_1_1.tif",
            "3_dsm_ortho/2_mosaic/ridge_transparent_mosaic_red edge.tif", "3_dsm_ortho/extras/dtm/ridge_dtm.tif",
        ]
        let found = try await look((folder.isEmpty ? [] : ["ridge.p4d"]) + files.map { folder + $0 })
        #expect(found.layout == .pix4d)
        let expected = [
            "dsm": "3_dsm_ortho/1_dsm/ridge_dsm.tif", "dtm": "3_dsm_ortho/extras/dtm/ridge_dtm.tif",
            "ortho": "3_dsm_ortho/2_mosaic/ridge_transparent_mosaic_group1.tif",
            "ortho-red-edge": "3_dsm_ortho/2_mosaic/ridge_transparent_mosaic_red edge.tif",
            "points": "2_densification/point_cloud/ridge_group1_densified_point_cloud.las",
            "report": "1_initial/report/ridge_report.pdf",
        ].mapValues { folder + $0 }
        #expect(found.products == expected)
    }

    @Test func `exports of PIX4Dmatic, and what was copied out of a project`() async throws {
        let exports = try await look([
            "ridge.p4m", "exports/ridge-dsm.tiff", "exports/ridge-dsm.tfw", "exports/ridge-dtm.tiff",
            "exports/ridge-orthomosaic.tiff", "exports/ridge-dense_point_cloud.laz", "exports/ridge-quality_report.pdf",
        ])
        #expect(exports.layout == .pix4d)
        #expect(exports.products.keys.sorted() == ["dsm", "dtm", "ortho", "points", "report"])
        let copied = try await look(
            ["site_dsm.tif", "site_dtm.tif", "site_transparent_mosaic_group1.tif"], name: "site")
        #expect(copied.layout == .pix4d)
        #expect(copied.products["ortho"] == "site_transparent_mosaic_group1.tif")
    }

    @Test func `exports of DroneDeploy`() async throws {
        let found = try await look([
            "Frank3_Orthomosaic_FriOct14183254418664/Frank3_Orthomosaic_export_FriOct14183254418664.tif",
            "Frank3_Orthomosaic_FriOct14183254418664/Frank3_Orthomosaic_export_FriOct14183254418664.tfw",
        ])
        #expect(found.layout == .dronedeploy)
        #expect(found.products.keys.sorted() == ["ortho"])
        let flat = try await look([
            "AB2_Orthomosaic_export_TueAug08213908375051.tif", "AB2_ElevationToolbox_export_TueAug08214929347904.tif",
            "AB2_DSM_export_TueAug08214929347904.tif",
        ])
        #expect(flat.products.keys.sorted() == ["dsm", "elevation", "ortho"])
    }

    @Test(arguments: [
        ["dem.tif", "orthomosaic.tif", "point_cloud.las", "report.pdf", "model.obj", "project.psx"],
        ["Ridge_DEM.tif", "Ridge_Orthomosaic.tif", "Ridge_dense_cloud.las", "Ridge_report.pdf", "Ridge.psx"],
        ["ridge-dsm.tif", "ridge-ortho.tif", "ridge-points.las", "report.pdf", "project.files/0/doc.xml"],
        ["exports/dem.tif", "exports/orthomosaic.tif", "exports/point_cloud.laz", "exports/report.pdf", "a.psx"],
    ])
    func `exports of Metashape, as its scripts and people call them`(files: [String]) async throws {
        let found = try await look(files)
        #expect(found.layout == .metashape)
        #expect(found.products.keys.sorted() == ["dsm", "ortho", "points", "report"])
    }

    @Test func `a surface model by its own name is preferred to an elevation model`() async throws {
        let found = try await look(["dsm.tif", "dem.tif", "orthomosaic.tif"])
        #expect(found.products["dsm"] == "dsm.tif")
    }

    @Test func `products by their own names stay what their names say`() async throws {
        let found = try await look([
            "site_dsm-ptcloud.tif", "site_dtm-ptcloud.tif", "ortho.tif", "site_ndvi.tif", "notes.txt", "photos/1.jpg",
        ])
        #expect(found.layout == .nested)
        #expect(found.products.keys.sorted() == ["dsm-ptcloud", "dtm-ptcloud", "ndvi", "ortho"])
    }

    @Test func `sidecars go with the raster in their folder, other files are counted`() async throws {
        let report = try await match(
            ["odm_dem/dsm.tif", "odm_dem/dsm.tfw", "other/dsm.tfw", "a.jpg"], boundaries: ["b.kml"]
        ) { $0.single = try SingleMission("site", boundary: StoreKey("b.kml")) }
        let mission = try #require(report.missions.first)
        #expect(mission.products[0].sidecars.map(\.key.text) == ["odm_dem/dsm.tfw"])
        #expect(mission.others == 2)
        #expect(mission.warnings == [])
        #expect(mission.output.text == "site/processed_01")
    }

    @Test func `the layout can be said, and is then the only one looked for`() async throws {
        let files = ["dsm.tif", "dtm.tif", "orthophoto.tif"]
        #expect(try await look(files) { $0.layout = .nested }.products.keys.sorted() == ["dsm", "dtm"])
        #expect(try await look(files) { $0.layout = .pix4d }.products.isEmpty)
    }

    @Test func `what somebody says files are counts, in place of what was found`() async throws {
        let files = ["odm_dem/dsm.tif", "odm_dem/dtm.tif", "mine/surface.tif", "a/b/c/d/e/f/deep.tif"]
        let found = try await look(files) {
            $0.single?.products = [
                "dsm": try StoreKey("mine/surface.tif"), "ortho": try StoreKey("a/b/c/d/e/f/deep.tif"),
            ]
        }
        let expected = ["dsm": "mine/surface.tif", "dtm": "odm_dem/dtm.tif", "ortho": "a/b/c/d/e/f/deep.tif"]
        #expect(found.products == expected)
        let exchanged = try await look(["dsm.tif", "dtm.tif"]) {
            $0.single?.products = ["dsm": try StoreKey("dtm.tif"), "dtm": try StoreKey("dsm.tif")]
        }
        #expect(exchanged.products == ["dsm": "dtm.tif", "dtm": "dsm.tif"])
    }

    @Test func `a file that was said to be a product and is not there is told`() async throws {
        let report = try await match(["dsm.tif"], boundaries: ["b.kml"]) {
            $0.single = try SingleMission(
                "site", boundary: StoreKey("b.kml"), products: ["dtm": StoreKey("ground.tif")])
        }
        #expect(report.unmatched.first?.kind == .missingProduct)
        #expect(report.unmatched.first?.reason.contains("no file 's3://input/data/ground.tif'") == true)
    }

    @Test func `two files of one type are refused until one is said to be meant`() async throws {
        let files = ["a_dsm.tif", "b_dsm.tif", "a_orthomosaic.tif"]
        let report = try await match(files, boundaries: ["b.kml"]) {
            $0.single = try SingleMission("site", boundary: StoreKey("b.kml"))
        }
        let mission = try #require(report.missions.first)
        #expect(mission.products.map(\.type) == ["ortho"])
        #expect(mission.refused.count == 2)
        #expect(mission.refused[0].reason.hasSuffix("say which of them is meant"))
        let chosen = try await look(files) { $0.single?.products = ["dsm": try StoreKey("b_dsm.tif")] }
        #expect(chosen.products["dsm"] == "b_dsm.tif")
    }

    @Test func `first it is told what was seen, then what is missing`() async throws {
        let unknown = try await match(["a/1.jpg", "b/2.jpg", "notes.txt"], boundaries: ["b.kml"]) {
            $0.single = try SingleMission("site", boundary: StoreKey("b.kml"))
        }
        #expect(unknown.unmatched.first?.kind == .noProducts)
        #expect(
            unknown.unmatched.first?.reason.hasPrefix(
                "it has 2 folders ('a', 'b') and a file ('notes.txt'), and no product by a name that is known") == true)
        let bare = try await match(["dsm.tif"], boundaries: ["x"]) { $0.single = SingleMission("site", boundary: nil) }
        #expect(bare.unmatched.first?.reason == "it has a product (dsm), but no boundary; name its file")
        #expect(bare.folder?.products.count == 1)
        let store = try await match(["project/odm_dem/dsm.tif", "project/odm_report/report.pdf"])
        #expect(
            store.unmatched.first?.reason == "it has 2 folders ('odm_dem', 'odm_report'), and no products; "
                + "these are folders of odm, which is a layout of its own")
    }

    @Test func `a boundary or outputs among the files are no products`() async throws {
        let store = try PaperStore("s3://input/data", ["site_dsm.tif", "site_area.kml", "out/dsm.tif"])
        var options = Match.Options()
        options.single = try SingleMission("site", boundary: StoreKey("site_area.kml"))
        options.reserved = [try StoreLocation("s3://input/data/out")]
        let report = try await Match(options: options).run(input: store, boundaries: store)
        #expect(report.missions.first?.products.map(\.type) == ["dsm"])
        #expect(report.missions.first?.boundary.key.text == "site_area.kml")
    }

    @Test func `a store may have a program's project for each mission`() async throws {
        let files = ["01_x", "02_x"].flatMap { mission in Self.odm.map { "\(mission)/\($0)" } }
        let report = try await match(files) { $0.layout = .odm }
        #expect(report.missions.map(\.name) == ["01_x", "02_x"])
        let keys = report.missions.last?.products.filter(\.isRaster).map(\.entry.key.text)
        #expect(
            keys == ["02_x/odm_dem/dsm.tif", "02_x/odm_dem/dtm.tif", "02_x/odm_orthophoto/odm_orthophoto.tif"])
        #expect(report.missions.last?.products.first { $0.type == "dsm" }?.output.text == "full/02_x_dsm.tif")
    }
}
