public import ArgumentParser
internal import CanopyPlugins
internal import Terminal

/// The tool: every subcommand below one name.
public struct Canopy: AsyncParsableCommand {
    /// The subcommands and what is said of them together.
    public static let configuration = CommandConfiguration(
        commandName: "canopy",
        abstract: "Turn drone-photogrammetry products of forest missions into products ready to publish.",
        discussion: """
            Each verb is one step and works on files; 'canopy postprocess' chains them into the whole workflow, from \
            store to store. A program 'canopy-NAME' found on the path is called as 'canopy NAME'.
            """,
        version: Version.text,
        subcommands: [
            InfoCommand.self, CropCommand.self, CHMCommand.self, COGCommand.self, ThumbCommand.self,
            CamerasCommand.self, MatchCommand.self, SyncCommand.self, PostprocessCommand.self, ReportCommand.self,
            StacCommand.self, VersionCommand.self,
        ])

    @Flag(help: "List the built-in commands and the external ones, with their programs.")
    var list = false

    /// A command line without anything.
    public init() {}

    /// Options of the tool itself are taken wherever they stand, also behind a subcommand, where this one has no meaning.
    public func validate() throws {
        if list, CommandContext.current.arguments != ["--list"] { throw ValidationError("--list stands alone") }
    }

    /// Lists the commands; without a subcommand there is nothing else to do.
    public func run() async throws {
        let invocation = CommandContext.current
        guard list else {
            invocation.screen.print(
                Canopy.helpMessage(columns: invocation.screen.columns) + CommandList(invocation.plugins).helpOfPlugins)
            throw ExitCode.wrongUsage
        }
        try invocation.output.write(text: CommandList(invocation.plugins))
    }

    /// The names that no external command can have.
    static let builtIns = configuration.subcommands.map { $0._commandName } + ["help"]
}

/// What `canopy --list` shows.
struct CommandList: Renderable {
    struct Command: Encodable {
        let name: String
        /// What it does, as far as it says so.
        let description: String
        /// The program of an external one.
        var program: String?
    }

    let commands: [Command]

    init(_ plugins: PluginSearch) {
        let builtIns = Canopy.configuration.subcommands.map {
            Command(name: $0._commandName, description: $0.configuration.abstract)
        }
        commands = builtIns + Self.external(plugins)
    }

    /// The external ones.
    static func external(_ plugins: PluginSearch) -> [Command] {
        plugins.plugins(reserved: Set(Canopy.builtIns)).map {
            Command(name: $0.name.description, description: $0.summary ?? "", program: $0.path)
        }
    }

    func text(width: Int?) -> String {
        var table = Table([.text("COMMAND"), .text("WHAT IT DOES"), .text("PROGRAM")])
        for command in commands { table.append([command.name, command.description, command.program ?? ""]) }
        return table.text(width: width)
    }

    /// The part of the tool's help that tells of external commands, if there are any.
    var helpOfPlugins: String {
        let plugins = commands.filter { $0.program != nil }
        let lines = plugins.map { plugin in
            let name = plugin.name.printable
            let gap = String(repeating: " ", count: max(1, 24 - name.count))
            return
                "  \(name)\(gap)\((plugin.description.isEmpty ? plugin.program ?? "" : plugin.description).printable)\n"
        }
        return lines.isEmpty ? "" : "\nPLUGINS:\n" + lines.joined()
    }
}
