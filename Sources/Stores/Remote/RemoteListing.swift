internal import Files

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// An item of a listing as rclone's `lsjson` writes it.
struct RemoteItem: Decodable, Sendable {
    let path: String
    let size: Int
    let modified: String?
    let isFolder: Bool
    let hashes: [String: String]?

    enum CodingKeys: String, CodingKey {
        case path = "Path"
        case size = "Size"
        case modified = "ModTime"
        case isFolder = "IsDir"
        case hashes = "Hashes"
    }

    /// Whether a running process writes it or a killed one left it behind: nobody's file yet.
    var isTemporary: Bool { Path.isTemporary(Path.name(of: path)) }

    /// The file at `key` as the item describes it.
    func entry(_ key: StoreKey) -> StoreEntry {
        let md5 = hashes?["md5"].flatMap { $0.isEmpty ? nil : $0 }
        return StoreEntry(key: key, size: size, modified: modified.flatMap { Timestamp($0) }, md5: md5)
    }

    static func item(_ json: [UInt8]) -> RemoteItem? { try? JSONDecoder().decode(Self.self, from: Data(json)) }

    static func items(_ json: [UInt8]) -> [RemoteItem]? { try? JSONDecoder().decode([Self].self, from: Data(json)) }
}

extension StoreListing {
    /// The listing of `folder`. A name that is no key is a problem of the listing, as it is on this machine, and so is a
    /// folder that could not be listed.
    init(_ items: [RemoteItem], of folder: StoreKey?, without failures: [String: StoreError] = [:]) {
        let top = folder.map { $0.text + "/" } ?? ""
        let unopened = items.filter { $0.isFolder && ($0.isTemporary || (try? StoreKey(top + $0.path)) == nil) }
            .map { $0.path + "/" }
        for item in items where !item.isTemporary && !unopened.contains(where: { item.path.utf8.starts(with: $0.utf8) })
        {
            let path = top + item.path
            do throws(StoreKey.Problem) {
                let key = try StoreKey(path)
                if path.unicodeScalars.contains("\u{FFFD}") {
                    problems.append(StoreProblem(path: path, reason: "has a name that is not UTF-8; rename it"))
                } else if item.isFolder {
                    folders.append(key)
                } else if item.size < 0 {
                    problems.append(StoreProblem(path: path, reason: "has no known size; copy it with rclone itself"))
                } else {
                    files.append(item.entry(key))
                }
            } catch {
                problems.append(StoreProblem(path: path, reason: "has a name that \(error); rename it"))
            }
        }
        problems += failures.map { StoreProblem(path: top + $0, reason: "is left out: \($1)") }
        self = sorted
    }
}
