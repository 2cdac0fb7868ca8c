/// A pattern for keys, as canopy-patterns(7) describes them.
///
/// `*` stands for any characters but `/`, `?` for one of them, `[a-z]` for one of some, `**` for any characters at all;
/// `**/` also for nothing, so that `a/**/b` is `a/b` too. `{a,b}` is one of several texts, and what follows `\` stands for
/// itself. A pattern without `/` is compared with the last component of a key, one with `/` with the whole key, a slash at
/// its beginning only saying so; one that ends in `/` means everything in that folder. All else stands for itself, upper
/// and lower case being different.
public struct Glob: Hashable, Sendable {
    /// What a place in the pattern takes.
    fileprivate enum Token: Hashable {
        case scalar(Unicode.Scalar)
        case one
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        case some
        case any
        case folders
        /// Nothing: it goes on at all of these places.
        case choice([Int])
    }

    private struct Place: Hashable {
        let token: Token
        /// The place behind it.
        let next: Int
    }

    /// The pattern as it was written.
    public let pattern: String
    /// Those of the pattern; the first is its end.
    private let places: [Place]
    private let start: Int
    private let isForNames: Bool

    /// The pattern written as `pattern`.
    public init(_ pattern: String) {
        self.pattern = pattern
        isForNames = !pattern.unicodeScalars.contains("/")
        var rest = pattern.unicodeScalars[...]
        if rest.first == "/" { rest.removeFirst() }
        var parser = GlobParser(rest)
        var parts = parser.parts()
        if pattern.unicodeScalars.last == "/" { parts.append(.token(.any)) }
        var places = [Place(token: .choice([]), next: 0)]
        start = Self.add(parts, before: 0, to: &places)
        self.places = places
    }

    /// Adds the places of parts that stand before a place, and gives the first of them.
    private static func add(_ parts: [GlobPart], before end: Int, to places: inout [Place]) -> Int {
        parts.reversed().reduce(end) { next, part in
            let token: Token =
                switch part {
                case .token(let token): token
                case .choice(let texts): .choice(texts.map { add($0, before: next, to: &places) })
                }
            places.append(Place(token: token, next: next))
            return places.count - 1
        }
    }

    /// Whether the pattern means the key whose text this is.
    public func matches(_ key: String) -> Bool {
        var text = key.unicodeScalars[...]
        if isForNames, let slash = text.lastIndex(of: "/") { text = text[text.index(after: slash)...] }
        // All places in the pattern that the text so far may have led to: no pattern takes more than the product of
        // both lengths.
        var now: Set<Int> = []
        enter(start, &now)
        for scalar in text {
            var next: Set<Int> = []
            for index in now where index != 0 {
                let place = places[index]
                switch place.token {
                case .scalar(let own):
                    if own == scalar { enter(place.next, &next) }
                case .one:
                    if scalar != "/" { enter(place.next, &next) }
                case .set(let ranges, let isNegated):
                    let isIn = ranges.contains { $0.contains(scalar) }
                    if scalar != "/", isIn != isNegated { enter(place.next, &next) }
                case .some:
                    if scalar != "/" { enter(index, &next) }
                case .any:
                    enter(index, &next)
                case .folders:
                    next.insert(index)
                    if scalar == "/" { enter(place.next, &next) }
                case .choice: break
                }
            }
            now = next
        }
        return now.contains(0)
    }

    /// Adds a place and those behind it that it takes no character to reach.
    private func enter(_ start: Int, _ found: inout Set<Int>) {
        var open = [start]
        while let index = open.popLast() {
            guard found.insert(index).inserted else { continue }
            switch places[index].token {
            case .some, .any, .folders: open.append(places[index].next)
            case .choice(let starts): open += starts
            case .scalar, .one, .set: break
            }
        }
    }
}

/// A part of a pattern.
private enum GlobPart {
    case token(Glob.Token)
    case choice([[GlobPart]])
}

/// Reads a pattern. Brackets and braces that are not closed stand for themselves, as in shells.
private struct GlobParser {
    private var rest: String.UnicodeScalarView.SubSequence
    private var isComponentStart = true
    private var depth = 0
    /// The braces that are closed.
    private var closed: Set<String.Index> = []
    /// Whether a bracket that comes may be closed: behind one that is not, none is.
    private var mayHaveSets = true

    /// Braces in each other; more stand for themselves.
    private static let deepest = 8

    init(_ pattern: String.UnicodeScalarView.SubSequence) {
        rest = pattern
        var scan = self
        var open: [String.Index] = []
        while let scalar = scan.rest.first {
            let place = scan.rest.startIndex
            scan.rest.removeFirst()
            switch scalar {
            case "\\": _ = scan.rest.popFirst()
            case "[": _ = scan.set()
            case "{" where open.count < Self.deepest: open.append(place)
            case "}": if let start = open.popLast() { closed.insert(start) }
            default: break
            }
        }
    }

    /// All parts up to the end, or in braces up to what ends the text there.
    mutating func parts() -> [GlobPart] {
        var parts: [GlobPart] = []
        while let scalar = rest.first {
            if depth > 0, scalar == "," || scalar == "}" { break }
            let place = rest.startIndex
            rest.removeFirst()
            let part = part(beginningWith: scalar, at: place)
            parts.append(part)
            switch part {
            case .token(.scalar("/")), .token(.folders): isComponentStart = true
            default: isComponentStart = false
            }
        }
        return parts
    }

    private mutating func part(beginningWith scalar: Unicode.Scalar, at place: String.Index) -> GlobPart {
        switch scalar {
        case "\\": .token(.scalar(rest.popFirst() ?? scalar))
        case "?": .token(.one)
        case "*": .token(stars())
        case "[": set().map(GlobPart.token) ?? .token(.scalar(scalar))
        case "{" where closed.contains(place): choice()
        default: .token(.scalar(scalar))
        }
    }

    /// What one star, and those behind it, stand for.
    private mutating func stars() -> Glob.Token {
        guard rest.first == "*" else { return .some }
        while rest.first == "*" { rest.removeFirst() }
        guard isComponentStart, rest.first == "/" else { return .any }
        rest.removeFirst()
        return .folders
    }

    /// The characters in brackets; `nil` where they are not closed.
    private mutating func set() -> Glob.Token? {
        guard mayHaveSets else { return nil }
        let before = rest
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while var low = rest.popFirst() {
            if low == "]", !isFirst { return .set(ranges, isNegated: isNegated) }
            isFirst = false
            if low == "\\", let next = rest.popFirst() { low = next }
            guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            var high = rest.removeFirst()
            if high == "\\", let next = rest.popFirst() { high = next }
            if low <= high { ranges.append(low...high) }
        }
        rest = before
        mayHaveSets = false
        return nil
    }

    /// The texts in braces that are closed.
    private mutating func choice() -> GlobPart {
        let start = isComponentStart
        depth += 1
        defer { depth -= 1 }
        var texts: [[GlobPart]] = []
        repeat {
            isComponentStart = start
            texts.append(parts())
        } while rest.popFirst() == ","
        return .choice(texts)
    }
}
