/// A pattern for keys.
///
/// `*` stands for any characters but `/`, `?` for one of them, `**` for any characters at all; `**/` also for nothing, so
/// that `a/**/b` is `a/b` too. A pattern without `/` is compared with the last component of a key, one with `/` with the
/// whole key, a slash at its beginning only saying so; one that ends in `/` means everything in that folder. All else
/// stands for itself, upper and lower case being different.
public struct Glob: Hashable, Sendable {
    private enum Token: Hashable {
        case scalar(Unicode.Scalar)
        case one
        case some
        case any
        case folders
    }

    /// The pattern as it was written.
    public let pattern: String
    private let tokens: [Token]
    private let isForNames: Bool

    /// The pattern written as `pattern`.
    public init(_ pattern: String) {
        self.pattern = pattern
        isForNames = !pattern.unicodeScalars.contains("/")
        var rest = pattern.unicodeScalars[...]
        if rest.first == "/" { rest.removeFirst() }
        var tokens: [Token] = []
        var isComponentStart = true
        while let scalar = rest.popFirst() {
            var token = Token.scalar(scalar)
            if scalar == "?" {
                token = .one
            } else if scalar == "*" {
                token = .some
                while rest.first == "*" {
                    rest.removeFirst()
                    token = .any
                }
                if token == .any, isComponentStart, rest.first == "/" {
                    rest.removeFirst()
                    token = .folders
                }
            }
            tokens.append(token)
            isComponentStart = token == .scalar("/") || token == .folders
        }
        if pattern.unicodeScalars.last == "/" { tokens.append(.any) }
        self.tokens = tokens
    }

    /// Whether the pattern means the key whose text this is.
    public func matches(_ key: String) -> Bool {
        var text = key.unicodeScalars[...]
        if isForNames, let slash = text.lastIndex(of: "/") { text = text[text.index(after: slash)...] }
        // All places in the pattern that the text so far may have led to: no pattern takes more than the product of
        // both lengths.
        var places: Set<Int> = []
        enter(0, &places)
        for scalar in text {
            var next: Set<Int> = []
            for place in places where place < tokens.count {
                switch tokens[place] {
                case .scalar(let own):
                    if own == scalar { enter(place + 1, &next) }
                case .one:
                    if scalar != "/" { enter(place + 1, &next) }
                case .some:
                    if scalar != "/" { enter(place, &next) }
                case .any:
                    enter(place, &next)
                case .folders:
                    next.insert(place)
                    if scalar == "/" { enter(place + 1, &next) }
                }
            }
            places = next
        }
        return places.contains(tokens.count)
    }

    /// Adds a place and those behind it that it takes no character to reach.
    private func enter(_ place: Int, _ places: inout Set<Int>) {
        places.insert(place)
        guard place < tokens.count else { return }
        switch tokens[place] {
        case .some, .any, .folders: enter(place + 1, &places)
        case .scalar, .one: break
        }
    }
}
