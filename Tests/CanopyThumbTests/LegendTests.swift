import CanopyTesting
import Foundation
import GDAL
import PNG
import Raster
import RasterIO
import Testing

@testable import CanopyThumb

/// Scales that users name, and the legends that tell of them.
struct LegendTests {
    private func thumbnail(of path: String, _ change: (inout Thumb.Options) -> Void) throws -> Made {
        var options = Thumb.Options()
        options.overwrite = true
        change(&options)
        let report = try Thumb(options: options).run(.init(input: RasterInput(path), output: path + ".png"))
        return Made(report: report, picture: try Picture(contentsOf: path + ".png"))
    }

    /// Heights from 0 on, a tenth of a meter higher in each column.
    private func slope(_ name: String, _ width: Int, _ height: Int, in folder: TemporaryFolder) throws -> String {
        try Fixture(width, height).write(to: folder(name)) { _, column, _ in Double(column) / 10 }
    }

    @Test(arguments: [Style.viridis, .gray])
    func `with the same range equal heights have equal colors, whatever else is in the raster`(style: Style)
        async throws
    {
        try await withTemporaryFolder { folder in
            let low = try slope("a_chm.tif", 100, 3, in: folder)
            let high = try slope("b_chm.tif", 400, 3, in: folder)
            let range = StretchRange(from: 0, to: 30)
            let made = try [low, high].map { path in
                try thumbnail(of: path) { ($0.range, $0.style) = (range, style) }
            }
            #expect(made.map(\.report.limits) == [[StretchRange(low: 0, high: 30)], [StretchRange(low: 0, high: 30)]])
            for column in [10, 50, 90] { #expect(made[0][column, 1] == made[1][column, 1]) }
            #expect(made[1][300, 1] == made[1][399, 1])
            #expect(try thumbnail(of: low) { $0.style = style }[50, 1] != made[0][50, 1])
        }
    }

    @Test func `a range is two numbers of which the second is greater`() {
        #expect(StretchRange(from: 0, to: 40) == StretchRange(low: 0, high: 40))
        #expect(StretchRange(from: -5, to: -1) != nil)
        for (low, high) in [(5.0, 5), (5, 1), (.nan, 1), (0, .infinity), (0, 1e300), (1, 1 + 1e-12)] {
            #expect(StretchRange(from: low, to: high) == nil)
        }
    }

    @Test(arguments: [(800, 900, 300), (800, 300, 900), (400, 500, 400), (120, 200, 200), (300, 20, 10)])
    func `a legend counts in the size that was asked for`(longest: Int, width: Int, height: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = try slope("a_chm.tif", width, height, in: folder)
            let plain = try thumbnail(of: path) { $0.maxDim = longest }
            let made = try thumbnail(of: path) { ($0.maxDim, $0.legend) = (longest, true) }
            #expect(made.report.size == Size(width: made.picture.width, height: made.picture.height))
            #expect(max(made.picture.width, made.picture.height) <= longest)
            let drawn = made.report.placement.size
            #expect(drawn.height < made.picture.height && drawn.width <= plain.picture.width)
            // The bar has the scale's ends, on white, and writing below it.
            let colors = Set(made.pixels.suffix(made.picture.width * (made.picture.height - drawn.height)))
            for color in [[68, 1, 84, 255], [253, 231, 37, 255], [255, 255, 255, 255], [24, 24, 24, 255]] as [[UInt8]] {
                #expect(colors.contains(color))
            }
        }
    }

    @Test func `what has no scale has no legend, nor has what is too small, which is told`() async throws {
        try await withTemporaryFolder { folder in
            let colors = try Fixture(200, 100, type: .uint8, colors: [.red, .green, .blue])
                .write(to: folder("ortho.tif")) { band, _, _ in Double(band * 100) }
            let color = try thumbnail(of: colors) { $0.legend = true }
            #expect(color.report.size == Size(width: 200, height: 100) && color.report.scale == nil)
            #expect(color.report.warnings.isEmpty)
            let path = try slope("a_dsm.tif", 200, 100, in: folder)
            let shade = try thumbnail(of: path) { ($0.legend, $0.style) = (true, .hillshade) }
            #expect(shade.report.size == Size(width: 200, height: 100) && shade.report.scale == nil)
            let small = try thumbnail(of: path) { ($0.legend, $0.maxDim) = (true, 50) }
            #expect(small.report.size == Size(width: 50, height: 25))
            #expect(
                small.report.warnings == [
                    "a picture of 50 pixels is too small for a legend; it has none (make it larger)"
                ])
        }
    }

    @Test func `a raster without a valid pixel has no scale to tell of`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(200, 100).marked(.nodata(.real(0))).write(to: folder("a_chm.tif")) { _, _, _ in 0 }
            let made = try thumbnail(of: path) { ($0.legend, $0.range) = (true, StretchRange(from: 0, to: 9)) }
            #expect(made.report.scale == nil && made.pixels.allSatisfy { $0[3] == 0 })
        }
    }

    @Test(
        arguments: [
            (0, 35, "m", ["0 m", "10 m", "20 m", "30 m"]),
            (0, 35, "US survey foot", ["0 ft", "10 ft", "20 ft", "30 ft"]),
            (-0.5, 0.5, nil, ["-0.5", "0.0", "0.5"]), (1234.5, 1241, "metre", ["1236 m", "1238 m", "1240 m"]),
            (0, 1e-8, nil, ["0", "1e-08"]), (5, 5, "m", ["5.00 m"]),
        ] as [(Float, Float, String?, [String])])
    func `values of a legend are round ones`(low: Float, high: Float, unit: String?, labels: [String]) {
        let scale = ColorScale(StretchRange(low: low, high: high), .viridis, unit: unit)
        let made = LegendStrip.labels(scale, room: 160)
        #expect(made.map(\.text) == labels)
        #expect(made.allSatisfy { (0...1).contains($0.place) && $0.text.allSatisfy { DigitFont.rows(of: $0) != nil } })
    }

    @Test func `the report tells how the picture lies on the ground`() async throws {
        try await withTemporaryFolder { folder in
            var fixture = Fixture(200, 100)
            let utm = try SpatialReference(named: "EPSG:32610").wkt
            let feet = try SpatialReference(named: "EPSG:2227").wkt
            for (crs, transform, meters, north) in [
                (utm, GeoTransform(originX: 5e5, pixelWidth: 0.5, originY: 4e6, pixelHeight: -0.5), 1.0, 0.0),
                (utm, GeoTransform(originX: 5e5, pixelWidth: 0.5, originY: 4e6, pixelHeight: 0.5), 1.0, 180.0),
                (
                    utm,
                    GeoTransform(
                        originX: 5e5, pixelWidth: 0, rowRotation: -0.5, originY: 4e6, columnRotation: -0.5,
                        pixelHeight: 0), 1.0, 270.0
                ),
                (feet, GeoTransform(originX: 6e6, pixelWidth: 1, originY: 2e6, pixelHeight: -1), 0.6096, 0.0),
            ] {
                fixture.georeference = Georeference(transform: transform, crs: crs)
                let path = try fixture.write(to: folder("a_dsm.tif")) { _, column, _ in Double(column) }
                let placement = try thumbnail(of: path) { $0.maxDim = 100 }.report.placement
                #expect(abs((placement.metersPerPixel ?? 0) - meters) < 1e-4)
                #expect(placement.north.map { ($0 + 360).truncatingRemainder(dividingBy: 360) } == north)
            }
            fixture.georeference = Georeference()
            let nowhere = try fixture.write(to: folder("b_dsm.tif")) { _, column, _ in Double(column) }
            #expect(try thumbnail(of: nowhere) { $0.maxDim = 100 }.report.placement.metersPerPixel == nil)
        }
    }

    @Test(arguments: ["viridis", "terrain", "gray"])
    func `the higher, the lighter, also for those who do not tell red from green, or blue from yellow`(name: String) {
        let ramps = ["viridis": ColorRamp.viridis, "terrain": .terrain, "gray": .gray]
        for vision in Self.visions {
            let lights = (0...32).map { place in
                let color = (ramps[name] ?? .gray).color(at: Float(place) / 32) / 255
                let linear = (0..<3).map { part in
                    color[part] <= 0.04045 ? color[part] / 12.92 : pow((color[part] + 0.055) / 1.055, 2.4)
                }
                let seen = vision.map { row in
                    min(max(zip(row, linear).reduce(Float(0)) { $0 + $1.0 * $1.1 }, 0), 1)
                }
                return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]
            }
            #expect(zip(lights, lights.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    /// What eyes without one kind of cones make of linear light; the first is that of most people.
    ///
    /// See: [Machado et al. 2009](https://doi.org/10.1109/TVCG.2009.113), severity 1.
    private static let visions: [[[Float]]] = [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ]
}
