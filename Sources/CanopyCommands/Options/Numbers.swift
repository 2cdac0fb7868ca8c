internal import ArgumentParser

/// Readers of numbers as options have them: what is out of range is refused with the option's name.
enum Number {
    /// A whole number within `range`.
    static func whole(in range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
        { text in
            guard let number = Int(text), range.contains(number) else {
                let limits =
                    range.upperBound == .max
                    ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
                throw ValidationError("it takes a whole number, \(limits)")
            }
            return number
        }
    }

    /// Any number but NaN and the infinities.
    @Sendable static func finite(_ text: String) throws -> Double {
        guard let number = Double(text), number.isFinite else { throw ValidationError("it takes a number") }
        return number
    }
}
