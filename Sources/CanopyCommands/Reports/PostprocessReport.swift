internal import CanopyMatch
public import CanopyPostprocess
internal import Stores
public import Terminal

extension Postprocess.Report: Renderable {
    /// A table of the missions, what is to be said of each, and the counts.
    public func text(width: Int?) -> String {
        var text = ""
        if !missions.isEmpty {
            var table = Table([
                .text("MISSION"), .text(isDryRun ? "WOULD BE" : "STATUS"), .number("PRODUCTS"), .number("THUMBNAILS"),
                .number("BYTES"), .number("TIME"), .text("OUTPUT"),
            ])
            for mission in missions { table.append(mission.cells(isDryRun: isDryRun)) }
            text += table.text(width: width) + "\n"
        }
        for warning in warnings { text += "warning: \(warning)".printable + "\n" }
        for mission in missions { text += mission.lines }
        return text + counts
    }

    private var counts: String {
        let unchanged = missions.count(where: \.unchanged)
        let plans = ["\(count(.planned) - unchanged) to process"] + (unchanged > 0 ? ["\(unchanged) unchanged"] : [])
        let others: [Postprocess.Status] = (isDryRun ? [] : [.succeeded]) + [.partial, .failed, .skipped]
        let counts = ((isDryRun ? plans : []) + others.map { "\(count($0)) \($0.rawValue)" }).joined(separator: ", ")
        let published =
            isDryRun ? "" : "; \(Formatting.bytes(bytes)) published in \(Formatting.duration(.seconds(seconds)))"
        let place = shard.map { " in shard \($0)" } ?? ""
        return "\(found) mission\(found == 1 ? "" : "s") found\(place): \(counts)\(published)\(moved)\n"
    }

    /// What was moved from and to remote stores, if there is any.
    private var moved: String {
        let kinds = [
            (transferred.downloaded, "downloaded"), (transferred.streamed, "streamed"),
            (transferred.streamedForCameras ?? 0, "streamed for cameras"),
            (transferred.copied, "copied by the service"), (transferred.uploaded, "uploaded"),
        ]
        let parts = kinds.filter { $0.0 > 0 }.map { "\(Formatting.bytes($0.0)) \($0.1)" }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }
}

extension Postprocess.Report: ResultList {
    /// What is to be said of all missions.
    struct Summary: Encodable {
        let isDryRun: Bool
        let shard: Shard?
        let found: Int
        let bytes: Int
        let transferred: Postprocess.Transferred
        let seconds: Double
        let warnings: [String]
    }

    static var isWhole: Bool { false }
    var results: [Postprocess.MissionReport] { missions }
    var summary: Summary? {
        Summary(
            isDryRun: isDryRun, shard: shard, found: found, bytes: bytes, transferred: transferred, seconds: seconds,
            warnings: warnings)
    }

    func name(of result: Postprocess.MissionReport) -> String { result.name }
}

extension Postprocess.MissionReport {
    fileprivate func cells(isDryRun: Bool) -> [String] {
        let isMade = !unchanged && [.succeeded, .planned, .partial].contains(status)
        let isPublished = isMade && !isDryRun
        return [
            name, unchanged ? "unchanged" : status == .planned ? "processed" : status.rawValue,
            isMade ? "\(products)" : "-",
            isMade ? "\(thumbnails)" : "-", isPublished ? Formatting.bytes(bytes) : "-",
            isPublished ? Formatting.duration(.seconds(seconds)) : "-", output.map(\.description) ?? "-",
        ]
    }

    /// Why it ended as it did, what the user should know besides, and in a dry run what would be published.
    fileprivate var lines: String {
        // A skipped mission is a warning, not an error.
        let kind = status == .skipped ? "warning: " : "error: "
        let lines =
            reasons.map { kind + $0 } + warnings.map { "warning: \($0)" } + (plan ?? []).map { "would publish \($0)" }
            + (plugins ?? []).map { "would call the plugin '\($0)', which may add to that" }
        return lines.map { "\(name): \($0)".printable + "\n" }.joined()
    }
}
