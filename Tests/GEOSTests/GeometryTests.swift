import GEOS
import Raster
import Testing

struct GeometryTests {
    private let context = GEOSContext()

    private func united(_ one: borrowing Geometry, _ other: borrowing Geometry) throws -> Geometry {
        let polygons = Polygons(in: context)
        try polygons.append(one)
        try polygons.append(other)
        return try polygons.united()
    }

    @Test func `a bow-tie is told as a self-intersection and repaired to its two wings`() throws {
        let bowTie = try Geometry(wkt: "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", in: context)
        #expect(try bowTie.flaw == "Self-intersection[1 1]")
        let wings = try bowTie.repaired()
        #expect(try wings.flaw == nil)
        #expect(wings.area == 2)
        #expect(wings.polygons.rings.count == 2)
    }

    @Test func `parts that overlap are repaired to what either covers`() throws {
        let overlapping = try Geometry(
            wkt: "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((1 1, 3 1, 3 3, 1 3, 1 1)))", in: context)
        #expect(try overlapping.flaw != nil)
        let repaired = try overlapping.repaired()
        #expect(repaired.area == 7)
        #expect(repaired.polygons.rings.count == 1)
    }

    @Test func `a part within another adds nothing and cuts nothing out`() throws {
        let nested = try Geometry(
            wkt: "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))", in: context)
        #expect(try nested.repaired().area == 16)
    }

    @Test func `holes hold, in union and in rings`() throws {
        let ring = try Geometry(
            wkt: "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 6 3, 6 6, 3 6, 3 3))", in: context)
        #expect(ring.area == 72)
        #expect(ring.polygons.rings.count == 2)
        #expect(ring.polygons.rings.last?.count == 5)
        #expect(ring.polygons.bounds == Bounds(minX: 0, minY: 0, maxX: 9, maxY: 9))
        let chunk = try Geometry(wkt: "POLYGON ((2 2, 4 2, 4 4, 2 4, 2 2))", in: context)
        #expect(try united(ring, chunk).area == 73)
        #expect(try ring.intersection(chunk).area == 3)
    }

    @Test func `polygons that do not meet have an empty intersection`() throws {
        let one = try Geometry(wkt: "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", in: context)
        let other = try Geometry(wkt: "POLYGON ((5 5, 6 5, 6 6, 5 6, 5 5))", in: context)
        let shared = try one.intersection(other)
        #expect(shared.polygons == PolygonRings([]))
        #expect(try united(one, other).area == 2)
    }

    @Test(arguments: ["POINT (1 2)", "LINESTRING (0 0, 1 1)", "POLYGON EMPTY", "MULTIPOLYGON EMPTY"])
    func `what covers nothing has no polygons`(wkt: String) throws {
        let geometry = try Geometry(wkt: wkt, in: context)
        #expect(geometry.polygons.rings.isEmpty)
        #expect(geometry.area == 0)
    }

    @Test func `the polygons of a collection are found in all its depths`() throws {
        let collection = try Geometry(
            wkt: """
                GEOMETRYCOLLECTION (POINT (9 9), GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0))), \
                MULTIPOLYGON (((5 5, 6 5, 6 6, 5 5))))
                """, in: context)
        #expect(collection.polygons.rings.count == 2)
    }

    @Test func `text that is no geometry is refused with the reason`() {
        let error = #expect(throws: GEOSError.self) { _ = try Geometry(wkt: "POLYGON ((0 0, 1", in: context) }
        #expect(error?.action == "read a geometry")
        #expect(error?.reason.contains("ParseException") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `a ring that is not closed is refused with the reason`() {
        let error = #expect(throws: GEOSError.self) {
            _ = try Geometry(wkt: "POLYGON ((0 0, 1 0, 1 1, 0 1))", in: context)
        }
        #expect(error?.reason.contains("closed") == true)
    }

    @Test(arguments: [[], [1], [1, 3, 0, 0, 0, 255, 255, 255, 255], [UInt8](repeating: 0xAB, count: 40)])
    func `bytes that are no well-known binary are refused with a reason`(bytes: [UInt8]) {
        let error = #expect(throws: GEOSError.self) { _ = try Geometry(wkb: bytes, in: context) }
        #expect(error?.reason.isEmpty == false)
        #expect(error?.reason != "GEOS gives no reason")
    }

    @Test func `well-known binary cut at any byte is refused, never read`() throws {
        // A little-endian polygon of one ring with four points.
        var bytes: [UInt8] = [1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]
        for number in [0.0, 0, 1, 0, 1, 1, 0, 0] {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        #expect(try Geometry(wkb: bytes, in: context).area == 0.5)
        for length in bytes.indices {
            #expect(throws: GEOSError.self) { _ = try Geometry(wkb: Array(bytes[..<length]), in: context) }
        }
    }

    @Test func `contexts of many tasks do not mix up their reasons`() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let context = GEOSContext()
                    for _ in 0..<20 {
                        let error = #expect(throws: GEOSError.self) {
                            _ = try Geometry(wkt: "SHAPE\(number) (0 0)", in: context)
                        }
                        #expect(error?.reason.contains("SHAPE\(number)") == true)
                    }
                }
            }
        }
    }
}
