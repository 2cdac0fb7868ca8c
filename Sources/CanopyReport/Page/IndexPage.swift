internal import Raster
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A page over all missions of a store, to be published at its top.
struct IndexPage: Sendable {
    /// A published mission and where it lies.
    struct Mission: Sendable {
        /// The folder of its manifest; `nil` for the top of the store.
        var folder: StoreKey?
        /// Whether its own page lies there.
        var hasPage: Bool
        var outcome: Check.Outcome
        var facts: IndexFacts
    }

    var title: String
    var missions: [Mission]
    var made: Date

    var html: String {
        Document(
            title: title,
            header: HTML([
                HTML(.h1) { HTML.name(title) },
                HTML(.p, .class("kicker")) {
                    HTML(words: "Products of drone flights over forests; as of ")
                    HTML.day(made)
                },
            ]),
            main: HTML([summary, table]),
            footer: HTML(.p) { HTML(words: "Made by canopy from the manifests of the missions.") }
        ).text
    }

    private var summary: HTML {
        HTML.part("summary", "In short") {
            HTML(.dl) {
                HTML.fact("Missions", Words.number(Double(missions.count)))
                for outcome in Check.Outcome.allCases {
                    let count = missions.count { $0.outcome == outcome }
                    if count > 0 {
                        HTML(.div) {
                            HTML(.dt) { HTML.mark(outcome, Verdict.word(for: outcome)) }
                            HTML(.dd) { Words.number(Double(count)) }
                        }
                    }
                }
                let area = missions.reduce(0) { $0 + ($1.facts.area ?? 0) }
                if area > 0 { HTML.fact("Area", Words.area(area)) }
                HTML.fact("Size", Words.bytes(missions.reduce(0) { Int.sum($0, $1.facts.bytes) }))
            }
        }
    }

    private var table: HTML {
        HTML.part("missions", "Missions") {
            if missions.isEmpty {
                HTML(.p) { HTML(words: "There are none.") }
            } else {
                HTML.table(
                    "All missions by name, with the height that 95 % of the canopy model is below",
                    columns: [
                        .plain("Picture", "thumb"), .head("Mission", "file"), .plain("Verdict"),
                        .number("Area", "wide"),
                        .number("Canopy height", "wide"), .number("Cover", "wide"), .number("Boundary covered", "wide"),
                        .plain("Published", "wide"), .number("Size", "wide"),
                    ], rows: missions.map(row))
            }
        }
    }

    private func row(_ mission: Mission) -> [HTML] {
        let facts = mission.facts
        let page = link(MissionPage.name, of: mission)
        let name = HTML.name(facts.mission)
        let image = facts.picture.map { picture in
            HTML(
                .img,
                [
                    .src(link(picture.path.text, of: mission)), .set(.alt, "\(picture.subject) of \(facts.mission)"),
                    .set(.loading, "lazy"),
                ] + (picture.size.map { [.set(.width, $0.width), .set(.height, $0.height)] } ?? []))
        }
        return [
            image ?? .empty,
            HTML([
                mission.hasPage
                    ? HTML(.a, .href(page)) { name }
                    : HTML(.a, .href(link("manifest.json", of: mission))) { name }
            ]),
            HTML.mark(mission.outcome, Verdict.word(for: mission.outcome)),
            HTML(facts.area.map(Words.area) ?? ""),
            HTML(facts.height.map { Words.number($0, decimals: 1) + " m" } ?? ""),
            HTML(facts.cover ?? ""), HTML(facts.coverage.map(Words.percent) ?? ""),
            HTML.day(facts.published), HTML(Words.bytes(facts.bytes)),
        ]
    }

    private func link(_ path: String, of mission: Mission) -> HTML.Link {
        HTML.Link(path: (mission.folder.map { $0.text + "/" } ?? "") + path)
    }
}

/// What a row tells of a mission: all else of its manifest need not be kept.
struct IndexFacts: Sendable {
    var mission: String
    var published: Date
    var bytes: Int
    var area: Double?
    var height: Double?
    var cover: String?
    var coverage: Double?
    var picture: (path: StoreKey, subject: String, size: (width: Int, height: Int)?)?

    init(_ manifest: ManifestFields) {
        mission = manifest.mission
        published = manifest.finished
        bytes = manifest.outputs.reduce(0) { Int.sum($0, $1.size) }
        area = Footprint(manifest.footprint)?.area
        let canopy = manifest.rasters.lazy.compactMap(\.raster?.canopy).first
        height = canopy?.percentiles.first { $0.percent == 95 }?.height
        cover = canopy?.cover.max { $0.above < $1.above }.map {
            "\(Words.percent($0.percent)) over \(Words.plain($0.above, decimals: 2)) m"
        }
        coverage = manifest.rasters.compactMap(\.raster?.validPercentOfBoundary).min()
        picture = manifest.outputs.filter { $0.role == "thumbnail" }
            .min { Kind(ofType: $0.type) < Kind(ofType: $1.type) }
            .map { output in
                (output.path, Kind(ofType: output.type).subject, output.picture.map { ($0.size.width, $0.size.height) })
            }
    }
}
