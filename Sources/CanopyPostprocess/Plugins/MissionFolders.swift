internal import CanopyMatch
internal import Files
internal import Stores

/// The folders that a mission's files are made in, before and after a plugin had them.
///
/// They are held open: what is looked at is in these very folders, whatever their names lead to by then. Nothing that a
/// plugin has left there is opened before it is known to be a regular file of this user's that has no other name.
struct MissionFolders: ~Copyable {
    /// What a plugin has done.
    struct Changes {
        /// The files that it has added, as outputs of the mission.
        var added: [PlannedOutput] = []
        /// What it left there that is no such file, a sentence each.
        var problems: [String] = []
        /// The file or folder of the mission that it changed, the first of them.
        var changed: String?
    }

    private let mission: MissionName
    private let root: OpenFolder
    private let parts: [Part]
    private let top: Set<String>
    private let files: [File]
    private let taken: Set<StoreKey>

    /// One of the folders. Copies hold the same open folder.
    private final class Part: Sendable {
        let name: String
        let folder: OpenFolder
        let before: [String: FileStatus]

        init(_ name: String, in root: borrowing OpenFolder) throws(FileError) {
            self.name = name
            folder = try root.folder(name)
            var before: [String: FileStatus] = [:]
            for name in try folder.names().readable { before[name] = try folder.status(of: name) }
            self.before = before
        }
    }

    private struct File {
        let path: String
        let status: FileStatus?
        /// Whether it is canopy's own, which nobody else has a reason to touch.
        let isOurs: Bool
    }

    /// Files that a plugin may add to a mission.
    static let most = 1000

    /// Looks at the folders `parts` in the folder at `path`.
    ///
    /// - Parameters:
    ///   - files: The paths of what is going to be published, which may lie elsewhere.
    ///   - taken: The places of the mission's own outputs, whether or not they could be made.
    init(
        of mission: MissionName, at path: String, _ parts: [String], files: [String], taken: Set<StoreKey>
    ) throws(FileError) {
        let root = try OpenFolder(path)
        let parts = try Self.open(parts, in: root)
        let top = Set(try root.names().readable)
        var looked: [File] = []
        for file in files {
            looked.append(File(path: file, status: try FileStatus(of: file), isOurs: file.hasPrefix(path + "/")))
        }
        self.mission = mission
        self.root = root
        self.parts = parts
        self.top = top
        self.files = looked
        self.taken = taken
    }

    private static func open(_ names: [String], in root: borrowing OpenFolder) throws(FileError) -> [Part] {
        var parts: [Part] = []
        for name in names { parts.append(try Part(name, in: root)) }
        return parts
    }

    /// What has changed since, by the plugin of that name. What is no file of the mission's is removed.
    func changes(by plugin: String) throws(FileError) -> Changes {
        var changes = Changes()
        changes.changed = try changed()
        if changes.changed != nil { return changes }
        for name in try root.names().readable.inOrder(of: \.self) where !top.contains(name) && !Path.isTemporary(name) {
            changes.problems.append("'\(name)' is not taken: plugins add files to \(places) only")
            root.removeTree(name)
        }
        for part in parts { try look(at: part, plugin, &changes) }
        return changes
    }

    /// Removes all that has come since.
    func revert() {
        for part in parts {
            for name in (try? part.folder.names())?.readable ?? [] where part.before[name] == nil {
                part.folder.removeTree(name)
            }
        }
    }

    private var places: String { parts.map { $0.name + "/" }.joined(separator: " and ") }

    /// The first of the files and folders that is not what it was.
    private func changed() throws(FileError) -> String? {
        for part in parts {
            guard try root.status(of: part.name)?.identity == part.folder.status.identity else { return part.name }
        }
        for file in files {
            let now = try FileStatus(of: file.path)
            let isSame =
                file.isOurs
                ? now == file.status
                // Of a file of the user's, others may make links meanwhile.
                : now?.identity == file.status?.identity && now?.size == file.status?.size
                    && now?.modified == file.status?.modified
            if !isSame { return file.path }
        }
        return nil
    }

    private func look(at part: Part, _ plugin: String, _ changes: inout Changes) throws(FileError) {
        let names = try part.folder.names()
        if !names.unreadable.isEmpty {
            changes.problems.append("\(names.unreadable.count) names in \(part.name)/ are no text, and are not taken")
        }
        for name in names.readable.inOrder(of: \.self) {
            guard let status = try part.folder.status(of: name), status != part.before[name], !Path.isTemporary(name)
            else { continue }
            do throws(Refusal) {
                if Product.isSidecar(name, beside: names.readable) { throw .sidecar }
                let output = try output(name, status, in: part, plugin)
                if changes.added.count == Self.most { throw .tooMany }
                changes.added.append(output)
            } catch {
                part.folder.removeTree(name)
                if let reason = error.reason {
                    changes.problems.append("'\(part.name)/\(name)' is not taken: \(reason)")
                }
                if error == .tooMany { return }
            }
        }
    }

    /// Why a file is not taken.
    private enum Refusal: Error, Equatable {
        case link, notAFile, otherNames, stranger, taken, name(String), sidecar, tooMany

        var reason: String? {
            switch self {
            case .link: "it is a link"
            case .notAFile: "it is no regular file"
            case .otherNames: "it has another name elsewhere"
            case .stranger: "it belongs to another user"
            case .taken: "a product of the mission has that name"
            case .name(let form): "files there are called \(form)"
            case .tooMany: "a plugin may add \(MissionFolders.most) files"
            // As everywhere, it belongs to its raster and is not published.
            case .sidecar: nil
            }
        }
    }

    private func output(
        _ name: String, _ status: FileStatus, in part: Part, _ plugin: String
    ) throws(Refusal) -> PlannedOutput {
        switch status.kind {
        case .file: break
        case .link: throw .link
        case .folder, .special: throw .notAFile
        }
        if status.names != 1 { throw .otherNames }
        if status.owner != HostLimits.user { throw .stranger }
        let isPicture = part.name == MissionPlan.pictures
        let form = "'\(mission.full)_TYPE.\(isPicture ? "png" : "EXTENSION")', the extension in lower case"
        guard let key = try? StoreKey(part.name + "/" + name),
            let product = try? Product(StoreEntry(key: key, size: status.size), of: mission)
        else { throw .name(form) }
        let place = isPicture ? try? Product.thumbnail(of: mission, type: product.type) : product.output
        guard place == key, product.extension != "" else { throw .name(form) }
        if taken.contains(key) { throw .taken }
        return PlannedOutput(key: key, role: isPicture ? .thumbnail : .data, type: product.type, madeBy: plugin)
    }
}
