internal import CanopyTesting

extension SeededGenerator {
    /// Whether something of this probability happens.
    mutating func chance(_ probability: Double) -> Bool { .random(in: 0..<1, using: &self) < probability }

    /// A whole number of the range.
    mutating func whole(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    /// A number of the range.
    mutating func real(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &self) }

    /// One of some elements, of which there must be one.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[whole(0...(elements.count - 1))] }
}
