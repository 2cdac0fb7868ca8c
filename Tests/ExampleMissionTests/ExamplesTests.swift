import CanopyTesting
import Diagnostics
import ExampleMission
import Files
import Foundation
import GDAL
import Raster
import Testing

struct ExamplesTests {
    private let size = Size(width: 240, height: 210)
    private let ridge = "data/01_example-ridge/01_example-ridge_"

    /// Makes missions and gives the folder they are in.
    private func withExamples(
        _ missions: ArraySlice<Example> = Example.all.prefix(1), _ body: (TemporaryFolder, [String]) throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder throws in
            let paths = try Examples(Array(missions), size: size).write(to: folder.path)
            try body(folder, paths)
        }
    }

    private func pixels(_ path: String) throws -> (profile: RasterProfile, bytes: [UInt8]) {
        let dataset = try Dataset.open(path)
        let profile = try dataset.profile()
        let buffer = PixelBuffer(type: profile.type, size: profile.size, bands: profile.bands.count)
        try dataset.read(Window(profile.size), into: buffer)
        return (profile, Array(buffer.bytes))
    }

    private func heights(_ path: String) throws -> [Float] {
        try pixels(path).bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    @Test func `missions and boundaries stand where canopy looks for them`() async throws {
        try await withExamples(Example.all[...]) { folder, paths throws in
            let products = [
                "dsm-ptcloud.tif", "dtm-ptcloud.tif", "ortho-dsm-ptcloud.tif", "points-copc.laz", "cameras.xml",
                "report.pdf",
            ]
            let missions = ["01_example-ridge", "02_example-ridge", "03_example-meadow"]
            let expected =
                missions.flatMap { mission in products.map { "data/\(mission)/\(mission)_\($0)" } }
                + ["boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"]
            #expect(Set(paths) == Set(expected.map { folder($0) }))
            for path in paths { #expect(Path.size(of: path) ?? 0 > 300, "\(path)") }
            #expect(try folder.names() == ["boundaries", "data"])
        }
    }

    @Test func `rasters are stored as photogrammetry programs export them`() async throws {
        try await withExamples { folder, _ throws in
            let surface = try Dataset.open(folder(ridge + "dsm-ptcloud.tif"))
            #expect(surface.compression == "LZW")
            #expect(surface.blockSize == Size(width: 240, height: 1))
            let ortho = try Dataset.open(folder(ridge + "ortho-dsm-ptcloud.tif"))
            #expect(ortho.compression == "LZW")
            #expect(ortho.blockSize == Size(width: 256, height: 256))
            #expect(ortho.overviews == [Size(width: 180, height: 158)])
            for type in ["dsm-ptcloud.tif", "dtm-ptcloud.tif", "ortho-dsm-ptcloud.tif"] {
                let start = try Data(contentsOf: URL(filePath: folder(ridge + type))).prefix(4)
                #expect(start == Data([0x49, 0x49, 43, 0]), "\(type) is a BigTIFF")
            }
        }
    }

    @Test func `rasters lie over each other, the terrain model on another grid`() async throws {
        try await withExamples { folder, _ throws in
            let surface = try pixels(folder(ridge + "dsm-ptcloud.tif")).profile
            let terrain = try pixels(folder(ridge + "dtm-ptcloud.tif")).profile
            let ortho = try pixels(folder(ridge + "ortho-dsm-ptcloud.tif")).profile
            #expect(surface.validity == .nodata(.real(-32767)))
            #expect(terrain.validity == .nodata(.real(-32767)))
            #expect(ortho.validity == .alpha(band: 3))
            #expect(terrain.size == Size(width: 120, height: 105))
            #expect(ortho.size == Size(width: 360, height: 315))
            #expect(surface.georeference.crs == terrain.georeference.crs)
            let corner = try #require(surface.georeference.transform)
            let other = try #require(terrain.georeference.transform)
            #expect(abs(other.originX - corner.originX - 0.05) < 1e-6)
            #expect(abs(other.pixelWidth - 0.2) < 1e-12)
        }
    }

    @Test func `trees stand on the ground, and the rim is ragged`() async throws {
        try await withExamples { folder, _ throws in
            let surface = try heights(folder(ridge + "dsm-ptcloud.tif"))
            let terrain = try heights(folder(ridge + "dtm-ptcloud.tif")).filter { $0 != -32767 }
            let known = surface.filter { $0 != -32767 }
            #expect((0.7..<0.98).contains(Double(known.count) / Double(surface.count)))
            #expect(surface[0] == -32767)
            let floor = try #require(terrain.min())
            let ceiling = try #require(terrain.max())
            #expect(try #require(known.min()) > floor - 1)
            #expect(try #require(known.max()) > ceiling + 5)
            #expect(try #require(known.max()) < ceiling + 45)
        }
    }

    @Test func `transparent pixels of the ortho are black, all others opaque`() async throws {
        try await withExamples { folder, _ throws in
            let bytes = try pixels(folder(ridge + "ortho-dsm-ptcloud.tif")).bytes
            var transparent = 0
            for pixel in stride(from: 0, to: bytes.count, by: 4) where bytes[pixel + 3] != 255 {
                transparent += 1
                #expect(bytes[pixel..<pixel + 4].allSatisfy { $0 == 0 })
            }
            #expect(transparent > 0 && transparent < bytes.count / 4 / 3)
        }
    }

    /// Numbers from a run that was looked at; they hold on every machine.
    @Test func `pixels are the same on every machine`() async throws {
        try await withExamples { folder, _ throws in
            func digest(_ type: String) throws -> UInt64 {
                try pixels(folder(ridge + type)).bytes.reduce(0) { ($0 &* 31) &+ UInt64($1) }
            }
            let digests = [
                try digest("dsm-ptcloud.tif"), try digest("dtm-ptcloud.tif"), try digest("ortho-dsm-ptcloud.tif"),
            ]
            #expect(
                digests == [6_834_310_874_512_369_555, 11_280_438_066_966_134_506, 12_155_943_353_487_001_460])
        }
    }

    @Test func `two flights over one place see the same ground in another season`() async throws {
        try await withExamples(Example.all.prefix(2)) { folder, _ throws in
            let other = ridge.replacing("01_", with: "02_")
            let pairs = zip(
                try heights(folder(ridge + "dsm-ptcloud.tif")), try heights(folder(other + "dsm-ptcloud.tif")))
            let both = pairs.filter { $0 != -32767 && $1 != -32767 }
            #expect(both.count > 30_000)
            #expect(both.allSatisfy { $0 == $1 })
            #expect(
                try pixels(folder(ridge + "ortho-dsm-ptcloud.tif")).bytes
                    != pixels(folder(other + "ortho-dsm-ptcloud.tif")).bytes)
        }
    }

    @Test func `the boundary is one polygon in degrees, within the data and smaller`() async throws {
        try await withExamples { folder, paths throws in
            let path = try #require(paths.first { $0.hasSuffix(".gpkg") })
            let (geometries, crs) = try VectorFile(path).geometries(ofLayer: "mission")
            #expect(geometries.count == 1)
            let degrees = try SpatialReference(wkt: try #require(crs))
            #expect(degrees.code == "EPSG:4326")

            let (profile, bytes) = try pixels(folder(ridge + "ortho-dsm-ptcloud.tif"))
            let zone = try SpatialReference(wkt: try #require(profile.georeference.crs))
            var corners = points(ofPolygon: try #require(geometries[0]))
            try Transformation(from: degrees, to: zone).apply(to: &corners)
            let toPixels = try #require(profile.georeference.transform?.inverse)
            corners = corners.map { toPixels.apply($0) }
            for corner in corners {
                #expect(bytes[(Int(corner.y) * profile.size.width + Int(corner.x)) * 4 + 3] == 255)
            }
            let area = zip(corners, corners.dropFirst()).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y } / 2
            #expect((0.6..<0.75).contains(abs(area) / Double(profile.size.area)))
        }
    }

    /// The points of a polygon of one ring from its well-known binary: 13 bytes, then the numbers.
    private func points(ofPolygon bytes: [UInt8]) -> [Point] {
        let numbers = stride(from: 13, to: bytes.count, by: 8).map { first in
            Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[first + $1]) << UInt64(8 * $1) })
        }
        return stride(from: 0, to: numbers.count, by: 2).map { Point(x: numbers[$0], y: numbers[$0 + 1]) }
    }

    @Test func `files that are there are kept unless they are to be replaced`() async throws {
        try await withExamples { folder, _ throws in
            let path = folder(ridge + "report.pdf")
            try folder.file(ridge + "report.pdf", "mine")
            let examples = Examples(Array(Example.all.prefix(1)), size: size)
            let error = #expect(throws: ExampleError.self) { _ = try examples.write(to: folder.path) }
            #expect(error?.explanation.remedies.contains(.overwrite) == true)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
            var replacing = examples
            replacing.overwrite = true
            _ = try replacing.write(to: folder.path)
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("%PDF-"))
        }
    }

    @Test func `who stops the work finds no half-written file`() async throws {
        try await withTemporaryFolder { folder throws in
            let cancellation = Cancellation()
            let progress = Progress(cancellation: cancellation) { _ in cancellation.cancel() }
            #expect(throws: ExampleError.cancelled) {
                _ = try Examples(size: size).write(to: folder.path, progress: progress)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("data/01_example-ridge")).isEmpty)
        }
    }
}
