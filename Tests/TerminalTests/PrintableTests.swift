import Foundation
import Logging
import Terminal
import Testing

@Suite struct PrintableTests {
    @Test func `names cannot move the cursor or begin a new line`() {
        #expect("dsm\u{1b}[2J\n.tif".printable == "dsm\\u{1B}[2J\\n.tif")
        #expect("a\tb\r\u{0}\u{7F}\u{9B}31m".printable == "a\\tb\\r\\0\\u{7F}\\u{009B}31m")
    }

    @Test func `names of all languages are shown as they are`() {
        for name in ["Bäume 🌲", "e\u{301}tat", "יער_dsm.tif", "غابة", "森林", "वन", "a\\b 'c' \"d\"", "#;~*?"] {
            #expect(name.printable == name)
        }
    }

    @Test(
        arguments: [
            "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}",  // directions
            "\u{2028}", "\u{2029}", "\u{85}",  // lines
            "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{34F}",  // of no width
            "\u{FE0F}", "\u{180B}", "\u{E0100}", "\u{E0041}", "\u{FFF9}",  // variants, tags, annotations
            "\u{115F}", "\u{1160}", "\u{3164}", "\u{FFA0}", "\u{2800}", "\u{A0}", "\u{3000}",  // seen as blanks
            "\u{E000}", "\u{FFFF}", "\u{378}",  // shown by no standard
        ] as [Unicode.Scalar])
    func `what hides or reorders text is spelled out, everywhere`(scalar: Unicode.Scalar) throws {
        let name = "01_oak\(scalar)gpj.tif"
        let isHidden = { (text: String) in !text.unicodeScalars.contains(scalar) && text.contains("01_oak\\u{") }
        #expect(isHidden(name.printable))
        var table = Table([.text("mission")])
        table.append([name])
        #expect(isHidden(table.text(width: nil)))
        let recorder = Recorder()
        let log = Logger(label: "canopy") { ScreenLog(label: $0, on: Screen(recorder.stream()), level: .info) }
        log.info("\(name)")
        try recorder.stream().write(text: Named(name: name))
        let bar = ProgressBar(name, on: Screen(recorder.stream(columns: 80)))
        bar.update(0.5)
        #expect(isHidden(recorder.text), "\(recorder.text)")
    }

    @Test(arguments: ["\u{202E}", "\u{9B}", "\u{E0041}", "\n", "\u{7F}", "\""])
    func `JSON has the name as it is, and shows nothing that hides or reorders text`(text: String) throws {
        let recorder = Recorder()
        try recorder.stream().write(json: Named(name: "a\(text)b"))
        #expect(try JSONDecoder().decode(Named.self, from: Data(recorder.text.utf8)).name == "a\(text)b")
        #expect(recorder.text.split(separator: "\n").allSatisfy { String($0).printable == $0 })
    }

    private struct Named: Renderable, Decodable {
        let name: String
        func text(width: Int?) -> String { "\(name)\n" }
    }
}
