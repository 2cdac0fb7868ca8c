internal import Files

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// An item of a listing, by its path from the folder that is listed.
struct RemoteItem: Sendable {
    let path: String
    /// Bytes; below 0 where they are not known.
    let size: Int
    let modified: Timestamp?
    let isFolder: Bool
    let md5: String?

    /// A file.
    init(_ path: String, size: Int, modified: Timestamp? = nil, md5: String?) {
        self.path = path
        self.size = size
        self.modified = modified
        isFolder = false
        self.md5 = md5
    }

    /// A folder.
    init(folder path: String) {
        self.path = path
        size = 0
        modified = nil
        isFolder = true
        md5 = nil
    }

    /// Whether a running process writes it or a killed one left it behind: nobody's file yet.
    var isTemporary: Bool { Path.isTemporary(Path.name(of: path)) }

    /// The file at `key` as the item describes it.
    func entry(_ key: StoreKey) -> StoreEntry { StoreEntry(key: key, size: size, modified: modified, md5: md5) }
}

/// An item as rclone's `lsjson` writes it.
extension RemoteItem: Decodable {
    private enum CodingKeys: String, CodingKey {
        case path = "Path"
        case size = "Size"
        case modified = "ModTime"
        case isFolder = "IsDir"
        case hashes = "Hashes"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        path = try container.decode(String.self, forKey: .path)
        size = try container.decode(Int.self, forKey: .size)
        modified = try container.decodeIfPresent(String.self, forKey: .modified).flatMap { Timestamp($0) }
        isFolder = try container.decode(Bool.self, forKey: .isFolder)
        let hashes = try container.decodeIfPresent([String: String].self, forKey: .hashes)
        md5 = hashes?["md5"].flatMap { $0.isEmpty ? nil : $0 }
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
