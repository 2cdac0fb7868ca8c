internal import CanopyCOG
internal import Files
internal import GDAL

/// How the memory of a verb is divided.
struct MemoryBudget {
    /// Bytes for strips of pixels.
    let pixels: Int
    /// Bytes in which GDAL may keep blocks of open files: rows of tiles that are read again for the next strip.
    private let cache: Int

    /// - Parameter bytes: All of it; by default 512 MB, or half of the container's limit if that is less.
    init(bytes: Int? = nil) {
        let bytes = bytes ?? min(512 << 20, (Machine.memoryLimit ?? .max) / 2)
        pixels = COGOptions.pixels(of: bytes)
        cache = bytes - pixels
    }

    /// Holds GDAL to its part.
    func limitLibraries() { Library.limitCache(bytes: cache) }
}
