/// What ArgumentParser tells of a tool, as far as messages and manual pages need it.
public struct ToolInfo: Decodable {
    /// One command.
    public struct Command: Decodable {
        /// Its name, without those of the commands above it.
        public let commandName: String
        /// Its arguments and options.
        public let arguments: [Argument]?
        /// The commands below it.
        public let subcommands: [Command]?
    }

    /// An argument or an option.
    public struct Argument: Decodable {
        /// One of an option's names.
        public struct Name: Decodable {
            /// `long`, `short` or `longWithSingleDash`.
            public let kind: String
            /// The name without hyphens before it.
            public let name: String

            /// The name as users type it.
            public var typed: String { (kind == "long" ? "--" : "-") + name }
        }

        /// `positional`, `option` or `flag`.
        public let kind: String
        /// Whether help shows it.
        public let shouldDisplay: Bool
        /// The title of its group; `nil` for what is the command's own.
        public let sectionTitle: String?
        /// Whether it may be given several times.
        public let isRepeating: Bool
        /// The names of an option.
        public let names: [Name]?
        /// What its value is called.
        public let valueName: String?
        /// What holds where it is not given.
        public let defaultValue: String?
        /// All values that it may have, where they are few.
        public let allValues: [String]?
        /// What it is about.
        public let abstract: String?
    }

    /// The tool, with all commands below.
    public let command: Command
}
