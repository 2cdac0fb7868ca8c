/// The order in which a file stores the bytes of its numbers.
public enum ByteOrder: Sendable, Hashable {
    /// Least significant byte first (`II`).
    case little
    /// Most significant byte first (`MM`).
    case big

    /// The number that stands at `offset`, which with the number's size lies within `bytes`.
    func integer<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int, in bytes: [UInt8]) -> Number {
        let stored = bytes[offset..<(offset + Number.bitWidth / 8)].withUnsafeBytes { $0.loadUnaligned(as: type) }
        return self == .little ? Number(littleEndian: stored) : Number(bigEndian: stored)
    }

    /// The same words with the least significant byte first, if they are not so already.
    func littleEndian(_ bytes: [UInt8], wordSize: Int) -> [UInt8] {
        guard self == .big, wordSize > 1 else { return bytes }
        var turned = bytes
        for start in stride(from: 0, to: bytes.count, by: wordSize) {
            turned[start..<(start + wordSize)].reverse()
        }
        return turned
    }
}

extension FixedWidthInteger {
    /// The bytes of the number, least significant first.
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian, Array.init) }
}
