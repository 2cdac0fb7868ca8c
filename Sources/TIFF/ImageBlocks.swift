/// How an image is divided into tiles or strips, and where in the file they stand.
public struct ImageBlocks: Hashable, Sendable {
    /// Columns of the image.
    public let width: Int
    /// Rows of the image.
    public let height: Int
    /// Columns of each block; strips are as wide as the image.
    public let blockWidth: Int
    /// Rows of each block.
    public let blockHeight: Int
    /// Whether the blocks are tiles.
    public let isTiled: Bool
    /// Where each block stands, row by row; band by band where bands are stored apart. 0 if it was never written.
    public let offsets: [UInt64]
    /// The compressed size of each block. 0 if it was never written.
    public let byteCounts: [UInt64]

    /// Blocks in each row of blocks.
    public var across: Int { (width - 1) / blockWidth + 1 }
    /// Rows of blocks.
    public var down: Int { (height - 1) / blockHeight + 1 }

    /// Where the block with this number stands; `nil` if it was never written.
    public func extent(of block: Int) -> (offset: UInt64, byteCount: UInt64)? {
        guard offsets[block] > 0, byteCounts[block] > 0 else { return nil }
        return (offsets[block], byteCounts[block])
    }
}

extension ImageBlocks {
    /// The blocks of a directory's image.
    public init(of directory: IFD) throws(TIFFError) {
        width = try Self.side(.imageWidth, "width", in: directory)
        height = try Self.side(.imageLength, "height", in: directory)
        // As libtiff has it; which of both names the places go by does not matter to it.
        isTiled = directory[.tileWidth] != nil || directory[.tileLength] != nil
        if isTiled {
            blockWidth = try Self.side(.tileWidth, "tile width", in: directory)
            blockHeight = try Self.side(.tileLength, "tile height", in: directory)
        } else {
            blockWidth = width
            // Without the tag, and with a number larger than the image, there is one strip.
            let rows = directory[.rowsPerStrip]?.integer ?? UInt64(height)
            guard rows > 0 else { throw .malformed("an image has strips of no rows") }
            blockHeight = Int(min(rows, UInt64(height)))
        }
        guard let offsets = try Self.one(of: .tileOffsets, .stripOffsets, in: directory),
            let byteCounts = try Self.one(of: .tileByteCounts, .stripByteCounts, in: directory)
        else { throw .malformed("an image does not say where its blocks stand") }

        let planes =
            switch directory[.planarConfiguration].map(\.integer) {
            case nil, 1: 1
            case 2: directory.samplesPerPixel
            default: throw TIFFError.malformed("an image stores its bands neither together nor apart")
            }
        // Each side is at most 32 bits, so that only the planes can take the product beyond 64.
        let perPlane = ((width - 1) / blockWidth + 1).multipliedReportingOverflow(by: (height - 1) / blockHeight + 1)
        let all = perPlane.partialValue.multipliedReportingOverflow(by: planes)
        // Counted before anything is made of them.
        let known = min(offsets.count, byteCounts.count)
        guard !perPlane.overflow, !all.overflow, all.partialValue > 0, known >= all.partialValue
        else { throw .malformed("an image of \(width) x \(height) has the places of \(known) blocks only") }
        guard all.partialValue <= StructureLimits.blocks else {
            throw .excessive("an image has \(all.partialValue) blocks")
        }
        guard let offsets = offsets.integers(first: all.partialValue),
            let byteCounts = byteCounts.integers(first: all.partialValue)
        else { throw .malformed("an image does not say where its blocks stand") }
        self.offsets = offsets
        self.byteCounts = byteCounts
    }

    /// The value of the one of two tags that is there.
    private static func one(of a: Tag, _ b: Tag, in directory: IFD) throws(TIFFError) -> TagValue? {
        guard directory[a] == nil || directory[b] == nil else {
            throw .malformed("an image says twice where its blocks stand")
        }
        return directory[a] ?? directory[b]
    }

    /// A side of the image or of its blocks: 1 to 2³² − 1.
    private static func side(_ tag: Tag, _ name: String, in directory: IFD) throws(TIFFError) -> Int {
        guard let side = directory[tag]?.integer.flatMap(UInt32.init(exactly:)), side > 0 else {
            throw .malformed("an image has no \(name)")
        }
        return Int(side)
    }
}
