/// What a file says of each block of an image: whether it was written, and whether it can be found.
///
/// A block that was never written has neither a place nor a size. Readers, GDAL's among them, take other blocks for such as
/// well: those of which only one of both is there, and those whose place is beyond the file's last byte.
public struct BlockIndex: Sendable {
    /// What is known of one block.
    public enum State: UInt8, Sendable {
        /// It was never written.
        case empty
        /// It has a place in the file.
        case written
        /// It has been written, and cannot be found.
        case lost
    }

    /// Columns of the image.
    public let width: Int
    /// Rows of the image.
    public let height: Int
    private let blockWidth: Int
    private let blockHeight: Int
    private let across: Int
    /// Row by row; of blocks that lie behind each other in several bands the worst.
    private let states: [State]

    /// The index of a directory's image.
    ///
    /// - Throws: ``TIFFError`` where the file has no room for it.
    public init(of directory: IFD, fileSize: Int) throws(TIFFError) {
        let blocks = try ImageBlocks(of: directory)
        width = blocks.width
        height = blocks.height
        blockWidth = blocks.blockWidth
        blockHeight = blocks.blockHeight
        across = blocks.across
        // The count of blocks has been held against that of their places.
        let perPlane = blocks.across * blocks.down
        var states = [State](repeating: .empty, count: perPlane)
        for block in blocks.offsets.indices {
            let state = Self.state(of: blocks.offsets[block], blocks.byteCounts[block], fileSize: fileSize)
            let place = block % perPlane
            if state.rawValue > states[place].rawValue { states[place] = state }
        }
        self.states = states
    }

    private static func state(of offset: UInt64, _ byteCount: UInt64, fileSize: Int) -> State {
        if offset == 0, byteCount == 0 { return .empty }
        return offset > 0 && byteCount > 0 && offset < UInt64(fileSize) ? .written : .lost
    }

    /// The worst state of the blocks that hold these pixels, which lie within the image.
    public func state(ofColumns columns: Range<Int>, rows: Range<Int>) -> State {
        guard !columns.isEmpty, !rows.isEmpty else { return .empty }
        var worst = State.empty
        for row in (rows.lowerBound / blockHeight)...((rows.upperBound - 1) / blockHeight) {
            for column in (columns.lowerBound / blockWidth)...((columns.upperBound - 1) / blockWidth) {
                let state = states[row * across + column]
                if state == .lost { return .lost }
                if state == .written { worst = .written }
            }
        }
        return worst
    }
}

extension BlockIndex {
    /// What has to be known of a directory.
    public static let tags: Set<Tag> = [
        .newSubfileType, .imageWidth, .imageLength, .samplesPerPixel, .planarConfiguration, .rowsPerStrip, .tileWidth,
        .tileLength, .stripOffsets, .stripByteCounts, .tileOffsets, .tileByteCounts,
    ]
}
