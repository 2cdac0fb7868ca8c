/// The bytes of a sound TIFF file, and where in them its tags stand, so that any of them can be made unsound.
struct TIFFBytes {
    /// An entry of a directory.
    struct Entry {
        let tag: Int
        /// Where the entry begins.
        let position: Int
        /// Bytes of each value.
        let width: Int
        /// Where each value stands.
        let values: [Int]
    }

    /// An image's directory.
    struct IFD {
        let position: Int
        let entries: [Entry]
        /// Where the position of the next directory stands.
        let next: Int
    }

    var bytes: [UInt8]
    let isBig: Bool
    private let isLittleEndian: Bool
    private(set) var directories: [IFD] = []

    /// The file of these bytes; `nil` where they are none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 16, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
        self.bytes = bytes
        isLittleEndian = bytes[0] == 0x49
        isBig = (isLittleEndian ? bytes[2] : bytes[3]) == 43
        var position = number(at: isBig ? 8 : 4, width: offsetWidth)
        while position > 0, let directory = directory(at: position) {
            directories.append(directory)
            position = number(at: directory.next, width: offsetWidth)
        }
        if directories.isEmpty { return nil }
    }

    /// Bytes of an offset, and of a number of values.
    var offsetWidth: Int { isBig ? 8 : 4 }
    private var entryWidth: Int { isBig ? 20 : 12 }

    private func directory(at position: Int) -> IFD? {
        let countWidth = isBig ? 8 : 2
        guard position + countWidth <= bytes.count else { return nil }
        let count = number(at: position, width: countWidth)
        let first = position + countWidth
        let next = first + count * entryWidth
        guard count > 0, next + offsetWidth <= bytes.count else { return nil }
        let entries = (0..<count).compactMap { entry(at: first + $0 * entryWidth) }
        return IFD(position: position, entries: entries, next: next)
    }

    private func entry(at position: Int) -> Entry? {
        let widths = [
            1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
        ]
        guard let width = widths[number(at: position + 2, width: 2)] else { return nil }
        let count = number(at: position + 4, width: offsetWidth)
        let inline = position + 4 + offsetWidth
        let first = count * width <= offsetWidth ? inline : number(at: inline, width: offsetWidth)
        guard first + count * width <= bytes.count else { return nil }
        return Entry(
            tag: number(at: position, width: 2), position: position, width: width,
            values: (0..<count).map { first + $0 * width })
    }

    /// A whole number of the file.
    func number(at position: Int, width: Int) -> Int {
        var number: UInt64 = 0
        for index in 0..<width {
            number = number << 8 | UInt64(bytes[position + (isLittleEndian ? width - 1 - index : index)])
        }
        return Int(truncatingIfNeeded: number)
    }

    /// Puts a whole number there, as much of it as has room.
    mutating func put(_ number: Int, at position: Int, width: Int) {
        for index in 0..<width where position + index < bytes.count {
            let shift = 8 * (isLittleEndian ? index : width - 1 - index)
            bytes[position + index] = UInt8(truncatingIfNeeded: number >> shift)
        }
    }

    /// The entries of all directories with one of these tags.
    func entries(_ tags: Set<Int>) -> [Entry] {
        directories.flatMap { $0.entries.filter { tags.contains($0.tag) && !$0.values.isEmpty } }
    }
}
