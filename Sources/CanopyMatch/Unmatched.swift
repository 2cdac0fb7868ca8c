internal import Diagnostics
internal import Stores

extension Match {
    /// A mission that cannot be processed.
    public struct Unmatched: Error, Hashable, Sendable, Codable {
        /// The kinds of reasons.
        public enum Kind: String, Hashable, Sendable, Codable {
            /// It was named and is not there.
            case notFound
            /// Its name cannot be one.
            case badName
            /// It has no products.
            case noProducts
            /// It has no boundary.
            case noBoundary
            /// Another mission would share its output folder.
            case sharedOutput
            /// None of its products can be processed.
            case allRefused
            /// Its folder or its boundary could not be looked at.
            case unreadable
        }

        /// Its name.
        public let name: String
        /// The kind of reason.
        public let kind: Kind
        /// The reason as a sentence.
        public let reason: String

        private init(_ name: String, _ kind: Kind, _ reason: String) {
            self.name = name
            self.kind = kind
            self.reason = reason
        }

        static func notFound(_ name: String, in store: StoreLocation, near others: [String]) -> Self {
            let remedy = others.isEmpty ? "; check the name and the layout" : Spelling.question(others)
            return Self(name, .notFound, "there is no mission of this name in '\(store)'" + remedy)
        }

        static func badName(_ name: String, _ problem: MissionName.Problem) -> Self {
            Self(name, .badName, "its name \(problem)")
        }

        static func noProducts(_ name: String) -> Self {
            Self(name, .noProducts, "it has no products")
        }

        static func noBoundary(_ name: String, at place: StoreLocation) -> Self {
            Self(name, .noBoundary, "there is no boundary at '\(place)'; put it there")
        }

        static func ambiguousBoundary(_ name: String, _ keys: [StoreKey]) -> Self {
            Self(
                name, .noBoundary,
                "\(keys.count) boundaries have its name, '\(keys[0])' the first of them, and differ in how letters are "
                    + "encoded; keep one")
        }

        static func sharedOutput(_ name: String, with others: [String], _ output: StoreKey) -> Self {
            let others = others.map { "'\($0)'" }.joined(separator: ", ")
            return Self(
                name, .sharedOutput,
                "its products would go to '\(output)', as would those of \(others); rename one, or name the one you mean"
            )
        }

        static func allRefused(_ name: String, _ refused: [Refusal]) -> Self {
            Self(name, .allRefused, "none of its products can be processed: " + (refused.first?.reason ?? ""))
        }

        static func unreadable(_ name: String, _ error: StoreError) -> Self {
            Self(name, .unreadable, "it could not be looked at: \(error)")
        }
    }
}
