import CanopyCOG
import CanopyTesting
import Files
import Foundation
import GDAL
import Raster
import RasterIO
import Testing

@testable import CanopyCrop

@Suite(
    "Odd files from elsewhere", .enabled(if: TestData.shared != nil, "\(TestData.absence)"),
    .enabled { await GDALTools.arePresent() })
struct AwkwardDataTests {
    /// What the sentence about a raster says that cannot be cropped.
    private static let refusedRasters = [
        "awkward/made/corrupt_empty.tif": "it is empty, not a GeoTIFF",
        "awkward/made/corrupt_s3-error-body.tif": "it is XML, not a GeoTIFF",
        "awkward/made/corrupt_truncated-half.tif": "it is damaged or cut off",
        "awkward/made/corrupt_zstd-bitflips.tif": "it is damaged or cut off",
        "awkward/rasterio/corrupt.tif": "it is damaged or cut off",
        "awkward/made/dsm_all-nodata.tif": "has no valid pixel inside the boundary",
        "awkward/rasterio/all-nodata.tif": "has no valid pixel inside the boundary",
        // Its few valid pixels lie in a corner.
        "awkward/rasterio/alpha.tif": "has no valid pixel inside the boundary",
    ]

    @Test(
        "rasters are cropped to the pixel, or refused", arguments: TestData.sharedFiles(in: "awkward", suffix: ".tif"))
    func rasters(file: String) async throws {
        try await withTemporaryFolder { folder in
            let input = TestData.sharedPath(file)
            // Pixels of some cannot be read.
            let profile = try? Dataset.open(input).profile()
            guard let profile, let transform = profile.georeference.transform else {
                let boundary = try PolygonFile.box(1...2, 1...2, to: folder("b.gpkg"))
                return try expectRefusal(of: file, by: boundary, in: folder)
            }
            let corners = [(0.1, 0.15), (0.9, 0.05), (0.85, 0.9), (0.2, 0.95), (0.1, 0.15)].map { x, y in
                let place = transform.apply(
                    Point(x: x * Double(profile.size.width), y: y * Double(profile.size.height)))
                return "\(place.x) \(place.y)"
            }
            let boundary = try PolygonFile.write(
                "POLYGON ((\(corners.joined(separator: ", "))))", crs: profile.georeference.crs,
                to: folder("b.gpkg"))
            guard Self.refusedRasters[file] == nil else {
                return try expectRefusal(of: file, by: boundary, in: folder)
            }
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            let inside = try await OutsideTests.burn(boundary, onto: input, in: folder)
            try expectCrop(of: RasterContent(input), report, inside, tolerance: 0, in: folder)
        }
    }

    private func expectRefusal(
        of file: String, by boundary: String, in folder: CanopyTesting.TemporaryFolder
    ) throws {
        let input = TestData.sharedPath(file)
        let error = #expect(throws: CropError.self) {
            try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
        }
        let reason = Self.refusedRasters[file] ?? "does not say where its pixels lie"
        #expect(error?.description.contains(reason) == true)
        #expect(error?.description.contains(input) == true)
        #expect(try folder.names() == ["b.gpkg"])
    }

    /// What the sentence about a boundary says that is of no use.
    private static let refusedBoundaries = [
        "boundaries/corrupt_truncated.gpkg": "it is damaged or cut off",
        "boundaries/empty-polygon.gpkg": "has no polygon",
        "boundaries/no-crs.gpkg": "names no coordinate reference system",
        "boundaries/outside-all-rasters.gpkg": "do not overlap",
        "boundaries/point-only.gpkg": "has no polygon",
    ]

    /// Rasters of the mission that the boundaries belong to, in different grids and systems.
    private static let missionRasters = [
        "awkward/made/dsm_nodata-32767_lzw_tiled.tif", "awkward/made/ortho_rgba_soft-alpha.tif",
        "awkward/made/dsm_rotated30.tif", "awkward/made/dsm_geographic_epsg4326.tif",
    ]

    @Test(
        "boundaries crop every raster of their mission, or are refused",
        arguments: TestData.sharedFiles(in: "boundaries", suffix: ".gpkg"), missionRasters)
    func boundaries(file: String, raster: String) async throws {
        try await withTemporaryFolder { folder in
            // A copy: SQLite makes files beside what it reads.
            let boundary = folder("boundary.gpkg")
            try FileManager.default.copyItem(atPath: TestData.sharedPath(file), toPath: boundary)
            let input = TestData.sharedPath(raster)
            if let reason = Self.refusedBoundaries[file] {
                let error = #expect(throws: CropError.self) {
                    try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
                }
                #expect(error?.description.contains(reason) == true)
                #expect(error?.description.contains(boundary) == true)
                #expect(try folder.names().filter { $0.hasSuffix(".tif") || $0.hasPrefix(".") } == [])
                return
            }
            let report = try Crop().run(.init(input: RasterInput(input), boundary: boundary, output: folder("c.tif")))
            let source = try RasterContent(input)
            let crs = try folder.file("crs.wkt", try #require(source.profile.georeference.crs))
            let layer = try #require(try VectorFile(boundary).layers.last)
            try await GDALTools.run(
                "ogr2ogr", ["-t_srs", crs, "-dim", "XY", "-nln", "area", folder("b.gpkg"), boundary, layer])
            let inside = try await OutsideTests.burn(folder("b.gpkg"), onto: input, in: folder)
            // Rounding decides on centers that lie on the outline, as all along the diagonals of the bow-tie.
            let tolerance = file.contains("bowtie") ? 400 : 4
            try expectCrop(of: source, report, inside, tolerance: tolerance, in: folder)
        }
    }

    /// Compares a crop with its source, pixel by pixel: the source's where GDAL burns the boundary, else not valid.
    private func expectCrop(
        of source: RasterContent, _ report: Crop.Report, _ inside: RasterContent, tolerance: Int,
        in folder: CanopyTesting.TemporaryFolder
    ) throws {
        let result = try RasterContent(folder("c.tif"))
        let window = report.window
        let from = source.bytes
        let to = result.bytes
        let pixel = source.pixels.rowBytes / source.size.width
        let resultPixel = result.pixels.rowBytes / window.width
        var wrong = 0
        for row in 0..<source.size.height {
            for column in 0..<source.size.width {
                let isInside = inside.pixels.bytes[row * source.size.width + column] == 1
                let x = column - window.x
                let y = row - window.y
                guard x >= 0, y >= 0, x < window.width, y < window.height else {
                    wrong += isInside ? 1 : 0
                    continue
                }
                if isInside {
                    let a = (row * source.size.width + column) * pixel
                    let b = (y * window.width + x) * resultPixel
                    wrong += from[a..<(a + pixel)] == to[b..<(b + pixel)] ? 0 : 1
                } else {
                    wrong += isHidden(x, y, in: result) ? 0 : 1
                }
            }
        }
        #expect(wrong <= tolerance)
        #expect(try COGValidation().run(RasterInput(folder("c.tif"))).valid)
        let hidden = try folder.names().filter { $0.hasPrefix(".") || $0.hasPrefix("c.tif.") }
        #expect(hidden == [])
    }

    private func isHidden(_ column: Int, _ row: Int, in result: RasterContent) -> Bool {
        switch result.profile.validity {
        case .all: false
        case .mask: result.mask?.bytes[row * result.size.width + column] == 0
        case .alpha(let band): result.sample(column: column, row: row, band: band) == 0
        case .nodata(let value):
            result.profile.bands.indices.allSatisfy { band in
                let sample = result.sample(column: column, row: row, band: band)
                let nodata = result.profile.type == .float32 ? Double(Float(value.double)) : value.double
                return sample == nodata || sample.isNaN && nodata.isNaN
            }
        }
    }
}
