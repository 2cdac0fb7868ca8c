internal import Files
internal import RasterIO

/// The memory that a subcommand may use.
struct MemoryBudget {
    private let shares: MemoryShares

    /// - Parameter bytes: All of it; by default 512 MB, or half of the container's limit if that is less. Less than 128 MB
    ///   would leave nothing for pixels.
    init(bytes: Int? = nil) {
        shares = MemoryShares(of: bytes ?? min(512 << 20, max(128 << 20, (HostLimits.memoryLimit ?? .max) / 2)))
    }

    /// Bytes for pixels.
    var pixels: Int { shares.pixels }

    /// Holds GDAL to its part.
    func limitLibraries() { shares.limitGDAL() }
}
