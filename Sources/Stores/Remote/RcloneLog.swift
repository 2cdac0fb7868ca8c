#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a line of rclone's log tells.
enum RcloneEvent: Hashable, Sendable {
    /// A file is whole at its destination, to which the service copied it by itself, or rclone moved it.
    case copied(String, byService: Bool)
    /// A file is deleted.
    case deleted(String)
    /// A file could not be copied or deleted.
    case failed(String, reason: String)
    /// So many bytes have gone so far.
    case moved(bytes: Int)
    /// Something went wrong that is no single file's affair.
    case said(String)

    /// What `line`, written with `--use-json-log`, tells; `nil` where that is nothing. Its last words rclone says in
    /// plain text all the same.
    init?(_ line: String) {
        guard line.utf8.first == UInt8(ascii: "{") else {
            let text = line.replacing(#/^[0-9\/]+ [0-9:]+ /#, with: "").flattened
            if text.isEmpty { return nil }
            self = .said(text)
            return
        }
        guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)) else {
            self = .said(line)
            return
        }
        if let stats = entry.stats {
            self = .moved(bytes: stats.bytes)
            return
        }
        let object = entry.object ?? ""
        switch entry.level {
        case "info" where entry.msg.contains("Copied ("):
            self = .copied(object, byService: entry.msg.contains("Copied (server-side copy)"))
        case "info" where entry.msg == "Deleted": self = .deleted(object)
        case "error" where !object.isEmpty: self = .failed(object, reason: entry.msg.flattened)
        case "error", "critical", "fatal": self = .said(entry.msg.flattened)
        default: return nil
        }
    }

    private struct Entry: Decodable {
        struct Stats: Decodable {
            let bytes: Int
        }

        let level: String
        let msg: String
        let object: String?
        let stats: Stats?
    }
}

extension String {
    /// The text on one line.
    fileprivate var flattened: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
