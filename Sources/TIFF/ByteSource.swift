/// Bytes that can be read from any place: a file, or memory.
public protocol ByteSource {
    /// The number of bytes there are.
    var byteCount: Int { get }

    /// Reads all bytes in `range`, which lies within ``byteCount``.
    func read(_ range: Range<Int>) throws(TIFFError) -> [UInt8]
}

extension ByteSource {
    /// Reads `count` bytes from `offset` on, both of which come from the file itself and may be anything.
    ///
    /// Nothing is allocated for bytes that are not there.
    ///
    /// - Parameter what: What the bytes are, for the error: `the directory`.
    public func read(_ what: String, at offset: UInt64, count: UInt64) throws(TIFFError) -> [UInt8] {
        let (end, overflows) = offset.addingReportingOverflow(count)
        guard !overflows, end <= UInt64(byteCount) else {
            throw .truncated(what: what, offset: offset, fileSize: byteCount)
        }
        return try read(Int(offset)..<Int(end))
    }
}

/// Bytes in memory.
public struct MemoryBytes: ByteSource, Sendable {
    private let bytes: [UInt8]

    /// The given bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The number of bytes.
    public var byteCount: Int { bytes.count }

    /// A copy of the bytes in `range`.
    public func read(_ range: Range<Int>) throws(TIFFError) -> [UInt8] { [UInt8](bytes[range]) }
}
