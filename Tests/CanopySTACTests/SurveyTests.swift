import Foundation
import Testing

@testable import CanopySTAC

/// What is known of a survey, from what people write.
@Suite struct SurveyTests {
    private func text(_ period: SurveyPeriod?) -> String? {
        period.map { period in
            [period.start, period.end].compactMap { $0.map(SurveyPeriod.text) }.joined(separator: "/")
        }
    }

    @Test(
        arguments: [
            ("2023-06-01", "2023-06-01T00:00:00Z/2023-06-01T23:59:59Z"),
            ("2023/06/01", "2023-06-01T00:00:00Z/2023-06-01T23:59:59Z"),
            ("20230601", "2023-06-01T00:00:00Z/2023-06-01T23:59:59Z"),
            (" 2023-06-01 ", "2023-06-01T00:00:00Z/2023-06-01T23:59:59Z"),
            ("2023-06-01T10:30:00Z", "2023-06-01T10:30:00Z"),
            ("2023-06-01T10:30Z", "2023-06-01T10:30:00Z"),
            ("2023-06-01T10:30:00.25+02:00", "2023-06-01T08:30:00Z"),
            ("2023/06/01 10:30:00+00", "2023-06-01T10:30:00Z"),
            ("2023/06/01 10:30:00-0730", "2023-06-01T18:00:00Z"),
            ("2023-06-01/2023-06-03", "2023-06-01T00:00:00Z/2023-06-03T23:59:59Z"),
            ("2023/06/01/2023/06/03", "2023-06-01T00:00:00Z/2023-06-03T23:59:59Z"),
            ("2023-06-03/2023-06-01T10:00:00Z", "2023-06-01T10:00:00Z/2023-06-03T23:59:59Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z/2024-02-29T23:59:59Z"),
        ])
    func `days, moments and times between them are understood`(_ written: String, _ meant: String) {
        #expect(text(SurveyPeriod(written)) == meant)
    }

    @Test func `a clock's time without a zone stands for its day, since nobody knows which moment it was`() {
        #expect(text(SurveyPeriod("2023-06-01 10:30:00")) == "2023-06-01T00:00:00Z/2023-06-01T23:59:59Z")
    }

    @Test(
        arguments: [
            "", "summer", "2023", "2023-06", "2023-13-01", "2023-02-30", "2023-02-29", "2023-06-00", "2023-06/01",
            "01.06.2023", "06/01/2023", "0001-01-01", "9999-12-31", "2023-06-01T25:00:00Z", "2023-06-01T10:61:00Z",
            "..",
            "../2023-06-01", "2023-06-01/", "-2023-06-01", "2023-06-01; DROP TABLE", "2023-06-01T10:30:00+99:00",
            String(repeating: "2023-06-01/", count: 1000),
        ])
    func `what is no day is none`(_ written: String) {
        #expect(SurveyPeriod(written) == nil)
    }

    @Test func `a boundary's attributes say when, with what, by whom and under which terms it was flown`() throws {
        let survey = try #require(
            Survey(attributes: [
                [
                    "Earliest_Date_Derived": "2023-06-01", "latest_datetime_local_derived": "2023-06-02 17:01:00",
                    "aircraft_model_name": "Matrice 300", "sensor_name": "Zenmuse P1", "license": "CC BY 4.0",
                    "contributor_names": "Jane Doe; Forest Lab", "mission_id": "000123",
                ]
            ]))
        #expect(text(survey.period) == "2023-06-01T00:00:00Z/2023-06-02T23:59:59Z")
        #expect(survey.platforms == ["Matrice 300"] && survey.instruments == ["Zenmuse P1"])
        #expect(survey.licenses == ["CC BY 4.0"] && survey.providers == ["Jane Doe", "Forest Lab"])
    }

    @Test func `of several features the survey is what they tell together`() throws {
        let survey = try #require(
            Survey(attributes: [
                ["date": "2023-06-05", "platform": "A", "license": "CC0"], ["date": "2023-06-01", "platform": "B"],
                ["date": "never", "platform": "A", "license": "CC BY 4.0"],
            ]))
        #expect(text(survey.period) == "2023-06-01T00:00:00Z/2023-06-05T23:59:59Z")
        #expect(survey.platforms == ["A", "B"] && survey.licenses == ["CC0", "CC BY 4.0"])
    }

    @Test func `the best of several attributes counts that say something`() throws {
        let survey = try #require(
            Survey(attributes: [["date": "2020-01-01", "start_datetime": "2023-06-01T10:00:00Z", "datetime": "soon"]]))
        #expect(text(survey.period) == "2023-06-01T10:00:00Z")
    }

    @Test func `an end without a beginning says nothing`() {
        #expect(Survey(attributes: [["latest_date_derived": "2023-06-02"]]) == nil)
    }

    @Test func `without such attributes, or with words for nothing in them, nothing is known`() {
        #expect(Survey(attributes: []) == nil)
        #expect(Survey(attributes: [["mission_id": "oak", "area": "12"]]) == nil)
        #expect(Survey(attributes: [["platform": "NA", "license": " ", "contributors": "None", "date": "NaT"]]) == nil)
    }

    @Test func `values that strangers made neither hide anything nor grow`() throws {
        let long = String(repeating: "x", count: 100_000)
        let survey = try #require(
            Survey(attributes: [
                [
                    "platform": "a\u{202E}b\u{0000}c\n\u{1B}[31md", "sensor": long,
                    "contributors": (0..<1000).map { "p\($0)" }.joined(separator: ";"),
                ]
            ]))
        #expect(survey.platforms == ["a b c [31md"])
        #expect(survey.instruments.map(\.count) == [300] && survey.providers.count == 20)
    }
}

/// Terms of use, and who has to do with products.
@Suite struct TermsTests {
    @Test(
        arguments: [
            ("CC-BY-4.0", "CC-BY-4.0"), ("cc by 4.0", "CC-BY-4.0"), ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
            ("BY-SA 3.0", "CC-BY-SA-3.0"), ("CC0", "CC0-1.0"), ("cc0 1.0", "CC0-1.0"), ("odbl-1.0", "ODbL-1.0"),
            ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
            ("https://creativecommons.org/licenses/by-nc/4.0/deed.de", "CC-BY-NC-4.0"),
            ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"), ("MIT", "MIT"),
        ])
    func `licenses are told by their identifiers`(_ written: String, _ identifier: String) {
        #expect(License(written).identifier == identifier)
    }

    @Test(
        arguments: [
            "CC BY", "Creative Commons", "ask us", "", "proprietary", "various", "CC-BY-9.9",
            "https://example.org/terms", "javascript:alert(1)", "https://evil.org/creativecommons.org/licenses/by/4.0",
        ])
    func `what has no identifier is other, never guessed`(_ written: String) {
        #expect(License(written).identifier == "other")
    }

    @Test func `terms that can be read on the web are linked to, and nothing else is`() {
        #expect(License("https://example.org/terms").address?.text == "https://example.org/terms")
        #expect(License("javascript:alert(1)").address == nil && License("file:///etc/passwd").address == nil)
    }

    @Test func `features under different terms are under others`() {
        #expect(License(of: [])?.identifier == nil)
        #expect(License(of: ["CC0", "cc0-1.0"])?.identifier == "CC0-1.0")
        #expect(License(of: ["CC0", "CC BY 4.0"])?.identifier == "other")
    }

    @Test func `a provider is a name, with roles and an address where they are given`() throws {
        #expect(STACProvider("Forest Lab") == STACProvider(name: "Forest Lab"))
        let lab = try #require(STACProvider("Forest  Lab; host, processor ;https://lab.example/x/"))
        #expect(lab.name == "Forest Lab" && lab.roles == [.host, .processor])
        #expect(lab.url?.text == "https://lab.example/x")
        #expect(STACProvider("Lab;;https://lab.example")?.roles == nil)
        for wrong in ["", ";host", "Lab;owner", "Lab;host;ftp://x", "Lab;host;https://user:secret@x.org"] {
            #expect(STACProvider(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `an address of the web has no secrets, questions or fragments`() {
        for right in ["https://example.org:8001/swift/v1/bucket/", "http://localhost", "https://[::1]:8080/a%20b"] {
            #expect(WebAddress(right) != nil, "\(right)")
        }
        for wrong in [
            "", "example.org", "s3://bucket", "https://", "https://u:p@example.org", "https://example.org/?key=1",
            "https://example.org/#a", "https://example.org/a b", "https://example.org/\n",
            "https://example.org/<script>",
            "https://example.org/\"", "file:///etc",
        ] {
            #expect(WebAddress(wrong) == nil, "\(wrong)")
        }
    }
}
