/// What work does at a moment, for whoever watches: the ways here and away, and what is made between them.
public struct Activity: Hashable, Sendable {
    /// Files on their way.
    public struct Transfers: Hashable, Sendable {
        /// Their names, the one that has been on its way longest first.
        public var files: [String] = []
        /// Bytes of them that have arrived.
        public var moved = 0
        /// Bytes of them altogether.
        public var size = 0
        /// Bytes a second lately, of all files.
        public var rate = 0.0

        /// Nothing is on its way.
        public init() {}
    }

    /// Files that come to this machine, or that are read where they lie.
    public var downloads = Transfers()
    /// The names of what is being made.
    public var making: [String] = []
    /// Files that go to the output.
    public var uploads = Transfers()

    /// Nothing goes on.
    public init() {}
}
