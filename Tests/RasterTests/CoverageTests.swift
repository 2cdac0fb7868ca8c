import CanopyTesting
import Foundation
import Raster
import Testing

@Suite("The pixels that an area covers")
struct CoverageTests {
    @Test("are those that GDAL burns, ties included", .enabled { await GDALTools.arePresent() }, arguments: 0..<4)
    func agreesWithGDAL(seed: Int) async throws {
        var generator = SeededGenerator(seed: seed)
        let areas = (0..<60).map { RandomArea(kind: RandomArea.Kind.allCases[$0 % 4], using: &generator) }
        for (isTouching, isMirrored) in [(false, false), (false, true), (true, false), (true, true)] {
            // Of outlines along pixel edges GDAL burns here and there a pixel that they do not touch.
            let areas = isTouching ? areas.filter { $0.kind == .free } : areas
            let burnt = try await burn(areas, allTouched: isTouching, isMirrored: isMirrored)
            for (area, expected) in zip(areas, burnt) {
                let coverage = PolygonRasterizer(
                    of: area.rings, rule: isTouching ? .allTouched : .center, columns: 0..<RandomArea.side,
                    isMirrored: isMirrored)
                let rows = picture(coverage.spans(ofRows: 0..<RandomArea.side))
                for row in 0..<RandomArea.side where rows[row] != expected[row] {
                    Issue.record(
                        """
                        row \(row), \(isTouching ? "all touched" : "centers"), is \(rows[row]) and not \(expected[row]) of \
                        \(area.parts.map { $0.map { $0.map { ($0.x, $0.y) } } })
                        """)
                }
            }
        }
    }

    @Test("are no more than those that an outline along pixel edges encloses, a rounding error off or not")
    func edges() {
        for error in [-1e-9, 0, 1e-9] {
            let ring = [(3, 4), (8, 4), (8, 6), (3, 6)].map { Point(x: $0.0 + error, y: $0.1 - error) }
            for rule in [PolygonRasterizer.Rule.center, .allTouched] {
                let spans = PolygonRasterizer(of: PolygonRings([ring]), rule: rule, columns: 0..<20).spans(
                    ofRows: 2..<8)
                #expect(spans == [[], [], [3..<8], [3..<8], [], []])
            }
        }
    }

    @Test("do not depend on how rows are asked for", arguments: 0..<20)
    func rowsAreIndependent(seed: Int) {
        var generator = SeededGenerator(seed: seed)
        for kind in RandomArea.Kind.allCases {
            let area = RandomArea(kind: kind, using: &generator)
            for rule in [PolygonRasterizer.Rule.center, .allTouched] {
                let coverage = PolygonRasterizer(of: area.rings, rule: rule, columns: 3..<35)
                let whole = coverage.spans(ofRows: 0..<RandomArea.side)
                for height in [1, 2, 3, 7, 16] {
                    let strips = stride(from: 0, to: RandomArea.side, by: height)
                        .flatMap { coverage.spans(ofRows: $0..<min($0 + height, RandomArea.side)) }
                    #expect(strips == whole)
                }
            }
        }
    }

    @Test("come as ranges in order, apart from each other and within the columns asked for")
    func spansAreTidy() {
        var generator = SeededGenerator(seed: 7)
        for kind in RandomArea.Kind.allCases {
            let area = RandomArea(kind: kind, using: &generator)
            for rule in [PolygonRasterizer.Rule.center, .allTouched] {
                for spans in PolygonRasterizer(of: area.rings, rule: rule, columns: 10..<30).spans(ofRows: -5..<50) {
                    for span in spans { #expect(!span.isEmpty && span.lowerBound >= 10 && span.upperBound <= 30) }
                    for (a, b) in zip(spans, spans.dropFirst()) { #expect(a.upperBound < b.lowerBound) }
                }
            }
        }
    }

    @Test("are none where the outline lies far outside of any raster")
    func farAway() {
        let far = 1e300
        let area = PolygonRings([[Point(x: far, y: 0), Point(x: far, y: 10), Point(x: 2 * far, y: 10)]])
        let spans = PolygonRasterizer(of: area, rule: .allTouched, columns: 0..<10).spans(ofRows: 0..<10)
        #expect(spans == [[Range<Int>]](repeating: [], count: 10))
    }

    /// What GDAL burns of each area, a text of 0 and 1 for each row.
    private func burn(_ areas: [RandomArea], allTouched: Bool, isMirrored: Bool) async throws -> [[String]] {
        let script = """
            import json, sys
            from osgeo import gdal, ogr
            ogr.UseExceptions()
            side = \(RandomArea.side)
            height = 1 if sys.argv[3] == '1' else -1
            for parts in json.load(open(sys.argv[1])):
                # Kept as it is, ring directions included.
                shape = ogr.Geometry(ogr.wkbMultiPolygon)
                for rings in parts:
                    polygon = ogr.Geometry(ogr.wkbPolygon)
                    for ring in rings:
                        line = ogr.Geometry(ogr.wkbLinearRing)
                        for x, y in ring + ring[:1]:
                            line.AddPoint_2D(x, y * height)
                        polygon.AddGeometry(line)
                    shape.AddGeometry(polygon)
                raster = gdal.GetDriverByName('MEM').Create('', side, side)
                raster.SetGeoTransform((0, 1, 0, 0, 0, height))
                source = ogr.GetDriverByName('Memory').CreateDataSource('')
                layer = source.CreateLayer('area')
                feature = ogr.Feature(layer.GetLayerDefn())
                feature.SetGeometry(shape)
                layer.CreateFeature(feature)
                options = ['ALL_TOUCHED=TRUE'] if sys.argv[2] == '1' else []
                gdal.RasterizeLayer(raster, [1], layer, burn_values=[1], options=options)
                rows = raster.ReadRaster()
                print(' '.join(rows[r * side:(r + 1) * side].hex()[1::2] for r in range(side)))
            """
        return try await withTemporaryFolder { folder in
            let parts = areas.map { $0.parts.map { $0.map { $0.map { [$0.x, $0.y] } } } }
            let file = try folder.file("areas.json", String(decoding: JSONEncoder().encode(parts), as: UTF8.self))
            let output = try await GDALTools.python(script, [file, allTouched ? "1" : "0", isMirrored ? "1" : "0"])
            return output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        }
    }

    private func picture(_ spans: [[Range<Int>]]) -> [String] {
        spans.map { row in
            (0..<RandomArea.side).map { column in row.contains { $0.contains(column) } ? "1" : "0" }.joined()
        }
    }
}

/// An area of a few parts, some with holes, on a small grid.
struct RandomArea {
    static let side = 40

    enum Kind: CaseIterable {
        /// Corners anywhere.
        case free
        /// Corners on the edges and centers of pixels.
        case snapped
        /// Rectangles along pixel edges and center lines.
        case rectangles
        /// Rectangles a rounding error off.
        case nearlyRectangles
    }

    let kind: Kind
    /// Parts of rings of points; a part's first ring is its shell.
    let parts: [[[Point]]]

    var rings: PolygonRings { PolygonRings(parts.flatMap { $0 }) }

    init(kind: Kind, using generator: inout SeededGenerator) {
        var parts: [[[Point]]] = []
        // Each part stays in a quarter of the grid.
        for quarter in 0..<4 where Bool.random(using: &generator) || quarter == 0 {
            let center = Point(
                x: Double(quarter % 2 * 20) + .random(in: 8...12, using: &generator),
                y: Double(quarter / 2 * 20) + .random(in: 8...12, using: &generator))
            let shell = Self.ring(kind, around: center, radius: 4...7.9, &generator)
            let hole = Self.ring(kind, around: center, radius: 1...3, &generator)
            parts.append(Bool.random(using: &generator) ? [shell, hole] : [shell])
        }
        self.kind = kind
        self.parts = parts
    }

    private static func ring(
        _ kind: Kind, around center: Point, radius: ClosedRange<Double>, _ generator: inout SeededGenerator
    ) -> [Point] {
        var ring: [Point]
        switch kind {
        case .free, .snapped:
            let count = Int.random(in: 3...9, using: &generator)
            ring = (0..<count).map { number in
                let angle = 2 * Double.pi * Double(number) / Double(count)
                let distance = Double.random(in: radius, using: &generator)
                return Point(x: center.x + distance * cos(angle), y: center.y + distance * sin(angle))
            }
        case .rectangles, .nearlyRectangles:
            let halves = (0..<4).map { _ in Double.random(in: radius, using: &generator) }
            ring = [
                Point(x: center.x - halves[0], y: center.y - halves[1]),
                Point(x: center.x + halves[2], y: center.y - halves[1]),
                Point(x: center.x + halves[2], y: center.y + halves[3]),
                Point(x: center.x - halves[0], y: center.y + halves[3]),
            ]
        }
        if kind == .free {
            // Of a side with both ends near pixel edges GDAL thinks that it runs along one.
            ring = ring.map { Point(x: inPixel($0.x), y: inPixel($0.y)) }
        } else {
            ring = ring.map { Point(x: ($0.x * 2).rounded() / 2, y: ($0.y * 2).rounded() / 2) }
        }
        if kind == .nearlyRectangles {
            ring = ring.map { Point(x: $0.x + .random(in: -1e-9...1e-9, using: &generator), y: $0.y) }
        }
        return Bool.random(using: &generator) ? ring : ring.reversed()
    }

    /// A place in the same pixel that is not near its edge.
    private static func inPixel(_ place: Double) -> Double {
        place.rounded(.down) + 0.02 + 0.96 * (place - place.rounded(.down))
    }
}
