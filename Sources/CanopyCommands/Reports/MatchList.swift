internal import CanopyMatch
internal import Stores
internal import Terminal

/// What `canopy match` prints: for people a table of everything, for workflow engines an array of what can be processed.
struct MatchList: ResultList {
    let report: Match.Report
    /// Whether the array has the missions as well that cannot be processed.
    let all: Bool

    /// A mission, with the version of what is told of it: it stands in no document that has one.
    struct Row: Encodable {
        private enum CodingKeys: CodingKey { case version }

        let mission: Match.Row

        func encode(to encoder: any Encoder) throws {
            try mission.encode(to: encoder)
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(Results.version, forKey: .version)
        }
    }

    static let isWhole = true
    let summary: [String]? = nil
    var results: [Row] { report.rows(all: all).map(Row.init) }

    func name(of result: Row) -> String { "" }

    func encode(to encoder: any Encoder) throws { try results.encode(to: encoder) }

    func text(width: Int?) -> String {
        guard !report.missions.isEmpty || !report.unmatched.isEmpty else {
            return "no missions in '\(report.input)'; check the name and the layout".printable + "\n"
        }
        var table = Table([.text("MISSION"), .text("BOUNDARY"), .number("PRODUCTS"), .text("TYPES OR REASON")])
        for mission in report.missions {
            table.append([
                mission.name, mission.boundary.key.text, "\(mission.products.count)",
                mission.products.map(\.type).joined(separator: ", "),
            ])
        }
        for mission in report.unmatched { table.append([mission.name, "-", "-", mission.reason]) }
        return table.text(width: width)
    }
}
