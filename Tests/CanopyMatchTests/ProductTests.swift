import CanopyMatch
import Stores
import Testing

struct ProductTests {
    private func product(_ file: String, of mission: String = "01_x") throws -> Product {
        try Product(StoreEntry(key: StoreKey(mission + "/" + file), size: 1), of: MissionName(mission))
    }

    @Test(arguments: [
        ("01_x_dsm-ptcloud.tif", "dsm-ptcloud", "tif", "01_x_dsm-ptcloud.tif"),
        ("01_x_ortho.TIF", "ortho", "tif", "01_x_ortho.tif"),
        ("01_x_ortho.Tiff", "ortho", "tiff", "01_x_ortho.tiff"),
        ("01_x_points-copc.laz", "points-copc", "laz", "01_x_points-copc.laz"),
        ("01_x_points.copc.laz", "points", "copc.laz", "01_x_points.copc.laz"),
        ("01_x_points.COPC.LAZ", "points", "copc.laz", "01_x_points.copc.laz"),
        ("01_x_copc.laz", "copc", "laz", "01_x_copc.laz"),
        ("01_x_mesh.tar.gz", "mesh", "tar.gz", "01_x_mesh.tar.gz"),
        ("01_x_a.b.c", "a.b", "c", "01_x_a.b.c"),
        ("01_x_mesh_metadata.xml", "mesh_metadata", "xml", "01_x_mesh_metadata.xml"),
        ("01_x_readme", "readme", "", "01_x_readme"),
        ("01_x_odd.", "odd.", "", "01_x_odd."),
        ("01_x_.tif", "unknown", "tif", "01_x_unknown.tif"),
        ("01_x.tif", "unknown", "tif", "01_x_unknown.tif"),
        ("01_mission_dsm.tif", "dsm", "tif", "01_x_dsm.tif"),
        ("report.pdf", "report", "pdf", "01_x_report.pdf"),
        ("dsm.tif", "dsm", "tif", "01_x_dsm.tif"),
        ("dtm-ptcloud.TIF", "dtm-ptcloud", "tif", "01_x_dtm-ptcloud.tif"),
        ("ortho.tiff", "ortho", "tiff", "01_x_ortho.tiff"),
        ("points.copc.laz", "points", "copc.laz", "01_x_points.copc.laz"),
        ("orthomosaic.tif", "unknown", "tif", "01_x_unknown.tif"),
        ("surface.tif", "unknown", "tif", "01_x_unknown.tif"),
        ("README", "unknown", "", "01_x_unknown"),
        ("other_.pdf", "unknown", "pdf", "01_x_unknown.pdf"),
        ("01_xy_dsm.tif", "dsm", "tif", "01_x_dsm.tif"),
        ("01_X_dsm-mesh.tif", "dsm-mesh", "tif", "01_x_dsm-mesh.tif"),
    ])
    func `a file's name gives type, extension and output`(
        file: String, type: String, suffix: String, output: String
    ) throws {
        let product = try product(file)
        #expect(product.type == type)
        #expect(product.extension == suffix)
        #expect(product.output.text == "full/" + output)
        #expect(product.isRaster == ["tif", "tiff"].contains(suffix))
        #expect(product.thumbnail?.text == (product.isRaster ? "thumbnails/01_x_\(type).png" : nil))
    }

    @Test func `dots and underscores in a mission's name are its own`() throws {
        #expect(try product("v1.2_site_readme", of: "v1.2_site").type == "readme")
        #expect(try product("v1.2_site_dsm.tif", of: "v1.2_site").output.text == "full/v1.2_site_dsm.tif")
        #expect(try product("a_b_c_dsm.tif", of: "a_b").type == "c_dsm")
    }
}
