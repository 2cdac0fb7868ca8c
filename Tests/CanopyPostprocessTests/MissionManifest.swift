import Foundation

/// A manifest as a reader sees it who has only the file.
struct MissionManifest {
    let fields: [String: Any]

    init(_ path: String) throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
        guard let fields = json as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        self.fields = fields
    }

    /// The outputs by path.
    var outputs: [String: [String: Any]] {
        let entries = fields["outputs"] as? [[String: Any]] ?? []
        return Dictionary(entries.compactMap { entry in (entry["path"] as? String).map { ($0, entry) } }) { a, _ in a }
    }

    var inputs: [[String: Any]] { fields["inputs"] as? [[String: Any]] ?? [] }

    subscript(_ key: String) -> String? { fields[key] as? String }
}
