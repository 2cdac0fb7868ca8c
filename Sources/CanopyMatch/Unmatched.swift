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
            /// A file that was named as a product of it is not there.
            case missingProduct
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

        /// - Parameter isChosen: Whether products were looked for by the names that programs give them.
        static func noProducts(
            _ name: String, _ listing: StoreListing, at base: StoreKey?, isChosen: Bool
        ) -> Self {
            let seen = "it has " + listing.sight(below: base)
            if isChosen {
                return Self(
                    name, .noProducts,
                    "\(seen), and no product by a name that is known; name the layout, or say which file is which product"
                )
            }
            let program = MissionLayout.program(of: listing.folders).map {
                "; these are folders of \($0.rawValue), which is a layout of its own"
            }
            return Self(name, .noProducts, "\(seen), and no products" + (program ?? ""))
        }

        static func missingProduct(_ name: String, _ place: StoreLocation) -> Self {
            Self(name, .missingProduct, "there is no file '\(place)', which was named as a product; check its name")
        }

        static func noBoundary(_ name: String, at place: StoreLocation?, beside types: [String]) -> Self {
            let seen = types.count == 1 ? "a product (\(types[0]))" : "\(types.count) products (\(types.listed()))"
            let missing = place.map { "there is no boundary at '\($0)'; put it there" } ?? "no boundary; name its file"
            return Self(name, .noBoundary, "it has \(seen), but \(missing)")
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

extension StoreListing {
    /// What lies in a folder, not further down, in words: `2 folders ('a', 'b') and a file ('c')`.
    fileprivate func sight(below base: StoreKey?) -> String {
        func names(_ keys: [StoreKey]) -> [String] { keys.filter { $0.folder == base }.map { "'\($0.name)'" } }
        func words(_ names: [String], _ one: String, _ several: String) -> String? {
            names.isEmpty ? nil : (names.count == 1 ? one : "\(names.count) \(several)") + " (\(names.listed()))"
        }
        let parts = [
            words(names(folders), "a folder", "folders"), words(names(files.map(\.key) + outside), "a file", "files"),
        ].compactMap(\.self)
        return parts.isEmpty ? "nothing in it" : parts.joined(separator: " and ")
    }
}

extension [String] {
    /// The first few of them, and that there are more.
    fileprivate func listed() -> String {
        prefix(6).joined(separator: ", ") + (count > 6 ? ", …" : "")
    }
}
