public import Stores

extension Sync {
    /// What was copied, and what was not.
    public struct Report: Hashable, Sendable, Codable {
        /// A file that was copied, or would be.
        public struct Copied: Hashable, Sendable, Codable {
            /// Its key at the destination.
            public let key: StoreKey
            /// Its bytes.
            public let bytes: Int
            /// Whether a differing file was there before.
            public let replaced: Bool
            /// How the copy was found to be whole; `nil` in a dry run.
            public let verification: Verification?

            private enum CodingKeys: String, CodingKey {
                case key, bytes, replaced
                case verification = "verifiedBy"
            }
        }

        /// A file that was left as it is at the destination.
        public struct Skipped: Hashable, Sendable, Codable {
            /// Why a file is skipped.
            public enum Reason: String, Hashable, Sendable, Codable {
                /// What is there is the same.
                case identical
                /// Something is there, and nothing was to be replaced.
                case existing
            }

            /// Its key at the destination.
            public let key: StoreKey
            /// Why.
            public let reason: Reason
        }

        /// The source.
        public let source: StoreLocation
        /// The destination.
        public let destination: StoreLocation
        /// Whether this is only what would be done.
        public let isDryRun: Bool
        /// The files copied.
        public internal(set) var copied: [Copied] = []
        /// The files that were there already.
        public internal(set) var skipped: [Skipped] = []
        /// The files deleted at the destination.
        public internal(set) var deleted: [StoreKey] = []
        /// What could not be copied or deleted, with the reason.
        public internal(set) var failed: [StoreProblem] = []
        /// Bytes of the files copied.
        public internal(set) var bytes = 0
        /// What the user should know besides.
        public internal(set) var warnings: [String] = []

        /// How copies were found to be whole, the strongest first.
        public var verifications: [Verification] {
            let used = Set(copied.compactMap(\.verification))
            return Verification.allCases.filter(used.contains)
        }

        init(source: StoreLocation, destination: StoreLocation, _ options: Options) {
            self.source = source
            self.destination = destination
            isDryRun = options.dryRun
        }
    }
}
