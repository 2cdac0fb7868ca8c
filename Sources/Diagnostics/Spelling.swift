/// What somebody may have meant.
public enum Spelling {
    /// The words that are nearest to `word`, if any is near: a slip for every three letters, one at least. Else those that
    /// begin with it.
    public static func nearest(to word: String, among words: [String]) -> [String] {
        let near = words.map { (word: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= max(1, word.count / 3) }
        guard let least = near.map(\.distance).min() else {
            return word.count < 3 ? [] : words.filter { $0.hasPrefix(word) }.sorted()
        }
        return near.filter { $0.distance == least }.map(\.word).sorted()
    }

    /// What to ask behind a message: `; did you mean 'crop' or 'cog'?`, or nothing without words.
    public static func question(_ words: [String]) -> String {
        words.isEmpty ? "" : "; did you mean \(alternatives(words.map { "'\($0)'" }))?"
    }

    /// `a, b or c`.
    public static func alternatives(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// How many letters must be put in, left out, replaced or swapped with their neighbor to make `b` of `a`.
    ///
    /// See: [Damerau 1964](https://doi.org/10.1145/363958.363994); no letter is changed twice.
    public static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a)
        let b = Array(b)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
