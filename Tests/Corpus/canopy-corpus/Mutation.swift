import CanopyTesting

/// Makes files unsound, by numbers that belong to a seed.
struct Mutation {
    var random: SeededGenerator

    init(seed: Int) { random = SeededGenerator(seed: seed) }

    private mutating func one<Value>(of values: [Value]) -> Value? { values.randomElement(using: &random) }
    private mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// Numbers at which programs fail.
    private mutating func number(in file: TIFFBytes) -> Int {
        let size = file.bytes.count
        let numbers = [
            0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 255, 256, 257, 32767, 32768, 65535, 65536, 66000, 1 << 24, (1 << 31) - 16,
            (1 << 31) - 1, 1 << 31, (1 << 32) - 16, (1 << 32) - 1, 1 << 32, 1 << 40, Int.max, -1, size, size - 1,
            size / 2,
            size + 1, whole(0...size), whole(0...65535), whole(0...Int(Int32.max)),
        ]
        return one(of: numbers) ?? 0
    }

    private mutating func real() -> Double {
        one(of: [
            0, -0.0, .nan, .infinity, -.infinity, 1e308, -1e308, .leastNonzeroMagnitude, 1e-11, 1e11, 1e20, -1e20, 0.05,
            -0.05, 1, -1,
            2_147_483_648, 9.3e18, 1e-5,
        ]) ?? 0
    }

    /// A TIFF with one flaw or a few.
    mutating func damaged(_ sound: [UInt8]) -> [UInt8] {
        guard var file = TIFFBytes(sound) else { return flipped(sound) }
        for _ in 0..<whole(1...3) { damage(&file) }
        switch whole(0...11) {
        case 0: return cut(file.bytes)
        case 1: return flipped(file.bytes)
        default: return file.bytes
        }
    }

    private mutating func damage(_ file: inout TIFFBytes) {
        switch whole(0...15) {
        case 0: put(number(in: file), in: [256, 257], of: &file)
        case 1: put(number(in: file), in: [322, 323, 278], of: &file)
        case 2: put(whole(0...70000), in: [256, 257, 322, 323, 278], of: &file)
        case 3: put(number(in: file), in: [273, 324], of: &file)
        case 4: put(number(in: file), in: [279, 325], of: &file)
        case 5: overlapBlocks(&file)
        case 6:
            put(
                one(of: [1, 2, 5, 7, 8, 32773, 32946, 34712, 34887, 34925, 50000, 50001, 65000]) ?? 1, in: [259],
                of: &file)
        case 7: put(whole(0...130), in: [258, 277, 339, 338, 262, 284, 317, 266, 254], of: &file)
        case 8: put(number(in: file), in: [258, 277, 339, 338, 262, 284, 317, 266, 254], of: &file)
        case 9: place(&file)
        case 10: writeText(&file)
        case 11: linkDirectories(&file)
        case 12: changeEntry(&file)
        case 13: put(number(in: file), in: nil, of: &file)
        case 14: file.bytes = flipped(file.bytes)
        default: file.bytes = rearranged(file.bytes)
        }
    }

    /// Puts a number in the place of a value of one of these tags, of any if `nil`.
    private mutating func put(_ number: Int, in tags: Set<Int>?, of file: inout TIFFBytes) {
        let entries = file.directories.flatMap { directory in
            directory.entries.filter { !$0.values.isEmpty && (tags?.contains($0.tag) ?? true) }
        }
        guard let entry = one(of: entries), let place = one(of: entry.values) else { return }
        file.put(number, at: place, width: entry.width)
    }

    private mutating func overlapBlocks(_ file: inout TIFFBytes) {
        guard let entry = one(of: file.entries([273, 324, 279, 325])), let from = one(of: entry.values),
            let to = one(of: entry.values)
        else { return }
        file.put(
            file.number(at: from, width: entry.width) + (one(of: [0, 0, 1, -1, 17]) ?? 0), at: to, width: entry.width)
    }

    /// Another place on Earth, or none.
    private mutating func place(_ file: inout TIFFBytes) {
        guard let entry = one(of: file.entries([33550, 33922, 34264]).filter { $0.width == 8 }),
            let place = one(of: entry.values)
        else { return }
        file.put(Int(bitPattern: UInt(real().bitPattern)), at: place, width: 8)
    }

    /// Another nodata value, or other metadata.
    private mutating func writeText(_ file: inout TIFFBytes) {
        guard let entry = one(of: file.entries([42113, 42112, 34737, 270])), let first = entry.values.first else {
            return
        }
        let text = one(of: [
            "nan", "inf", "-inf", "1e400", "-9999,5", "", "\u{0}", "1e20", "-1e308", "256", "-1", "0x10",
            "18446744073709551616",
            "<", "</GDALMetadata>", "%s%n", "/etc/passwd",
        ])
        for (index, byte) in (text ?? "").utf8.enumerated() where index < entry.values.count {
            file.put(Int(byte), at: first + index, width: 1)
        }
        if whole(0...1) == 0 { file.put((text ?? "").utf8.count, at: entry.position + 4, width: file.offsetWidth) }
    }

    /// Directories that lead to each other, in circles too.
    private mutating func linkDirectories(_ file: inout TIFFBytes) {
        guard let from = one(of: file.directories), let to = one(of: file.directories) else { return }
        file.put(
            one(of: [to.position, from.position, to.position + 2, number(in: file)]) ?? 0, at: from.next,
            width: file.offsetWidth)
    }

    /// Another tag, type, number of values or place of them.
    private mutating func changeEntry(_ file: inout TIFFBytes) {
        guard let entry = one(of: file.directories.flatMap(\.entries)) else { return }
        switch whole(0...3) {
        case 0:
            let tag = one(of: [
                254, 256, 258, 273, 279, 320, 322, 324, 330, 338, 347, 33550, 34735, 42112, 42113, 50674,
            ])
            file.put(tag ?? 0, at: entry.position, width: 2)
        case 1: file.put(whole(0...20), at: entry.position + 2, width: 2)
        case 2: file.put(number(in: file), at: entry.position + 4, width: file.offsetWidth)
        default: file.put(number(in: file), at: entry.position + 4 + file.offsetWidth, width: file.offsetWidth)
        }
    }

    /// A text, such as a sidecar's or GeoJSON's, with other numbers, missing parts and strange characters.
    mutating func damaged(text: [UInt8]) -> [UInt8] {
        var bytes = text
        for _ in 0..<whole(1...3) {
            switch whole(0...3) {
            case 0: bytes = flipped(bytes)
            case 1: bytes = rearranged(bytes)
            case 2: bytes = cut(bytes)
            default:
                let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
                guard let digit = one(of: digits) else { continue }
                let number = one(of: ["1e308", "NaN", "-1e20", "99999999999999999999", "null", "[", "\u{202E}", "0"])
                bytes.replaceSubrange(digit..<(digit + 1), with: (number ?? "").utf8)
            }
        }
        return bytes
    }

    /// Some other bits, near the beginning or anywhere.
    mutating func flipped(_ sound: [UInt8]) -> [UInt8] {
        guard !sound.isEmpty else { return sound }
        var bytes = sound
        let end = whole(0...1) == 0 ? bytes.count : min(bytes.count, 600)
        for _ in 0..<whole(1...12) {
            let place = whole(0...(end - 1))
            if whole(0...1) == 0 {
                bytes[place] ^= 1 << UInt8(whole(0...7))
            } else {
                bytes[place] = one(of: [0, 1, 0x7F, 0x80, 0xFF]) ?? 0
            }
        }
        return bytes
    }

    /// Only the beginning.
    mutating func cut(_ sound: [UInt8]) -> [UInt8] { Array(sound.prefix(whole(0...sound.count))) }

    /// Parts elsewhere, gone, or twice.
    private mutating func rearranged(_ sound: [UInt8]) -> [UInt8] {
        guard sound.count > 8 else { return sound }
        var bytes = sound
        let length = whole(1...min(400, bytes.count / 2))
        let from = whole(0...(bytes.count - length))
        let to = whole(0...(bytes.count - length))
        switch whole(0...2) {
        case 0: bytes.replaceSubrange(to..<(to + length), with: sound[from..<(from + length)])
        case 1: bytes.replaceSubrange(to..<(to + length), with: [UInt8](repeating: 0, count: length))
        default: bytes.removeSubrange(to..<(to + length))
        }
        return bytes
    }
}
