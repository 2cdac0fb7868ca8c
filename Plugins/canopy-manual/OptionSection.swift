internal import Usage

/// The part of a command's manual page that its options make up, in the mdoc language.
struct OptionSection {
    let command: ToolInfo.Command
    /// Whether --version and --help are told of: on the tool's own page only, as they are the same everywhere.
    let isRoot: Bool

    /// What stands around the section in a page.
    static let markers = (
        begin: #".\" Written by 'swift run canopy-manual', from here"#, end: #".\" to here."#
    )

    /// The section's lines.
    var text: String {
        let all = (command.arguments ?? []).filter { $0.shouldDisplay && (isRoot || !isCommon($0)) }
        var titles: [String?] = []
        for argument in all where !titles.contains(argument.sectionTitle) { titles.append(argument.sectionTitle) }
        // What is the command's own comes first; what it shares has a title.
        titles.sort { $0 == nil && $1 != nil }
        return titles.map { title in
            let items = all.filter { $0.sectionTitle == title }
                .sorted { $0.kind == "positional" && $1.kind != "positional" }
                .map(item)
            return (title.map { ".Ss \($0)\n" } ?? "") + ".Bl -tag -width Ds\n" + items.joined() + ".El\n"
        }.joined()
    }

    private func isCommon(_ argument: ToolInfo.Argument) -> Bool {
        argument.names?.contains { ["help", "version"].contains($0.name) } ?? false
    }

    private func item(_ argument: ToolInfo.Argument) -> String {
        let value = argument.valueName ?? ""
        let head =
            argument.kind == "positional"
            ? "Ar \(value)" + (argument.isRepeating ? " ..." : "")
            : (argument.names ?? []).map { flag($0, value: argument.kind == "option" ? value : nil) }
                .joined(separator: " , ")
        return ".It \(head)\n" + prose(abstract(of: argument)) + values(of: argument)
    }

    /// What an option says; one that can be negated has the words of both in one text, of which each gets its own.
    private func abstract(of argument: ToolInfo.Argument) -> String {
        let text = argument.abstract ?? ""
        guard let name = argument.names?.first?.name else { return text }
        let option = name.hasPrefix("no-") ? String(name.dropFirst(3)) : name
        guard let words = text.firstRange(of: " With --no-\(option): ") else { return text }
        guard name != option else { return String(text[..<words.lowerBound]) }
        let negation = text[words.upperBound...]
        return negation.prefix(1).uppercased() + negation.dropFirst()
    }

    private func flag(_ name: ToolInfo.Argument.Name, value: String?) -> String {
        let flag = name.kind == "long" ? "Fl \\-\(name.name)" : "Fl \(name.name)"
        return value.map { "\(flag) Ar \($0)" } ?? flag
    }

    private func values(of argument: ToolInfo.Argument) -> String {
        guard let values = argument.allValues, !values.isEmpty else { return "" }
        let byDefault = argument.defaultValue.map { " ;\nby default\n.Cm \($0) .\n" } ?? " .\n"
        return "One of\n.Cm \(values.joined(separator: " , "))" + byDefault
    }

    /// Plain text with each sentence on a line of its own, as mdoc wants it.
    private func prose(_ text: String) -> String {
        text.replacing("\\", with: "\\e")
            .replacing("--", with: "\\-\\-")
            .replacing(". ", with: ".\n")
            .split(separator: "\n")
            .map { ($0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" : "") + $0 + "\n" }
            .joined()
    }
}
