import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// The pages that people look at: of a mission, and over all of them.
@Suite struct PageTests {
    private static let page = "processed_01/report.html"

    @Test func `--report publishes a page beside the manifest, which lists it`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await canopy(process + ["--report"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let place = "out/example-ridge/"
            let page = try String(contentsOfFile: folder(place + Self.page), encoding: .utf8)
            #expect(page.hasPrefix("<!DOCTYPE html>"))
            for words in ["01_example-ridge", "Orthomosaic", "Canopy height", "Outline of the boundary", "Checksum"] {
                #expect(page.contains(words), "\(words)")
            }
            #expect(page.matches(of: #/Legend: colors from/#).count == 3)
            #expect(page.matches(of: #/Scale bar: /#).count == 5)
            // Nothing of where it was made.
            for secret in [folder.path, "data/", "/tmp"] { #expect(!page.contains(secret)) }
            let manifest = try bytes(folder(place + "processed_01/manifest.json"))
            let fields = try #require(try JSONSerialization.jsonObject(with: manifest) as? [String: Any])
            let outputs = try #require(fields["outputs"] as? [[String: Any]])
            let entry = try #require(outputs.first { $0["path"] as? String == "report.html" })
            #expect(entry["role"] as? String == "metadata" && entry["size"] as? Int == page.utf8.count)

            // Asked for no more, it goes.
            _ = try await canopy(process, in: folder)
            #expect(try !files(in: folder(place)).contains(Self.page))
        }
    }

    @Test func `the option's variable does the same, and --resume makes a page that is missing`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            _ = try await canopy(process, in: folder)
            let outcome = try await canopy(process + ["--resume"], ["CANOPY_REPORT": "true"], in: folder)
            #expect(outcome.status == 0)
            #expect(try files(in: folder("out/example-ridge")).contains(Self.page))
            let again = try await canopy(process + ["--resume"], ["CANOPY_REPORT": "true"], in: folder)
            #expect(again.errors.contains("published already"))
        }
    }

    @Test func `--thumb-range gives the canopies of all missions one scale, and surfaces their own`() async throws {
        try await withExamples([Example.all[0], Example.all[1]]) { folder in
            _ = try await canopy(process + ["--thumb-range", "0,42", "--report"], in: folder)
            for run in ["01", "02"] {
                let page = try String(
                    contentsOfFile: folder("out/example-ridge/processed_\(run)/report.html"), encoding: .utf8)
                #expect(page.contains("colored from 0.0 to 42.0 m"))
                #expect(page.matches(of: #/colored from 0.0/#).count == 1)
            }
        }
    }

    @Test func `canopy report makes an index over all missions, and replaces it only with --overwrite`() async throws {
        try await withExamples([Example.all[0], Example.all[1]]) { folder in
            _ = try await canopy(process + ["--report"], in: folder)
            let made = try await canopy(["report", "out", "--json"], in: folder)
            #expect(made.status == 0, "\(made.errors)")
            let report = try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any]
            let results = report?["results"] as? [[String: Any]]
            #expect(results?.first?["missions"] as? Int == 2)
            let again = try await canopy(["report", "out"], in: folder)
            #expect(again.status == 1)
            #expect(again.errors.contains("there is a file at 'out/index.html' already; use --overwrite to replace it"))
            let titled = try await canopy(["report", "out", "--overwrite", "--title", "Ours & <yours>"], in: folder)
            #expect(titled.output == "out/index.html: 2 missions, 2 to look at\n")
            #expect(
                try String(contentsOfFile: folder("out/index.html"), encoding: .utf8)
                    .contains("<h1><bdi>Ours &amp; &lt;yours&gt;</bdi></h1>"))
        }
    }

    @Test(.enabled(if: Browser.isHere, "Chromium and Python's selenium are not installed"))
    func `a browser shows the pages of any names, by any means, on a desk, a phone and paper`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            // A name that would be markup, a script, an address of another host or the end of an attribute.
            let hostile = #"ridge"'><img src=x onerror=window.pwned=1> &amp;#?%41"#
            try rename(folder("data"), "example-ridge", hostile)
            try rename(folder("boundaries"), "example-ridge", hostile)
            let outcome = try await canopy(process + ["--report"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try await canopy(["report", "out"], in: folder).status == 0)
            let flaws = try await Browser.flaws(
                of: ["index.html", "\(hostile)/processed_01/report.html"], in: folder, "out")
            #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
        }
    }

    @Test(.enabled(if: Browser.isHere, "Chromium and Python's selenium are not installed"))
    func `the look at pages sees what is wrong with one`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file(
                "out/bad.html",
                """
                <body style="color:#999;background:#fff"><h3>Deep</h3><img src="none.png"><p>pale</p>
                <div style="width:3000px">wide</div><script>window.pwned = 1; console.error('loud')</script></body>
                """)
            let flaws = try await Browser.flaws(of: ["bad.html"], in: folder, "out").joined(separator: "\n")
            for flaw in [
                "has no language", "is of level 3 below level 0", "has no text", "cannot be shown",
                "'pale' has a contrast",
                "pixels wide on a screen", "a script of a stranger has run", "the console says",
                "elements 'main', not one",
                "screen readers find no main",
            ] {
                #expect(flaws.contains(flaw), "\(flaw)")
            }
        }
    }

    /// Gives everything in a folder another name that has the old one in it.
    private func rename(_ folder: String, _ old: String, _ new: String) throws {
        // The deepest first: what is above them keeps its name until then.
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted { $0.count > $1.count }
        for path in paths where Path.name(of: path).contains(old) {
            let name = Path.name(of: path).replacing(old, with: new)
            let place = folder + "/" + path.dropLast(Path.name(of: path).count)
            try FileManager.default.moveItem(atPath: folder + "/" + path, toPath: place + name)
        }
    }
}
