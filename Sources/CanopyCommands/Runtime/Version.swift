internal import CVersion
internal import Codecs
internal import GDAL
internal import GEOS
internal import HTTP
internal import Hashing
internal import PNG
internal import Stores
internal import Terminal
internal import XML

/// The versions of the tool and of what it stands on.
struct Version: Renderable {
    /// The tool's own version: the only place that says it.
    static let number = "0.1.0"

    /// What `--version` prints.
    static let text =
        "canopy \(number) (GDAL \(GDALLibrary.version), GEOS \(GEOSContext.version), PROJ \(GDALLibrary.projVersion))"

    /// The tool's.
    let canopy = Self.number
    /// The commit that it was built from; `nil` where the build was not told.
    let commit: String?
    /// Those of the libraries in the process, by name.
    let libraries: [String: String]
    /// The drivers of GDAL that there are.
    let drivers = GDALLibrary.drivers
    /// That of the rclone on the path; `nil` where there is none.
    let rclone: String?

    /// All that can be found out.
    init() async {
        let commit = String(cString: canopy_commit())
        self.commit = commit.isEmpty ? nil : commit
        libraries = [
            "gdal": GDALLibrary.version, "geos": GEOSContext.version, "proj": GDALLibrary.projVersion,
            "sqlite": GDALLibrary.sqliteVersion, "libpng": PNGLibrary.version, "openssl": MessageDigest.libraryVersion,
            "libcurl": HTTPSession.libraryVersion, "expat": XMLStream.libraryVersion,
        ].merging(CodecLibraries.versions) { own, _ in own }
        rclone = try? await Stores(variables: CommandContext.current.variables).rcloneVersion()
    }

    func text(width: Int?) -> String {
        var lines = ["canopy \(canopy)" + (commit.map { " (commit \($0))" } ?? "")]
        lines += libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        lines += ["GDAL's drivers: \(drivers.joined(separator: ", "))", "rclone \(rclone ?? "is not on the path")"]
        return lines.map { $0 + "\n" }.joined()
    }
}
