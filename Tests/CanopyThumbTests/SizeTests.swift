import CanopyTesting
import PNG
import Raster
import RasterIO
import Testing

@testable import CanopyThumb

struct SizeTests {
    @Test(arguments: [
        (Size(width: 1000, height: 500), 100, Size(width: 100, height: 50)),
        (Size(width: 500, height: 1000), 100, Size(width: 50, height: 100)),
        (Size(width: 1, height: 5000), 800, Size(width: 1, height: 800)),
        (Size(width: 5000, height: 1), 3, Size(width: 3, height: 1)),
        (Size(width: 99, height: 70), 100, Size(width: 99, height: 70)),
        (Size(width: 9449, height: 8161), 800, Size(width: 800, height: 691)),
        (Size(width: 7, height: 7), 1, Size(width: 1, height: 1)),
    ])
    func `the longest side is the one asked for, never more than the raster's, and no side is 0`(
        raster: Size, longest: Int, expected: Size
    ) {
        #expect(raster.fitted(into: longest) == expected)
    }

    @Test(arguments: [(5000, 800), (800, 800), (17, 5), (5, 1), (1000, 999), (3, 2)])
    func `every sample of a side counts equally, and those of a pixel make up 1`(source: Int, target: Int) {
        let axis = ResampleWeights.means(of: source, to: target)
        var counted = Array(repeating: 0.0, count: source)
        for pixel in 0..<target {
            let shares = axis.range(of: pixel).map { axis.share(of: $0, in: pixel) }
            #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
            #expect(shares.allSatisfy { $0 > 0 })
            for (sample, share) in zip(axis.range(of: pixel), shares) { counted[sample] += share }
        }
        let expected = Double(target) / Double(source)
        #expect(counted.allSatisfy { abs($0 - expected) < 1e-12 })
    }

    @Test func `a strip of one column has a thumbnail`() async throws {
        try await withTemporaryFolder { folder in
            let path = try Fixture(1, 5000).write(to: folder("site_dsm.tif")) { _, _, row in Double(row) }
            let made = try thumbnail(of: path)
            #expect(made.report.size == Size(width: 1, height: 800))
            #expect((made.picture.width, made.picture.height) == (1, 800))
        }
    }

    @Test(arguments: [0, -3, 10_001])
    func `a longest side that no thumbnail has is refused`(longest: Int) {
        var options = Thumb.Options()
        options.maxDim = longest
        let error = #expect(throws: ThumbError.self) {
            try Thumb(options: options).run(.init(input: RasterInput("a.tif"), output: "a.png"))
        }
        #expect(error?.description == "the longest side of a thumbnail is 1 to 10000 pixels, not \(longest)")
    }
}
