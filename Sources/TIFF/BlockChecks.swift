public import Files

extension ImagePyramid {
    /// What is wrong with where blocks stand, a sentence for each rule and image: every block is in the file, and laid out
    /// as the structural metadata promises.
    ///
    /// See: [the layout of GDAL's COG driver](https://gdal.org/en/stable/drivers/raster/cog.html#file-format).
    public func blockErrors(_ ghostArea: GhostArea?, in source: some RandomAccessFile) throws(TIFFError) -> [String] {
        var check = BlockCheck()
        for level in levels { try check.check(level, ghostArea, in: source) }
        return check.errors
    }
}

/// Looks at the blocks of images, one after another.
private struct BlockCheck {
    var errors: [String] = []

    mutating func check(_ level: ImagePyramid.Level, _ ghostArea: GhostArea?, in source: some RandomAccessFile)
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
        _ blocks: ImageBlocks, of name: String, _ ghostArea: GhostArea?, in source: some RandomAccessFile
    ) throws(TIFFError) {
        var missing = Offences("reach beyond the end of the file")
        var disordered = Offences("stand before the block that should precede them")
        var surroundings = Surroundings(ghostArea)
        var previous: UInt64 = 0
        for block in blocks.offsets.indices {
            if block % (blocks.across * blocks.down) == 0 { previous = 0 }
            guard let (offset, byteCount) = blocks.extent(of: block) else { continue }
            if offset < previous, ghostArea?.hasBlocksInRowOrder == true { disordered.add(block) }
            previous = offset
            guard offset <= source.size, byteCount <= UInt64(source.size) - offset else {
                missing.add(block)
                continue
            }
            try surroundings.add(block, offset, byteCount, in: source)
        }
        try surroundings.read(from: source)
        errors += [missing, disordered, surroundings.misled, surroundings.mistrailed].compactMap {
            $0.sentence(about: name, blocks)
        }
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

/// What stands right before and behind the blocks of one image. A store answers slowly, so many are asked for at once.
private struct Surroundings {
    var misled = Offences("have another size in the four bytes before them")
    var mistrailed = Offences("are not followed by their last four bytes again")
    private let ghostArea: GhostArea?
    private var leaders: [(block: Int, byteCount: UInt64, place: Range<Int>)] = []
    private var trailers: [(block: Int, place: Range<Int>)] = []
    private static let atOnce = 1024

    init(_ ghostArea: GhostArea?) { self.ghostArea = ghostArea }

    /// Adds a block, which is in the file.
    mutating func add(
        _ block: Int, _ offset: UInt64, _ byteCount: UInt64, in source: some RandomAccessFile
    ) throws(TIFFError) {
        if ghostArea?.hasBlockLeaders == true {
            let start = Int(offset)
            if start >= 4 { leaders.append((block, byteCount, start - 4..<start)) } else { misled.add(block) }
        }
        // Smaller blocks have no trailer.
        if ghostArea?.hasBlockTrailers == true, byteCount >= 4 {
            let start = Int(offset + byteCount) - 4
            if source.size - start >= 8 { trailers.append((block, start..<start + 8)) } else { mistrailed.add(block) }
        }
        if leaders.count + trailers.count >= Self.atOnce { try read(from: source) }
    }

    /// Looks at what has been added: the four bytes before a block are its size, its last four bytes are there twice.
    mutating func read(from source: some RandomAccessFile) throws(TIFFError) {
        let all: [[UInt8]]
        do throws(ReadingError) {
            all = try source.bytes(in: leaders.map(\.place) + trailers.map(\.place))
        } catch {
            throw TIFFError(error)
        }
        for (leader, bytes) in zip(leaders, all)
        where bytes.reversed().reduce(UInt64(0), { $0 << 8 | UInt64($1) }) != leader.byteCount {
            misled.add(leader.block)
        }
        for (trailer, bytes) in zip(trailers, all.dropFirst(leaders.count)) where bytes[..<4] != bytes[4...] {
            mistrailed.add(trailer.block)
        }
        leaders = []
        trailers = []
    }
}

/// Blocks of one image that break one rule. A file may have a million of them; one sentence tells of all.
private struct Offences {
    private let rule: String
    private var first: Int?
    private var count = 0

    init(_ rule: String) { self.rule = rule }

    mutating func add(_ block: Int) {
        // They do not come in their order.
        first = min(first ?? block, block)
        count += 1
    }

    func sentence(about name: String, _ blocks: ImageBlocks) -> String? {
        guard let first else { return nil }
        let place = first % (blocks.across * blocks.down)
        return "\(count) of the \(blocks.offsets.count) blocks of \(name) \(rule), "
            + "first that in column \(place % blocks.across), row \(place / blocks.across)"
    }
}
