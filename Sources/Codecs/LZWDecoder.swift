/// Unpacks blocks that are compressed by LZW as TIFF has it: codes of 9 to 12 bits, most significant bit first, of which each
/// width ends one code early. One decoder belongs to one thread at a time.
///
/// A code stands for a string that is in the output already, with the byte behind it. What most strings of pixels fit into,
/// seven bytes, stands in the string's entry of the table itself, whose eight bytes are written at once, whatever their
/// number: there is no branch that noise could make go wrong. The entry of a longer one says where in the output it is. The
/// table fills 32 KiB.
///
/// See: [TIFF 6.0, section 13](https://download.osgeo.org/libtiff/doc/TIFF6.pdf), and
/// `docs/decisions/0013-short-codes-four-at-once.md`.
struct LZWDecoder: ~Copyable {
    private static let clear = 256
    private static let first = 258
    private static let codes = 1 << 12
    private static let widest = 12

    /// For each code its ``LZWString``.
    private let strings: UnsafeMutablePointer<LZWString>

    init() {
        strings = .allocate(capacity: Self.codes)
        strings.initialize(repeating: .none, count: Self.codes)
        for byte in 0..<256 { strings[byte] = LZWString(UInt8(byte)) }
    }

    deinit { strings.deallocate() }

    /// Unpacks a block, of which there must be enough to fill `target`.
    ///
    /// - Returns: Whether there was, and every code had a meaning.
    borrowing func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
        guard let input = source.baseAddress, let output = target.baseAddress, target.count < 1 << 31 else {
            return target.isEmpty
        }
        let strings = strings
        let count = target.count
        let bits = source.count &* 8
        // Up to here a whole word can be read, and written.
        let lastWord = bits &- 64
        let lastPlace = count &- 8

        // A block begins by clearing the table. Those of programs older than TIFF 6.0, which do not, are turned around.
        guard bits >= 9, Self.code(of: source, at: 0, width: 9) == Self.clear else { return count == 0 }
        var bit = 9
        var written = 0
        tables: while written < count {
            // The first code of a table is a byte.
            guard bit &+ 9 <= bits else { return false }
            let byte = Self.code(of: source, at: bit, width: 9)
            bit &+= 9
            if byte == Self.clear { continue }
            guard byte < 256 else { return false }
            output.storeBytes(of: UInt8(truncatingIfNeeded: byte), toByteOffset: written, as: UInt8.self)
            written &+= 1
            // The string before, and the first code that there is none of yet.
            var previous = LZWString(UInt8(truncatingIfNeeded: byte))
            var next = Self.first

            for width in 9...Self.widest {
                let end = width == Self.widest ? Self.codes : 1 &<< width &- 1
                while true {
                    switch width {
                    case 9: many(9, end, input, output, lastWord, lastPlace, &bit, &written, &next, &previous)
                    case 10: many(10, end, input, output, lastWord, lastPlace, &bit, &written, &next, &previous)
                    case 11: many(11, end, input, output, lastWord, lastPlace, &bit, &written, &next, &previous)
                    default: many(12, end, input, output, lastWord, lastPlace, &bit, &written, &next, &previous)
                    }
                    guard next < end else { break }
                    let code: Int
                    if bit <= lastWord {
                        code = Int(truncatingIfNeeded: Self.word(input, at: bit) &>> UInt64(64 &- width))
                    } else {
                        if written == count { return true }
                        guard bit &+ width <= bits else { return false }
                        code = Self.code(of: source, at: bit, width: width)
                    }
                    bit &+= width
                    if code &>> 1 == Self.clear &>> 1 {
                        if code == Self.clear { continue tables }
                        return written == count
                    }
                    guard code <= next else { return written == count }
                    // The string that is being made goes on with its own first byte.
                    strings[next] = previous.followed(by: code < next ? strings[code] : previous, before: written)
                    next &+= 1
                    previous = strings[code]
                    if previous.isHeld, written <= lastPlace {
                        output.storeBytes(of: previous.bits.littleEndian, toByteOffset: written, as: UInt64.self)
                        written &+= previous.heldCount
                        continue
                    }
                    written = Self.write(previous, output, written, of: count)
                    if written == count { return true }
                }
            }
            // There is no code behind the last one.
            return written == count
        }
        return true
    }

    /// Goes on, four codes at once, as long as strings are short and far from all ends; stands before the first other code.
    @inline(__always)
    private borrowing func many(
        _ width: Int, _ end: Int, _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, _ lastWord: Int,
        _ lastPlace: Int, _ bit: inout Int, _ written: inout Int, _ next: inout Int, _ previous: inout LZWString
    ) {
        let strings = strings
        let lastBatch = lastPlace &- 3 &* LZWString.short
        // Kept out of memory.
        var (place, to, new, string) = (bit, written, next, previous)
        guard string.isShort else { return }
        batches: while new &+ 4 <= end, place <= lastWord, to <= lastBatch {
            var word = Self.word(input, at: place)
            for _ in 0..<4 {
                let code = Int(truncatingIfNeeded: word &>> UInt64(64 &- width))
                word &<<= UInt64(width)
                guard code < new else { break batches }
                let read = strings[code]
                guard read.isShort else { break batches }
                strings[new] = string.followed(by: read)
                output.storeBytes(of: read.bits.littleEndian, toByteOffset: to, as: UInt64.self)
                string = read
                to &+= read.heldCount
                new &+= 1
                place &+= width
            }
        }
        (bit, written, next, previous) = (place, to, new, string)
    }

    /// Writes a string that is longer than its entry holds, or stands at the end; gives the place behind it.
    @inline(never)
    private static func write(
        _ string: LZWString, _ output: UnsafeMutableRawPointer, _ written: Int, of count: Int
    ) -> Int {
        let size = min(string.count, count &- written)
        if string.isHeld {
            withUnsafeBytes(of: string.bits.littleEndian) { bytes in
                UnsafeMutableRawBufferPointer(start: output + written, count: size)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
            }
        } else {
            copy(output, from: string.place, to: written, size, of: count)
        }
        return written &+ size
    }

    /// 57 bits or more from a bit on, the first one highest.
    @inline(__always)
    private static func word(_ input: UnsafeRawPointer, at bit: Int) -> UInt64 {
        UInt64(bigEndian: input.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)) &<< UInt64(bit & 7)
    }

    /// The code of `width` bits that begins at a bit; zeros stand behind the source's end.
    @inline(never)
    private static func code(of source: UnsafeRawBufferPointer, at bit: Int, width: Int) -> Int {
        var bytes = 0
        for place in (bit &>> 3)..<(bit &>> 3 &+ 3) {
            bytes = bytes &<< 8 | (place < source.count ? Int(source[place]) : 0)
        }
        return bytes &>> (24 &- width &- bit & 7) & (1 &<< width &- 1)
    }

    /// Copies bytes to behind them, eight at once as long as there is room for as many.
    @inline(__always)
    private static func copy(_ bytes: UnsafeMutableRawPointer, from: Int, to: Int, _ length: Int, of count: Int) {
        var done = 0
        if to &- from >= 8 {
            while done < length, to &+ done &+ 8 <= count {
                let eight = bytes.loadUnaligned(fromByteOffset: from &+ done, as: UInt64.self)
                bytes.storeBytes(of: eight, toByteOffset: to &+ done, as: UInt64.self)
                done &+= 8
            }
        }
        while done < length {
            let byte = bytes.load(fromByteOffset: from &+ done, as: UInt8.self)
            bytes.storeBytes(of: byte, toByteOffset: to &+ done, as: UInt8.self)
            done &+= 1
        }
    }
}

/// What a code of LZW stands for, in eight bytes: up to seven of its bytes, the first one lowest, and in the highest bits their
/// number; or of more their first one, where in the output they stand, and above that their number.
private struct LZWString {
    let bits: UInt64

    /// No string: neither short nor held.
    static let none = LZWString(bits: 8 * one)
    /// The most bytes of strings that can be followed by one more without a look at their number.
    static let short = 6
    /// One in the number of bytes; below are three zeros, so that the byte that ends with it is the number of their bits.
    private static let one: UInt64 = 1 << 59
    /// What marks strings that are not held: beyond all numbers.
    private static let long: UInt64 = 15

    private init(bits: UInt64) { self.bits = bits }

    /// A string of one byte.
    @inline(__always)
    init(_ byte: UInt8) { bits = UInt64(byte) | Self.one }

    @inline(__always)
    var isShort: Bool { bits < 7 * Self.one }

    /// Whether all of the string is in the entry.
    @inline(__always)
    var isHeld: Bool { bits < 8 * Self.one }

    /// The bytes of a string that is held.
    @inline(__always)
    var heldCount: Int { Int(truncatingIfNeeded: bits &>> 59) }

    @inline(__always)
    var count: Int { isHeld ? heldCount : Int(truncatingIfNeeded: bits &>> 40 & 0xFFFF) }

    /// Where a string that is not held stands in the output.
    @inline(__always)
    var place: Int { Int(truncatingIfNeeded: bits &>> 8 & 0xFFFF_FFFF) }

    /// A short string with the first byte of another behind it.
    @inline(__always)
    func followed(by other: LZWString) -> LZWString {
        LZWString(bits: bits &+ Self.one &+ (other.bits & 0xFF) &<< (bits &>> 56))
    }

    /// The same for any string whose last byte stands before a place in the output, and at that place the other one.
    @inline(__always)
    func followed(by other: LZWString, before end: Int) -> LZWString {
        if isShort { return followed(by: other) }
        let place = UInt64(truncatingIfNeeded: end &- count)
        return LZWString(
            bits: Self.long &<< 59 | UInt64(truncatingIfNeeded: count &+ 1) &<< 40 | place &<< 8 | bits & 0xFF)
    }
}
