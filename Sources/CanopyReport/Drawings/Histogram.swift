/// How often each height occurs, with marks at some percentiles.
struct Histogram {
    private let canopy: ManifestFields.Canopy
    private let total: Double
    /// Heights that are drawn: all but a few far away, which would press the others together.
    private let low: Double
    private let high: Double

    /// `nil` where there is nothing to draw.
    init?(_ canopy: ManifestFields.Canopy) {
        let histogram = canopy.histogram
        let counts = histogram.counts
        let total = Double(counts.reduce(0, +) + histogram.below + histogram.above)
        /// The first of the intervals in that order before which less than a two-thousandth of all pixels are.
        func end(_ indices: some Sequence<Int>) -> Int? {
            var rest = total * 0.0005
            return indices.first { index in
                rest -= Double(counts[index])
                return rest < 0
            }
        }
        guard let begin = end(counts.indices), let end = end(counts.indices.reversed()), begin <= end else {
            return nil
        }
        self.canopy = canopy
        self.total = total
        low = min(0, histogram.from + Double(begin) * histogram.step)
        high = max(1, histogram.from + Double(end + 1) * histogram.step)
    }

    /// The share of heights that are not drawn, in percent.
    private var beyond: Double {
        let drawn = bars.reduce(0) { $0 + $1.count }
        return max(0, 100 * (1 - drawn / total))
    }

    private var bars: [(from: Double, count: Double)] {
        canopy.histogram.counts.enumerated().compactMap { place, count in
            let from = canopy.histogram.from + Double(place) * canopy.histogram.step
            return from >= low - 1e-9 && from < high - 1e-9 ? (from, Double(count)) : nil
        }
    }

    private func height(at percent: Double) -> Double? { canopy.percentiles.first { $0.percent == percent }?.height }

    /// What a reader would say who sees it.
    private var description: String {
        var parts = [
            "Histogram of heights from \(Words.number(low, decimals: 1)) to \(Words.number(high, decimals: 1)) m"
        ]
        if let median = height(at: 50) { parts.append("half of them below \(Words.number(median, decimals: 1)) m") }
        if let most = height(at: 95) { parts.append("95 % below \(Words.number(most, decimals: 1)) m") }
        return parts.joined(separator: ", ")
    }

    var figure: HTML {
        let (top, bottom) = (34.0, 234.0)
        let (left, right) = (0.07, 0.99)
        let bars = bars
        let most = max(1, bars.map(\.count).max() ?? 1)
        let shares = Drawing.ticks(0, 100 * most / total, most: 5)
        func across(_ height: Double) -> Double { left + (right - left) * (height - low) / (high - low) }
        func up(_ share: Double) -> Double { bottom - (bottom - top) * share / (100 * most / total) }
        let width = across(low + canopy.histogram.step) - across(low)
        return HTML(.figure) {
            HTML(.figcaption) {
                HTML(.strong) { "How often each height occurs" }
                HTML(.span) {
                    "Share of the pixels in each half meter of height above ground"
                    if beyond >= 0.005 { ". Not drawn: \(Words.percent(beyond)), which are further out" }
                }
            }
            Drawing.figure(description, height: 276) {
                for share in shares {
                    Drawing.line("grid", left, up(share), right, up(share))
                    Drawing.text(
                        Words.number(share, decimals: Legend.decimals(of: shares)) + " %", left - 0.01, up(share) + 4,
                        "end")
                }
                for bar in bars where bar.count > 0 {
                    Drawing.rect(
                        .class(bar.from < -0.5 + 1e-9 - canopy.histogram.step / 2 ? "under" : "bar"), across(bar.from),
                        up(100 * bar.count / total), width: width * 0.88,
                        height: bottom - up(100 * bar.count / total))
                }
                Drawing.line("axis", left, bottom, right, bottom)
                for tick in Drawing.ticks(low, high, most: 7) {
                    Drawing.line("tick", across(tick), bottom, across(tick), bottom + 6)
                    Drawing.text(Words.number(tick, decimals: high - low < 4 ? 1 : 0) + " m", across(tick), bottom + 22)
                }
                for (percent, name) in [(50.0, "half"), (95.0, "95 %")] {
                    if let height = height(at: percent), height >= low, height <= high {
                        Drawing.line("percentile", across(height), top - 8, across(height), bottom)
                        Drawing.text(
                            "\(name) below \(Words.number(height, decimals: 1)) m", across(height),
                            percent == 50 ? top - 22 : top - 6, across(height) > 0.6 ? "end" : "start")
                    }
                }
            }
        }
    }
}
