public import CanopySync
public import Terminal

extension Sync.Report: Presentable {
    /// What was copied, and how it was verified.
    public func text(width: Int?) -> String {
        var text = ""
        for file in copied { text += "\(isDryRun ? "would copy" : "copied") \(file.key) (\(Human.bytes(file.size)))\n" }
        for key in deleted { text += "\(isDryRun ? "would delete" : "deleted") \(key)\n" }
        var parts = ["\(copied.count) \(isDryRun ? "to copy" : "copied"), \(Human.bytes(bytes))"]
        if !skipped.isEmpty { parts.append("\(skipped.count) there already") }
        if !deleted.isEmpty { parts.append("\(deleted.count) \(isDryRun ? "to delete" : "deleted")") }
        if !failed.isEmpty { parts.append("\(failed.count) failed") }
        if !verifications.isEmpty {
            parts.append("verified by \(verifications.map(\.rawValue).joined(separator: " and "))")
        }
        return text + parts.joined(separator: "; ") + "\n"
    }
}
