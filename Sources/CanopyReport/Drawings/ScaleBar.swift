/// How long some length of the ground is in a picture.
enum ScaleBar {
    /// A bar of at most a third of the width of what shows so many meters.
    static func figure(metersAcross: Double) -> HTML {
        let length = length(metersAcross: metersAcross)
        let share = length / metersAcross
        let name = Words.length(length)
        return Drawing.figure("Scale bar: \(name) are \(Words.percent(share * 100)) of the width", height: 30) {
            Drawing.line("scale", 0, 24, share, 24)
            Drawing.line("scale", 0, 18, 0, 25)
            Drawing.line("scale", share, 18, share, 25)
            Drawing.text(name, 0, 13, "start")
        }
    }

    /// The longest of 1, 2 and 5 times a power of ten that a third of the width has room for.
    static func length(metersAcross: Double) -> Double {
        let most = metersAcross / 3
        var unit = 1.0
        while unit * 10 <= most { unit *= 10 }
        while unit > most, unit > 0 { unit /= 10 }
        return [5.0, 2].map { $0 * unit }.first { $0 <= most } ?? unit
    }
}

/// Where north is in a picture.
enum NorthArrow {
    /// An arrow so many degrees clockwise from the top.
    static func figure(degrees: Double) -> HTML {
        let angle = Words.plain(degrees, decimals: 1)
        let words = degrees.magnitude < 0.5 ? "North is at the top" : "North is \(angle) degrees clockwise from the top"
        return HTML(
            .svg, .class("north"), .set(.role, "img"), .set(.label, words), .set(.viewBox, "0 0 36 44"),
            .set(.height, 44)
        ) {
            HTML(.g, .set(.transform, "rotate(\(angle) 18 22)")) {
                HTML(.path, .class("needle"), .set(.d, "M18 12L26 38L18 32L10 38Z"))
                HTML(.text, .set(.x, "18"), .set(.y, "10"), .set(.anchor, "middle")) { "N" }
            }
        }
    }
}
