internal import Diagnostics
internal import Files
public import Raster
internal import TIFF

extension RasterInput {
    /// Says which windows of the raster, or of its overview of some size, are going to be read and in which order: their
    /// blocks are fetched ahead, where they lie in a file that answers slowly. `windows` is called where that is so.
    public func expect(
        ofSize size: Size? = nil, _ windows: () throws(RasterError) -> [Window]
    ) throws(RasterError) {
        guard let file = slowFile else { return }
        // What cannot be made sense of is read as it comes, and told of then.
        guard let structure = try? TIFFStructure(of: file, tags: BlockIndex.tags),
            let pyramid = try? ImagePyramid(of: structure),
            let level = pyramid.levels.first(where: { size == nil || $0.blocks.size == size })
        else { return }
        var ranges: [Range<Int>] = []
        var images = [level.blocks, level.mask].compactMap { $0.map(ExpectedBlocks.init) }
        for window in try windows() {
            for image in images.indices { ranges += images[image].take(window) }
        }
        file.expect(ranges)
    }
}

/// The blocks of an image that nobody has asked for yet.
private struct ExpectedBlocks {
    private let blocks: ImageBlocks
    private var isTaken: [Bool]

    init(_ blocks: ImageBlocks) {
        self.blocks = blocks
        isTaken = Array(repeating: false, count: blocks.offsets.count)
    }

    /// Where those blocks of a window stand that no earlier one had.
    mutating func take(_ window: Window) -> [Range<Int>] {
        guard let window = window.intersection(Window(blocks.size)) else { return [] }
        var ranges: [Range<Int>] = []
        let perPlane = blocks.across * blocks.down
        for row in (window.y / blocks.blockHeight)...((window.rows.upperBound - 1) / blocks.blockHeight) {
            for column in (window.x / blocks.blockWidth)...((window.columns.upperBound - 1) / blocks.blockWidth) {
                for block in stride(from: row * blocks.across + column, to: isTaken.count, by: perPlane)
                where !isTaken[block] {
                    isTaken[block] = true
                    guard let (offset, count) = blocks.extent(of: block), let start = Int(exactly: offset),
                        let count = Int(exactly: count)
                    else { continue }
                    ranges.append(start..<Int.sum(start, count))
                }
            }
        }
        return ranges
    }
}

extension ImageBlocks {
    fileprivate var size: Size { Size(width: width, height: height) }
}
