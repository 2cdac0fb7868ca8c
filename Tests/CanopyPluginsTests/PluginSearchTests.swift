import CanopyPlugins
import CanopyTesting
import Testing

@Suite struct PluginSearchTests {
    private func name(_ text: String) throws -> PluginName { try #require(PluginName(text)) }

    @Test(arguments: ["", ".", "..", "-x", "--list", "a/b", "/bin/sh", "../x", "a\n", "a\u{0}b"])
    func `a name that is no single component of a path is no command`(text: String) {
        #expect(PluginName(text) == nil)
    }

    @Test func `the exec path comes before libexec, and libexec before the path`() async throws {
        try await withTemporaryFolder { folder in
            let tool = try folder.script("prefix/bin/canopy", "")
            let variables = [
                "CANOPY_EXEC_PATH": folder("first") + ":" + folder("second"), "PATH": folder("path") + "/",
            ]
            let search = PluginSearch(variables: variables, tool: tool)
            #expect(
                search.directories == [
                    folder("first"), folder("second"), folder("prefix/libexec/canopy"), folder("path"),
                ])
            for directory in search.directories.reversed() {
                let program = try folder.script(directory.dropFirst(folder.path.count + 1) + "/canopy-foo", "")
                #expect(search.plugin(named: try name("foo")) == Plugin(name: try name("foo"), path: program))
            }
        }
    }

    @Test func `the current folder is not searched, whatever the path says`() {
        let search = PluginSearch(variables: ["PATH": "::.:bin:/usr/bin:/usr/bin"], tool: nil)
        #expect(search.directories == ["/usr/bin"])
    }

    @Test func `a file that cannot be run and a folder are passed over`() async throws {
        try await withTemporaryFolder { folder in
            let search = PluginSearch(variables: ["PATH": "\(folder("a")):\(folder("b")):\(folder("c"))"], tool: nil)
            try folder.file("a/canopy-foo", "#!/bin/sh")
            try folder.folder("b/canopy-foo")
            #expect(search.plugin(named: try name("foo")) == nil)
            #expect(search.plugins(reserved: []) == [])
            let program = try folder.script("c/canopy-foo", "")
            #expect(search.plugin(named: try name("foo"))?.path == program)
            #expect(search.plugins(reserved: []).map(\.path) == [program])
        }
    }

    @Test func `the list has each command once, by name, and none that is built in`() async throws {
        try await withTemporaryFolder { folder in
            let search = PluginSearch(variables: ["PATH": "\(folder("a")):\(folder("b"))"], tool: nil)
            for file in ["a/canopy-zip", "b/canopy-zip", "b/canopy-demo", "b/canopy-crop", "b/canopy-", "b/other"] {
                try folder.script(file, "")
            }
            #expect(
                search.plugins(reserved: ["crop"]).map(\.path) == [folder("b/canopy-demo"), folder("a/canopy-zip")])
        }
    }

    @Test func `an unknown command says what was meant, or where it was looked for`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-demo", "")
            let search = PluginSearch(variables: ["PATH": folder("bin")], tool: "/usr/local/bin/canopy")
            let builtIns = ["crop", "chm", "cog"]
            func error(_ command: String) -> UnknownCommand {
                UnknownCommand(command, builtIns: builtIns, search: search)
            }
            #expect(error("corp").description == "there is no command 'corp'; did you mean 'crop'?")
            #expect(error("dmo").suggestions == ["demo"])
            #expect(error("com").suggestions == ["chm", "cog"])
            #expect(
                error("quite-another").description
                    == "there is no command 'quite-another', nor a program canopy-quite-another on the path")
            #expect(error("../x").description == "'../x' cannot be the name of a command")
        }
    }

    @Test func `a program that cannot be found says why, where that can be seen`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("bin/canopy-count", "#!/bin/sh")
            let variables = ["PATH": folder("bin"), "CANOPY_EXEC_PATH": "tools:\(folder("exec"))"]
            let search = PluginSearch(variables: variables, tool: nil)
            #expect(
                UnknownCommand("count", builtIns: [], search: search).description
                    == "there is no command 'count', and '\(folder("bin/canopy-count"))' is no program: make it executable"
            )
            #expect(
                UnknownCommand("other", builtIns: [], search: search).description.hasSuffix(
                    "on the path (CANOPY_EXEC_PATH has folders that do not begin with '/': 'tools')"))
        }
    }
}
