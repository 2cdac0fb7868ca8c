/// The images of a file as GDAL understands its directories: the first is the image, others are its overviews and
/// the masks of each.
public struct ImagePyramid: Sendable {
    /// The image of one resolution.
    public struct Level: Sendable {
        /// What messages call it.
        public let name: String
        /// Where its directory stands.
        public let directoryOffset: UInt64
        /// Where its blocks stand.
        public let blocks: ImageBlocks
        /// Where those of its mask stand, if it has one.
        public internal(set) var mask: ImageBlocks?

        /// Where its first block stands, in the order of rows; `nil` where none was ever written.
        public var dataOffset: UInt64? {
            for block in blocks.offsets.indices {
                if let extent = blocks.extent(of: block) { return extent.offset }
            }
            return nil
        }
    }

    /// The image at full resolution.
    public private(set) var full: Level
    /// Its overviews, in the order of their directories.
    public private(set) var overviews: [Level] = []

    /// All levels, the largest first.
    public var levels: [Level] { [full] + overviews }

    /// The images of a file.
    public init(of structure: TIFFStructure) throws(TIFFError) {
        let first = structure.directories[0]
        full = Level(
            name: "the image", directoryOffset: first.offset, blocks: try ImageBlocks(of: first.directory), mask: nil)
        for placed in structure.directories.dropFirst() {
            let directory = placed.directory
            switch directory.subfile.intersection([.reduced, .mask]) {
            case .reduced where directory.samplesPerPixel == first.directory.samplesPerPixel:
                overviews.append(
                    Level(
                        name: "overview \(overviews.count)", directoryOffset: placed.offset,
                        blocks: try ImageBlocks(of: directory), mask: nil))
            case .mask where full.mask == nil:
                full.mask = try ImageBlocks(of: directory)
            case [.reduced, .mask]:
                try addMask(ImageBlocks(of: directory))
            default:
                // Another page: not of this image.
                break
            }
        }
    }

    /// A mask belongs to the first overview of its size that has none yet.
    private mutating func addMask(_ mask: ImageBlocks) {
        let overview = overviews.firstIndex {
            $0.mask == nil && $0.blocks.width == mask.width && $0.blocks.height == mask.height
        }
        if let overview { overviews[overview].mask = mask }
    }
}
