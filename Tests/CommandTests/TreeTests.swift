import ArgumentParser
import CanopyTesting
import Foundation
import Testing

@testable import CanopyCommands

/// What ArgumentParser tells of the tool, as far as these tests look at it.
private struct Tool: Decodable {
    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let kind: String
        let names: [Name]?
        let valueName: String?
        let abstract: String?
    }

    let command: Command

    static func verbs() throws -> [Command] {
        let tool = try JSONDecoder().decode(Tool.self, from: Data(Canopy._dumpHelp().utf8))
        return (tool.command.subcommands ?? []).filter { $0.commandName != "help" }
    }

    /// The verbs that do something themselves, and what those do that have others below them.
    static func actions() throws -> [Command] {
        try verbs().flatMap { verb in
            let below = (verb.subcommands ?? []).filter { $0.commandName != "help" }
            return below.isEmpty ? [verb] : below
        }
    }
}

@Suite struct TreeTests {
    private static let groff = "/usr/bin/groff"
    private let manual = URL(filePath: #filePath).appending(path: "../../../man").standardized

    @Test func `every verb says what it does and has a manual page`() throws {
        let verbs = try Tool.verbs()
        #expect(!verbs.isEmpty)
        for verb in verbs {
            #expect(verb.abstract?.isEmpty == false && verb.discussion?.isEmpty == false, "\(verb.commandName)")
            #expect(verb.abstract?.hasSuffix(".") == true, "\(verb.commandName)")
            let page = manual.appending(path: "canopy-\(verb.commandName).1").path
            #expect(FileManager.default.fileExists(atPath: page), "\(page) is missing")
        }
    }

    @Test func `the main page leads to every other one`() throws {
        let page = try String(contentsOf: manual.appending(path: "canopy.1"), encoding: .utf8)
        for file in try FileManager.default.contentsOfDirectory(atPath: manual.path) where file != "canopy.1" {
            let parts = file.split(separator: ".")
            #expect(page.contains(".Xr \(parts[0]) \(parts[1])"), "\(file)")
        }
    }

    @Test func `every option says what it does, in sentences`() throws {
        for verb in try Tool.actions() {
            for argument in verb.arguments ?? [] {
                #expect(argument.abstract?.hasSuffix(".") == true, "\(verb.commandName) \(argument.names ?? [])")
            }
        }
    }

    @Test func `an option means the same wherever it is, and is spelled the same`() throws {
        var meanings: [String: String] = [:]
        var names: [String: Set<String>] = [:]
        for verb in try Tool.actions() {
            for argument in verb.arguments ?? [] where argument.kind != "positional" {
                // The one exception: where the steps write a file, the whole workflow fills a store, or a folder.
                let isOutput = argument.names?.contains { $0.name == "output" } ?? false
                if isOutput, ["postprocess", "collect"].contains(verb.commandName) { continue }
                // What holds by default, and the opposite, differ where variables have a say.
                let abstract = argument.abstract ?? ""
                let end = [" By default ", " With --no-"].compactMap { abstract.range(of: $0)?.lowerBound }.min()
                let meaning = "\(argument.valueName ?? ""): \(abstract[..<(end ?? abstract.endIndex)])"
                for name in argument.names?.map(\.name) ?? [] {
                    #expect(meanings[name, default: meaning] == meaning, "--\(name)")
                    meanings[name] = meaning
                    names[meaning, default: []].insert(name)
                }
            }
        }
        for (meaning, names) in names {
            // A flag and its opposite share a meaning; where more than images is made, 'style' says whose it is.
            let spellings = Set(
                names.filter { $0.count > 1 }.map { name in
                    ["no-", "thumb-"].reduce(name) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
                })
            #expect(spellings.count == 1, "\(spellings): \(meaning)")
        }
    }

    @Test func `every verb has the general options`() throws {
        for verb in try Tool.actions() {
            let names = (verb.arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)
            for name in ["json", "quiet", "verbose", "help"] {
                #expect(names.contains(name), "\(verb.commandName) --\(name)")
            }
        }
    }

    @Test func `the manual pages have the options that the commands have`() async throws {
        let check = try await Binary("canopy-manual").run(["--check"])
        #expect(check.status == 0, "\(check.output)")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Self.groff), "groff is not installed"))
    func `the manual pages are well-formed`() async throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: manual.path).map { manual.path + "/" + $0 }
        try #require(!pages.isEmpty)
        for page in pages {
            let lint = try await Binary(path: Self.groff).run(["-mandoc", "-Tutf8", "-ww", "-z", page])
            #expect(lint.status == 0 && lint.errors == "", "\(page): \(lint.errors)")
        }
    }
}
