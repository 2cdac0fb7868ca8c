internal import Diagnostics
internal import Raster
internal import RasterIO

/// A picture whose alpha band becomes a mask, for a compression that has no place for a fourth color.
///
/// A mask knows valid pixels and others, alpha all shades between. A pixel is valid where its alpha is not 0, as
/// everywhere else: statistics and the valid share are those of the picture, and colors of the rim are kept. Who is left
/// with less than the source had is told; refusing instead would leave no way for pictures whose rim is smoothed.
struct AlphaAsMask: RasterSource {
    let profile: RasterProfile
    private let source: any RasterSource
    private let alpha: Int
    private let warnings: Warnings

    /// - Returns: `nil` for a raster without an alpha band, or not of the one type that there are such pictures of.
    init?(of source: some RasterSource, warnings: Warnings) {
        var profile = source.profile
        guard case .alpha(let alpha) = profile.validity, profile.type == .uint8 else { return nil }
        profile.bands.remove(at: alpha)
        profile.validity = .mask
        self.profile = profile
        self.source = source
        self.alpha = alpha
        self.warnings = warnings
    }

    var blocks: SourceBlocks { source.blocks }

    var scratchBytesPerPixel: Int { source.scratchBytesPerPixel + source.profile.bytesPerPixel }

    func reader() throws(RasterError) -> any RasterReader {
        AlphaReader(try source.reader(), of: source.profile, alpha: alpha, warnings: warnings)
    }
}

/// Reads samples with alpha and parts them into colors and mask.
private final class AlphaReader: RasterReader {
    private let reader: any RasterReader
    private let profile: RasterProfile
    private let alpha: Int
    private let warnings: Warnings

    init(_ reader: any RasterReader, of profile: RasterProfile, alpha: Int, warnings: Warnings) {
        self.reader = reader
        self.profile = profile
        self.alpha = alpha
        self.warnings = warnings
    }

    func areSparse(rows: Range<Int>, columns: [Range<Int>]) throws(RasterError) -> [Bool] {
        try reader.areSparse(rows: rows, columns: columns)
    }

    func read(_ window: Window, into chunk: RasterChunk) throws(RasterError) {
        let whole = RasterChunk(window: window, of: profile)
        try reader.read(window, into: whole)
        guard let mask = chunk.mask?.bytes else { return }
        let samples = whole.pixels.bytes
        let colors = chunk.pixels.bytes
        let bands = profile.bands.count
        var isSoft = false
        for row in window.rows {
            var sample = whole.index(column: window.x, row: row) * bands
            let first = chunk.index(column: window.x, row: row)
            var color = first * (bands - 1)
            for pixel in first..<(first + window.width) {
                for band in 0..<bands where band != alpha {
                    colors[color] = samples[sample + band]
                    color += 1
                }
                let opacity = samples[sample + alpha]
                mask[pixel] = opacity == 0 ? 0 : 255
                isSoft = isSoft || (opacity != 0 && opacity != 255)
                sample += bands
            }
        }
        if isSoft {
            warnings.add(
                "some pixels are half transparent, which the mask of a jpeg file cannot say; they become opaque",
                [.losslessCompression([Compression.webp.rawValue, Compression.deflate.rawValue])])
        }
    }
}
