import CanopyTesting
import Files
import Foundation
import Testing

/// What README, manual pages and examples show runs as it stands, in order, in a folder where `canopy demo demo` has made its
/// missions.
///
/// The rules:
/// - README's blocks of `sh` are run, one after the other in one shell. What installs, builds or starts containers is a
///   block of `console`, which is not; a call of canopy itself does not belong there.
/// - Of a manual page all that EXAMPLES shows literally is run, likewise. What begins with `#!` is the program whose name
///   (`.Pa`) stands before it; it comes to the path.
/// - What names `s3://bucket` is run on the tests' gateway, on a bucket of the test's own in that one's stead, and with the
///   variables that the page asks for. Where there is no gateway, it is left out.
/// - Pages about other programs (`docs/from-*.md`) are run likewise, where a project of that program lies in `ridge`.
/// - Of examples the call in the first comment is run, and of `Examples/batch` what its README has indented.
@Suite struct DocumentationTests {
    private static let package = TestData.package
    private static let bucket = "s3://bucket"

    @Test func `README's lines run after the demo`() async throws {
        let readme = try Self.text("README.md")
        let blocks = Self.fenced(readme, "sh")
        #expect(blocks.count >= 3)
        let verbs = ["crop", "chm", "cog", "info", "thumb", "match", "sync", "postprocess"]
        for verb in verbs { #expect(blocks.joined().contains("canopy \(verb) "), "\(verb)") }
        try await run(blocks) { folder in
            let published = folder("demo/published/example-ridge/processed_01")
            #expect(Path.isFile(published + "/manifest.json"))
            let (full, thumbnails) = (try files(in: published + "/full"), try files(in: published + "/thumbnails"))
            let (byHand, drawn) = (try files(in: folder("demo/full")), try files(in: folder("demo/thumbnails")))
            #expect(byHand == full.filter { $0.hasSuffix(".tif") })
            #expect(drawn == thumbnails)
            let (fannedOut, all) = (try files(in: folder("demo/fanned-out")), try files(in: folder("demo/published")))
            #expect(fannedOut == all)
        }
    }

    @Test func `README calls canopy in no block that is not run`() throws {
        let blocks = Self.fenced(try Self.text("README.md"), "console")
        #expect(!blocks.isEmpty)
        for line in blocks.joined(separator: "\n").split(separator: "\n") where line.hasPrefix("$ ") {
            #expect(!line.hasPrefix("$ canopy "), "\(line)")
        }
    }

    @Test(arguments: ["tutorial", "cookbook"]) func `the lines of a page on how to begin run`(page: String) async throws
    {
        let blocks = Self.fenced(try Self.text("docs/\(page).md"), "sh")
        #expect(blocks.count >= 4)
        // The example is there.
        try await run(
            blocks.map {
                $0.replacingOccurrences(of: #"(?m)^canopy demo demo.*$"#, with: "", options: .regularExpression)
            }
        ) {
            folder in
            let published = folder("demo/published/example-ridge/processed_01")
            #expect(Path.isFile(published + "/manifest.json") && Path.isFile(published + "/report.html"))
        }
    }

    @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: TestData.package + "/man").sorted())
    func `the examples of a manual page run`(page: String) async throws {
        let blocks = try Self.examples(ofPage: try Self.text("man/" + page))
        #expect(!blocks.isEmpty)
        try await run(blocks) { _ in }
    }

    @Test(arguments: [(ProgramTree.odm, "from-webodm"), (.metashape, "from-metashape")])
    func `a page about another program runs on a project of that`(program: ProgramTree, page: String) async throws {
        let blocks = Self.fenced(try Self.text("docs/\(page).md"), "sh")
        #expect(blocks.count >= 2)
        let published = ["ridge_chm.tif", "ridge_dsm.tif", "ridge_dtm.tif", "ridge_ortho.tif"]
        try await run(
            blocks,
            preparing: { folder in
                try program.write("ridge", of: "demo/data/01_example-ridge", in: folder)
                try ProgramTree.writeOutline("ridge.kml", of: "example-ridge", under: "demo/boundaries", in: folder)
            },
            checking: { folder in
                let names = try files(in: folder("published/ridge/processed_01/full"))
                #expect(names.filter { $0.hasSuffix(".tif") } == published)
            })
    }

    @Test func `the call that an example shows runs`() async throws {
        let script = try Self.text("Examples/one-mission.sh")
        let call = try #require(script.split(separator: "\n").first { $0.hasPrefix("#     ") }).dropFirst(6)
        try await run([String(call)]) { folder in
            let files = try files(in: folder("out"))
            #expect(files.count == 8)
        }
    }

    @Test func `the calls that the page on make shows run`() async throws {
        let lines = try Self.text("Examples/batch/README.md").split(separator: "\n")
        let calls = lines.filter { $0.hasPrefix("    make ") }.map(String.init)
        #expect(calls.count == 3)
        try await run(calls) { folder in
            let (published, products) = (try files(in: folder("published")), try files(in: folder("products")))
            #expect(published == products)
        }
    }

    /// Runs blocks one after the other in one shell, and gives `body` the folder.
    private func run(_ blocks: [String], _ body: (TemporaryFolder) async throws -> Void) async throws {
        try await run(blocks, preparing: nil, checking: body)
    }

    /// The same where something is made of the demo before.
    private func run(
        _ blocks: [String], preparing prepare: ((TemporaryFolder) throws -> Void)?,
        checking body: (TemporaryFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var variables: [String: String?] = ["WORKING_DIR": folder("work")]
            var blocks = blocks
            if blocks.contains(where: { $0.contains(Self.bucket) }) {
                if let server = try await ObjectServer.shared {
                    let name = try await server.makeBucket()
                    blocks = blocks.map { $0.replacingOccurrences(of: Self.bucket, with: "s3://" + name) }
                    variables["S3_ENDPOINT"] = server.endpoint
                    variables["S3_ACCESS_KEY"] = server.accessKey
                    variables["S3_SECRET_KEY"] = server.secretKey
                } else {
                    blocks.removeAll { $0.contains(Self.bucket) }
                }
            }
            // Where these are called, a checkout and its examples are at hand.
            try folder.link("Examples", to: Self.package + "/Examples")
            let programs = try folder.folder("programs")
            var lines = ["PATH=\"$1:$PWD/Examples:$PATH\""]
            if let prepare {
                let made = try await shell("canopy demo demo --scale 0.1", in: folder)
                #expect(made.status == 0, "\(made.errors)")
                try prepare(folder)
            } else {
                lines.append("canopy demo demo --scale 0.1")
            }
            for block in blocks {
                if block.hasPrefix("#!") {
                    let (name, script) = try #require(Self.program(block))
                    try folder.script("programs/" + name, script)
                } else {
                    lines.append(block)
                }
            }
            let outcome = try await Binary(path: "/bin/bash")(
                ["-euxo", "pipefail", "-c", lines.joined(separator: "\n"), "bash", programs], variables, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await body(folder)
        }
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: package + "/" + name, encoding: .utf8)
    }

    /// The blocks of a language in Markdown.
    private static func fenced(_ text: String, _ language: String) -> [String] {
        text.components(separatedBy: "\n```\(language)\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
    }

    /// What a page shows literally as examples; a program with its name in its first line, behind `#!`.
    private static func examples(ofPage page: String) throws -> [String] {
        let section = try #require(page.components(separatedBy: "\n.Sh EXAMPLES\n").dropFirst().first)
            .components(separatedBy: "\n.Sh ")[0]
        let parts = section.components(separatedBy: ".Bd -literal -offset indent\n")
        return try zip(parts, parts.dropFirst()).map { before, part in
            let block = part.components(separatedBy: "\n.Ed")[0]
                .replacingOccurrences(of: #"\-"#, with: "-").replacingOccurrences(of: #"\e"#, with: "\u{0}")
            #expect(!block.contains("\\"), "what is not known of roff: \(block)")
            let shown = block.replacingOccurrences(of: "\u{0}", with: "\\")
            guard shown.hasPrefix("#!") else { return shown }
            let name = try #require(before.components(separatedBy: "\n.Pa ").last)
            return "#!" + name.prefix { $0 != " " && $0 != "\n" } + "\n" + shown
        }
    }

    /// The name and the text of a program among the examples.
    private static func program(_ block: String) -> (name: String, script: String)? {
        guard let end = block.firstIndex(of: "\n") else { return nil }
        let lines = block[block.index(after: end)...].split(separator: "\n").dropFirst()
        return (String(block[..<end].dropFirst(2)), lines.joined(separator: "\n"))
    }
}
