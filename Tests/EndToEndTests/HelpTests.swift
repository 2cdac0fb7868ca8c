import CanopyTesting
import ExampleMission
import Foundation
import Testing

/// Where people look things up: help, pages, versions, and the keys that complete a line.
@Suite struct HelpTests {
    private func help(_ arguments: String...) async throws -> [String] {
        try await withTemporaryFolder { folder in
            let outcome = try await canopy(arguments + ["--help"], in: folder)
            #expect(outcome.status == 0 && outcome.errors == "")
            return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test(arguments: ["crop", "chm", "cog", "thumb", "cameras", "match", "sync", "postprocess", "report"])
    func `a command's own options come before those that it shares`(verb: String) async throws {
        let headings = try await help(verb).filter { $0.hasSuffix("OPTIONS:") }
        #expect(headings.first == "OPTIONS:" && headings.last == "GENERAL OPTIONS:", "\(headings)")
        #expect(Set(headings).count == headings.count)
    }

    @Test func `no line of usage is wider than a terminal but for the long names of stores`() async throws {
        for verb in ["crop", "chm", "cog", "thumb", "cameras", "info", "match", "sync", "report", "version"] {
            for line in try await help(verb) { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func `an option with an opposite says what both mean, and which holds by default`() async throws {
        let text = try await help("postprocess").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        #expect(text.contains("With --no-resume: do all of them again, which is the default."))
        #expect(text.contains("With --no-keep: remove it, which is the default."))
        #expect(text.contains("or to their intersection. By default union."))
        let page = try String(contentsOfFile: TestData.package + "/man/canopy-postprocess.1", encoding: .utf8)
        #expect(page.contains(".It Fl \\-no-resume\nDo all of them again, which is the default.\n"))
        #expect(!page.contains("With \\-\\-no-"))
    }

    @Test func `the list of all help has commands, plugins and topics`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-survey", "")
            let outcome = try await canopy(["help", "-a"], ["CANOPY_EXEC_PATH": folder("bin")], in: folder)
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("crop ") && $0.hasSuffix("Crop rasters to a boundary.") })
            #expect(lines.contains { $0.hasPrefix("survey ") })
            #expect(lines.contains { $0.hasPrefix("products ") && $0.contains("What is published") })
        }
    }

    @Test(arguments: ["plugins", "products", "canopy-products"])
    func `a topic is its manual page`(topic: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("man")
            try folder.link("man/man7", to: TestData.package + "/man")
            // Where there is no man(1) there are no pages.
            let man = try await shell("command -v man || true", in: folder).output
            let outcome = try await canopy(["help", topic], ["MANPATH": folder("man"), "MANPAGER": "cat"], in: folder)
            if man.isEmpty {
                #expect(outcome.status == 1 && outcome.errors.contains("is not installed"))
            } else {
                #expect(outcome.status == 0 && outcome.output.contains("DESCRIPTION"), "\(outcome.errors)")
            }
            let missing = try await canopy(["help", topic], ["MANPATH": folder("nowhere")], in: folder)
            #expect(missing.status == 1 && missing.errors.hasSuffix("(7) is not installed, or man(1) is not\n"))
        }
    }

    @Test func `the versions are told for programs as well`() async throws {
        struct Versions: Decodable {
            let canopy: String
            let commit: String?
            let libraries: [String: String]
            let drivers: [String]
        }
        struct Document: Decodable {
            let results: [Versions]
        }
        try await withTemporaryFolder { folder in
            let json = try await canopy(["version", "--json"], in: folder)
            let document = try JSONDecoder().decode(Document.self, from: Data(json.output.utf8))
            let versions = try #require(document.results.first)
            let names = [
                "expat", "gdal", "geos", "isa-l", "libcurl", "libdeflate", "libpng", "openssl", "proj", "sqlite",
                "zstd",
            ]
            #expect(versions.libraries.keys.sorted() == names)
            for (name, version) in versions.libraries {
                #expect(version.wholeMatch(of: /\d+\.\d+.*/) != nil, "\(name)")
            }
            #expect(versions.drivers.contains("GTiff") && !versions.drivers.contains("VRT"))
            #expect(versions.commit?.wholeMatch(of: /[0-9a-f]{40}/) != nil || versions.commit == nil)
            let text = try await canopy(["version"], in: folder)
            #expect(text.output.hasPrefix("canopy \(versions.canopy)"))
            #expect(text.output.contains("\ngdal \(versions.libraries["gdal"] ?? "")\n"))
        }
    }

    @Test func `on a narrow terminal the reason for leaving out a mission is all there`() async throws {
        try await withExamples { folder in
            // script(1) has a terminal for it.
            let outcome = try await shell(
                "stty() { :; }; script -qec 'stty columns 80 < /dev/tty; canopy match --input data --boundaries boundaries' /dev/null",
                in: folder)
            let lines = outcome.output.split(whereSeparator: \.isNewline)
            let reason =
                "report), but there is no boundary at "
                + "'boundaries/example-meadow/metadata-mission/example-meadow_mission-metadata.gpkg'; put it there"
            // What clears the line of the progress may stand before it.
            let last = lines.last ?? ""
            #expect(last.hasSuffix(reason) && last.contains("03_example-meadow: left out: it has"), "\(outcome.output)")
        }
    }
}

/// What the tabulator key offers, by the script for bash.
@Suite struct CompletionTests {
    /// What is offered for the last of the words.
    private func complete(_ words: [String], in folder: TemporaryFolder) async throws -> [String] {
        let line = """
            eval "$(canopy --generate-completion-script bash)"
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
            _canopy_and_plugins canopy "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let outcome = try await Binary(path: "/bin/bash")(
            ["-c", line, "bash"] + words, ["CANOPY_EXEC_PATH": folder("bin")], in: folder)
        return outcome.output.split(separator: "\n").map { String($0).trimmingCharacters(in: .whitespaces) }
    }

    @Test func `plugins, topics, missions and layers are offered, as they are`() async throws {
        try await withExamples { folder in
            try folder.script("bin/canopy-survey", "")
            let boundary = "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"
            let expected: [([String], [String])] = [
                (["canopy", "sur"], ["survey"]), (["canopy", "cro"], ["crop"]),
                (["canopy", "help", "pl"], ["plugins"]), (["canopy", "help", "sur"], ["survey"]),
                (["canopy", "help", "post"], ["postprocess"]),
                (["canopy", "postprocess", "--input", "data", "--dataset", "0"], Example.all.map(\.name)),
                (["canopy", "postprocess", "--input=data", "--dataset", "03"], ["03_example-meadow"]),
                (["canopy", "crop", "--boundary", boundary, "--layer", ""], ["mission"]),
                (["canopy", "crop", "--layer", ""], []),
            ]
            for (words, offered) in expected {
                #expect(try await complete(words, in: folder) == offered, "\(words)")
            }
        }
    }

    @Test(arguments: ["zsh", "fish"]) func `the scripts for other shells ask for plugins and topics, too`(
        shell: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let script = try await canopy(["--generate-completion-script", shell], in: folder).output
            #expect(script.components(separatedBy: "help --names").count == (shell == "zsh" ? 2 : 3))
            try folder.file("script", script)
            let check = try await EndToEndTests.shell(
                "command -v \(shell) > /dev/null || exit 0; \(shell) -n script", in: folder)
            #expect(check.status == 0 && check.errors == "")
        }
    }
}
