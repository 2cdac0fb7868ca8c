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

    /// The file at `key` as the item describes it.
    func entry(_ key: StoreKey) -> StoreEntry {
        let md5 = hashes?["md5"].flatMap { $0.isEmpty ? nil : $0 }
        return StoreEntry(key: key, size: size, modified: modified.flatMap { Timestamp($0) }, md5: md5)
    }

    static func item(_ json: [UInt8]) -> RemoteItem? { try? JSONDecoder().decode(Self.self, from: Data(json)) }

    static func items(_ json: [UInt8]) -> [RemoteItem]? { try? JSONDecoder().decode([Self].self, from: Data(json)) }
}

extension StoreListing {
    /// The listing of `folder`. A name that is no key is a problem of the listing, as it is on this machine.
    init(_ items: [RemoteItem], of folder: StoreKey?) {
        // A temporary is what a running process writes or a killed one left behind: nobody's file yet.
        for item in items where !Path.isTemporary(Path.name(of: item.path)) {
            let path = (folder.map { $0.text + "/" } ?? "") + item.path
            do throws(StoreKey.Problem) {
                let key = try StoreKey(path)
                if item.isFolder {
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
        self = sorted
    }
}
