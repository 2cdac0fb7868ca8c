import Testing
import XML

@Suite struct XMLStreamTests {
    /// Writes down what it is told.
    private final class Scribe: XMLVisitor {
        private(set) var lines: [String] = []
        var wanted: Set<String> = []
        var refused: String?

        func begin(_ name: String, _ attributes: [String: String]) throws(XMLError) -> Bool {
            if name == refused { throw XMLError("\(name) is refused") }
            let pairs = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            lines.append("<\(name)\(pairs)>")
            return wanted.contains(name)
        }

        func end(_ name: String, _ text: String) throws(XMLError) { lines.append("\(text)</\(name)>") }
    }

    /// Reads a document in pieces of some bytes.
    private func read(
        _ bytes: [UInt8], piece: Int = .max, _ scribe: Scribe = Scribe(), limits: XMLLimits = XMLLimits()
    ) throws(XMLError) {
        let stream = try XMLStream(scribe, limits: limits)
        var rest = bytes[...]
        while !rest.isEmpty {
            try stream.read(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        try stream.end()
    }

    private func reason(_ text: String, limits: XMLLimits = XMLLimits()) -> String? {
        let scribe = Scribe()
        scribe.wanted = ["a"]
        do throws(XMLError) {
            try read(Array(text.utf8), scribe, limits: limits)
            return nil
        } catch { return error.description }
    }

    private let document = """
        <?xml version="1.0" encoding="UTF-8"?><!-- of cameras -->
        <a x="1" y="&lt;&#252;&quot;"> one <b>two</b><![CDATA[ <three> ]]><c/></a>
        """

    @Test(arguments: [1, 2, 3, 7, 64, .max]) func `what a document says does not depend on its pieces`(piece: Int)
        throws
    {
        let scribe = Scribe()
        scribe.wanted = ["a"]
        try read(Array(document.utf8), piece: piece, scribe)
        #expect(scribe.lines == ["<a x=1 y=<ü\">", "<b>", "</b>", "<c>", "</c>", " one  <three> </a>"])
    }

    @Test func `documents in UTF-16 and ISO 8859-1 are read, in other encodings they are refused`() throws {
        let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a x='".utf8) + [0xFC] + Array("'/>".utf8)
        let scribe = Scribe()
        try read(latin, scribe)
        #expect(scribe.lines.first == "<a x=ü>")
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in "<a x='ü'/>".utf16 { wide += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        let other = Scribe()
        try read(wide, other)
        #expect(other.lines.first == "<a x=ü>")
        #expect(
            reason("<?xml version='1.0' encoding='EBCDIC-US'?><a/>")
                == "line 1: it names an encoding that is not read; save it as UTF-8")
    }

    @Test func `bytes that are not in the encoding that a document names are an error`() {
        #expect(throws: XMLError("not well-formed (invalid token)", line: 1)) {
            try read(Array("<a x='".utf8) + [0xFC, 0x41] + Array("'/>".utf8))
        }
    }

    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:9/c'> %b;]><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a PUBLIC '-//b//c' 'http://127.0.0.1:9/c'><a/>",
        "<!DOCTYPE a [<!ATTLIST a x CDATA 'made up'>]><a/>",
    ])
    func `a document type that declares anything or names a file is refused`(text: String) {
        #expect(
            reason(text)?.hasSuffix("declares entities or names another file, and neither is followed; take it out")
                == true)
    }

    @Test func `ten lines that would become a billion are refused before the first is read`() {
        let lines = (1...9).map { "<!ENTITY l\($0) '\(String(repeating: "&l\($0 - 1);", count: 10))'>" }
        #expect(
            reason("<!DOCTYPE a [<!ENTITY l0 'lol'>\(lines.joined())]><a>&l9;</a>")?.contains("DOCTYPE") == true)
    }

    @Test func `a document type that only says its name does no harm, and entities that nobody declares are errors`() {
        #expect(reason("<!DOCTYPE a><a/>") == nil)
        #expect(reason("<a>&b;</a>") == "line 1: undefined entity")
    }

    @Test func `what is no document, or not all of one, is an error at its line`() {
        #expect(reason("") == "line 1: there is no element in it, or it ends in the first one")
        #expect(reason("II*\u{0}") == "line 1: syntax error")
        #expect(reason("<a>\n<b>\n</a>") == "line 3: mismatched tag")
        #expect(reason("<a>\n<b>\n")?.hasPrefix("line 3: ") == true)
        #expect(reason("<a>\n<b x='")?.hasPrefix("line 2: ") == true)
        #expect(reason("<a/><a/>") == "line 1: junk after document element")
    }

    @Test func `elements are within each other up to a limit`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<b>", count: depth) + String(repeating: "</b>", count: depth)
        }
        #expect(reason(nested(64)) == nil)
        #expect(reason(nested(65)) == "line 1: more than 64 elements are within each other")
        #expect(
            reason(String(repeating: "<b>", count: 1_000_000)) == "line 1: more than 64 elements are within each other")
    }

    @Test func `texts that are wanted have a limit, others have none`() {
        let long = String(repeating: "0 ", count: 40_000)
        #expect(reason("<a>\(long)</a>") == "line 1: an element has a text of more than 65536 bytes")
        #expect(reason("<a><b>\(long)</b></a>") == nil)
    }

    @Test(arguments: ["<a x='%", "<a %", "<!-- %", "<?b %", "<%"])
    func `a tag or a comment that never ends is given up before it is all in memory`(begin: String) throws {
        let stream = try XMLStream(Scribe())
        try stream.read(Array(begin.dropLast().utf8))
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
        var read = 0
        #expect(throws: XMLError.self) {
            while read < 100 {
                read += 1
                try stream.read(piece)
            }
        }
        #expect(read < 25)
    }

    @Test func `names that are ever new are given up`() {
        let elements = (0..<100_000).map { "<e\($0)/>" }.joined()
        #expect(reason("<a>\(elements)</a>") == "line 1: its elements and attributes have too many different names")
        let attributes = (0..<100_000).map { " e\($0)=''" }.joined()
        #expect(reason("<a\(attributes)/>")?.hasPrefix("line 1: ") == true)
    }

    @Test func `the reader's own refusal is told with the line, and ends the reading`() {
        let scribe = Scribe()
        scribe.refused = "b"
        #expect(throws: XMLError("b is refused", line: 2)) {
            try read(Array("<a>\n<b/>\n<c/></a>".utf8), scribe)
        }
        #expect(scribe.lines == ["<a>"])
    }
}
