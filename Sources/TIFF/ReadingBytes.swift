public import Files

extension RandomAccessFile {
    /// Reads `count` bytes from `offset` on, both of which come from the file itself and may be anything.
    ///
    /// Nothing is allocated for bytes that are not there.
    ///
    /// - Parameter what: What the bytes are, for the error: `the directory`.
    public func read(_ what: String, at offset: UInt64, count: UInt64) throws(TIFFError) -> [UInt8] {
        let (end, overflows) = offset.addingReportingOverflow(count)
        guard !overflows, end <= UInt64(size) else {
            throw .truncated(what: what, offset: offset, fileSize: size)
        }
        do throws(ReadingError) {
            return try bytes(in: Int(offset)..<Int(end))
        } catch {
            throw TIFFError(error)
        }
    }
}

extension TIFFError {
    /// What it means for a TIFF file that its bytes cannot be had.
    public init(_ error: ReadingError) {
        self =
            switch error {
            case .truncated(let offset, let end):
                .truncated(what: "what was read", offset: UInt64(max(0, offset)), fileSize: end)
            case .unreadable, .outside: .unreadable(error.description)
            }
    }
}
