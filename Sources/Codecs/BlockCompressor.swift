internal import CDeflate
internal import CIgzip
internal import CZstd

/// Compresses blocks of bytes, each by itself. One belongs to one thread at a time.
public struct BlockCompressor: ~Copyable {
    /// The formats.
    public enum Format: Hashable, Sendable {
        /// Bytes as they are.
        case none
        /// Deflate in a zlib wrapper, as TIFF has it; levels 0 to 12. This is libdeflate's.
        case deflate(level: Int)
        /// Deflate by igzip: as hard as level 1 in half of the time, where little repeats itself.
        ///
        /// See: [ISA-L](https://github.com/intel/isa-l), and `docs/decisions/0003-two-deflate-compressors.md`.
        case quickDeflate
        /// Zstandard frames; levels 1 to 22.
        case zstd(level: Int)

        /// What serves as well for pixels that are stored as differences. These seldom repeat themselves; of what does,
        /// igzip finds less than libdeflate.
        public var ofDifferences: Format { self == .deflate(level: 1) ? .quickDeflate : self }
    }

    private enum Engine {
        case none
        case deflate(OpaquePointer)
        case quickDeflate(UnsafeMutableRawPointer)
        case zstd(OpaquePointer, level: Int32)
    }

    private let engine: Engine

    /// A compressor; `nil` where there is no memory for it or the level is none.
    public init?(_ format: Format) {
        switch format {
        case .none:
            engine = .none
        case .deflate(let level):
            guard let compressor = libdeflate_alloc_compressor(Int32(level)) else { return nil }
            engine = .deflate(compressor)
        case .quickDeflate:
            guard let compressor = canopy_igzip_new() else { return nil }
            engine = .quickDeflate(compressor)
        case .zstd(let level):
            guard let context = ZSTD_createCCtx() else { return nil }
            engine = .zstd(context, level: Int32(level))
        }
    }

    deinit {
        switch engine {
        case .none: break
        case .deflate(let compressor): libdeflate_free_compressor(compressor)
        case .quickDeflate(let compressor): canopy_igzip_free(compressor)
        case .zstd(let context, _): ZSTD_freeCCtx(context)
        }
    }

    /// The most bytes that `count` bytes can become.
    public borrowing func bound(_ count: Int) -> Int {
        switch engine {
        case .none: count
        case .deflate(let compressor): libdeflate_zlib_compress_bound(compressor, count)
        // Blocks that do not shrink are stored, as in libdeflate's.
        case .quickDeflate: libdeflate_zlib_compress_bound(nil, count) + Int(CANOPY_IGZIP_EXTRA)
        case .zstd: ZSTD_compressBound(count)
        }
    }

    /// Compresses `source` into `target`, which has room for ``bound(_:)`` bytes, and tells how many it takes.
    public borrowing func compress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        switch engine {
        case .none:
            target.copyMemory(from: source)
            return source.count
        case .deflate(let compressor):
            return libdeflate_zlib_compress(
                compressor, source.baseAddress, source.count, target.baseAddress, target.count)
        case .quickDeflate(let compressor):
            let count = canopy_igzip_compress(
                compressor, source.baseAddress, source.count, target.baseAddress, target.count)
            // Only a target that is too small fails, and it is not; nor have tiles more bytes than 32 bits count.
            precondition(count > 0, "igzip has no room for a block")
            return count
        case .zstd(let context, let level):
            let count = ZSTD_compressCCtx(
                context, target.baseAddress, target.count, source.baseAddress, source.count, level)
            // Only a target that is too small fails, and it is not.
            precondition(ZSTD_isError(count) == 0, "zstd has no room for a block")
            return count
        }
    }
}
