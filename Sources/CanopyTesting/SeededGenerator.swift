/// Random numbers that are the same in every run: tests take the seed as their argument, so a failure names it.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// The numbers that belong to a seed.
    public init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

    /// SplitMix64's next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
