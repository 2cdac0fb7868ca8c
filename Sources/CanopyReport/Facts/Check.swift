/// Something that was looked at before a mission's products are called good.
struct Check: Sendable {
    /// What came of it, the better the earlier.
    enum Outcome: Int, Comparable, Sendable, CaseIterable {
        case good, unknown, attention, bad

        static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }

        /// The word for one check.
        var word: String {
            switch self {
            case .good: "Good"
            case .unknown: "Not checked"
            case .attention: "Look"
            case .bad: "Bad"
            }
        }
    }

    /// What was looked at.
    var subject: String
    var outcome: Outcome
    /// What was found.
    var figure: String
    /// What is good.
    var standard: String
}

/// What the checks of a mission come to.
struct Verdict: Sendable {
    let checks: [Check]

    /// The worst of the checks. What could not be checked makes nothing worse.
    var outcome: Check.Outcome {
        checks.map(\.outcome).filter { $0 != .unknown }.max() ?? .unknown
    }

    /// The word for the mission.
    var word: String { Self.word(for: outcome) }

    static func word(for outcome: Check.Outcome) -> String {
        switch outcome {
        case .good: "Good"
        case .unknown: "Not checked"
        case .attention: "Look before use"
        case .bad: "Problems"
        }
    }

    /// What the word means here, a sentence.
    var sentence: String {
        func subjects(_ outcome: Check.Outcome) -> [String] {
            checks.filter { $0.outcome == outcome }.map(\.subject)
        }
        let unknown = subjects(.unknown).count
        let made = checks.count - unknown
        switch outcome {
        case .good:
            let all = unknown == 0 ? "All \(made) checks are good" : "All \(made) checks that could be made are good"
            return all + (unknown == 0 ? "." : "; \(unknown) could not.")
        case .unknown: return "Nothing could be checked."
        case .attention, .bad:
            let marked = subjects(.bad) + subjects(.attention)
            return "\(made - marked.count) of \(made) checks are good. To look at: \(marked.joined(separator: ", "))."
        }
    }

    init(_ manifest: ManifestFields) {
        checks = [
            Self.products(manifest), Self.coverage(manifest), Self.validity(manifest), Self.system(manifest),
            Self.vertical(manifest), Self.heights(manifest, below: true), Self.heights(manifest, below: false),
            Self.warnings(manifest),
        ]
    }

    private static func products(_ manifest: ManifestFields) -> Check {
        let missing = manifest.failures.count
        let there = manifest.outputs.count { $0.role == "data" }
        return Check(
            subject: "Products", outcome: missing == 0 ? .good : .bad,
            figure: missing == 0
                ? "\(Words.count(there, "product")), none missing"
                : "\(missing) of \(there + missing) missing",
            standard: "none missing")
    }

    private static func coverage(_ manifest: ManifestFields) -> Check {
        let shares = manifest.rasters.compactMap { output in
            output.raster?.validPercentOfBoundary.map { (share: $0, type: output.type) }
        }
        let least = shares.min { $0.share < $1.share }
        return Check(
            subject: "Boundary covered", outcome: least.map { graded(100 - $0.share, 10, 50) } ?? .unknown,
            figure: least.map { "\(Words.percent($0.share)) by \($0.type), the least of \(shares.count)" }
                ?? "not in the manifest",
            standard: "at least 90 % by each raster; less than 50 % is bad")
    }

    private static func validity(_ manifest: ManifestFields) -> Check {
        let known = manifest.rasters.compactMap { output in output.raster?.file.map { ($0.isCOG, output.type) } }
        let wrong = known.filter { !$0.0 }.map(\.1)
        return Check(
            subject: "Cloud Optimized GeoTIFFs",
            outcome: wrong.isEmpty ? (known.isEmpty ? .unknown : .good) : .bad,
            figure: known.isEmpty
                ? "not in the manifest"
                : wrong.isEmpty ? "all \(known.count) valid" : "not valid: \(wrong.joined(separator: ", "))",
            standard: "each raster valid")
    }

    private static func system(_ manifest: ManifestFields) -> Check {
        let told = manifest.rasters.filter { $0.raster?.file != nil }
        let names = told.compactMap(\.raster?.file?.crs?.title).withoutRepetitions
        let unknown = told.filter { $0.raster?.file?.crs == nil }.map(\.type)
        return Check(
            subject: "Coordinate system", outcome: told.isEmpty ? .unknown : unknown.isEmpty ? .good : .bad,
            figure: told.isEmpty
                ? "not in the manifest"
                : unknown.isEmpty ? names.joined(separator: "; ") : "none in \(unknown.joined(separator: ", "))",
            standard: "known for each raster")
    }

    private static func vertical(_ manifest: ManifestFields) -> Check {
        let models = manifest.rasters.filter { [.surface, .terrain].contains(Kind(ofType: $0.type)) }
        let told = models.filter { $0.raster?.file != nil }
        let names = told.compactMap(\.raster?.file?.crs?.vertical).withoutRepetitions
        let unknown = told.filter { $0.raster?.file?.crs?.vertical == nil }.map(\.type)
        return Check(
            subject: "Vertical reference", outcome: told.isEmpty ? .unknown : unknown.isEmpty ? .good : .attention,
            figure: models.isEmpty
                ? "no surface or terrain model"
                : told.isEmpty
                    ? "not in the manifest"
                    : unknown.isEmpty
                        ? names.joined(separator: "; ") : "not named by \(unknown.joined(separator: ", "))",
            standard: "named by each surface and terrain model")
    }

    private static func heights(_ manifest: ManifestFields, below: Bool) -> Check {
        let shares = manifest.rasters.compactMap { output in
            output.raster?.canopy.map { below ? $0.negativePercent : $0.implausiblePercent }
        }
        return Check(
            subject: below ? "Negative heights" : "Implausible heights",
            outcome: shares.max().map { below ? graded($0, 1, 5) : graded($0, 0.01, 1) } ?? .unknown,
            figure: shares.max().map { Words.percent($0) + (below ? " below -0.5 m" : " above 120 m") }
                ?? "no canopy height figures",
            standard: below ? "at most 1 %; more than 5 % is bad" : "at most 0.01 %; more than 1 % is bad")
    }

    private static func warnings(_ manifest: ManifestFields) -> Check {
        let count = manifest.warnings.count
        return Check(
            subject: "Warnings", outcome: count == 0 ? .good : .attention,
            figure: count == 0 ? "none" : Words.count(count, "warning"), standard: "none")
    }

    /// The grade of a share of what is not good, in percent.
    private static func graded(_ share: Double, _ good: Double, _ attention: Double) -> Check.Outcome {
        share <= good ? .good : share <= attention ? .attention : .bad
    }
}

extension ManifestFields {
    /// The rasters among the products.
    var rasters: [Output] { outputs.filter { $0.role == "data" && $0.raster != nil } }
}

extension Sequence<String> {
    /// Each once, in order.
    var withoutRepetitions: [String] {
        reduce(into: []) { all, text in if !all.contains(text) { all.append(text) } }
    }
}

extension ManifestFields.File.System {
    /// Its name, and the code where it has one.
    var title: String { code.map { "\(name) (\($0))" } ?? name }
}
