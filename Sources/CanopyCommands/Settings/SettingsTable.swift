/// The settings of `canopy postprocess` as the manual and the README list them.
public enum SettingsTable {
    /// One setting.
    public struct Row: Sendable {
        /// The option's name, without hyphens before it.
        public let option: String
        /// Its own variable, then those of the contract.
        public let variables: [String]
        /// What holds where nobody says anything.
        public let fallback: String
        /// Whether the contract names it by a bucket and a folder there.
        public let isPlace: Bool
    }

    /// All of them, in the order of the tables.
    public static var rows: [Row] {
        Settings.all.map {
            Row(
                option: $0.option, variables: [$0.variable] + $0.contract, fallback: $0.fallback,
                isPlace: $0.contract.count > 1)
        }
    }
}
