/// Figures as people read them.
enum Words {
    /// A number with so many decimals.
    static func number(_ value: Double, decimals: Int = 0) -> String {
        let scale = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000][min(max(decimals, 0), 6)]
        let scaled = (value * scale).rounded()
        guard scaled.magnitude < 1e15 else { return "\(value)" }
        let whole = Int(scaled)
        let (head, tail) = (whole.magnitude / UInt(scale), whole.magnitude % UInt(scale))
        let sign = whole < 0 ? "-" : ""
        guard decimals > 0 else { return sign + grouped(head) }
        let digits = "\(tail)"
        return sign + grouped(head) + "." + String(repeating: "0", count: max(0, decimals - digits.count)) + digits
    }

    /// A number as drawings have it: no groups, and no zeros at the end.
    static func plain(_ value: Double, decimals: Int) -> String {
        var text = number(value, decimals: decimals).replacing(",", with: "")
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    /// Percent: the smaller or nearer to all, the more decimals, so that what is some is never told as none.
    static func percent(_ value: Double) -> String {
        if value == 0 || value == 100 { return number(value) + " %" }
        if value > 0, value < 0.01 { return "under 0.01 %" }
        if value > 99.9, value < 100 { return value >= 99.995 ? "over 99.99 %" : number(value, decimals: 2) + " %" }
        return number(value, decimals: value < 1 ? 2 : 1) + " %"
    }

    /// A length on the ground or a height, in meters.
    static func meters(_ value: Double) -> String {
        switch value.magnitude {
        case ..<0.995: number(value * 100, decimals: value.magnitude < 0.1 ? 1 : 0) + " cm"
        case ..<100: number(value, decimals: 1) + " m"
        case ..<10_000: number(value) + " m"
        default: number(value / 1000, decimals: 1) + " km"
        }
    }

    /// A length that is round, or need not be told exactly.
    static func length(_ value: Double) -> String {
        switch value {
        case ..<0.01: plain(value * 1000, decimals: 1) + " mm"
        case ..<1: plain(value * 100, decimals: 0) + " cm"
        case ..<10: plain(value, decimals: 1) + " m"
        case ..<1000: plain(value, decimals: 0) + " m"
        default: plain(value / 1000, decimals: 1) + " km"
        }
    }

    /// A unit as people write it behind a number.
    static func unit(_ name: String) -> String {
        switch name.lowercased() {
        case "m", "meter", "metre", "meters", "metres": "m"
        case "ft", "foot", "feet", "us survey foot", "international foot", "us-ft", "foot_us": "ft"
        default: name
        }
    }

    /// An area of so many square meters.
    static func area(_ value: Double) -> String {
        switch value {
        case ..<1000: number(value) + " m²"
        case ..<1_000_000: number(value / 10_000, decimals: 2) + " ha"
        default: number(value / 10_000, decimals: 0) + " ha"
        }
    }

    /// `1.4 GiB`.
    static func bytes(_ count: Int) -> String {
        guard count >= 1024 else { return count == 1 ? "1 byte" : "\(count) bytes" }
        var value = Double(count) / 1024
        var units = ["KiB", "MiB", "GiB", "TiB"][...]
        while value >= 1023.95, units.count > 1 {
            value /= 1024
            units.removeFirst()
        }
        return "\(number(value, decimals: 1)) \(units.first ?? "")"
    }

    /// Seconds, `3 min 05 s`.
    static func duration(_ seconds: Double) -> String {
        guard seconds >= 9.95 else { return number(seconds, decimals: 1) + " s" }
        guard seconds < 1e9 else { return number(seconds) + " s" }
        let whole = Int(seconds.rounded())
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return switch whole {
        case ..<60: "\(whole) s"
        case ..<3600: "\(whole / 60) min \(two(whole % 60)) s"
        default: "\(whole / 3600) h \(two(whole % 3600 / 60)) min"
        }
    }

    /// `1 file`, `3 files`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(number.magnitude)) \(number == 1 ? one : many ?? one + "s")"
    }

    /// Digits in groups of three.
    private static func grouped(_ number: UInt) -> String {
        let digits = Array("\(number)")
        // Four digits are read at one glance.
        guard digits.count > 4 else { return String(digits) }
        return String(
            digits.enumerated().flatMap { place, digit in
                place > 0 && (digits.count - place) % 3 == 0 ? [",", digit] : [digit]
            })
    }
}
