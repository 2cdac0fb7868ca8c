/// A program that is given each mission when all of it is made, and may add files to it before it is published.
public struct MissionPlugin: Hashable, Sendable {
    /// What it is called: the manifest names it as the origin of what it adds.
    public var name: String
    /// Its file.
    public var path: String
    /// The variables of its environment. It is somebody else's program: keys have no place there.
    public var variables: [String: String]

    /// The program at `path`.
    public init(name: String, path: String, variables: [String: String] = [:]) {
        self.name = name
        self.path = path
        self.variables = variables
    }
}

extension Postprocess {
    /// The plugins of a run.
    public struct Plugins: Hashable, Sendable {
        /// Each is given what those before it have added.
        public var programs: [MissionPlugin] = []
        /// Seconds that each has for a mission.
        public var timeLimit = Plugins.usualTimeLimit
        /// Whether a mission fails of which a plugin did not do all that it should; else that is a warning.
        public var mustSucceed = false

        /// Seconds that a plugin has for a mission unless told otherwise.
        public static let usualTimeLimit = 3600
        /// The seconds that it may be given: up to a week.
        public static let timeLimits = 1...604_800

        /// No plugins.
        public init() {}
    }
}
