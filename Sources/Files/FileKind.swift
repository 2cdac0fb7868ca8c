/// What a file is by its first bytes, for those who named another kind than they meant.
public enum FileKind {
    /// What people call the kind, with its article: `a PNG`; `nil` where it is none of those that are known.
    public static func name(of bytes: some Collection<UInt8>) -> String? {
        let bytes = Array(bytes.prefix(512))
        func begins(_ text: String, at start: Int = 0) -> Bool { bytes.dropFirst(start).starts(with: text.utf8) }
        if bytes.isEmpty { return "empty" }
        if bytes.starts(with: [0x89]) {
            return begins("PNG", at: 1) ? "a PNG" : begins("HDF", at: 1) ? "an HDF5 file" : nil
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "a JPEG" }
        if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
        if begins("RIFF"), begins("WEBP", at: 8) { return "a WebP" }
        if begins("ustar", at: 257) { return "a tar archive" }
        // What stands before the text is blank space and a byte order mark.
        let text = bytes.drop { [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        func says(_ words: String) -> Bool { text.starts(with: words.utf8) }
        let kinds = [
            (begins("PK\u{3}\u{4}"), "a zip archive"), (begins("7z"), "a 7z archive"),
            (begins("BZh"), "a bzip2 archive"),
            (begins("Rar!"), "a RAR archive"), (begins("GIF8"), "a GIF"), (begins("%PDF"), "a PDF"),
            (begins("LASF"), "a point cloud (LAS or LAZ)"),
            (begins("SQLite format 3"), "an SQLite database or GeoPackage"),
            (begins("jP  ", at: 4), "a JPEG 2000"), (begins("CDF"), "a NetCDF file"), (says("<VRTDataset"), "a VRT"),
            (says("ncols") || says("NCOLS"), "an ASCII grid"), (says("<"), "XML"), (says("{"), "JSON"),
        ]
        return kinds.first { $0.0 }?.1
    }
}
