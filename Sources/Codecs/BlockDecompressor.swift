internal import CDeflate
internal import CZstd

/// Unpacks blocks of bytes whose size is known, each by itself. One belongs to one thread at a time.
public struct BlockDecompressor: ~Copyable {
    /// The formats.
    public enum Format: Hashable, Sendable {
        /// Bytes as they are.
        case none
        /// LZW as TIFF 6.0 has it.
        case lzw
        /// Deflate in a zlib wrapper.
        case deflate
        /// Zstandard frames.
        case zstd
    }

    private enum Engine: ~Copyable {
        case none
        case lzw(LZWDecoder)
        case deflate(OpaquePointer)
        case zstd(OpaquePointer)
    }

    private let engine: Engine

    /// A decompressor; `nil` where there is no memory for it.
    public init?(_ format: Format) {
        switch format {
        case .none: engine = .none
        case .lzw: engine = .lzw(LZWDecoder())
        case .deflate:
            guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
            engine = .deflate(decompressor)
        case .zstd:
            guard let context = ZSTD_createDCtx() else { return nil }
            engine = .zstd(context)
        }
    }

    deinit {
        switch engine {
        case .none: break
        case .lzw: break
        case .deflate(let decompressor): libdeflate_free_decompressor(decompressor)
        case .zstd(let context): ZSTD_freeDCtx(context)
        }
    }

    /// What a block was found to be.
    public enum Outcome: Hashable, Sendable {
        /// What fills its place, as far as the format can tell.
        case whole
        /// Not what was written: its checksum is wrong, or it has no meaning.
        case damaged
        /// More than fills its place. The last strip of a file may be.
        case excessive
        /// Too little, or of a form of the format that is not known here.
        case other
    }

    /// Unpacks a block, of which there may be anything, into `target`, which is as large as it ought to become. Of LZW and of
    /// bytes as they are there may be more.
    public borrowing func decompress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Outcome {
        switch engine {
        case .none:
            guard source.count >= target.count else { return .other }
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<target.count]))
            return .whole
        case .lzw(let decoder):
            return decoder.decode(source, into: target) ? .whole : .other
        case .deflate(let decompressor):
            let result = libdeflate_zlib_decompress(
                decompressor, source.baseAddress, source.count, target.baseAddress, target.count, nil)
            return switch result {
            case LIBDEFLATE_SUCCESS: .whole
            case LIBDEFLATE_BAD_DATA: .damaged
            case LIBDEFLATE_INSUFFICIENT_SPACE: .excessive
            default: .other
            }
        case .zstd(let context):
            let count = ZSTD_decompressDCtx(
                context, target.baseAddress, target.count, source.baseAddress, source.count)
            return count == target.count ? .whole : .other
        }
    }
}
