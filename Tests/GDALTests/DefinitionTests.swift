import CanopyTesting
import Foundation
import GDAL
import Testing

struct DefinitionTests {
    private static let rest = "PRIMEM[\"G\",0],UNIT[\"degree\",0.0174532925199433]"
    private static let degrees = "SPHEROID[\"GRS\",6378137,298.257]"

    @Test(arguments: [
        "GEOGCS[\"x\",DATUM[\"x\",\(degrees),EXTENSION[\"PROJ4_GRIDS\",\"/etc/passwd\"]],\(rest)]",
        "GEOGCS[\"x\",DATUM[\"x\",\(degrees),EXTENSION[\"PROJ4_GRIDS\",\"../passwd\"]],\(rest)]",
        "GEOGCS[\"x\",DATUM[\"x\",\(degrees)],\(rest),EXTENSION[\"PROJ4\",\"+proj=longlat +init=/etc/passwd:1\"]]",
        "geogcs[\"x\",datum[\"x\",\(degrees)],\(rest),extension[\"proj4\",\"+proj=longlat +nadgrids=~/grid.gsb\"]]",
        "BOUNDCRS[SOURCECRS[GEOGCRS[\"x\"]],ABRIDGEDTRANSFORMATION[\"t\",PARAMETERFILE[\"Geoid (height correction) model file\",\"~/grid.gtx\"]]]",
    ])
    func `a definition that names a file outside PROJ's folder is refused`(wkt: String) {
        let error = #expect(throws: GDALError.self) { _ = try SpatialReference(wkt: wkt) }
        #expect(error?.reason.contains("names a file") == true)
    }

    @Test func `a boundary whose definition names a grid elsewhere does not have it read`() async throws {
        try await withTemporaryFolder { folder throws in
            let layer = VectorLayer(name: "a", crs: "EPSG:4326", features: [VectorFeature(wkt: square(1))])
            try VectorFile.create(folder("a.shp"), driver: "ESRI Shapefile", layers: [layer])
            // Whoever opened this pipe would wait for ever.
            #expect(mkfifo(folder("grid"), 0o600) == 0)
            try folder.file(
                "a.prj",
                "GEOGCS[\"x\",DATUM[\"x\",\(Self.degrees),EXTENSION[\"PROJ4_GRIDS\",\"\(folder("grid"))\"]],"
                    + "PRIMEM[\"G\",0],UNIT[\"degree\",0.0174532925199433]]")
            #expect(throws: GDALError.self) {
                let crs = try VectorFile(folder("a.shp")).geometries(ofLayer: "a").crs
                _ = try SpatialReference(wkt: try #require(crs))
            }
        }
    }

    @Test func `an epoch stays with its system`() throws {
        let wkt = "COORDINATEMETADATA[\(try SpatialReference(named: "EPSG:9989").wkt),EPOCH[2023.5]]"
        let system = try SpatialReference(wkt: wkt)
        #expect(system.epoch == 2023.5)
        #expect(system.wkt == wkt)
        #expect(try SpatialReference(wkt: system.horizontal).epoch == 2023.5)
        #expect(system.isSame(as: try SpatialReference(named: "EPSG:9989")))
    }

    @Test func `grids of PROJ's own folder may be named`() throws {
        let bound =
            "GEOGCS[\"x\",DATUM[\"x\",\(Self.degrees),EXTENSION[\"PROJ4_GRIDS\",\"@null\"]],PRIMEM[\"G\",0],"
            + "UNIT[\"degree\",0.0174532925199433]]"
        #expect(try SpatialReference(wkt: bound).name == "x")
    }
}
