import COGEncoding
import CanopyCHM
import CanopyTesting
import Foundation
import Raster
import RasterIO
import Testing

/// A terrain model's grid beside a surface of 60 x 50 pixels, each one meter, whose first corner is (400000, 3000000).
struct TerrainGrid: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let transform: GeoTransform
    var size = Size(width: 60, height: 50)
    var crs = "EPSG:32617"

    init(
        _ name: String, pixel: (Double, Double), shift: (Double, Double) = (0, 0), size: (Int, Int),
        southUp: Bool = false
    ) {
        testDescription = name
        self.size = Size(width: size.0, height: size.1)
        let top = 3_000_000 - shift.1
        transform = GeoTransform(
            originX: 400_000 + shift.0, pixelWidth: pixel.0,
            originY: southUp ? top - pixel.1 * Double(size.1) : top, pixelHeight: southUp ? pixel.1 : -pixel.1)
    }

    init(_ name: String, _ transform: GeoTransform, size: (Int, Int), crs: String = "EPSG:32617") {
        testDescription = name
        self.transform = transform
        self.size = Size(width: size.0, height: size.1)
        self.crs = crs
    }

    static let all = [
        TerrainGrid("two times coarser", pixel: (2, 2), size: (30, 25)),
        TerrainGrid("3.3 times coarser, shifted", pixel: (3.3, 3.3), shift: (-4.1, -2.7), size: (22, 20)),
        TerrainGrid("shifted by fractions", pixel: (1, 1), shift: (-2.7, -3.4), size: (70, 60)),
        TerrainGrid("shifted by half a pixel", pixel: (1, 1), shift: (-2.5, -3.5), size: (70, 60)),
        TerrainGrid("a little finer", pixel: (0.97, 0.97), shift: (-0.97, -0.97), size: (66, 56)),
        TerrainGrid("two times finer", pixel: (0.5, 0.5), size: (120, 100)),
        TerrainGrid("2.5 times finer", pixel: (0.4, 0.4), size: (150, 125)),
        TerrainGrid("four times finer", pixel: (0.25, 0.25), size: (240, 200)),
        TerrainGrid("four times finer, larger, shifted", pixel: (0.25, 0.25), shift: (-5.1, -4.9), size: (280, 240)),
        TerrainGrid("not square", pixel: (0.5, 2), size: (120, 25)),
        TerrainGrid("half overlapping", pixel: (1, 1), shift: (30.4, 20.2), size: (60, 50)),
        TerrainGrid("half overlapping, coarser", pixel: (2.5, 2.5), shift: (30.4, 20.2), size: (60, 50)),
        TerrainGrid("south-up", pixel: (2, 2), size: (30, 25), southUp: true),
        TerrainGrid(
            "rotated",
            GeoTransform(
                originX: 399_990, pixelWidth: 1.9, rowRotation: 0.6, originY: 3_000_005, columnRotation: 0.6,
                pixelHeight: -1.9), size: (40, 40)),
        TerrainGrid(
            "geographic",
            GeoTransform(originX: -82.0095, pixelWidth: 3e-5, originY: 27.1206, pixelHeight: -3e-5), size: (60, 60),
            crs: "EPSG:4326"),
    ]

    /// A slope with waves, and holes: single pixels and a square.
    func write(to path: String) throws {
        var fixture = try RasterFixture(
            width: size.width, height: size.height, validity: .nodata(.real(-9999)), crs: crs, transform: transform)
        let middle = (size.width / 2, size.height / 2)
        fixture.sample = { column, row, _ in
            if (column * 5 + row * 11) % 97 == 0 { return -9999 }
            if column >= middle.0, column < middle.0 + 5, row >= middle.1, row < middle.1 + 5 { return -9999 }
            return 50 + 7 * sin(Double(column) / 3) + 5 * cos(Double(row) / 2) + Double(column % 3)
        }
        try fixture.write(to: path)
    }
}

@Suite("A terrain on another grid")
struct ResamplingTests {
    static func surface(width: Int = 60, height: Int = 50) throws -> RasterFixture {
        try RasterFixture(width: width, height: height, validity: .nodata(.real(-9999))) { column, row, _ in
            (column + row) % 41 == 0 ? -9999 : 70 + Double((column * 17 + row * 31) % 20) / 3
        }
    }

    @Test("is resampled as gdalwarp does it", .enabled { await GDALTools.arePresent() }, arguments: TerrainGrid.all)
    func agreesWithGDAL(grid: TerrainGrid) async throws {
        try await withTemporaryFolder { folder in
            let dsm = try Self.surface().write(to: folder("dsm.tif"))
            try grid.write(to: folder("dtm.tif"))
            let report = try CHM().run(
                .init(dsm: RasterInput(dsm), dtm: RasterInput(folder("dtm.tif")), output: folder("chm.tif")))
            #expect(report.warnings == [])

            let terrain = try await Self.warp(folder("dtm.tif"), onto: dsm, in: folder)
            let tops = try RasterContent(dsm).values()
            let heights = try RasterContent(folder("chm.tif")).values()
            var valid = 0
            for (index, height) in heights.enumerated() {
                let expected = tops[index] == -9999 ? .nan : tops[index] - terrain[index]
                let place: Comment = "pixel \(index % 60), \(index / 60)"
                if expected.isNaN {
                    #expect(height == -9999, place)
                } else {
                    #expect(abs(height - expected) < 1e-5, place)
                    valid += 1
                }
            }
            #expect(valid > 300)
            #expect(try folder.names() == ["chm.tif", "dsm.tif", "dtm.tif", "warped.tif"])
        }
    }

    /// The terrain's heights on the surface's grid as gdalwarp makes them; NaN where there is none.
    static func warp(
        _ terrain: String, onto surface: String, in folder: TemporaryFolder
    ) async throws -> [Double] {
        let profile = try RasterContent(surface).profile
        var fixture = try RasterFixture(
            width: profile.size.width, height: profile.size.height, type: .float64, validity: .nodata(.real(.nan)),
            sample: { _, _, _ in .nan })
        fixture.profile.georeference = profile.georeference
        try fixture.write(to: folder("warped.tif"))
        try await GDALTools.run(
            "gdalwarp", ["-q", "-r", "bilinear", "-et", "0", "-novshift", terrain, folder("warped.tif")])
        return try RasterContent(folder("warped.tif")).values()
    }

    @Test("gives the same canopy for any number of jobs, and any memory that holds its tiles", arguments: [2, 7, 14])
    func memory(number: Int) async throws {
        try await withTemporaryFolder { folder in
            // Wide, so that little memory means few rows.
            let dsm = try Self.surface(width: 700, height: 600).write(to: folder("dsm.tif"))
            let grid = TerrainGrid.all[number]
            try grid.write(to: folder("dtm.tif"))
            var files: [Data] = []
            for (jobs, memory) in [(1, 512 << 20), (3, 512 << 20), (1, 24 << 20), (2, 32 << 20)] {
                var options = CHM.Options()
                options.overwrite = true
                options.writing.jobs = jobs
                options.writing.memory = memory
                _ = try CHM(options: options).run(
                    .init(dsm: RasterInput(dsm), dtm: RasterInput(folder("dtm.tif")), output: folder("chm.tif")))
                files.append(try Data(contentsOf: URL(filePath: folder("chm.tif"))))
            }
            for file in files.dropFirst() { #expect(file == files[0]) }
        }
    }

    @Test("in a reference system spelled otherwise is still subtracted exactly where pixels coincide")
    func spelling() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try Self.surface().write(to: folder("dsm.tif"))
            let proj = "+proj=utm +zone=17 +datum=WGS84 +units=m +no_defs +type=crs"
            let dtm = try RasterFixture(width: 60, height: 50, crs: proj) { column, row, _ in
                Double(column) / 3 + Double(row) / 7
            }.write(to: folder("dtm.tif"))
            _ = try CHM().run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: folder("chm.tif")))
            try expectDifference(of: dsm, dtm, in: folder("chm.tif"))
        }
    }

    @Test("of the same pixels is not resampled: heights are the difference to the bit")
    func aligned() async throws {
        try await withTemporaryFolder { folder in
            let dsm = try Self.surface().write(to: folder("dsm.tif"))
            let dtm = try RasterFixture(width: 60, height: 50) { column, row, _ in
                Double(column) / 3 + Double(row) / 7
            }.write(to: folder("dtm.tif"))
            _ = try CHM().run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: folder("chm.tif")))
            try expectDifference(of: dsm, dtm, in: folder("chm.tif"))
        }
    }

    @Test("shifted by whole pixels is not resampled either", arguments: [(5, 3), (-7, 11), (20, -30)])
    func shifted(columns: Int, rows: Int) async throws {
        try await withTemporaryFolder { folder in
            let dsm = try Self.surface().write(to: folder("dsm.tif"))
            let transform = GeoTransform(
                originX: 400_000 + Double(columns), pixelWidth: 1, originY: 3_000_000 - Double(rows), pixelHeight: -1)
            let dtm = try RasterFixture(width: 60, height: 50, transform: transform) { column, row, _ in
                Double(column) / 3 + Double(row) / 7
            }.write(to: folder("dtm.tif"))
            _ = try CHM().run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: folder("chm.tif")))
            try expectDifference(of: dsm, dtm, columns, rows, in: folder("chm.tif"))
        }
    }

    private func expectDifference(
        of dsm: String, _ dtm: String, _ columns: Int = 0, _ rows: Int = 0, in chm: String
    ) throws {
        let tops = try RasterContent(dsm)
        let bottoms = try RasterContent(dtm)
        let heights = try RasterContent(chm)
        for row in 0..<50 {
            for column in 0..<60 {
                let x = column - columns
                let y = row - rows
                let top = tops.sample(column: column, row: row)
                let isThere = x >= 0 && y >= 0 && x < 60 && y < 50 && top != -9999
                let expected = isThere ? Double(Float(top - bottoms.sample(column: x, row: y))) : -9999
                #expect(heights.sample(column: column, row: row) == expected, "pixel \(column), \(row)")
            }
        }
    }
}
