internal import CanopyPlugins
internal import Stores
internal import Subprocess
internal import Terminal

/// `canopy help`, as far as it is more than ArgumentParser's: manual pages, and the help of external commands.
enum HelpPage {
    /// Becomes man(1) or an external command. Comes back where the help text of a built-in command is all there is.
    static func open(_ command: String?) async throws {
        guard let command else { return try await openPage("canopy") }
        if Canopy.builtIns.contains(command) { return try await openPage("canopy-\(command)") }
        let search = CommandContext.current.plugins
        guard let name = PluginName(command), let plugin = search.plugin(named: name) else {
            throw UnknownCommand(command, builtIns: Canopy.builtIns, search: search)
        }
        try await openPage(name.program)
        try Canopy.become(plugin, arguments: ["--help"])
    }

    /// Becomes man(1) with that page, if a person is there to read it and man has it.
    private static func openPage(_ page: String) async throws {
        let invocation = CommandContext.current
        guard invocation.output.isTerminal else { return }
        // 'man -w' tells where a page is, without opening it.
        let search = try? await Subprocess.run(.name("man"), arguments: ["-w", page], output: .discarded)
        guard search?.terminationStatus.isSuccess == true else { return }
        try Program.become("/usr/bin/env", arguments: ["man", page], variables: invocation.variables.withoutKeys)
    }
}
