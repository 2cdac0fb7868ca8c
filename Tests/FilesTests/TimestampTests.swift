import Files
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1969-12-31T23:59:59Z", -1, 0),
        ("2000-02-29T12:30:45Z", 951_827_445, 0),
        ("1900-03-01T00:00:00Z", -2_203_891_200, 0),
        ("2024-05-01T10:00:00.123456789Z", 1_714_557_600, 123_456_789),
        ("2024-05-01T10:00:00.5Z", 1_714_557_600, 500_000_000),
        ("2024-05-01T10:00:00.000000001Z", 1_714_557_600, 1),
    ])
    func `a moment is written as RFC 3339 and read again`(text: String, seconds: Int, nanoseconds: Int) {
        let moment = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
        #expect(moment.description == text)
        #expect(Timestamp(text) == moment)
    }

    @Test func `days of four centuries are written and read again`() {
        for day in stride(from: -73_000, to: 73_100, by: 29) {
            let moment = Timestamp(seconds: day * 86_400 + 86_399)
            #expect(Timestamp(moment.description) == moment)
        }
    }

    @Test(arguments: [
        ("2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01T04:30:00.25-05:30", "2024-05-01T10:00:00.25Z"),
    ])
    func `an offset is taken off`(text: String, inUTC: String) {
        #expect(Timestamp(text)?.description == inUTC)
    }

    @Test(arguments: [
        "", "2024-05-01", "2024-13-01T00:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T10:00:00", "x",
        "99999999999999999999-01-01T00:00:00Z", "-9999999999999999999999-01-01T00:00:00Z",
    ])
    func `anything else is no moment`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `moments sort by nanoseconds too`() {
        let moments = [
            Timestamp(seconds: 1), Timestamp(seconds: 0, nanoseconds: 2), Timestamp(seconds: 0, nanoseconds: 1),
        ]
        #expect(moments.sorted() == moments.reversed())
    }

    @Test func `sizes that a store names add up, whatever it names`() {
        #expect([Int.max, 1, 5].total == .max)
        #expect([1, 2, 3].total == 6)
    }

    @Test(arguments: [
        ("1714557600", 1_714_557_600, 0), ("1714557600.5", 1_714_557_600, 500_000_000),
        ("0.000000001", 0, 1), ("1.1234567899", 1, 123_456_789),
    ]) func `seconds with decimals are a moment`(text: String, seconds: Int, nanoseconds: Int) throws {
        let moment = try #require(Timestamp(decimalSeconds: text))
        #expect(moment == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
        #expect(Timestamp(decimalSeconds: moment.decimalSeconds) == moment)
    }

    @Test(arguments: ["", ".5", "-1", "1e9", "1.", "9999999999999", " 1", "1,5"])
    func `what is no number of seconds is no moment`(text: String) {
        #expect(Timestamp(decimalSeconds: text) == nil)
    }
}
