internal import Files

/// A piece of HTML, or of SVG inside it.
///
/// There is no way to put text into it that is taken for markup, nor an element that loads or runs anything: texts and
/// values are escaped as they come in, tags and attributes are of ``Tag`` and ``Attribute``, and links are ``Link``s.
struct HTML: Sendable {
    /// What a browser reads.
    let markup: String

    private init(markup: String) { self.markup = markup }

    /// Nothing.
    static let empty = HTML(markup: "")

    /// Text of this program, as it stands.
    init(words: StaticString) { markup = Self.escaped(words.description) }

    /// Text from anywhere. What does not show, or changes how the rest shows, is spelled out.
    init(_ text: String) { markup = Self.escaped(text.spelledOut) }

    /// An element and what is in it.
    init(_ tag: Tag, _ attributes: Attribute..., @Builder content: () -> HTML = { .empty }) {
        self.init(tag, attributes, content())
    }

    /// The same with attributes that were gathered.
    init(_ tag: Tag, _ attributes: [Attribute], _ content: HTML = .empty) {
        let start = "<" + tag.rawValue + attributes.map(\.markup).joined()
        // Elements without an end in HTML; those of SVG are closed as in XML, which HTML allows there.
        markup =
            tag.isVoid ? start + ">" : start + ">" + content.markup + "</" + tag.rawValue + ">" + tag.separator
    }

    /// Pieces one behind the other.
    init(_ pieces: some Sequence<HTML>) { markup = pieces.map(\.markup).joined() }

    /// The page's styles. They are this program's: in them nothing can be escaped.
    static func style(_ sheet: StaticString) -> HTML { HTML(markup: "<style>\(sheet)</style>\n") }

    /// A whole document.
    static func document(language: StaticString, _ content: HTML) -> String {
        "<!DOCTYPE html>\n<html lang=\"\(language)\">\n" + content.markup + "</html>\n"
    }

    fileprivate static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.escapes($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let escape = escapes(byte) { bytes += Array(escape.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escapes(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case UInt8(ascii: "`"): "&#96;"
        default: nil
        }
    }
}

extension HTML {
    /// The elements that pages are made of.
    enum Tag: String, Sendable {
        case head, meta, title, link, body
        case header, main, nav, section, footer, article
        case h1, h2, h3, p, a, ul, ol, li, dl, dt, dd, div, span, strong, code, bdi, time, br
        case figure, figcaption, img
        case table, caption, thead, tbody, tr, th, td
        case svg, g, rect, line, path, text, defs, linearGradient, stop, circle

        fileprivate var isVoid: Bool {
            switch self {
            case .meta, .link, .br, .img: true
            default: false
            }
        }

        /// Lines end behind what stands by itself, so that sources can be read and compared.
        fileprivate var separator: String {
            switch self {
            case .head, .title, .body, .header, .main, .nav, .section, .footer, .article, .h1, .h2, .h3, .p, .ul, .ol,
                .li, .dl, .dd, .figure, .figcaption, .table, .caption, .thead, .tbody, .tr, .svg:
                "\n"
            default: ""
            }
        }
    }

    /// An attribute of an element.
    struct Attribute: Sendable {
        fileprivate let markup: String

        /// Attributes that say nothing of what is loaded, run or followed.
        enum Name: String, Sendable {
            case `class`, id, lang, name, content, charset, alt, width, height, scope, role, tabindex, datetime,
                loading, dir
            case label = "aria-label"
            case labelledBy = "aria-labelledby"
            case hidden = "aria-hidden"
            case httpEquiv = "http-equiv"
            case x, y, x1, y1, x2, y2, d, cx, cy, r, offset, fill, transform, viewBox, preserveAspectRatio
            case anchor = "text-anchor"
            case stopColor = "stop-color"
            case fillRule = "fill-rule"
        }

        private init(_ name: String, _ value: String) { markup = " \(name)=\"\(HTML.escaped(value))\"" }

        /// An attribute with a value from anywhere.
        static func set(_ name: Name, _ value: String) -> Attribute { Attribute(name.rawValue, value.spelledOut) }

        /// A number, which is finite.
        static func set(_ name: Name, _ value: Int) -> Attribute { Attribute(name.rawValue, "\(value)") }

        static func `class`(_ names: String) -> Attribute { set(.class, names) }
        static func id(_ name: String) -> Attribute { set(.id, name) }

        /// What a link leads to.
        static func href(_ link: Link) -> Attribute { Attribute("href", link.text) }
        /// The picture that is shown.
        static func src(_ link: Link) -> Attribute { Attribute("src", link.text) }
        /// The small picture beside a page's title.
        static let icon = Attribute("rel", "icon")
    }

    /// Where a link leads: never to another host, nor to anything that a browser would run.
    struct Link: Sendable, Hashable {
        fileprivate let text: String

        private init(text: String) { self.text = text }

        /// A file below the page's own folder, by its path from there.
        init(path: String) {
            // With the dot in front no name is taken for a scheme.
            text = "./" + Self.encoded(path)
        }

        /// An element of the same page.
        init(fragment: String) { text = "#" + Self.encoded(fragment) }

        /// A drawing of this program, in the link itself.
        static func drawing(_ svg: StaticString) -> Link {
            Link(text: "data:image/svg+xml," + encoded(svg.description))
        }

        /// Everything but what has no other meaning in links, and slashes.
        ///
        /// See: [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3), unreserved characters.
        private static func encoded(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF".utf8)
            var bytes: [UInt8] = []
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "~"), UInt8(ascii: "/"):
                    bytes.append(byte)
                default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension HTML {
    /// Puts pieces together that stand below each other in the source.
    @resultBuilder
    enum Builder {
        static func buildExpression(_ piece: HTML) -> HTML { piece }
        static func buildExpression(_ text: String) -> HTML { HTML(text) }
        static func buildBlock(_ pieces: HTML...) -> HTML { HTML(pieces) }
        static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .empty }
        static func buildEither(first piece: HTML) -> HTML { piece }
        static func buildEither(second piece: HTML) -> HTML { piece }
        static func buildArray(_ pieces: [HTML]) -> HTML { HTML(pieces) }
    }
}
