internal import Diagnostics
internal import Files
internal import Foundation
internal import Stores
internal import Synchronization
internal import Terminal

/// Where files from elsewhere, or for elsewhere, are meanwhile: in a hidden folder of this call, which goes with it. Nobody
/// is shown the names that they have there.
final class ScratchPlaces: Sendable {
    private final class Held: Sendable {
        let folder: ScratchFolder
        init(in parent: String) throws(FileError) { folder = try ScratchFolder(in: parent) }
    }

    private struct State {
        var held: Held?
        /// What texts have in place of these beginnings of paths.
        var shown: [(path: String, place: String)] = []
    }

    private let parent: String
    private let state = Mutex(State())

    /// Places in the working directory, else in the folder for temporary files.
    init(_ variables: [String: String]) { parent = Self.parent(variables) }

    /// The working directory, else the folder for temporary files.
    static func parent(_ variables: [String: String]) -> String {
        let names = [Settings.workingDir.variable] + Settings.workingDir.contract + ["TMPDIR"]
        return names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? "/tmp"
    }

    /// A path for the file of that name, in a folder that is there and has nothing in it.
    func path(for location: StoreLocation, named name: String) throws(FileError) -> String {
        try state.withLock { (state) throws(FileError) in
            if state.held == nil {
                try Folder.make(parent)
                state.held = try Held(in: Path.resolved(parent))
            }
            guard let folder = state.held.map({ "\($0.folder.path)/\(state.shown.count).d" }) else { return name }
            try Folder.make(folder)
            state.shown.append((folder, String(location.description.dropLast(name.count))))
            return folder + "/" + name
        }
    }

    /// Refuses what there is no room for: downloading may take an hour, and would fill the disk for others in the end.
    func expect(_ bytes: Int, from location: StoreLocation) throws(NoRoom) {
        guard let free = Disk.free(at: parent), bytes > free else { return }
        throw NoRoom(
            explanation: Explanation(
                "'\(parent)' has \(Formatting.bytes(free)) free, but '\(location)', which has to be downloaded, has "
                    + Formatting.bytes(bytes),
                [.advice("free some space"), .advice("name another folder by \(Settings.workingDir.variable)")]))
    }

    /// Too little room on a disk.
    struct NoRoom: Explained {
        let explanation: Explanation
        var description: String { explanation.sentence() }
    }

    /// Removes a file that is needed no more.
    func remove(_ path: String) {
        try? Path.removeFile(path)
        Folder.removeIfEmpty(Path.folder(of: path))
    }

    /// Removes all of them.
    func close() { state.withLock { $0.held = nil } }

    /// The text with the places that users know in it.
    func shown(_ text: String) -> String { shown(text) { $0 } }

    /// The same of a text in JSON.
    func shownInJSON(_ text: String) -> String {
        shown(text) { text in
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            guard let json = try? encoder.encode(text) else { return text }
            return String(String(decoding: json, as: UTF8.self).dropFirst().dropLast())
        }
    }

    private func shown(_ text: String, _ form: (String) -> String) -> String {
        state.withLock(\.shown).reduce(text) { text, name in
            text.replacing(form(name.path + "/"), with: form(name.place))
                .replacing(form(name.path), with: form(name.place))
        }
    }
}
