/// Which keys are meant: those that an include pattern matches, all if there is none, less those that an exclude pattern
/// matches.
public struct Filter: Hashable, Sendable {
    private let include: [Glob]
    private let exclude: [Glob]

    /// A filter of these patterns.
    public init(include: [String] = [], exclude: [String] = []) {
        self.include = include.map(Glob.init)
        self.exclude = exclude.map(Glob.init)
    }

    /// Whether the key whose text this is is meant.
    public func selects(_ key: String) -> Bool {
        (include.isEmpty || include.contains { $0.matches(key) }) && !excludes(key)
    }

    /// The patterns that match none of these keys, an exclude pattern none of the others either: most often they are
    /// misspelled.
    func idle(among keys: [String], or others: [String]) -> [Glob] {
        include.filter { pattern in !keys.contains(where: pattern.matches) }
            + exclude.filter { pattern in !(keys + others).contains(where: pattern.matches) }
    }

    /// Whether an exclude pattern matches the key whose text this is.
    public func excludes(_ key: String) -> Bool { exclude.contains { $0.matches(key) } }
}
