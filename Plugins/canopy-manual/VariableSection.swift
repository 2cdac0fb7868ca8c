internal import CanopyCommands

/// What pages tell of the variables of `canopy postprocess`.
enum VariableSection {
    /// What stands around the list in the manual.
    static let manualMarkers = (
        begin: #".\" Variables, written by 'swift run canopy-manual', from here"#, end: #".\" to there."#
    )
    /// What stands around the table in the README.
    static let readmeMarkers = (
        begin: "<!-- Written by 'swift run canopy-manual', from here -->", end: "<!-- to here -->"
    )

    /// In the mdoc language.
    static var manual: String {
        SettingsTable.rows.map { row in
            let option = row.option.replacing("-", with: "\\-")
            let place = row.isPlace ? "The last two are its bucket and the prefix there, which may be empty.\n" : ""
            return ".It Ev \(row.variables.joined(separator: " , "))\nAs\n.Fl \\-\(option) .\n" + place
        }.joined()
    }

    /// In Markdown.
    static var readme: String {
        "| variable | option | default |\n|---|---|---|\n"
            + "| `S3_ENDPOINT`, `S3_ACCESS_KEY`, `S3_SECRET_KEY` | none: command lines can be read by others | required "
            + "where a store is `s3://` |\n"
            + SettingsTable.rows.map { row in
                let variables = row.variables.map { "`\($0)`" }.joined(separator: ", ")
                return "| \(variables) | `--\(row.option)` | \(row.fallback) |\n"
            }.joined()
    }
}
