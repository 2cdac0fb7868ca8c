internal import CanopyMatch
internal import Stores
internal import Terminal

/// What `canopy match` prints: for people a table of everything, for workflow engines an array of what can be processed.
struct MatchList: Renderable {
    let report: Match.Report
    /// Whether the array has the missions as well that cannot be processed.
    let all: Bool

    func encode(to encoder: any Encoder) throws { try report.rows(all: all).encode(to: encoder) }

    func text(width: Int?) -> String {
        guard !report.isEmpty else { return "" }
        var table = Table([.text("MISSION"), .text("BOUNDARY"), .number("PRODUCTS"), .text("TYPES OR REASON")])
        for mission in report.missions {
            table.append([
                mission.name, mission.boundary.key.text, "\(mission.products.count)",
                mission.products.map(\.type).joined(separator: ", "),
            ])
        }
        guard let width else {
            for mission in report.unmatched { table.append([mission.name, "-", "-", mission.reason]) }
            return table.text(width: nil)
        }
        // A terminal cuts tables, and the reasons are what one looks for.
        let reasons = report.unmatched.map { "\($0.name): left out: \($0.reason)".printable + "\n" }
        return (report.missions.isEmpty ? "" : table.text(width: width)) + reasons.joined()
    }
}
