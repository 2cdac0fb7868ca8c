/// The files that work reads, with those that readers look for beside them: the sidecars of rasters, the parts of a
/// boundary. No output is to overwrite one, nor to become one.
public struct InputFiles: Sendable {
    private var identities: [FileStatus.Identity: String] = [:]
    private var names: [Place: String] = [:]

    /// A name in a folder, whatever its letters' case: readers try several.
    private struct Place: Hashable {
        let folder: FileStatus.Identity
        let name: String
    }

    /// The files at these paths, and what belongs to them.
    public init(_ inputs: [String]) {
        for input in inputs {
            let folder = Path.folder(of: input)
            guard let place = try? FileStatus(of: folder) else { continue }
            for name in Self.names(of: Path.name(of: input)) {
                let path = (folder == "/" ? "" : folder) + "/" + name
                if let status = try? FileStatus(of: path) { identities[status.identity] = input }
                names[Place(folder: place.identity, name: name.lowercased())] = input
            }
        }
    }

    /// The input that writing `target` would overwrite, or change what is read with it; told by name and by what the files
    /// are, whatever links lead there.
    public func overwritten(by target: String) -> String? {
        if let status = try? FileStatus(of: target), let input = identities[status.identity] { return input }
        guard let folder = try? FileStatus(of: Path.folder(of: target)) else { return nil }
        return names[Place(folder: folder.identity, name: Path.name(of: target).lowercased())]
    }

    /// Refuses an output that would overwrite an input.
    public func check(_ target: String) throws(FileError) {
        if let input = overwritten(by: target) { throw FileError("write", target, .isInput(input)) }
    }

    /// What is added to a name: sidecars of rasters, which may have sidecars, and what SQLite puts beside a GeoPackage.
    private static let added = [".aux.xml", ".ovr", ".msk", ".msk.ovr", ".ovr.msk", "-wal", "-shm", "-journal"]
    /// What takes the place of an extension: world files, and the parts of a Shapefile.
    private static let replaced = ["tfw", "tifw", "wld", "prj", "aux", "shx", "dbf", "cpg", "qix", "sbn", "sbx"]

    private static func names(of name: String) -> [String] {
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        return [name] + added.map { name + $0 } + replaced.map { stem + "." + $0 }
    }
}
