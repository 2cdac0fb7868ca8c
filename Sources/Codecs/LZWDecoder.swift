/// Unpacks blocks that are compressed by LZW as TIFF has it: codes of 9 to 12 bits, most significant bit first, of which each
/// width ends one code early. One decoder belongs to one thread at a time.
///
/// A code stands for a string that is in the output already, with the byte behind it. So an entry of the table is a place in
/// the output; what most strings of pixels fit into, seven bytes, stands in the entry itself, whose eight bytes are written
/// at once, whatever their number: there is no branch that noise could make go wrong.
///
/// See: [TIFF 6.0, section 13](https://download.osgeo.org/libtiff/doc/TIFF6.pdf).
struct LZWDecoder: ~Copyable {
    private static let clear = 256
    private static let first = 258
    private static let codes = 1 << 12
    private static let widest = 12
    /// What marks a string that is longer than its entry holds: beyond all lengths, and with the bits of the greatest.
    private static let long: UInt64 = 15
    private static let one: UInt64 = 1 << 56
    /// Bytes that are read and written at once.
    private static let word = 8

    /// For each code the first seven bytes of its string, the first one lowest, and above them their number.
    private let strings: UnsafeMutablePointer<UInt64>
    /// Where in the output each string stands, its last byte being the first one of the next.
    private let starts: UnsafeMutablePointer<UInt32>

    init() {
        strings = .allocate(capacity: Self.codes)
        starts = .allocate(capacity: Self.codes + 1)
        strings.initialize(repeating: 0, count: Self.codes)
        starts.initialize(repeating: 0, count: Self.codes + 1)
        for byte in 0..<256 { strings[byte] = UInt64(byte) | Self.one }
    }

    deinit {
        strings.deallocate()
        starts.deallocate()
    }

    /// Unpacks a block, of which there must be enough to fill `target`.
    ///
    /// - Returns: Whether there was, and every code had a meaning.
    borrowing func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Bool {
        guard let input = source.baseAddress, let output = target.baseAddress, target.count < 1 << 31 else {
            return target.isEmpty
        }
        let strings = strings
        let starts = starts
        let count = target.count
        let bits = source.count &* 8
        // Up to here a whole word can be read, and written.
        let lastWord = bits &- 8 &* Self.word
        let lastPlace = count &- Self.word

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
            // The string before, and the first code that there is none of yet.
            var previous = UInt64(byte) | Self.one
            var next = Self.first
            starts[next] = UInt32(truncatingIfNeeded: written)
            written &+= 1

            for width in 9...Self.widest {
                let end = width == Self.widest ? Self.codes : 1 &<< width &- 1
                let shift = 64 &- width
                let mask = UInt64(truncatingIfNeeded: 1 &<< width &- 1)
                while next < end {
                    let code: Int
                    if bit <= lastWord {
                        let word = UInt64(bigEndian: input.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
                        code = Int(truncatingIfNeeded: word &>> UInt64(shift &- bit & 7) & mask)
                    } else {
                        if written == count { return true }
                        guard bit &+ width <= bits else { return false }
                        code = Self.code(of: source, at: bit, width: width)
                    }
                    bit &+= width
                    // The string before with the first byte of this one, which of the one that is being made is its own.
                    var head = previous
                    if code < next {
                        if code &>> 1 == Self.clear &>> 1 {
                            if code == Self.clear { continue tables }
                            return written == count
                        }
                        head = strings[code]
                    } else if code > next {
                        return written == count
                    }
                    let shift = previous &>> 53 & 0x38
                    strings[next] =
                        shift < 56
                        ? previous &+ Self.one &+ (head & 0xFF) &<< shift
                        : previous & (Self.one &- 1) | Self.long &<< 56
                    next &+= 1
                    starts[next] = UInt32(truncatingIfNeeded: written)

                    previous = strings[code]
                    let size = Int(truncatingIfNeeded: previous &>> 56)
                    if size < 8, written <= lastPlace {
                        output.storeBytes(of: previous.littleEndian, toByteOffset: written, as: UInt64.self)
                        written &+= size
                        continue
                    }
                    written = Self.write(previous, starts, code, output, written, of: count)
                    if written == count { return true }
                }
            }
            // There is no code behind the last one.
            return written == count
        }
        return true
    }

    /// Writes a string that is longer than its entry holds, or stands at the end; gives the place behind it.
    @inline(never)
    private static func write(
        _ string: UInt64, _ starts: UnsafeMutablePointer<UInt32>, _ code: Int, _ output: UnsafeMutableRawPointer,
        _ written: Int, of count: Int
    ) -> Int {
        if string &>> 56 < long {
            let end = min(written &+ Int(truncatingIfNeeded: string &>> 56), count)
            for place in written..<end {
                let byte = UInt8(truncatingIfNeeded: string &>> UInt64(8 &* (place &- written)))
                output.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
            }
            return end
        }
        // It ends with the first byte of the string behind it, which may be this one.
        let start = Int(starts[code])
        let size = min(Int(starts[code &+ 1]) &+ 1 &- start, count &- written)
        copy(output, from: start, to: written, size, of: count)
        return written &+ size
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
        if to &- from >= word {
            while done < length, to &+ done &+ word <= count {
                let eight = bytes.loadUnaligned(fromByteOffset: from &+ done, as: UInt64.self)
                bytes.storeBytes(of: eight, toByteOffset: to &+ done, as: UInt64.self)
                done &+= word
            }
        }
        while done < length {
            let byte = bytes.load(fromByteOffset: from &+ done, as: UInt8.self)
            bytes.storeBytes(of: byte, toByteOffset: to &+ done, as: UInt8.self)
            done &+= 1
        }
    }
}
