import CanopyTesting
import Codecs
import Testing

struct BlockDecompressorTests {
    /// What a block becomes in a place of `count` bytes, and whether what lies around it is as it was.
    private func unpack(
        _ block: [UInt8], _ format: BlockDecompressor.Format, count: Int
    ) throws -> (outcome: BlockDecompressor.Outcome, bytes: [UInt8], staysInside: Bool) {
        guard let decompressor = BlockDecompressor(format) else { throw NoMemory() }
        var memory = [UInt8](repeating: 0xA5, count: count + 64)
        let outcome = block.withUnsafeBytes { block in
            memory.withUnsafeMutableBytes { memory in
                decompressor.decompress(block, into: UnsafeMutableRawBufferPointer(rebasing: memory[32..<32 + count]))
            }
        }
        let around = memory[..<32] + memory[(32 + count)...]
        return (outcome, Array(memory[32..<32 + count]), around.allSatisfy { $0 == 0xA5 })
    }

    @Test(arguments: 1...24)
    func `codes of LZW become what TIFF has them stand for`(seed: Int) throws {
        var random = SeededGenerator(seed: seed)
        let stream = LZWStream(codes: .random(in: 1...20_000, using: &random), using: &random)
        let whole = try unpack(stream.bytes, .lzw, count: stream.output.count)
        #expect(whole.outcome == .whole && whole.bytes == stream.output && whole.staysInside)
        // Of a strip that ends the image there may be more than it holds.
        let part = Int.random(in: 0...stream.output.count, using: &random)
        let prefix = try unpack(stream.bytes, .lzw, count: part)
        #expect(prefix.outcome == .whole && prefix.bytes == Array(stream.output[..<part]) && prefix.staysInside)
        let more = try unpack(stream.bytes, .lzw, count: stream.output.count + 1)
        #expect(more.outcome == .other && more.staysInside)
        let short = try unpack(Array(stream.bytes.dropLast(3)), .lzw, count: stream.output.count)
        #expect(short.outcome == .other && short.staysInside)
    }

    @Test(arguments: 1...12)
    func `damaged codes of LZW become what the book says, whatever the decoder met before`(seed: Int) throws {
        var random = SeededGenerator(seed: 100 + seed)
        guard let decompressor = BlockDecompressor(.lzw) else { throw NoMemory() }
        var outcomes: Set<BlockDecompressor.Outcome> = []
        for turn in 0..<20 {
            let stream = LZWStream(codes: .random(in: 1...6000, using: &random), using: &random)
            var block = stream.bytes
            // A sound one, one that is cut off, and what comes.
            if turn == 1 { block.removeLast(min(3, block.count)) }
            for _ in 0..<(turn < 2 ? 0 : Int.random(in: 0...2, using: &random)) {
                block[Int.random(in: 2..<block.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            let count = stream.output.count * (turn < 2 ? 2 : .random(in: 0...2, using: &random)) / 2
            var memory = [UInt8](repeating: 0xA5, count: count + 64)
            let outcome = block.withUnsafeBytes { block in
                memory.withUnsafeMutableBytes { memory in
                    decompressor.decompress(
                        block, into: UnsafeMutableRawBufferPointer(rebasing: memory[32..<32 + count]))
                }
            }
            let book = LZWStream.read(block, count: count)
            #expect(outcome == (book == nil ? .other : .whole))
            #expect(book == nil || Array(memory[32..<32 + count]) == book)
            #expect((memory[..<32] + memory[(32 + count)...]).allSatisfy { $0 == 0xA5 })
            outcomes.insert(outcome)
        }
        #expect(outcomes == [.whole, .other])
    }

    @Test(arguments: [BlockDecompressor.Format.none, .lzw, .deflate, .zstd])
    func `what strangers write stays inside of its place`(format: BlockDecompressor.Format) throws {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<400 {
            var block = (0..<Int.random(in: 0...3000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            // LZW's first code clears its table.
            if format == .lzw, block.count > 1, Int.random(in: 0...7, using: &random) > 0 { block[0] = 0x80 }
            // Bits that are mostly 0 are codes that mostly mean something.
            if Bool.random(using: &random) {
                for index in block.indices.dropFirst(2) { block[index] &= .random(in: 0...255, using: &random) }
            }
            #expect(try unpack(block, format, count: .random(in: 0...5000, using: &random)).staysInside)
        }
    }

    @Test(arguments: [
        (BlockDecompressor.Format.none, BlockCompressor.Format.none), (.deflate, .deflate(level: 1)),
        (.deflate, .quickDeflate), (.zstd, .zstd(level: 3)),
    ])
    func `what was compressed comes back, and what has changed since does not`(
        format: BlockDecompressor.Format, written: BlockCompressor.Format
    ) throws {
        var random = SeededGenerator(seed: 4)
        let pixels = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 90) &+ .random(in: 0...3, using: &random) }
        let block = try Held(written).compress(pixels)
        let sound = try unpack(block, format, count: pixels.count)
        #expect(sound.outcome == .whole && sound.bytes == pixels)
        guard format == .deflate else { return }
        for _ in 0..<50 {
            var damaged = block
            let place = Int.random(in: 0..<damaged.count, using: &random)
            damaged[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            #expect(try unpack(damaged, format, count: pixels.count).outcome != .whole)
        }
        #expect(try unpack(block, format, count: pixels.count - 1).outcome == .excessive)
        #expect(try unpack(block, format, count: pixels.count + 1).outcome == .other)
        #expect(try unpack(Array(block.dropLast(2)), format, count: pixels.count).outcome != .whole)
    }

    @Test(arguments: [1, 2, 4, 8], [1, 2, 3, 4, 5])
    func `predictors are undone to the bit`(sampleBytes: Int, bands: Int) {
        var random = SeededGenerator(seed: sampleBytes * 10 + bands)
        for predictor in [Predictor.none, .horizontal, .floatingPoint]
        where predictor != .floatingPoint || sampleBytes > 2 {
            for width in [1, 2, 7, 64] {
                let count = width * bands * sampleBytes
                let row = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
                let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
                defer {
                    row.deallocate()
                    scratch.deallocate()
                }
                for index in row.indices { row[index] = .random(in: 0...255, using: &random) }
                let samples = Array(row)
                predictor.apply(to: row, sampleBytes: sampleBytes, bands: bands, scratch: scratch)
                #expect(predictor == .none || width == 1 || Array(row) != samples)
                predictor.undo(in: row, sampleBytes: sampleBytes, bands: bands, scratch: scratch)
                #expect(Array(row) == samples, "\(predictor) of \(width) pixels")
            }
        }
    }
}

/// Codes of LZW that mean something, with what they mean: made by the book, from strings that are held as they are.
private struct LZWStream {
    private(set) var bytes: [UInt8] = []
    private(set) var output: [UInt8] = []
    private var bit = 0

    init(codes: Int, using random: inout SeededGenerator) {
        var table: [[UInt8]] = []
        var previous: [UInt8] = []
        // How often the string that is just being made is wanted, and the longest ones.
        let daring = Int.random(in: 0...3, using: &random)
        append(256, width: 9)
        for _ in 0..<codes {
            let next = 258 + table.count
            let width = next < 511 ? 9 : next < 1023 ? 10 : next < 2047 ? 11 : 12
            if next == 4095 || !previous.isEmpty && Int.random(in: 0..<3000, using: &random) == 0 {
                append(256, width: width)
                table = []
                previous = []
                continue
            }
            var code = Int.random(in: 0..<256, using: &random)
            if !previous.isEmpty {
                switch Int.random(in: 0...8, using: &random) {
                case ...daring: code = next
                case 4...6 where !table.isEmpty: code = .random(in: 258..<next, using: &random)
                default: break
                }
            }
            append(code, width: width)
            let string: [UInt8] =
                code < 256 ? [UInt8(code)] : code < next ? table[code - 258] : previous + previous.prefix(1)
            if !previous.isEmpty { table.append(previous + string.prefix(1)) }
            output += string
            previous = string
            if output.count > 1 << 20 { break }
        }
    }

    /// What the codes of a block stand for, one after the other; `nil` where they do not fill `count` bytes.
    static func read(_ block: [UInt8], count: Int) -> [UInt8]? {
        var bit = 0
        func code(_ width: Int) -> Int? {
            guard bit + width <= 8 * block.count else { return nil }
            defer { bit += width }
            return (bit..<bit + width).reduce(0) { $0 << 1 | Int(block[$1 / 8] >> UInt8(7 - $1 % 8) & 1) }
        }
        guard count > 0 else { return [] }
        guard code(9) == 256 else { return nil }
        var (output, table, previous): ([UInt8], [[UInt8]], [UInt8]) = ([], [], [])
        while output.count < count {
            let next = 258 + table.count
            guard next < 4096, let code = code(next < 511 ? 9 : next < 1023 ? 10 : next < 2047 ? 11 : 12) else {
                return nil
            }
            switch code {
            case 256:
                (table, previous) = ([], [])
                continue
            case 257: return nil
            case 258... where code > next || previous.isEmpty: return nil
            default: break
            }
            let string: [UInt8] =
                code < 256 ? [UInt8(code)] : code < next ? table[code - 258] : previous + previous.prefix(1)
            if !previous.isEmpty { table.append(previous + string.prefix(1)) }
            output += string
            previous = string
        }
        return Array(output.prefix(count))
    }

    private mutating func append(_ code: Int, width: Int) {
        for number in (0..<width).reversed() {
            if bit % 8 == 0 { bytes.append(0) }
            if code >> number & 1 == 1 { bytes[bytes.count - 1] |= 0x80 >> UInt8(bit % 8) }
            bit += 1
        }
    }
}
