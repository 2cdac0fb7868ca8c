internal import Files
internal import RasterIO
internal import Stores

/// What one run of a subcommand reads and writes, as its command line names it.
struct FileNames: Hashable, Sendable {
    /// The rasters.
    var inputs: [String]
    /// What they are cropped to.
    var boundary: String?
    /// What is made.
    var output: String?
}

/// The same as operations take it: everything is on this machine, or read where it lies.
struct RunFiles: Sendable {
    var rasters: [RasterInput] = []
    var boundary = ""
    var output = ""
    /// Those rasters that were downloaded.
    var downloads: [String] = []
}

extension StoreLocation {
    /// The place on S3, or on one of rclone's remotes, that a text on the command line names; `nil` for a path. Whatever has
    /// a scheme is no path: there is no folder of that name. A file that is there may have any name.
    static func remote(_ text: String) throws -> StoreLocation? {
        if text.contains("://") { return try StoreLocation(text) }
        guard text.contains(":"), !Path.exists(text), let location = try? StoreLocation(text) else { return nil }
        return location.isRemote ? location : nil
    }
}
