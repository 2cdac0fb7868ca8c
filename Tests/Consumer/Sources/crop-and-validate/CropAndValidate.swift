import COGEncoding
import CanopyCOG
import CanopyCrop
import Diagnostics
import Foundation
import GDAL
import Raster
import RasterIO

/// A program of another package: it makes a raster and a boundary, crops the one to the other, and checks the result.
@main
enum CropAndValidate {
    /// Something that is not as the libraries promise.
    struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    static func main() {
        do {
            let folder = FileManager.default.temporaryDirectory.appending(path: "consumer-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(at: folder) }
            try crop(in: folder)
        } catch {
            FileHandle.standardError.write(Data("crop-and-validate: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func crop(in folder: URL) throws {
        let (raster, boundary, output) = ("dsm.tif", "boundary.geojson", "cropped.tif")
        let path = { (name: String) in folder.appending(path: name).path }
        try makeRaster(path(raster))
        try makeBoundary(path(boundary))

        let files = Crop.Files(
            input: RasterInput(path(raster)), boundary: path(boundary), output: path(output))

        // Crops to 30 columns and 20 rows of the raster's 64 and 48.
        let report = try Crop().run(files)
        try expect(report.window.size == Size(width: 30, height: 20), "the window is \(report.window)")
        try expect(report.raster.validPixels == 600, "\(report.raster.validPixels) pixels are valid")

        let verdict = try COGValidation().run(RasterInput(path(output)))
        try expect(verdict.valid, "the result is no COG: \(verdict.errors + verdict.warnings)")

        // What goes wrong is data, of which every program makes its own words.
        do {
            _ = try Crop().run(files)
            throw Trouble(description: "an output that exists was replaced")
        } catch let error as CropError {
            try expect(error.explanation.remedies.contains(.overwrite), "no way out of '\(error)'")
            try expect(!error.isCancellation, "'\(error)' is taken for a cancellation")
        }
        var options = Crop.Options()
        options.overwrite = true
        options.writing.jobs = 0
        do {
            _ = try Crop(options: options).run(files)
            throw Trouble(description: "no jobs at all were taken")
        } catch is CropError {}
        print("cropped to \(report.window.size) pixels, a valid COG of \(report.raster.bytes) bytes")
    }

    /// Heights of pixels one meter wide in UTM zone 17 north.
    private static func makeRaster(_ path: String) throws {
        let size = Size(width: 64, height: 48)
        let profile = RasterProfile(
            size: size, type: .float32, bands: [BandProfile(interpretation: .gray)], validity: .all,
            georeference: Georeference(
                transform: GeoTransform(originX: 400_000, pixelWidth: 1, originY: 3_000_000, pixelHeight: -1),
                crs: try SpatialReference(named: "EPSG:32617").wkt))
        let dataset = try Dataset.create(path, size: size, bands: 1, type: .float32)
        try dataset.describe(as: profile)
        let chunk = RasterChunk(rows: 0..<size.height, of: profile)
        let heights = chunk.pixels.samples(as: Float.self)
        for index in heights.indices { heights[index] = Float(index % 97) }
        try dataset.write(Window(size), from: chunk.pixels)
        try dataset.close()
    }

    private static func makeBoundary(_ path: String) throws {
        let (west, east, north, south) = (400_010, 400_040, 2_999_990, 2_999_970)
        let text = """
            {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32617"}},
             "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[
               [\(west), \(north)], [\(west), \(south)], [\(east), \(south)], [\(east), \(north)], [\(west), \(north)]]]}}]}
            """
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private static func expect(_ isSo: Bool, _ otherwise: @autoclosure () -> String) throws {
        if !isSo { throw Trouble(description: otherwise()) }
    }
}
