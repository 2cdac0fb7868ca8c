extension String {
    /// The text on one line, with everything spelled out that does not show, or that changes how the rest shows:
    /// `\u{202E}`, `\n`.
    ///
    /// Names come from file systems and buckets: they must neither move a terminal's cursor, nor forge a line, nor pass
    /// for others.
    public var spelledOut: String {
        guard unicodeScalars.contains(where: \.isHidden) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            text += scalar.isHidden ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is not seen, is seen as a plain space, or decides where and whether others are seen.
    ///
    /// Letters that are written from right to left are not meant, nor accents.
    public var isHidden: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        // Directions, joiners, tags and other marks of format; what no standard says how to show.
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
        case .spaceSeparator: return true
        // Fillers, variation selectors, and the empty pattern of Braille, which is no space by its category.
        default: return properties.isDefaultIgnorableCodePoint || self == "\u{2800}"
        }
    }
}
