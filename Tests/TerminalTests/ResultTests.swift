import Foundation
import Terminal
import Testing

private struct Report: Renderable {
    var path = "a/b.tif"
    var made = Date(timeIntervalSince1970: 0)
    var mean = Double.nan
    func text(width: Int?) -> String { "\(path) \(width ?? 0)\n" }
}

@Suite struct ResultTests {
    @Test func `one result is text for people and JSON for programs`() throws {
        let recorder = Recorder()
        try recorder.stream(columns: 42).write(text: Report())
        try recorder.stream().write(json: [Report()])
        #expect(
            recorder.text == """
                a/b.tif 42
                [
                  {
                    "made" : "1970-01-01T00:00:00Z",
                    "mean" : "nan",
                    "path" : "a/b.tif"
                  }
                ]

                """)
    }

    @Test func `a table is aligned, numbers to the right`() {
        var table = Table([.text("mission"), .number("bytes"), .text("why")])
        table.append(["01_x", "5", "no boundary"])
        table.append(["a", "12345"])
        #expect(
            table.text(width: nil) == """
                mission  bytes  why
                01_x         5  no boundary
                a        12345

                """)
    }

    @Test func `a table is cut at the terminal's edge, and whole in a file`() {
        var table = Table([.text("mission"), .text("path")])
        table.append(["01_x", "/a/very/long/path"])
        #expect(table.text(width: 12) == "mission  pa…\n01_x     /a…\n")
        #expect(table.text(width: nil).contains("/a/very/long/path"))
    }

    @Test func `cells cannot carry control characters to the terminal`() {
        var table = Table([.text("name")])
        table.append(["\u{1b}[2J"])
        #expect(table.text(width: nil) == "name\n\\u{1B}[2J\n")
    }

    @Test(arguments: ["森の空", "e\u{301}te\u{301}", "🌲🌲", "naïve"])
    func `columns stand below each other as terminals show them, and lines are cut there`(name: String) {
        let widths = ["森の空": 6, "e\u{301}te\u{301}": 3, "🌲🌲": 4, "naïve": 5]
        var table = Table([.text("mission"), .number("bytes")])
        table.append([name, "7"])
        let space = String(repeating: " ", count: 7 - (widths[name] ?? 0))
        #expect(table.text(width: nil) == "mission  bytes\n\(name)\(space)      7\n")
        var wide = Table([.text("name")])
        wide.append([String(repeating: "森", count: 10)])
        #expect(wide.text(width: 8) == "name\n森森森…\n")
    }
}
