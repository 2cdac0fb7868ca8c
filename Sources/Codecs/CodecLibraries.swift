internal import CDeflate
internal import CIgzip
internal import CZstd

/// The libraries that blocks are compressed and decompressed with.
public enum CodecLibraries {
    /// Their versions by name; those of libdeflate and ISA-L as they were when this was compiled.
    public static var versions: [String: String] {
        [
            "libdeflate": LIBDEFLATE_VERSION_STRING, "zstd": String(cString: ZSTD_versionString()),
            "isa-l": "\(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION)",
        ]
    }
}
