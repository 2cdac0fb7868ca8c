import Foundation
import Testing

@testable import CanopyReport

struct FactsTests {
    @Test func `a manifest with nothing wrong is good in all`() throws {
        let verdict = Verdict(try #require(try PublishedMission().facts).manifest)
        #expect(verdict.checks.map(\.outcome) == Array(repeating: .good, count: 8))
        #expect(verdict.word == "Good")
    }

    @Test func `a manifest of an earlier version says nothing of its files, which is told`() throws {
        var mission = PublishedMission()
        for place in 0..<3 { mission = try mission.with("outputs/\(place)/raster/file", nil) }
        mission = try mission.with("footprint", nil).with("format", "1")
        let facts = try #require(try mission.facts)
        let verdict = Verdict(facts.manifest)
        #expect(verdict.outcome == .good)
        #expect(verdict.checks.count { $0.outcome == .unknown } == 3)
        #expect(verdict.sentence == "All 5 checks that could be made are good; 3 could not.")
        #expect(MissionPage(facts).html.contains("Not checked"))
    }

    /// A manifest with one value that is not as the good one's, and what the check of it comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let subject: String
        let path: String
        let value: String?
        let outcome: Check.Outcome

        init(_ subject: String, _ path: String, _ value: String?, _ outcome: Check.Outcome) {
            (self.subject, self.path, self.value, self.outcome) = (subject, path, value, outcome)
        }

        var testDescription: String { "\(subject): \(value ?? "missing")" }
    }

    static let cases = [
        Case("Boundary covered", "outputs/1/raster/validPercentOfBoundary", "90", .good),
        Case("Boundary covered", "outputs/1/raster/validPercentOfBoundary", "89.9", .attention),
        Case("Boundary covered", "outputs/1/raster/validPercentOfBoundary", "49.9", .bad),
        Case("Cloud Optimized GeoTIFFs", "outputs/0/raster/file/isCOG", "false", .bad),
        Case("Coordinate system", "outputs/2/raster/file/crs", nil, .bad),
        Case("Vertical reference", "outputs/1/raster/file/crs/vertical", nil, .attention),
        Case("Negative heights", "outputs/2/raster/canopy/negativePercent", "1", .good),
        Case("Negative heights", "outputs/2/raster/canopy/negativePercent", "1.1", .attention),
        Case("Negative heights", "outputs/2/raster/canopy/negativePercent", "5.1", .bad),
        Case("Implausible heights", "outputs/2/raster/canopy/implausiblePercent", "0.01", .good),
        Case("Implausible heights", "outputs/2/raster/canopy/implausiblePercent", "0.02", .attention),
        Case("Implausible heights", "outputs/2/raster/canopy/implausiblePercent", "1.1", .bad),
        Case("Warnings", "warnings", #"["look"]"#, .attention),
        Case("Products", "failures", #"[{"product": "x.tif", "reason": "damaged"}]"#, .bad),
    ]

    @Test(arguments: cases)
    func `each check has its own line between good and bad`(one: Case) throws {
        let verdict = Verdict(try #require(try PublishedMission().with(one.path, one.value).facts).manifest)
        for check in verdict.checks {
            #expect(check.outcome == (check.subject == one.subject ? one.outcome : .good), "\(check)")
        }
        #expect(verdict.outcome == one.outcome)
    }

    /// Values that cannot be, by their places.
    static let impossible: [(path: String, value: String)] = [
        ("format", "3"), ("mission", "\"\""), ("status", "\"unknown\""), ("outputs/0/path", "\"../secret\""),
        ("outputs/0/path", "\"/etc/passwd\""), ("outputs/0/size", "-1"), ("outputs/0/size", "1e300"),
        ("outputs/0/raster/validPercentOfBoundary", "101"), ("outputs/0/raster/size/width", "0"),
        ("outputs/0/raster/file/groundResolution", "1e300"), ("outputs/0/raster/bands", "[]"),
        ("outputs/2/raster/canopy/histogram/step", "1e-9"), ("outputs/2/raster/canopy/histogram/from", "-1e12"),
        ("outputs/2/raster/canopy/histogram/counts", "[-1]"),
        ("outputs/2/raster/canopy/histogram/counts", "\(Array(repeating: 1, count: 1001))"),
        ("outputs/2/raster/canopy/histogram/above", "\(Int.max)"),
        ("outputs/2/raster/canopy/negativePercent", "\"nan\""),
        ("outputs/3/picture/scale/colors", "[\"red\"]"), ("outputs/3/picture/scale/colors", "[\"#00000<\"]"),
        ("outputs/3/picture/scale/high", "1e30"), ("outputs/3/picture/metersPerPixel", "0"),
        ("outputs/3/cameras", #"{"count": 5, "aligned": 6}"#), ("outputs/3/cameras", #"{"count": -1, "aligned": 0}"#),
        ("outputs/3/cameras", #"{"count": 5, "aligned": 5, "aglMean": 1e30}"#),
        ("outputs/3/cameras", #"{"count": 5, "aligned": 5, "aglFidelity": 101}"#),
        ("outputs/3/picture/size/height", "-5"), ("footprint/coordinates", "[[[1e9, 0]]]"),
        ("footprint/type", "\"Point\""), ("finished", "\"yesterday\""), ("seconds", "\"inf\""), ("warnings", "[1]"),
    ]

    @Test(arguments: impossible)
    func `a manifest in which something cannot be is none`(path: String, value: String) throws {
        #expect(try PublishedMission().with(path, value).facts == nil)
    }

    @Test func `what is no manifest, or too large for one, is none`() throws {
        for text in ["", "{", "[]", "null", "\u{0}", String(repeating: "[", count: 100_000)] {
            #expect(MissionFacts(json: Array(text.utf8)) == nil)
        }
        let large = try PublishedMission().json + [UInt8](repeating: UInt8(ascii: " "), count: MissionFacts.largest)
        #expect(MissionFacts(json: large) == nil)
    }
}
