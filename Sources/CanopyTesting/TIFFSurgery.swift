internal import Foundation

/// Changes to a TIFF file that no library makes: the file says something else of itself than it is.
///
/// For classic, little-endian files, as GDAL writes them here.
public struct TIFFSurgery {
    private let path: String
    private var bytes: [UInt8]

    /// A file that contradicts itself.
    public struct NoSuchTag: Error {}

    /// Operates on the file at `path`.
    public init(_ path: String) throws {
        self.path = path
        bytes = Array(try Data(contentsOf: URL(filePath: path)))
    }

    /// Writes what has become of the file.
    public func close() throws { try Data(bytes).write(to: URL(filePath: path)) }

    /// Gives a tag another count of numbers.
    public mutating func setCount(_ count: UInt32, of tag: UInt16, directory: Int = 0) throws {
        put(count, at: try entry(tag, directory) + 4)
    }

    /// Gives a tag one number of 32 bits, which stands in its entry.
    public mutating func set(_ number: UInt32, as tag: UInt16, directory: Int = 0) throws {
        let entry = try entry(tag, directory)
        bytes[entry + 2] = 4
        bytes[entry + 3] = 0
        put(1, at: entry + 4)
        put(number, at: entry + 8)
    }

    /// Gives a tag other numbers of 32 bits, which come to stand at the end of the file.
    public mutating func set(_ numbers: [UInt32], as tag: UInt16, directory: Int = 0) throws {
        guard numbers.count > 1 else { return try set(numbers.first ?? 0, as: tag, directory: directory) }
        let entry = try entry(tag, directory)
        bytes[entry + 2] = 4
        bytes[entry + 3] = 0
        put(UInt32(numbers.count), at: entry + 4)
        put(UInt32(bytes.count), at: entry + 8)
        for number in numbers {
            bytes += [UInt8](repeating: 0, count: 4)
            put(number, at: bytes.count - 4)
        }
    }

    /// Gives a tag another text, which comes to stand at the end of the file.
    public mutating func set(_ text: String, as tag: UInt16) throws {
        let entry = try entry(tag, 0)
        put(UInt32(text.utf8.count + 1), at: entry + 4)
        put(UInt32(bytes.count), at: entry + 8)
        bytes += Array(text.utf8) + [0]
    }

    /// Where the entry of a tag stands.
    private func entry(_ tag: UInt16, _ directory: Int) throws -> Int {
        var offset = Int(get(4))
        for _ in 0..<directory { offset = Int(get(offset + 2 + 12 * count(at: offset))) }
        for number in 0..<count(at: offset) {
            let entry = offset + 2 + 12 * number
            if UInt16(bytes[entry]) | UInt16(bytes[entry + 1]) << 8 == tag { return entry }
        }
        throw NoSuchTag()
    }

    private func count(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }

    private func get(_ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    private mutating func put(_ number: UInt32, at offset: Int) {
        for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> UInt32(8 * byte)) }
    }
}
