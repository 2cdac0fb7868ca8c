import CDeflate
import CanopyTesting
import Codecs
import Testing

struct BlockCompressorTests {
    @Test func `a block becomes the same bytes wherever its compressor lies in memory`() throws {
        // Runs of nothing with few values between them, as at the border of a mission: where igzip skips over values that
        // do not repeat themselves it looks up what another position left, and what that is used to depend on an address.
        var random = SeededGenerator(seed: 1)
        var block = [UInt8](repeating: 0, count: 1 << 20)
        for start in stride(from: 600, to: block.count - 600, by: 700) {
            for position in start..<start + 6 { block[position] = .random(in: 1...255, using: &random) }
        }
        // All at once, hence each elsewhere.
        let compressors = try (0..<200).map { _ in try Held(.quickDeflate) }
        let results = compressors.map { $0.compress(block) }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func `a block becomes the same bytes whatever its compressor had before`() throws {
        var random = SeededGenerator(seed: 2)
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let heights = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 700 * 3 + $0 % 5) }
        for format in [BlockCompressor.Format.quickDeflate, .deflate(level: 1), .zstd(level: 1)] {
            let fresh = try Held(format).compress(heights)
            let used = try Held(format)
            _ = used.compress(noise)
            #expect(used.compress(heights) == fresh, "\(format)")
        }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 255, 4099, 70_000, 1 << 20])
    func `what does not shrink has room and is read as it was written`(count: Int) throws {
        var random = SeededGenerator(seed: count)
        let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        for format in [BlockCompressor.Format.quickDeflate, .deflate(level: 1)] {
            #expect(try inflated(Held(format).compress(noise), count: count) == noise, "\(format)")
        }
    }

    /// What a zlib stream holds.
    private func inflated(_ stream: [UInt8], count: Int) throws -> [UInt8] {
        let decompressor = try #require(libdeflate_alloc_decompressor())
        defer { libdeflate_free_decompressor(decompressor) }
        // Room for one, since an array of none has no address.
        var bytes = [UInt8](repeating: 0, count: max(count, 1))
        var written = 0
        let result = libdeflate_zlib_decompress(decompressor, stream, stream.count, &bytes, count, &written)
        try #require(result == LIBDEFLATE_SUCCESS)
        return Array(bytes.prefix(written))
    }
}

/// A compressor that a list can hold.
final class Held {
    private let compressor: BlockCompressor

    init(_ format: BlockCompressor.Format) throws {
        guard let compressor = BlockCompressor(format) else { throw NoMemory() }
        self.compressor = compressor
    }

    func compress(_ block: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: compressor.bound(block.count)) { bytes, count in
            count = block.withUnsafeBytes { compressor.compress($0, into: UnsafeMutableRawBufferPointer(bytes)) }
        }
    }
}

struct NoMemory: Error {}
