/// What is held against an oracle, and how far it may be off.
public enum Measure: String, CaseIterable, Sendable {
    /// Samples and masks that must be those of the source, or stand for nothing.
    case pixels = "pixels, to the bit"
    /// Canopy heights against gdalwarp and a subtraction.
    case heights = "heights, against gdalwarp"
    /// Overviews against a plain mean of the level below.
    case overviews = "overviews, against plain means"
    /// Overviews against those that GDAL averages.
    case averages = "overviews, against GDAL's"
    /// Statistics against GDAL's.
    case statistics = "statistics, against GDAL's"
    /// Samples of thumbnails against those of a resampled read.
    case thumbnails = "thumbnails, against a read"

    /// The greatest difference that rounding explains.
    ///
    /// Heights, overviews and statistics are relative to the largest value that went into them, but no less than 1;
    /// thumbnails are in parts of 255.
    public var tolerance: Double {
        switch self {
        case .pixels: 0
        case .heights: 1e-6
        // Two neighboring numbers of single precision.
        case .overviews, .averages: 2.4e-7
        case .statistics: 1e-9
        // Beyond the half that rounding takes.
        case .thumbnails: 0.02
        }
    }
}

/// What cases have shown.
public struct Verdict: Sendable {
    /// Numbers that were held against an oracle's.
    public private(set) var compared: [Measure: Int] = [:]
    /// How far the worst was off.
    public private(set) var largest: [Measure: Double] = [:]
    /// Pixels that lie on an outline as far as its rounding, or its tolerance, tells: both answers are right.
    public private(set) var undecided = 0
    /// Cases that had to be refused, and were.
    public private(set) var refusals = 0
    /// How many comparisons failed.
    public private(set) var disagreements = 0
    /// What the first of them say.
    public private(set) var sentences: [String] = []

    /// Of one case, and of many.
    private static let mostSentences = (ofCase: 3, ofAll: 30)

    /// Nothing yet.
    public init() {}

    /// Adds what other cases have shown.
    public mutating func add(_ other: Verdict) {
        compared.merge(other.compared, uniquingKeysWith: +)
        largest.merge(other.largest, uniquingKeysWith: max)
        undecided += other.undecided
        refusals += other.refusals
        disagreements += other.disagreements
        sentences = Array((sentences + other.sentences).prefix(Self.mostSentences.ofAll))
    }

    mutating func expect(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
        guard !isRight else { return }
        disagreements += 1
        if sentences.count < Self.mostSentences.ofCase { sentences.append(sentence()) }
    }

    /// Notes a difference, which is not a number where one of both sides has no number to compare.
    mutating func compare(_ difference: Double, as measure: Measure, _ place: @autoclosure () -> String) {
        compared[measure, default: 0] += 1
        if difference > largest[measure, default: 0] { largest[measure] = difference }
        expect(difference <= measure.tolerance, "\(measure.rawValue): \(place()) is \(difference) off")
    }

    /// Notes a number of comparisons, all but some of which hold.
    mutating func compare(_ count: Int, butFor wrong: Int, as measure: Measure, _ place: @autoclosure () -> String) {
        compared[measure, default: 0] += count
        largest[measure] = max(largest[measure, default: 0], wrong > 0 ? 1 : 0)
        expect(wrong == 0, "\(measure.rawValue): \(wrong) of \(place()) are others")
    }

    /// The same, each sentence with where to find it.
    func named(_ name: String) -> Verdict {
        var named = self
        named.sentences = sentences.map { "\(name): \($0)" }
        return named
    }

    mutating func leaveUndecided() { undecided += 1 }

    mutating func noteRefusal() { refusals += 1 }
}
