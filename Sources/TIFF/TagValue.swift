/// The type of the numbers of a tag's value.
public enum FieldType: UInt16, Sendable, Hashable, CaseIterable {
    /// Unsigned, 8 bits.
    case byte = 1
    /// Text, each part of it ended by a zero byte.
    case ascii = 2
    /// Unsigned, 16 bits.
    case short = 3
    /// Unsigned, 32 bits.
    case long = 4
    /// Two unsigned numbers of 32 bits, a fraction.
    case rational = 5
    /// Signed, 8 bits.
    case signedByte = 6
    /// Bytes without a meaning of their own.
    case undefined = 7
    /// Signed, 16 bits.
    case signedShort = 8
    /// Signed, 32 bits.
    case signedLong = 9
    /// Two signed numbers of 32 bits, a fraction.
    case signedRational = 10
    /// IEEE 754, 32 bits.
    case float = 11
    /// IEEE 754, 64 bits.
    case double = 12
    /// The offset of a directory, 32 bits.
    case directory = 13
    /// Unsigned, 64 bits; BigTIFF only.
    case long8 = 16
    /// Signed, 64 bits; BigTIFF only.
    case signedLong8 = 17
    /// The offset of a directory, 64 bits; BigTIFF only.
    case directory8 = 18

    /// The size of one number.
    public var byteCount: Int {
        switch self {
        case .byte, .ascii, .signedByte, .undefined: 1
        case .short, .signedShort: 2
        case .long, .signedLong, .float, .directory: 4
        case .rational, .signedRational, .double, .long8, .signedLong8, .directory8: 8
        }
    }

    /// The size of what the byte order turns: a fraction is two words.
    var wordSize: Int {
        self == .rational || self == .signedRational ? 4 : byteCount
    }

    /// Whether classic TIFF does not know the type.
    var isBigOnly: Bool {
        self == .long8 || self == .signedLong8 || self == .directory8
    }
}

/// The value of a tag: any number of numbers of one type.
///
/// They are kept as the bytes of a little-endian file, whatever file they came from: a value passes from one file to
/// another as it is, even one of a million offsets, and of a type that nobody here looks into.
public struct TagValue: Hashable, Sendable {
    /// The type of the numbers.
    public let type: FieldType
    /// The numbers one after another, least significant byte first.
    public let bytes: [UInt8]

    /// A value from the bytes of whole numbers, least significant byte first.
    public init(_ type: FieldType, _ bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// How many numbers there are; of a text, its bytes with the zero that ends it.
    public var count: Int { bytes.count / type.byteCount }
}

extension TagValue {
    /// Unsigned numbers of 16 bits.
    public static func shorts(_ numbers: [UInt16]) -> TagValue { TagValue(.short, packed(numbers)) }

    /// Unsigned numbers of 32 bits.
    public static func longs(_ numbers: [UInt32]) -> TagValue { TagValue(.long, packed(numbers)) }

    /// Unsigned numbers of 64 bits.
    public static func long8s(_ numbers: [UInt64]) -> TagValue { TagValue(.long8, packed(numbers)) }

    private static func packed(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
        numbers.map(\.littleEndian).withUnsafeBytes(Array.init)
    }
}

extension TagValue {
    /// The numbers, where they are unsigned; otherwise `nil`.
    public var integers: [UInt64]? { integers(first: count) }

    /// The first numbers, of which there are so many, where they are unsigned; otherwise `nil`.
    func integers(first count: Int) -> [UInt64]? {
        switch type {
        case .byte: bytes.prefix(count).map(UInt64.init)
        case .short: unpacked(UInt16.self, first: count)
        case .long, .directory: unpacked(UInt32.self, first: count)
        case .long8, .directory8: unpacked(UInt64.self, first: count)
        default: nil
        }
    }

    /// The first number, where it is unsigned; otherwise `nil`.
    public var integer: UInt64? { count > 0 ? integers(first: 1)?.first : nil }

    private func unpacked<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type, first count: Int
    ) -> [UInt64] {
        let size = Number.bitWidth / 8
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map {
                UInt64(Number(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: type)))
            }
        }
    }
}
