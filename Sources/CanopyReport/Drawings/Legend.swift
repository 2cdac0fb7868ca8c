/// Which value a color stands for.
enum Legend {
    /// A bar of colors from `low` to `high` with values below it.
    ///
    /// - Parameters:
    ///   - name: A name that no other drawing of the page has.
    ///   - unit: What the values are in, as the file has it.
    static func figure(_ name: String, low: Double, high: Double, unit: String?, colors: [HexColor]) -> HTML {
        let unit = unit.map(Words.unit)
        let ticks = Drawing.ticks(low, high, most: 5)
        let decimals = decimals(of: ticks)
        func label(_ value: Double) -> String {
            Words.number(value, decimals: decimals) + (unit.map { " " + $0 } ?? "")
        }
        let words = "Legend: colors from \(label(low)) to \(label(high))"
        return Drawing.figure(words, height: 46) {
            HTML(.defs) {
                HTML(.linearGradient, .id(name)) {
                    for (place, color) in colors.enumerated() {
                        HTML(
                            .stop,
                            .set(.offset, Drawing.share(Double(place) / Double(max(colors.count - 1, 1)))),
                            .set(.stopColor, color.text))
                    }
                }
            }
            Drawing.rect(.set(.fill, "url(#\(name))"), 0, 4, width: 1, height: 16)
            HTML(
                .rect, .class("edge"), .set(.x, "0"), .set(.y, "4"), .set(.width, "100%"), .set(.height, "16"))
            for tick in ticks {
                let place = (tick - low) / (high - low)
                Drawing.line("tick", place, 20, place, 26)
                Drawing.text(label(tick), place, 40)
            }
        }
    }

    /// How many decimals tell the values apart.
    static func decimals(of ticks: [Double]) -> Int {
        guard ticks.count > 1 else { return 1 }
        let step = ticks[1] - ticks[0]
        return step >= 0.999 ? 0 : step >= 0.0999 ? 1 : step >= 0.00999 ? 2 : 3
    }
}
