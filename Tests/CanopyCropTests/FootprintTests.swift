import CanopyTesting
import Diagnostics
import GDAL
import Raster
import Testing

@testable import CanopyCrop

/// Where a boundary lies on Earth, as maps want to know it.
@Suite struct FootprintTests {
    private func footprint(_ features: [String], crs: String?, in folder: TemporaryFolder) throws -> Footprint {
        let path = folder("boundary.gpkg")
        try VectorFile.create(
            path, layers: [VectorLayer(name: "b", crs: crs, features: features.map { VectorFeature(wkt: $0) })])
        return try Boundary(path, warnings: Warnings()).footprint()
    }

    private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> String {
        "(\(west) \(south),\(west) \(north),\(east) \(north),\(east) \(south),\(west) \(south))"
    }

    /// Twice the area, positive where a ring turns counterclockwise.
    private func turn(_ ring: [Point]) -> Double {
        zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
    }

    @Test func `exterior rings turn counterclockwise, holes clockwise, and all are closed`() async throws {
        try await withTemporaryFolder { folder in
            // Both are drawn the other way round.
            let hole = "(4 4,6 4,6 6,4 6,4 4)"
            let footprint = try footprint(["POLYGON(\(box(0, 0, 10, 10)),\(hole))"], crs: "EPSG:4326", in: folder)
            let polygon = try #require(footprint.polygons.first)
            #expect(footprint.polygons.count == 1 && polygon.count == 2 && !footprint.isHull)
            #expect(turn(polygon[0]) == 200 && turn(polygon[1]) == -8)
            #expect(polygon.allSatisfy { $0.first == $0.last })
        }
    }

    @Test func `an island in a hole is a polygon of its own`() async throws {
        try await withTemporaryFolder { folder in
            let area = "MULTIPOLYGON((\(box(0, 0, 10, 10)),\(box(2, 2, 8, 8))),(\(box(4, 4, 6, 6))))"
            let footprint = try footprint([area], crs: "EPSG:4326", in: folder)
            #expect(footprint.polygons.map(\.count) == [2, 1])
        }
    }

    @Test func `degrees stay as the file has them, to the bit`() async throws {
        try await withTemporaryFolder { folder in
            let west = -120.1234567890123
            let footprint = try footprint(["POLYGON(\(box(west, 39.1, -120, 39.2)))"], crs: "EPSG:4326", in: folder)
            #expect(footprint.polygons.joined().joined().contains { $0.x == west })
        }
    }

    @Test func `what crosses the antimeridian in meters is cut there`() async throws {
        try await withTemporaryFolder { folder in
            // UTM zone 1 begins at 180 degrees, where its x is 166 km at the equator.
            let footprint = try footprint(
                ["POLYGON(\(box(160_000, 10_000, 180_000, 20_000)),\(box(163_000, 12_000, 170_000, 15_000)))"],
                crs: "EPSG:32601", in: folder)
            let polygons = footprint.polygons
            #expect(polygons.count == 2)
            let longitudes = polygons.map { $0.joined().map(\.x) }
            let east = try #require(longitudes.first { ($0.min() ?? 0) > 0 })
            let west = try #require(longitudes.first { ($0.max() ?? 0) < 0 })
            #expect(east.max() == 180 && (east.min() ?? 0) > 179.9)
            #expect(west.min() == -180 && (west.max() ?? 0) < -179.8)
            #expect(polygons.allSatisfy { turn($0[0]) > 0 })
        }
    }

    @Test func `degrees beyond the antimeridian are those on its other side`() async throws {
        try await withTemporaryFolder { folder in
            let cut = try footprint(["POLYGON(\(box(179, 0, 181, 1)))"], crs: "EPSG:4326", in: folder).polygons
            #expect(
                cut.map { Bounds(around: $0.joined()) } == [
                    Bounds(minX: 179, minY: 0, maxX: 180, maxY: 1), Bounds(minX: -180, minY: 0, maxX: -179, maxY: 1),
                ])
            let moved = try footprint(["POLYGON(\(box(190, 0, 191, 1)))"], crs: "EPSG:4326", in: folder).polygons
            #expect(moved.map { Bounds(around: $0.joined()) } == [Bounds(minX: -170, minY: 0, maxX: -169, maxY: 1)])
        }
    }

    @Test func `a box around the whole Earth stays one`() async throws {
        try await withTemporaryFolder { folder in
            let all = try footprint(["POLYGON(\(box(-180, -90, 180, 90)))"], crs: "EPSG:4326", in: folder).polygons
            #expect(all.map { Bounds(around: $0.joined()) } == [Bounds(minX: -180, minY: -90, maxX: 180, maxY: 90)])
        }
    }

    @Test func `of an outline with very many points it is the convex hull`() async throws {
        try await withTemporaryFolder { folder in
            let teeth = (0...Footprint.mostPoints).map { "\(Double($0) / 10_000) \($0.isMultiple(of: 2) ? 1 : 0.5)" }
            let outline = "POLYGON((0 0,\(teeth.joined(separator: ",")),2 0,0 0))"
            let footprint = try footprint([outline], crs: "EPSG:4326", in: folder)
            #expect(footprint.isHull && footprint.polygons.count == 1)
            let ring = try #require(footprint.polygons.first?.first)
            #expect(Set(ring) == Set([(0, 0), (2, 0), (2, 1), (0, 1)].map { Point(x: $0.0, y: $0.1) }))
            #expect(turn(ring) == 4)
        }
    }

    @Test func `a boundary without a known place on Earth has none`() async throws {
        try await withTemporaryFolder { folder in
            for (crs, area) in [
                (nil, box(0, 0, 1, 1)), ("LOCAL_CS[\"site\",UNIT[\"metre\",1]]", box(0, 0, 1, 1)),
                ("EPSG:4326", box(0, 80, 1, 100)), ("EPSG:32601", box(1e12, 1e12, 2e12, 2e12)),
            ] {
                #expect(throws: CropError.self) { try footprint(["POLYGON(\(area))"], crs: crs, in: folder) }
            }
        }
    }

    @Test func `attributes of the features that are used come as text`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("boundary.gpkg")
            let features = [
                VectorFeature(
                    wkt: "POLYGON(\(box(0, 0, 1, 1)))", attributes: ["Flown": "2023-06-01", "count": 7, "height": 1.5]),
                VectorFeature(wkt: "POLYGON(\(box(2, 0, 3, 1)))", attributes: ["Flown": "2024-01-01"]),
            ]
            try VectorFile.create(path, layers: [VectorLayer(name: "b", crs: "EPSG:4326", features: features)])
            let all = try Boundary(path, warnings: Warnings()).attributes()
            #expect(all.map { $0["Flown"] } == ["2023-06-01", "2024-01-01"])
            #expect(all.first?["count"] == "7" && all.first?["height"] == "1.5" && all.last?["count"] == nil)
            var options = BoundaryOptions()
            options.filter = "count = 7"
            #expect(try Boundary(path, options: options, warnings: Warnings()).attributes().count == 1)
        }
    }

    @Test func `attributes without end are read in part`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("boundary.gpkg")
            let long = String(repeating: "x", count: 5000)
            let features = (0..<1100).map { number in
                VectorFeature(
                    wkt: "POLYGON(\(box(Double(number), 0, Double(number) + 0.5, 1)))",
                    attributes: ["long": .text(long), "short": "s"])
            }
            try VectorFile.create(path, layers: [VectorLayer(name: "b", crs: "EPSG:3857", features: features)])
            let all = try Boundary(path, warnings: Warnings()).attributes()
            #expect(all.count == 1000 && all.allSatisfy { $0 == ["short": "s"] })
        }
    }
}
