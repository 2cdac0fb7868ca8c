/// What all pages have in common: head, rule of what may be loaded, landmarks.
struct Document {
    var title: String
    /// Above the main part.
    var header: HTML
    var main: HTML
    var footer: HTML

    /// The whole page.
    var text: String {
        HTML.document(
            language: "en",
            HTML([
                HTML(.head) {
                    HTML(.meta, .set(.charset, "utf-8"))
                    HTML(.meta, .set(.httpEquiv, "Content-Security-Policy"), .set(.content, Stylesheet.policy))
                    HTML(.meta, .set(.name, "viewport"), .set(.content, "width=device-width, initial-scale=1"))
                    HTML(.meta, .set(.name, "referrer"), .set(.content, "no-referrer"))
                    HTML(.meta, .set(.name, "color-scheme"), .set(.content, "light dark"))
                    HTML(.meta, .set(.name, "generator"), .set(.content, "canopy"))
                    HTML(.title) { title }
                    HTML(.link, .icon, .href(Self.tree))
                    HTML.style(Stylesheet.text)
                },
                HTML(.body) {
                    HTML(.a, .class("skip"), .href(HTML.Link(fragment: "main"))) { "To the content" }
                    HTML(.header) { header }
                    HTML(.main, .id("main")) { main }
                    HTML(.footer) { footer }
                },
            ]))
    }

    private static let tree = HTML.Link.drawing(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#2f7d5b" d="M8 1l5 7h-3l4 5H2l4-5H3z"/>\
        <path fill="#7a5230" d="M7 13h2v2H7z"/></svg>
        """)
}

extension HTML {
    /// A part of a page under a heading of its own.
    static func part(_ id: String, _ title: StaticString, @Builder content: () -> HTML) -> HTML {
        HTML(.section, .set(.labelledBy, id)) {
            HTML(.h2, .id(id)) { HTML(words: title) }
            content()
        }
    }

    /// A name from anywhere, whichever way it is written.
    static func name(_ text: String) -> HTML { HTML(.bdi) { text } }

    /// A word on its color.
    static func mark(_ outcome: Check.Outcome, _ word: String) -> HTML {
        HTML(.span, .class("mark " + outcome.style)) { outcome.sign + " " + word }
    }

    /// A fact with what it is called.
    static func fact(_ name: String, _ value: String, _ note: String? = nil) -> HTML {
        HTML(.div) {
            HTML(.dt) { name }
            HTML(.dd) {
                value
                if let note { HTML(.span) { note } }
            }
        }
    }

    /// A table that scrolls where it is wider than the page; keyboards reach it.
    static func table(_ title: String, columns: [Column], rows: [[HTML]]) -> HTML {
        HTML(.div, .class("scroll"), .set(.role, "region"), .set(.label, title), .set(.tabindex, 0)) {
            HTML(.table) {
                HTML(.caption) { title }
                HTML(.thead) {
                    HTML(.tr) {
                        for column in columns {
                            HTML(.th, [.set(.scope, "col")] + column.attributes, HTML(column.name))
                        }
                    }
                }
                HTML(.tbody) {
                    for row in rows {
                        HTML(.tr) {
                            for (column, cell) in zip(columns, row) {
                                HTML(
                                    column.isHead ? .th : .td,
                                    (column.isHead ? [.set(.scope, "row")] : []) + column.attributes, cell)
                            }
                        }
                    }
                }
            }
        }
    }

    /// A column of a table.
    struct Column {
        var name: String
        var style: String?
        /// Whether its cells say what their rows are about.
        var isHead = false

        fileprivate var attributes: [Attribute] { style.map { [.class($0)] } ?? [] }

        static func head(_ name: String, _ style: String? = nil) -> Column {
            Column(name: name, style: style, isHead: true)
        }
        static func plain(_ name: String, _ style: String? = nil) -> Column { Column(name: name, style: style) }
        static func number(_ name: String, _ style: String = "") -> Column {
            Column(name: name, style: style.isEmpty ? "number" : "number " + style)
        }
    }
}

extension Check.Outcome {
    /// The class of its colors.
    var style: String {
        switch self {
        case .good: "good"
        case .unknown: "unknown"
        case .attention: "attention"
        case .bad: "bad"
        }
    }

    /// Tells it where colors do not.
    var sign: String {
        switch self {
        case .good: "✓"
        case .unknown: "–"
        case .attention: "!"
        case .bad: "✕"
        }
    }
}
