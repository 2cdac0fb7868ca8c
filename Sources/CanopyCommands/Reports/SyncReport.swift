public import CanopySync
internal import Stores
public import Terminal

extension Sync.Report {
    /// What became of each file and why, for those who want to know.
    var details: [String] {
        copied.map { file in
            let verified = file.verification.map { ", verified by \($0.rawValue)" } ?? ""
            return "\(file.key): \(file.replaced ? "differs from what is there" : "is not there yet")\(verified)"
        }
            + skipped.map {
                "\($0.key): \($0.reason == .identical ? "is there already, the same" : "is there already")"
            }
    }
}

extension Sync.Report: Renderable {
    /// What was copied, and how it was verified.
    public func text(width: Int?) -> String {
        var lines = copied.map {
            "\(isDryRun ? "would copy" : "copied") \($0.key) (\(Formatting.bytes($0.bytes)))"
        }
        lines += deleted.map { "\(isDryRun ? "would delete" : "deleted") \($0)" }
        var parts = ["\(copied.count) \(isDryRun ? "to copy" : "copied"), \(Formatting.bytes(bytes))"]
        if !skipped.isEmpty { parts.append("\(skipped.count) there already") }
        if !deleted.isEmpty { parts.append("\(deleted.count) \(isDryRun ? "to delete" : "deleted")") }
        if !failed.isEmpty { parts.append("\(failed.count) failed") }
        if !verifications.isEmpty {
            parts.append("verified by \(verifications.map(\.rawValue).joined(separator: " and "))")
        }
        return (lines + [parts.joined(separator: "; ")]).map { $0.printable + "\n" }.joined()
    }
}
