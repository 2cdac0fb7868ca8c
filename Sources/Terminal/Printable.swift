internal import Files

extension String {
    /// The text as a line of a terminal, a log or a table: with what hides or reorders text spelled out. JSON has names as
    /// they are.
    public var printable: String { spelledOut }

    /// The same JSON in other letters: what is outside ASCII stands in strings, where JSON has its own way to spell it out.
    public var printableJSON: String {
        guard unicodeScalars.contains(where: { $0.isHidden && $0 != "\n" }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            guard scalar.isHidden, scalar != "\n" else { return text.unicodeScalars.append(scalar) }
            for unit in UTF16.encode(scalar) ?? .init() {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
    }

    /// The same of a text that has lines of its own.
    public var printableLines: String {
        guard unicodeScalars.contains(where: { $0.isHidden && $0 != "\n" }) else { return self }
        return unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).printable }.joined(separator: "\n")
    }
}
