import Raster
import Testing

struct SizeTests {
    @Test func `overviews halve both sides, rounding up, until one tile holds them`() {
        #expect(
            Size(width: 8000, height: 1025).overviews(tile: 512) == [
                Size(width: 4000, height: 513), Size(width: 2000, height: 257), Size(width: 1000, height: 129),
                Size(width: 500, height: 65),
            ])
    }

    @Test(arguments: [(1, 1), (512, 512), (512, 1)])
    func `what fits into a tile has no overviews`(width: Int, height: Int) {
        #expect(Size(width: width, height: height).overviews(tile: 512).isEmpty)
    }

    @Test func `one pixel more than a tile needs one overview`() {
        #expect(Size(width: 513, height: 1).overviews(tile: 512) == [Size(width: 257, height: 1)])
    }
}
