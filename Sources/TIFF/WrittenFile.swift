public import Files

/// An image that a file is to have.
public struct ExpectedImage: Hashable, Sendable {
    /// What it is to the file's first: an overview, a mask, or neither.
    public let subfile: Subfile
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// An image from its parts.
    public init(_ subfile: Subfile = [], width: Int, height: Int) {
        self.subfile = subfile
        self.width = width
        self.height = height
    }
}

extension TIFFStructure {
    /// Reads the structure of a file that another library has just written, and refuses one that is not whole.
    ///
    /// libtiff tells of a full disk by a message at most: its flush and its close say that all is well. What the file
    /// itself says cannot err: every image is there, each of its blocks was written and ends within the file.
    public static func ofWritten(_ source: some RandomAccessFile, images: [ExpectedImage]) throws(TIFFError)
        -> TIFFStructure
    {
        let structure = try TIFFStructure(of: source)
        var missing = images
        for placed in structure.directories {
            let blocks = try ImageBlocks(of: placed.directory)
            let image = ExpectedImage(
                placed.directory.subfile.intersection([.reduced, .mask]), width: blocks.width, height: blocks.height)
            guard let index = missing.firstIndex(of: image) else {
                throw .malformed("it has an image of \(image.width) x \(image.height) that nobody wrote")
            }
            missing.remove(at: index)
            try blocks.checkWritten(to: source)
        }
        if let image = missing.first {
            throw .malformed("its image of \(image.width) x \(image.height) is missing")
        }
        return structure
    }
}

extension ImageBlocks {
    /// Refuses an image of which a block was never written, or ends beyond the file.
    fileprivate func checkWritten(to source: some RandomAccessFile) throws(TIFFError) {
        for block in offsets.indices {
            guard let (offset, byteCount) = extent(of: block) else {
                throw .malformed("block \(block) of its image of \(width) x \(height) was never written")
            }
            guard offset <= source.size, byteCount <= UInt64(source.size) - offset else {
                throw .truncated(
                    what: "a block of its image of \(width) x \(height)", offset: offset, fileSize: source.size)
            }
        }
    }
}
