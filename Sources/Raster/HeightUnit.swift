/// The unit of a model's heights, which has several spellings.
public struct HeightUnit: Hashable, Sendable {
    /// One spelling for all.
    public let name: String
    /// What it is in meters; `nil` where nobody knows.
    public let meters: Double?

    /// The foot of so many meters, by whichever name it goes; `nil` where it is none.
    public static func foot(ofMeters meters: Double) -> String? {
        ["ft", "us-ft"].first { name in HeightUnit(name).meters.map { abs($0 - meters) < 1e-9 } ?? false }
    }

    /// The unit that a text names.
    ///
    /// - Parameter text: What a file says. Where it says nothing, heights are meters.
    ///
    /// See: [NIST on the US survey foot](https://www.nist.gov/pml/us-surveyfoot).
    public init(_ text: String) {
        (name, meters) =
            switch text.lowercased() {
            case "": ("", 1)
            case "m", "meter", "metre", "meters", "metres": ("m", 1)
            case "ft", "foot", "feet": ("ft", 0.3048)
            case "us-ft", "ftus", "us survey foot", "foot_us": ("us-ft", 1200.0 / 3937)
            case let other: (other, nil)
            }
    }
}
