internal import Codecs
internal import Diagnostics
internal import Files
internal import Raster
internal import RasterIO
internal import TIFF

/// A level and where its tiles are.
struct TiledLevel: Sendable {
    let grid: TileGrid
    let places: [TilePlace]
}

/// The one tile that stands for all blank ones.
struct SparseTile: Sendable {
    let bytes: [UInt8]
    let size: Int
    let maskSize: Int

    init(_ tile: EncodedTile) {
        bytes = Array(tile.bytes)
        size = tile.size
        maskSize = tile.maskSize
    }
}

/// Puts the file together once all sizes are known.
struct COGAssembler: Sendable {
    let levels: [TiledLevel]
    let blank: SparseTile
    let compression: Compression
    let predictor: Predictor

    /// Writes everything, from the beginning to the end.
    func write(
        to output: borrowing OutputFile, tags: FileTags, hasMask: Bool, _ bigTIFF: BigTIFFChoice, from spool: Spool,
        threads: Int
    ) throws(RasterError) {
        let front = try frontMatter(tags, hasMask: hasMask, bigTIFF, for: output.target)
        do throws(FileError) {
            try spool.move(to: output.temporary, threads: threads) { file throws(FileError) in
                try file.append(front[...])
                for level in levels.reversed() { try move(level, to: file) }
            }
        } catch {
            throw .file(error)
        }
    }

    /// Everything before the tiles, in the smaller variant of TIFF that holds the file.
    private func frontMatter(
        _ tags: FileTags, hasMask: Bool, _ bigTIFF: BigTIFFChoice, for target: String
    ) throws(RasterError) -> [UInt8] {
        for variant in bigTIFF.variants {
            // First to see how large it is.
            let size = matter(tags, hasMask: hasMask, variant, start: 0).matter.byteCount
            let (matter, end) = matter(tags, hasMask: hasMask, variant, start: size)
            // Offsets of the classic variant have 32 bits.
            if variant == .classic, end > Int(UInt32.max) { continue }
            do throws(TIFFError) { return try matter.encoded() } catch { throw .refused(error.description) }
        }
        throw .refused("'\(target)' takes more than 4 GiB, which only a BigTIFF holds", [.largeOffsets])
    }

    private func matter(
        _ tags: FileTags, hasMask: Bool, _ variant: TIFFVariant, start: Int
    ) -> (matter: IFDEncoder, end: Int) {
        let blocks = TileOffsets(levels: levels, blank: blank, start: start)
        let directories = blocks.directories(
            tags, compression: compression, predictor, variant, hasMask: hasMask)
        let ghost = GhostArea.cloudOptimized(hasMask: hasMask)
        return (IFDEncoder(variant: variant, ghostArea: ghost, directories: directories), blocks.end)
    }

    /// Moves a level's tiles into their order.
    private func move(_ level: TiledLevel, to file: borrowing Spool.Target) throws(FileError) {
        var run = 0..<0
        var blanks = 0
        for place in level.places {
            if case .spooled(let offset, _, _, let count) = place {
                try append(blanks: &blanks, to: file)
                if offset == run.upperBound {
                    run = run.lowerBound..<(offset + count)
                } else {
                    try file.move(run)
                    run = offset..<(offset + count)
                }
            } else {
                try file.move(run)
                run = 0..<0
                blanks += 1
            }
        }
        try file.move(run)
        try append(blanks: &blanks, to: file)
    }

    /// Writes blank tiles, many at once: a sparse raster has millions.
    private func append(blanks: inout Int, to file: borrowing Spool.Target) throws(FileError) {
        guard blanks > 0 else { return }
        let most = max(1, (1 << 20) / blank.bytes.count)
        var many: [UInt8] = []
        for _ in 0..<min(blanks, most) { many += blank.bytes }
        while blanks > 0 {
            let count = min(blanks, most)
            try file.append(many.prefix(count * blank.bytes.count))
            blanks -= count
        }
    }
}

extension BigTIFFChoice {
    /// What is tried, in this order.
    fileprivate var variants: [TIFFVariant] {
        switch self {
        case .auto: [.classic, .big]
        case .yes: [.big]
        case .no: [.classic]
        }
    }
}
