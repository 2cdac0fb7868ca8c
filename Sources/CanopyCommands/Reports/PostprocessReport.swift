public import CanopyPostprocess
internal import CanopySync
public import Terminal

extension Postprocess.Report: Presentable {
    /// A table of the missions, the reasons of those that did not succeed, and the counts.
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
        for mission in missions {
            for reason in mission.reasons { text += "\(mission.name): \(reason)\n" }
            for warning in mission.warnings { text += "\(mission.name): warning: \(warning)\n" }
            for key in mission.plan ?? [] { text += "\(mission.name): would publish \(key)\n" }
        }
        let counts = Postprocess.Status.allCases.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
        return text + "\(missions.count) missions found: \(counts)\n"
    }
}

extension Postprocess.MissionReport {
    fileprivate func cells(isDryRun: Bool) -> [String] {
        let isDone = !isDryRun && !unchanged && (status == .succeeded || status == .partial)
        return [
            name, unchanged ? "unchanged" : status.rawValue,
            status == .skipped || status == .failed ? "-" : unchanged ? "-" : "\(products)",
            status == .skipped || status == .failed ? "-" : unchanged ? "-" : "\(thumbnails)",
            isDone ? Human.bytes(bytes) : "-", isDone ? Human.duration(.seconds(seconds)) : "-",
            output.map(\.description) ?? "-",
        ]
    }
}
