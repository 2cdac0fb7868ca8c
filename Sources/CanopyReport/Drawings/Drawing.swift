/// Lines and texts of a drawing whose width is the page's: places across are shares of it, places down are pixels. So texts
/// keep their size however small the page is.
enum Drawing {
    /// A drawing that a text stands for.
    static func figure(_ description: String, height: Int, @HTML.Builder content: () -> HTML) -> HTML {
        HTML(
            .svg, .set(.role, "img"), .set(.label, description), .set(.height, height), content: content)
    }

    static func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> HTML {
        HTML(
            .line, .class(style), .set(.x1, share(x1)), .set(.y1, place(y1)), .set(.x2, share(x2)), .set(.y2, place(y2))
        )
    }

    static func rect(_ attribute: HTML.Attribute, _ x: Double, _ y: Double, width: Double, height: Double) -> HTML {
        HTML(
            .rect, attribute, .set(.x, share(x)), .set(.y, place(y)), .set(.width, share(max(0, width))),
            .set(.height, place(max(0, height))))
    }

    /// A text at a place, which near the ends does not stand out.
    static func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String? = nil) -> HTML {
        let anchor = anchor ?? (x < 0.04 ? "start" : x > 0.96 ? "end" : "middle")
        return HTML(.text, .set(.x, share(x)), .set(.y, place(y)), .set(.anchor, anchor)) { text }
    }

    /// A share of the width, 1 for all of it.
    static func share(_ value: Double) -> String { Words.plain(min(max(value, -1), 2) * 100, decimals: 3) + "%" }

    static func place(_ value: Double) -> String { Words.plain(min(max(value, -10_000), 10_000), decimals: 2) }

    /// Places between two values that are read easily: 1, 2 or 5 times a power of ten apart, `most` of them at most.
    static func ticks(_ low: Double, _ high: Double, most: Int) -> [Double] {
        guard low < high, (high - low).isFinite, (low.magnitude + high.magnitude) / (high - low) < 1e9 else {
            return []
        }
        let step = niceStep((high - low) / Double(max(most - 1, 1)))
        let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
        guard first <= last else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// The least of 1, 2 and 5 times a power of ten that is no less.
    static func niceStep(_ value: Double) -> Double {
        var unit = 1.0
        while unit < value / 10 { unit *= 10 }
        while unit > value { unit /= 10 }
        return [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= value * 0.999_999 } ?? unit * 10
    }
}
