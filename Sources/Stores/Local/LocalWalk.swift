internal import Files

/// Reads a folder, and those in it to some depth, into a listing.
///
/// Links are followed, to files and to folders, unless they lead out of where the walk is to stay. One that leads back to a folder above it is a problem of the listing,
/// as is whatever cannot be read or named.
struct LocalWalk {
    private(set) var listing = StoreListing()
    private var pending: [Place]
    /// The resolved path of the folder that no link is to lead out of.
    private let confines: String?

    /// A folder to read, with the identities of itself and those above it, and how deep it is read.
    private struct Place {
        let path: String
        let key: StoreKey?
        let chain: Set<FileStatus.Identity>
        let depth: Int
    }

    /// A walk through the folder at `path`, whose key is `key`; `nil` where there is nothing.
    init?(_ path: String, key: StoreKey?, depth: Int, within confines: String? = nil) throws(FileError) {
        guard let status = try FileStatus(of: path) else { return nil }
        pending = []
        self.confines = confines
        try read(Place(path: path, key: key, chain: [status.identity], depth: depth))
    }

    /// Reads the next folder; `false` where there is none left.
    mutating func step() -> Bool {
        guard let place = pending.popLast() else { return false }
        do throws(FileError) {
            try read(place)
        } catch {
            listing.problems.append(StoreProblem(path: place.key?.text ?? place.path, reason: "is left out: \(error)"))
        }
        return true
    }

    private mutating func read(_ place: Place) throws(FileError) {
        let names = try Folder.names(in: place.path)
        for name in names.unreadable { report(name, in: place, "has a name that is not UTF-8; rename it") }
        // A temporary is what a running process writes or a killed one left behind: nobody's file yet.
        for name in names.readable where !Path.isTemporary(name) { visit(name, in: place) }
    }

    private mutating func visit(_ name: String, in place: Place) {
        let key: StoreKey
        do throws(StoreKey.Problem) {
            let name = try StoreKey(name)
            key = place.key?.appending(name) ?? name
        } catch {
            return report(name, in: place, "has a name that \(error); rename it")
        }
        let path = (place.path == "/" ? "" : place.path) + "/" + name
        do throws(FileError) {
            if let status = try FileStatus(of: path) {
                if try leavesConfines(path) { return refuse(key, status.kind) }
                visit(status, at: path, key, in: place)
            } else if Path.exists(path) {
                report(name, in: place, "is a link to nothing")
            }
        } catch {
            report(name, in: place, "is left out: \(error)")
        }
    }

    private mutating func visit(_ status: FileStatus, at path: String, _ key: StoreKey, in place: Place) {
        switch status.kind {
        case .file:
            listing.files.append(StoreEntry(key: key, status))
        case .folder where place.chain.contains(status.identity):
            report(key.name, in: place, "is a link to a folder above it and is not followed")
        case .folder:
            listing.folders.append(key)
            if place.depth > 1 {
                let chain = place.chain.union([status.identity])
                pending.append(Place(path: path, key: key, chain: chain, depth: place.depth - 1))
            }
        case .link, .special:
            report(key.name, in: place, "is neither a file nor a folder")
        }
    }

    private func leavesConfines(_ path: String) throws(FileError) -> Bool {
        guard let confines, try FileStatus(of: path, followingLinks: false)?.kind == .link else { return false }
        return !Path.resolved(path).lies(inFolder: confines)
    }

    /// A file has to be known, so that nobody takes it for absent; a folder says so itself to whoever lists it.
    private mutating func refuse(_ key: StoreKey, _ kind: FileStatus.Kind) {
        switch kind {
        case .file: listing.outside.append(key)
        case .folder:
            listing.folders.append(key)
            listing.problems.append(
                StoreProblem(path: key.text, reason: "is a link to a place outside and is not followed"))
        case .link, .special:
            listing.problems.append(StoreProblem(path: key.text, reason: "is neither a file nor a folder"))
        }
    }

    private mutating func report(_ name: String, in place: Place, _ reason: String) {
        listing.problems.append(StoreProblem(path: (place.key.map { $0.text + "/" } ?? "") + name, reason: reason))
    }
}
