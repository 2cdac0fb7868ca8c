/// What is known of a survey besides its products.
public struct Survey: Hashable, Sendable, Codable {
    /// When it was flown.
    public var period: SurveyPeriod?
    /// The aircraft.
    public var platforms: [String]
    /// The cameras.
    public var instruments: [String]
    /// Under which terms its products may be used, in the words of whoever says so.
    public var licenses: [String]
    /// Who made it.
    public var providers: [String]

    /// Attributes that tell when a survey was flown, or began, the best first.
    public static let startNames = [
        "start_datetime", "datetime", "acquisition_datetime", "earliest_datetime_local_derived",
        "earliest_date_derived",
        "start_date", "acquisition_date", "survey_date", "flight_date", "date_flown", "date",
    ]
    /// Attributes that tell when it ended.
    public static let endNames = [
        "end_datetime", "latest_datetime_local_derived", "latest_date_derived", "end_date",
    ]
    /// Attributes that name the aircraft.
    public static let platformNames = ["platform", "aircraft_model_name", "aircraft", "drone_model", "drone", "uav"]
    /// Attributes that name the camera.
    public static let instrumentNames = [
        "instruments", "instrument", "sensor_name", "sensor", "camera_model", "camera",
    ]
    /// Attributes that name the license.
    public static let licenseNames = ["license", "licence"]
    /// Attributes that name who made the survey.
    public static let providerNames = [
        "providers", "provider", "contributor_names", "contributors", "contributor", "producer",
    ]

    /// What the attributes of a boundary's features say, by the names above in any case; several names in one value have
    /// semicolons between them. `nil` where they say nothing of the kind.
    public init?(attributes features: [[String: String]]) {
        let features = features.map { attributes in
            Dictionary(attributes.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: min)
        }
        func texts(_ names: [String]) -> [String] {
            let values = features.compactMap { feature in
                names.lazy.compactMap { feature[$0].flatMap(Self.plain) }.first
            }
            let texts = values.flatMap { $0.split(separator: ";") }.compactMap { Self.plain(String($0)) }
            return Array(
                texts.reduce(into: []) { all, text in if !all.contains(text) { all.append(text) } }.prefix(Self.most))
        }
        func periods(_ names: [String]) -> [SurveyPeriod] {
            features.compactMap { feature in names.lazy.compactMap { feature[$0].flatMap(SurveyPeriod.init) }.first }
        }
        let starts = periods(Self.startNames)
        period = starts.first.map { first in
            (starts.dropFirst() + periods(Self.endNames)).reduce(first) { $0.joined(with: $1) }
        }
        platforms = texts(Self.platformNames)
        instruments = texts(Self.instrumentNames)
        licenses = texts(Self.licenseNames)
        providers = texts(Self.providerNames)
        if period == nil, [platforms, instruments, licenses, providers].allSatisfy(\.isEmpty) { return nil }
    }

    /// Different texts that are kept of a kind, and characters of each.
    private static let most = 20
    private static let longest = 300

    /// A text without what cannot be seen; `nil` where there is nothing in it, or a word for nothing.
    private static func plain(_ text: String) -> String? {
        let visible = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: " "
            default: Character(scalar)
            }
        }
        let words = String(visible).split(separator: " ").joined(separator: " ")
        let isNothing = ["na", "n/a", "nan", "null", "none", "unknown", "-"].contains(words.lowercased())
        guard !words.isEmpty, !isNothing else { return nil }
        return words.count <= longest ? words : words.prefix(longest - 1) + "…"
    }
}
