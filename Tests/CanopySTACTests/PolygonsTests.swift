import Foundation
import Raster
import Testing

@testable import CanopySTAC

/// Areas on Earth as GeoJSON.
@Suite struct PolygonsTests {
    private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> [[Point]] {
        [[(west, south), (east, south), (east, north), (west, north), (west, south)].map { Point(x: $0, y: $1) }]
    }

    @Test func `one part is a Polygon, several are a MultiPolygon, and both are read back`() throws {
        for (polygons, kind) in [([box(0, 0, 1, 1)], "Polygon"), ([box(0, 0, 1, 1), box(2, 0, 3, 1)], "MultiPolygon")] {
            let area = try #require(GeoJSONPolygons(polygons))
            let json = try JSONEncoder().encode(area)
            let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
            #expect(object?["type"] as? String == kind)
            #expect(try JSONDecoder().decode(GeoJSONPolygons.self, from: json) == area)
        }
    }

    @Test func `numbers are written to the bit`() throws {
        let odd = box(0.1 + 0.2, -1 / 3, 1e-17, .pi)
        let json = try JSONEncoder().encode(try #require(GeoJSONPolygons([odd])))
        #expect(try JSONDecoder().decode(GeoJSONPolygons.self, from: json).polygons == [odd])
    }

    @Test(
        arguments: [
            #"{"type":"Point","coordinates":[0,0]}"#, #"{"type":"Polygon","coordinates":[]}"#,
            #"{"type":"Polygon","coordinates":[[]]}"#, #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
            #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
            #"{"type":"Polygon","coordinates":[[[0,0],[181,0],[1,1],[0,0]]]}"#,
            #"{"type":"Polygon","coordinates":[[[0,0],[1,91],[1,1],[0,0]]]}"#,
            #"{"type":"Polygon","coordinates":[[[0],[1],[1],[0]]]}"#, #"{"type":"MultiPolygon","coordinates":[]}"#,
            #"{"type":"Polygon"}"#, #"{}"#,
        ])
    func `what is no area on Earth is refused`(_ json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(GeoJSONPolygons.self, from: Data(json.utf8)) }
    }

    @Test func `the box is the least around all parts`() {
        #expect(GeoJSONPolygons([box(0, 0, 1, 1), box(5, -3, 6, 2)])?.boundingBox == [0, -3, 6, 2])
    }

    @Test func `across the antimeridian the box begins in the east and ends in the west`() {
        #expect(GeoJSONPolygons([box(179, 0, 180, 1), box(-180, 0, -178, 1)])?.boundingBox == [179, 0, -178, 1])
        #expect(GeoJSONPolygons([box(-180, 0, 180, 1)])?.boundingBox == [-180, 0, 180, 1])
    }

    @Test func `boxes are put together the short way round the Earth`() {
        #expect(GeoJSONPolygons.box(around: []) == nil)
        #expect(GeoJSONPolygons.box(around: [[179, 0, -178, 1], [170, 2, 171, 3]]) == [170, 0, -178, 3])
        #expect(GeoJSONPolygons.box(around: [[-10, 0, 10, 1], [100, 0, 110, 1]]) == [-10, 0, 110, 1])
    }
}
