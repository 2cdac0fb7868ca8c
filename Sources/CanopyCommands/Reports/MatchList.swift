internal import CanopyMatch
internal import Stores
internal import Terminal

/// What `canopy match` prints: for people a table of everything, for workflow engines an array of what can be processed.
struct MatchList: ResultList {
    let report: Match.Report
    /// Whether the array has the missions as well that cannot be processed.
    let all: Bool
    /// Whether one mission by itself was looked at.
    var isSingle = false

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
        if isSingle { return (report.folder?.text(width: width) ?? "") + ending }
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
    /// What a mission by itself becomes, or why nothing.
    private var ending: String {
        var lines: [String] = []
        for mission in report.missions {
            let made = report.folder?.hasBothModels == true ? mission.makes : []
            let outputs = (mission.products.map(\.type) + made).joined(separator: ", ")
            lines += mission.refused.map { "refused: \($0.reason)" }
            lines.append("boundary: \(report.boundaries.appending(mission.boundary.key))")
            lines.append("would become \(mission.output), with \(outputs)")
        }
        lines += report.unmatched.map { "'\($0.name)' cannot be processed: \($0.reason)" }
        return lines.map { $0.printable + "\n" }.joined()
    }
}

extension Match.Sight {
    /// The products with their files, then what else is there and what is not.
    fileprivate func text(width: Int?) -> String {
        var table = Table([.text("TYPE"), .text("FILE")])
        for product in products { table.append([product.type, product.entry.key.text]) }
        let left =
            others == 0 ? "" : others == 1 ? "; another file is left alone" : "; \(others) other files are left alone"
        let lines = ["'\(name)' has \(layout.words)\(left)", missing.map { "missing: \($0)" }].compactMap(\.self)
        return lines[0].printable + "\n\n" + table.text(width: width) + "\n"
            + lines.dropFirst().map { $0.printable + "\n" }.joined()
    }

    /// What missions mostly have and this one has not; `nil` where it has all of it.
    private var missing: String? {
        let rasters = Set(products.filter(\.isRaster).map { $0.type.prefix { $0 != "-" } })
        let absent = [("dsm", "a surface model"), ("dtm", "a terrain model"), ("ortho", "an orthomosaic")]
            .filter { !rasters.contains($0.0[...]) }
        guard !absent.isEmpty else { return nil }
        let names = absent.map { "\($0.1) (\($0.0))" }.joined(separator: ", ")
        let needsBoth = !hasBothModels && !rasters.contains("chm")
        return names + (needsBoth ? "; canopy heights need both models" : "") + "; name files with --product"
    }

    /// Whether a canopy height model can be made.
    fileprivate var hasBothModels: Bool {
        ["dsm", "dtm"].allSatisfy { model in products.contains { $0.isRaster && $0.type.prefix { $0 != "-" } == model }
        }
    }
}

extension MissionLayout {
    /// Whose names the files have, the rest of a sentence.
    fileprivate var words: String {
        switch self {
        case .nested, .flat: "products by their own names (nested)"
        case .odm: "products as ODM and WebODM leave them (odm)"
        case .pix4d: "products as Pix4D leaves them (pix4d)"
        case .dronedeploy: "products as DroneDeploy exports them (dronedeploy)"
        case .metashape: "products as Metashape's exports are called (metashape)"
        }
    }
}
