internal import ArgumentParser

/// An amount of memory as people write it: `512M`, `1.5G`, `800000000`.
struct MemorySize: Hashable, Sendable, FormedArgument {
    static let form = "an amount with its unit, such as 512M or 2G"

    /// How many bytes.
    let bytes: Int

    /// Takes a number with or without K, M, G or T, which stand for powers of 1024; `MB` and `MiB` mean the same as `M`.
    init?(argument text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits) else { return nil }
        let factors: [String: Double] = [
            "": 1, "b": 1, "k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40,
        ]
        var unit = text.dropFirst(digits.count).lowercased()
        for ending in ["ib", "b"] where unit.count > ending.count && unit.hasSuffix(ending) {
            unit.removeLast(ending.count)
            break
        }
        // Less than that is a unit that was forgotten.
        guard let factor = factors[unit], let bytes = Int(exactly: (number * factor).rounded()), bytes >= 1 << 20
        else { return nil }
        self.bytes = bytes
    }
}
