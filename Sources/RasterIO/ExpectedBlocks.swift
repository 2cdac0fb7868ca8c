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
        guard let file = slowFile, let (pyramid, hasLeaders) = try pyramid(of: file),
            let level = pyramid.levels.first(where: { size == nil || $0.blocks.size == size })
        else { return }
        var ranges: [Range<Int>] = []
        var images = [level.blocks, level.mask].compactMap(\.self)
            .map { ExpectedBlocks($0, hasLeaders: hasLeaders, fileSize: file.size) }
        for window in try windows() {
            for image in images.indices { ranges += images[image].take(window) }
        }
        file.expect(ranges)
    }

    /// Where the images of a file stand, and whether each block has its size before it; `nil` where no sense can be made of it, which is told when it is read.
    private func pyramid(of file: CachedFile) throws(RasterError) -> (ImagePyramid, hasLeaders: Bool)? {
        do throws(TIFFError) {
            let structure = try TIFFStructure(of: file, tags: BlockIndex.tags)
            let ghostArea = try GhostArea(of: file, header: structure.header)
            return (try ImagePyramid(of: structure), ghostArea?.hasBlockLeaders == true)
        } catch {
            guard case .unreadable(let reason) = error else { return nil }
            // A file of which a read has failed is not trusted again.
            throw .refused("cannot read '\(name)': \(reason)")
        }
    }
}

/// The blocks of an image that nobody has asked for yet.
private struct ExpectedBlocks {
    private let blocks: ImageBlocks
    /// Bytes that GDAL reads before a block, and after it.
    private let margin: (before: Int, after: Int)
    private let fileSize: Int
    private var isTaken: [Bool]

    /// - Parameter hasLeaders: Whether GDAL reads each block with the size before it, its last bytes repeated behind it, and
    ///   the size that follows. See: GDAL's reading by ranges in
    ///   [gtiffdataset_read.cpp](https://github.com/OSGeo/gdal/blob/release/3.6/frmts/gtiff/gtiffdataset_read.cpp).
    init(_ blocks: ImageBlocks, hasLeaders: Bool, fileSize: Int) {
        self.blocks = blocks
        margin = hasLeaders ? (4, 8) : (0, 0)
        self.fileSize = fileSize
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
                    let first = max(0, start - margin.before)
                    let end = min(Int.sum(start, count, margin.after), fileSize)
                    if first < end { ranges.append(first..<end) }
                }
            }
        }
        return ranges
    }
}

extension ImageBlocks {
    fileprivate var size: Size { Size(width: width, height: height) }
}
