import COGEncoding
import CanopyCOG
import CanopyTesting
import Files
import GDAL
import Raster
import RasterIO
import Testing

struct SystemTests {
    /// What becomes of a raster in the system of that WKT.
    private func written(
        _ wkt: String, _ compression: Compression, in folder: TemporaryFolder
    ) throws -> (crs: String?, warnings: [String]) {
        let fixture = try RasterFixture(width: 30, height: 20)
        var profile = fixture.profile
        profile.georeference.crs = wkt
        try fixture.write(to: folder("plain.tif"))
        // What tags cannot hold stands beside the file.
        let input = try Dataset.create(
            folder("in.tif"), size: profile.size, bands: profile.bands.count, type: profile.type)
        try input.describe(as: profile)
        try input.close()
        var options = COG.Options()
        options.writing.compression = compression
        let report = try COG(options: options).run(
            .init(input: RasterInput(folder("in.tif")), output: folder("out.tif")))
        #expect(try folder.names().filter { $0.contains("out.tif") || $0.hasPrefix(".") } == ["out.tif"])
        return (try Dataset.open(folder("out.tif")).profile().georeference.crs, report.warnings)
    }

    @Test(arguments: [Compression.deflate, .lzw])
    func `a coordinate epoch is kept`(compression: Compression) async throws {
        try await withTemporaryFolder { folder throws in
            let wkt = "COORDINATEMETADATA[\(try SpatialReference(named: "EPSG:32610").wkt),EPOCH[2023.5]]"
            let (crs, warnings) = try written(wkt, compression, in: folder)
            #expect(try SpatialReference(wkt: try #require(crs)).epoch == 2023.5)
            #expect(warnings == [])
        }
    }

    @Test(arguments: [Compression.deflate, .lzw])
    func `a system that the file cannot hold is kept in its horizontal part, with a warning, or refused`(
        compression: Compression
    ) async throws {
        try await withTemporaryFolder { folder throws in
            for name in ["EPSG:4979", "EPSG:32610+5773", "EPSG:8857", "ESRI:54035", "EPSG:3857"] {
                let system = try SpatialReference(named: name)
                do {
                    let (crs, warnings) = try written(system.wkt, compression, in: folder)
                    let kept = try SpatialReference(wkt: try #require(crs))
                    #expect(kept.isSame(as: system) == warnings.isEmpty, "\(name): \(warnings)")
                    #expect(try kept.isSame(as: SpatialReference(wkt: system.horizontal)) || warnings.isEmpty)
                } catch let error as RasterError {
                    #expect(error.description.contains("for which a GeoTIFF has no place"), "\(name)")
                }
                try? Path.removeFile(folder("out.tif"))
            }
        }
    }
}
