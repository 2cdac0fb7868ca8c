import Testing

@testable import CanopyThumb

/// Percentiles are those of the values in order.
@Suite struct RankingTests {
    @Test(arguments: [1, 2, 3, 1000, 70_000])
    func `percentiles are found without ordering the values`(count: Int) throws {
        var random = SystemRandomNumberGenerator()
        for scale: Float in [0.001, 1, 1e6, .greatestFiniteMagnitude] {
            let values = (0..<count).map { _ in Float.random(in: -1...1, using: &random) * scale }
            let sorted = values.sorted()
            let ranking = try #require(Ranking(values, count: count))
            for share in [-1, 0, 0.02, 0.5, 0.98, 1, 2] {
                let place = min(max(share, 0), 1) * Double(count - 1)
                #expect(ranking.atLeast(share) == sorted[Int(place.rounded(.up))])
                #expect(ranking.atMost(share) == sorted[Int(place.rounded(.down))])
            }
        }
    }

    @Test func `values that are none do not count, and infinite ones are the outermost`() throws {
        let ranking = try #require(Ranking([.infinity, .nan, -0.0, 7, 0, -.infinity, .nan, 7], count: 8))
        #expect(ranking.atLeast(0) == -.infinity)
        #expect(ranking.atMost(0.3) == 0 && ranking.atMost(0.3).sign == .plus)
        #expect(ranking.atLeast(0.6) == 7 && ranking.atMost(0.8) == 7)
        #expect(ranking.atMost(1) == .infinity)
        #expect(Ranking([Float.nan], count: 1) == nil)
        #expect(Ranking([], count: 0) == nil)
    }
}
