internal import Raster
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A page about one mission, to be published beside its manifest.
///
/// It has everything in itself but the pictures, which are the thumbnails beside it. No script is in it, nothing of another
/// host, and no word of where its products came from.
public struct MissionPage: Sendable {
    /// The name of its file.
    public static let name = "report.html"

    private let manifest: ManifestFields
    private let verdict: Verdict
    private let redaction = Redaction()

    /// The page that tells of a mission.
    public init(_ facts: MissionFacts) {
        manifest = facts.manifest
        verdict = Verdict(manifest)
    }

    /// The page as HTML.
    public var html: String {
        Document(
            title: "\(manifest.mission): \(verdict.word)",
            header: HTML([
                HTML(.h1) { HTML.name(manifest.mission) },
                HTML(.p, .class("kicker")) {
                    HTML(words: "Products of a drone flight over a forest, published ")
                    HTML.day(manifest.finished)
                },
            ]),
            main: HTML([verdictPart, survey, pictures, canopy, outline, files, making]),
            footer: HTML(.p) {
                "Made by canopy \(manifest.versions["canopy"] ?? "") from "
                HTML(.a, .href(HTML.Link(path: "manifest.json"))) { "manifest.json" }
                HTML(words: ", which has every figure for programs.")
            }
        ).text
    }

    // MARK: Parts

    private var verdictPart: HTML {
        HTML(.section, .set(.labelledBy, "verdict")) {
            HTML(.div, .class("verdict " + verdict.outcome.style)) {
                HTML(.h2, .id("verdict")) { verdict.outcome.sign + " " + verdict.word }
                HTML(.p) { verdict.sentence }
            }
            HTML.table(
                "What was checked",
                columns: [.head("Check"), .plain("Result"), .plain("Found"), .plain("Good is", "quiet wide")],
                rows: verdict.checks.map { check in
                    [
                        HTML(check.subject), HTML.mark(check.outcome, check.outcome.word), HTML(check.figure),
                        HTML(check.standard),
                    ]
                })
        }
    }

    private var survey: HTML {
        HTML.part("survey", "Survey") {
            HTML(.dl) { HTML(SurveyFacts(manifest).all.map { HTML.fact($0.name, $0.value, $0.note) }) }
        }
    }

    private var pictures: HTML {
        let pictures = MissionPictures(manifest)
        if pictures.main.isEmpty { return .empty }
        return HTML.part("pictures", "Pictures") {
            HTML(.div, .class("pictures")) { HTML(pictures.main.map(\.figure)) }
            if !pictures.others.isEmpty {
                HTML(.h3) { "Of the other models" }
                HTML(.div, .class("pictures")) { HTML(pictures.others.map(\.figure)) }
            }
        }
    }

    private var canopy: HTML {
        let models = manifest.rasters.filter { $0.raster?.canopy != nil }
        if models.isEmpty { return .empty }
        return HTML.part("canopy", "Canopy") {
            for model in models {
                if let canopy = model.raster?.canopy {
                    if models.count > 1 { HTML(.h3) { HTML.name(model.type) } }
                    CanopySection(canopy, of: model.type).html
                }
            }
        }
    }

    private var outline: HTML {
        guard let footprint = Footprint(manifest.footprint) else { return .empty }
        return HTML.part("outline", "Where it is") {
            HTML(.div, .class("columns")) {
                footprint.figure
                HTML.table(
                    "How far it reaches, in degrees of WGS 84", columns: [.head("Side"), .number("Degrees")],
                    rows: footprint.sides.map { [HTML($0.name), HTML($0.degrees)] })
            }
        }
    }

    private var files: HTML {
        HTML.part("files", "Files") {
            HTML.table(
                "Every published file; the checksum is SHA-256, or MD5 where it says so",
                columns: [
                    .head("File", "file"), .plain("What it is", "wide"), .number("Size"), .plain("Checksum", "hash"),
                ],
                rows: manifest.productsFirst.map { output in
                    [
                        HTML(.a, .href(HTML.Link(path: output.path.text))) { HTML.name(output.path.name) },
                        HTML(output.description), HTML(Words.bytes(output.size)),
                        HTML(.code) { output.sha256 ?? "MD5 \(output.md5)" },
                    ]
                })
            if !manifest.failures.isEmpty {
                HTML.table(
                    "What is missing, and why", columns: [.head("Product"), .plain("Reason")],
                    rows: manifest.failures.map { failure in
                        [HTML.name(redaction(failure.product)), HTML(redaction(failure.reason))]
                    })
            }
        }
    }

    /// Warnings that a page has: who makes as many as this has one mistake in them all.
    private static let mostWarnings = 200

    private var making: HTML {
        let making = Making(manifest)
        return HTML.part("making", "How it was made") {
            HTML(.div, .class("columns")) {
                HTML.table("Settings", columns: [.head("Setting"), .plain("Value")], rows: making.settings.map(\.row))
                HTML.table(
                    "Programs", columns: [.head("Program"), .plain("Version")], rows: making.versions.map(\.row))
                HTML.table(
                    "Times", columns: [.head("What"), .plain("When, or how long")], rows: making.times.map(\.row))
            }
            HTML(.h3) { "Warnings" }
            if manifest.warnings.isEmpty {
                HTML(.p) { "None." }
            } else {
                let rest = manifest.warnings.count - Self.mostWarnings
                HTML(.ul) {
                    for warning in manifest.warnings.prefix(Self.mostWarnings) { HTML(.li) { redaction(warning) } }
                    if rest > 0 { HTML(.li) { "\(Words.count(rest, "more", "more")) in the manifest." } }
                }
            }
        }
    }
}

extension ManifestFields {
    /// All files, those that others are pictures of first.
    var productsFirst: [Output] {
        outputs.filter { $0.role != "thumbnail" } + outputs.filter { $0.role == "thumbnail" }
    }
}

extension ManifestFields.Output {
    /// What a file is, as a table tells it.
    var description: String {
        let kind = Kind(ofType: type).name.map { $0 + (type.contains("-") ? " (\(type))" : "") } ?? type
        if role == "thumbnail" { return "Picture: " + kind }
        guard let raster else { return kind }
        let size = "\(Words.number(Double(raster.size.width))) × \(Words.number(Double(raster.size.height)))"
        return "\(kind), \(size) \(raster.sampleType), \(raster.compression)"
    }
}

extension HTML {
    /// A day, for people and programs.
    static func day(_ date: Date) -> HTML {
        HTML(.time, .set(.datetime, date.formatted(.iso8601))) { date.formatted(.iso8601.year().month().day()) }
    }
}
