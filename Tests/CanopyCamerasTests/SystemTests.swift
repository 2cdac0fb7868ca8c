import CanopyCameras
import CanopyTesting
import Foundation
import Raster
import Testing

/// Heights and places, held against PROJ's own program.
@Suite(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cs2cs"), "proj-bin is not installed"))
struct SystemTests {
    /// Places of EPSG:4978 in another system, by cs2cs, in its order of axes.
    private func transformed(_ points: [[Double]], to crs: String, in folder: TemporaryFolder) async throws
        -> [[Double]]
    {
        let text = points.map { $0.map { String($0) }.joined(separator: " ") }.joined(separator: "\n")
        let answer = try await GDALTools.run(
            "cs2cs", ["-d", "10", "EPSG:4978", crs, try folder.file("points.txt", text + "\n")])
        return answer.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).compactMap { Double($0) } }
    }

    /// Places at some kilometers around the fixtures' in Florida, at all heights.
    private let places = (0..<40).map { number in
        Place(
            longitude: -82 + Double(number % 7) * 0.003, latitude: 27.1 - Double(number % 11) * 0.002,
            height: 60 + Double(number) * 3.7)
    }

    struct System: Sendable, CustomTestStringConvertible {
        let crs: String
        /// The size of a pixel in its unit.
        let pixel: Double
        /// The unit that the model names for its heights, and its length.
        var unit = ""
        var meters = 1.0
        var isNorthFirst = false
        var testDescription: String { "\(crs) \(unit)" }
    }

    static let systems = [
        System(crs: "EPSG:32617", pixel: 30), System(crs: "EPSG:26917", pixel: 30), System(crs: "EPSG:6346", pixel: 30),
        System(crs: "EPSG:2236", pixel: 100),
        System(crs: "EPSG:2236", pixel: 100, unit: "US survey foot", meters: 1200.0 / 3937),
        System(crs: "EPSG:32617", pixel: 30, unit: "ft", meters: 0.3048), System(crs: "EPSG:3857", pixel: 30),
        System(crs: "EPSG:4326", pixel: 0.0003, isNorthFirst: true),
        System(crs: "EPSG:4269", pixel: 0.0003, isNorthFirst: true),
        System(crs: "EPSG:32617+5773", pixel: 30), System(crs: "EPSG:4326+5773", pixel: 0.0003, isNorthFirst: true),
        System(crs: "EPSG:4979", pixel: 0.0003, isNorthFirst: true),
    ]

    @Test(arguments: systems)
    func `places and heights are PROJ's to a centimeter`(system: System) async throws {
        try await withTemporaryFolder { folder in
            let frame = Frame(around: places[17])
            let points = places.map(\.geocentric)
            var expected = try await transformed(points, to: system.crs, in: folder)
            if system.isNorthFirst { expected = expected.map { [$0[1], $0[0], $0[2]] } }
            let west = try #require(expected.map { $0[0] }.min()) - 10.37 * system.pixel
            let north = try #require(expected.map { $0[1] }.max()) + 10.41 * system.pixel
            var terrain = try RasterFixture(
                width: 120, height: 120, type: .float64, crs: system.crs,
                transform: GeoTransform(
                    originX: west, pixelWidth: system.pixel, originY: north, pixelHeight: -system.pixel)
            ) { column, row, _ in Double(column) + Double(row) / 128 }
            terrain.profile.bands[0].unit = system.unit
            let chunk = Chunk(
                components: [("0", frame)],
                cameras: places.enumerated().map { frame.camera("\($0)", at: $1) }.joined())
            let (report, table) = try await Site(folder: folder).locate(cameraList(chunk), above: terrain)
            #expect(report.cameras.aboveTerrain == places.count && report.warnings == [])
            for (row, (place, point)) in zip(table.rows, zip(places, expected)) {
                let column = ((point[0] - west) / system.pixel).rounded(.down)
                let line = ((north - point[1]) / system.pixel).rounded(.down)
                let ground = (column + line / 128) * system.meters
                #expect(abs((row.ground ?? .nan) - ground) < 1e-6, "\(row)")
                #expect(abs((row.agl ?? .nan) - (point[2] - ground)) < 0.01, "\(row) \(point)")
                let onEarth = try #require(row.point)
                // A centimeter is 9e-8 degrees.
                #expect(abs(onEarth[0] - place.longitude) < 8e-8 && abs(onEarth[1] - place.latitude) < 8e-8)
                #expect(abs(onEarth[2] - place.height) < 0.01)
            }
        }
    }

    @Test func `heights that no model here leads to are refused with the way out`() async throws {
        try await withTemporaryFolder { folder in
            let terrain = try Site.terrain(crs: "EPSG:4269+5703")
            let problem = try Site(folder: folder).problem(list([("a", Site.place(1, 1))]), above: terrain)
            #expect(
                problem
                    == "heights of 'dtm.tif' are in NAVD88 height, and PROJ has no model here that leads to it from the "
                    + "ellipsoid; put its grid into PROJ's folder, for example with projsync")
        }
    }

    @Test func `a terrain model that says not where it is, or is none, is refused`() async throws {
        try await withTemporaryFolder { folder in
            let site = Site(folder: folder)
            let cameras = list([("a", Site.place(1, 1))])
            #expect(
                try site.problem(cameras, above: Site.terrain(crs: nil)).contains(
                    "names no coordinate reference system"))
            let local = #"LOCAL_CS["hill",LOCAL_DATUM["hill",0],UNIT["metre",1],AXIS["x",EAST],AXIS["y",NORTH]]"#
            #expect(
                try site.problem(cameras, above: Site.terrain(crs: local)).contains("local system has no known place"))
            var odd = try Site.terrain()
            odd.profile.bands[0].unit = "fathom"
            #expect(
                try site.problem(cameras, above: odd)
                    == "the heights of 'dtm.tif' are in 'fathom', a unit that is not known")
            let picture = try RasterFixture(type: .uint8, bands: [.red, .green, .blue])
            #expect(try site.problem(cameras, above: picture).contains("is a picture, not a height model"))
            try folder.file("cameras.xml", cameras)
            try folder.file("dtm.tif", "no raster")
            #expect(throws: CamerasError.self) { try Cameras().run(site.files) }
        }
    }

    @Test func `a model that counts longitudes from 0 to 360, or whose rows run north, has its cameras`() async throws {
        try await withTemporaryFolder { folder in
            let site = Site(folder: folder)
            let cameras = list([("a", Site.place(5, 6))])
            var around = try Site.terrain()
            around.profile.georeference.transform?.originX += 360
            #expect(try await site.locate(cameras, above: around).table.rows[0].ground == Site.ground(5, 6))
            var flipped = try Site.terrain()
            flipped.profile.georeference.transform?.originY = Site.corner.latitude - 30 * Site.step
            flipped.profile.georeference.transform?.pixelHeight = Site.step
            #expect(try await site.locate(cameras, above: flipped).table.rows[0].ground == Site.ground(5, 23))
        }
    }
}
