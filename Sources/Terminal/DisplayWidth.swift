internal import CTerminal
internal import Glibc

extension StringProtocol {
    /// The columns that a terminal takes for it: two for most East Asian characters and emoji, none for combining marks.
    var displayWidth: Int { measured { unicodeScalars.reduce(0) { $0 + $1.columns } } }

    /// As many of its characters, from the first on, as fit into so many columns.
    func prefix(ofWidth width: Int) -> SubSequence {
        measured {
            var rest = width
            return prefix { character in
                rest -= character.unicodeScalars.reduce(0) { $0 + $1.columns }
                return rest >= 0
            }
        }
    }
}

extension Unicode.Scalar {
    /// By wcwidth(3), which knows only the characters of the thread's locale. What it does not know is as wide as most.
    ///
    /// See: [POSIX](https://pubs.opengroup.org/onlinepubs/9699919799/functions/wcwidth.html).
    fileprivate var columns: Int {
        if isASCII { return 1 }
        let width = canopy_columns(value)
        return width < 0 ? 1 : Int(width)
    }
}

/// A locale that knows all characters, whatever the user's is; it lasts as long as the process.
private nonisolated(unsafe) let unicode = canopy_unicode_locale()  // Never changed once made: threads may share it.

/// Makes a measurement in that locale, where the system has it.
private func measured<Result>(_ body: () -> Result) -> Result {
    guard let unicode else { return body() }
    let own = uselocale(unicode)
    defer { uselocale(own) }
    return body()
}
