extension ImagePyramid {
    /// What is wrong with where blocks stand, a sentence for each rule and image: every block is in the file, and laid out
    /// as the structural metadata promises.
    ///
    /// See: [the layout of GDAL's COG driver](https://gdal.org/en/stable/drivers/raster/cog.html#file-format).
    public func blockErrors(_ ghostArea: GhostArea?, in source: some ByteSource) throws(TIFFError) -> [String] {
        var check = BlockCheck()
        for level in levels { try check.check(level, ghostArea, in: source) }
        return check.errors
    }
}

/// Looks at the blocks of images, one after another.
private struct BlockCheck {
    var errors: [String] = []

    mutating func check(_ level: ImagePyramid.Level, _ ghostArea: GhostArea?, in source: some ByteSource)
        throws(TIFFError)
    {
        try check(level.blocks, of: level.name, ghostArea, in: source)
        guard let mask = level.mask else { return }
        try check(mask, of: "the mask of \(level.name)", ghostArea, in: source)
        if let ghostArea, ghostArea.hasInterleavedMask {
            checkInterleaving(of: mask, with: level.blocks, of: level.name, ghostArea)
        }
    }

    private mutating func check(
        _ blocks: ImageBlocks, of name: String, _ ghostArea: GhostArea?, in source: some ByteSource
    ) throws(TIFFError) {
        var missing = Offences("reach beyond the end of the file")
        var disordered = Offences("stand before the block that should precede them")
        var misled = Offences("have another size in the four bytes before them")
        var mistrailed = Offences("are not followed by their last four bytes again")
        var previous: UInt64 = 0
        for block in blocks.offsets.indices {
            if block % (blocks.across * blocks.down) == 0 { previous = 0 }
            guard let (offset, byteCount) = blocks.extent(of: block) else { continue }
            if offset < previous, ghostArea?.hasBlocksInRowOrder == true { disordered.add(block) }
            previous = offset
            guard offset <= source.byteCount, byteCount <= UInt64(source.byteCount) - offset else {
                missing.add(block)
                continue
            }
            if ghostArea?.hasBlockLeaders == true, try !hasLeader(offset, byteCount, in: source) { misled.add(block) }
            if ghostArea?.hasBlockTrailers == true, try !hasTrailer(offset, byteCount, in: source) {
                mistrailed.add(block)
            }
        }
        errors += [missing, disordered, misled, mistrailed].compactMap { $0.sentence(about: name, blocks) }
    }

    /// Whether the four bytes before a block, which is in the file, are its size.
    private func hasLeader(_ offset: UInt64, _ byteCount: UInt64, in source: some ByteSource) throws(TIFFError) -> Bool
    {
        guard offset >= 4 else { return false }
        let leader = try source.read("the size before a block", at: offset - 4, count: 4)
        return leader.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) } == byteCount
    }

    /// Whether the last four bytes of a block, which is in the file, are there twice. Smaller blocks have no trailer.
    private func hasTrailer(
        _ offset: UInt64, _ byteCount: UInt64, in source: some ByteSource
    ) throws(TIFFError) -> Bool {
        guard byteCount >= 4 else { return true }
        let start = offset + byteCount - 4
        guard UInt64(source.byteCount) - start >= 8 else { return false }
        let bytes = try source.read("the end of a block", at: start, count: 8)
        return bytes[..<4] == bytes[4...]
    }

    /// Each block of the mask stands right behind the block that it masks, save for trailer and leader.
    private mutating func checkInterleaving(
        of mask: ImageBlocks, with blocks: ImageBlocks, of name: String, _ ghostArea: GhostArea
    ) {
        guard mask.blockWidth == blocks.blockWidth, mask.blockHeight == blocks.blockHeight else {
            errors.append("the blocks of the mask of \(name) have another size than those of \(name)")
            return
        }
        let gap: UInt64 = (ghostArea.hasBlockLeaders ? 4 : 0) + (ghostArea.hasBlockTrailers ? 4 : 0)
        var misplaced = Offences("do not stand right behind the block that they mask")
        for block in mask.offsets.indices.prefix(blocks.offsets.count) {
            guard let masked = blocks.extent(of: block), let own = mask.extent(of: block) else { continue }
            // Subtracted, not added: a damaged size may be any number.
            if own.offset < masked.offset || own.offset - masked.offset != masked.byteCount &+ gap {
                misplaced.add(block)
            }
        }
        if let sentence = misplaced.sentence(about: "the mask of \(name)", mask) { errors.append(sentence) }
    }
}

/// Blocks of one image that break one rule. A file may have a million of them; one sentence tells of all.
private struct Offences {
    private let rule: String
    private var first: Int?
    private var count = 0

    init(_ rule: String) { self.rule = rule }

    mutating func add(_ block: Int) {
        if first == nil { first = block }
        count += 1
    }

    func sentence(about name: String, _ blocks: ImageBlocks) -> String? {
        guard let first else { return nil }
        let place = first % (blocks.across * blocks.down)
        return "\(count) of the \(blocks.offsets.count) blocks of \(name) \(rule), "
            + "first that in column \(place % blocks.across), row \(place / blocks.across)"
    }
}
