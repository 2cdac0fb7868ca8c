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

    @Test func `an unknown command says where it was looked for and what was meant`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-demo", "")
            let search = PluginSearch(variables: ["PATH": folder("bin")], tool: "/usr/local/bin/canopy")
            let builtIns = ["crop", "chm", "cog"]
            let crop = UnknownCommand("corp", builtIns: builtIns, search: search)
            #expect(crop.suggestions == ["crop"])
            #expect(
                crop.description == """
                    no command 'corp', nor a program canopy-corp in /usr/local/libexec/canopy or \(folder("bin")); \
                    did you mean 'crop'? 'canopy --list' shows all commands
                    """)
            #expect(UnknownCommand("dmo", builtIns: builtIns, search: search).suggestions == ["demo"])
            #expect(UnknownCommand("com", builtIns: builtIns, search: search).suggestions == ["chm", "cog"])
            #expect(
                UnknownCommand("quite-another", builtIns: builtIns, search: search).description.hasSuffix(
                    "\(folder("bin")); 'canopy --list' shows all commands"))
            #expect(
                UnknownCommand("../x", builtIns: builtIns, search: search).description
                    == "'../x' cannot be the name of a command; 'canopy --list' shows all commands")
        }
    }
}
