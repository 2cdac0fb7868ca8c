internal import ArgumentParser
internal import Diagnostics
internal import Files

/// The environment's variables as settings: an empty one is unset, and what is wrong with any is gathered, not thrown,
/// so that a user sees all of it at once.
struct Variables {
    private let values: [String: String]
    /// What is wrong, a sentence each.
    private(set) var problems: [String] = []

    init(_ values: [String: String]) { self.values = values.filter { !$0.value.isEmpty } }

    /// The value of a variable; `nil` where it is unset.
    func text(_ name: String) -> String? { values[name] }

    /// The value of a variable that names a folder, without slashes around it; `nil` where it is unset.
    func folder(_ name: String) -> String? {
        let parts = values[name]?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        let inner = parts.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
        return inner.isEmpty ? nil : inner.joined(separator: "/")
    }

    /// Notes that something is wrong.
    mutating func complain(_ problem: String) { problems.append(problem) }

    /// A variable that is yes or no.
    mutating func flag(_ name: String) -> Bool? {
        guard let text = values[name] else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default:
            complain("\(name) is true or false, not '\(text)'")
            return nil
        }
    }

    /// A variable that is a whole number within `range`.
    mutating func whole(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            complain("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
            return nil
        }
        return number
    }

    /// A variable that is one of an option's choices.
    mutating func choice<Value: ExpressibleByArgument>(_ name: String, _ type: Value.Type = Value.self) -> Value? {
        guard let text = values[name] else { return nil }
        guard let value = Value(argument: text) else {
            complain("\(name) cannot be '\(text)'; \(Self.form(of: Value.self))")
            return nil
        }
        return value
    }

    /// A variable that is a list, with separators between its values.
    mutating func list<Value: ExpressibleByArgument>(
        _ name: String, _ type: Value.Type = Value.self, separator: Character = ","
    ) -> [Value]? {
        guard let text = values[name] else { return nil }
        let parts = text.split(separator: separator, omittingEmptySubsequences: false).map {
            $0.split(separator: " ").joined(separator: " ")
        }
        let list = parts.compactMap { Value(argument: $0) }
        guard list.count == parts.count else {
            complain(
                "\(name) cannot be '\(text)'; \(Self.form(of: Value.self)), or several with '\(separator)' between")
            return nil
        }
        return list
    }

    /// What values can be.
    private static func form<Value: ExpressibleByArgument>(of type: Value.Type) -> String {
        if let formed = type as? any FormedArgument.Type { return "it takes \(formed.form)" }
        return "it is one of \(type.allValueStrings.joined(separator: ", "))"
    }

    /// What to say of variables whose names are one slip away from one that means something.
    func misspelled(among known: [String]) -> [String] {
        let names = Set(known)
        return values.keys.filter { !names.contains($0) && $0.count > 5 }.inOrder(of: \.self).compactMap { name in
            guard let meant = known.first(where: { Self.isSlip(name, for: $0) }) else { return nil }
            return "the variable \(name) means nothing to canopy; \(meant) does"
        }
    }

    /// Whether somebody who wrote a name meant another: one slip, underscores that are elsewhere, or a letter's case.
    private static func isSlip(_ name: String, for meant: String) -> Bool {
        Spelling.distance(name, meant) == 1
            || name.uppercased().replacing("_", with: "") == meant.replacing("_", with: "")
    }
}
