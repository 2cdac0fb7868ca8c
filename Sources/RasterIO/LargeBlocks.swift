internal import Files
internal import TIFF

extension RasterInput {
    /// Bytes of one strip that can still be fetched as it is read, in lines that are small where it is not compressed.
    private static let largestOnlyStrip = 8 << 20
    /// Bytes of any block that can: requests bring about as many at once.
    private static let largestBlock = 64 << 20

    /// The size of the block, in bytes, for which the raster is better copied to a disk than read where it lies; `nil` where
    /// no block is so large, and for files of this machine.
    public func unwieldyBlock() -> Int? {
        guard let file = slowFile,
            // What is no TIFF is refused in its own words.
            let first = try? TIFFStructure(of: file, tags: Self.sizes).directories.first?.directory
        else { return nil }
        // The places of the blocks are many, and none of them is needed to see that blocks are small.
        guard let bytes = first.decodedBlock, bytes > Self.largestOnlyStrip,
            let structure = try? TIFFStructure(of: file, tags: BlockIndex.tags),
            let blocks = (try? ImagePyramid(of: structure))?.full.blocks,
            let largest = blocks.byteCounts.max().flatMap(Int.init(exactly:))
        else { return nil }
        let limit = blocks.byteCounts.count == 1 && !blocks.isTiled ? Self.largestOnlyStrip : Self.largestBlock
        return largest > limit ? min(largest, file.size) : nil
    }

    private static let sizes: Set<Tag> = [
        .imageWidth, .imageLength, .rowsPerStrip, .tileWidth, .tileLength, .samplesPerPixel, .bitsPerSample,
    ]
}

extension IFD {
    /// Bytes of a block of the image once it is decoded, of all bands.
    fileprivate var decodedBlock: Int? {
        guard let width = (self[.tileWidth] ?? self[.imageWidth])?.integer, let height = self[.imageLength]?.integer
        else { return nil }
        let rows = min((self[.tileLength] ?? self[.rowsPerStrip])?.integer ?? height, height)
        let bits = self[.bitsPerSample]?.integers?.first ?? 1
        let (pixels, overflows) = width.multipliedReportingOverflow(by: rows)
        guard !overflows, samplesPerPixel > 0 else { return .max }
        let all = Double(pixels) * Double(samplesPerPixel) * Double(bits) / 8
        return all < Double(Int32.max) ? Int(all) : .max
    }
}
