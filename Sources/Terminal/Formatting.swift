/// Quantities as people read them.
public enum Formatting {
    /// `512 bytes`, `1.4 GiB`.
    public static func bytes(_ count: Int) -> String {
        guard count.magnitude >= 1024 else { return count == 1 ? "1 byte" : "\(count) bytes" }
        var value = Double(count) / 1024
        var units = ["KiB", "MiB", "GiB", "TiB"][...]
        // 1023.96 would be rounded to 1024.0 of a unit, which is 1.0 of the next.
        while value.magnitude >= 1023.95, units.count > 1 {
            value /= 1024
            units.removeFirst()
        }
        return "\(oneDecimal(value)) \(units[units.startIndex])"
    }

    /// `0.8 s`, `42 s`, `3 min 05 s`, `2 h 07 min`.
    public static func duration(_ duration: Duration) -> String {
        let exact = duration / .seconds(1)
        guard exact >= 9.95 else { return "\(oneDecimal(exact)) s" }
        let seconds = Int(exact.rounded())
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
        default: "\(seconds / 3600) h \(twoDigits(seconds % 3600 / 60)) min"
        }
    }

    private static func oneDecimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
