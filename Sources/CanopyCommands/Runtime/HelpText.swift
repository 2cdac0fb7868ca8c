/// The help text of a command, in the order in which people look for things.
enum HelpText {
    /// The same text with the command's own options, which ArgumentParser puts last, before those that it shares.
    static func ownOptionsFirst(_ text: String) -> String {
        var sections: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isHeading(line) { sections.append([]) }
            sections[sections.count - 1].append(line)
        }
        guard let own = sections.firstIndex(where: { $0.first == "OPTIONS:" }),
            let shared = sections.firstIndex(where: { $0.first?.hasSuffix(" OPTIONS:") == true }), shared < own
        else { return text }
        var moved = sections.remove(at: own)
        // Sections have an empty line between them.
        if moved.last?.isEmpty != true { moved.append("") }
        sections.insert(moved, at: shared)
        while sections[sections.count - 1].last?.isEmpty == true { sections[sections.count - 1].removeLast() }
        return sections.joined().joined(separator: "\n") + "\n"
    }

    private static func isHeading(_ line: Substring) -> Bool {
        line.hasSuffix(":") && line.dropLast().allSatisfy { $0.isUppercase || $0 == " " } && line.first != " "
    }
}
