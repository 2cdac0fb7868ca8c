internal import Files
public import Stores

extension Match {
    /// The missions that were found, those that can be processed apart from those that cannot.
    public struct Report: Hashable, Sendable, Codable {
        /// Where the products are.
        public let input: StoreLocation
        /// Where the boundaries are.
        public let boundaries: StoreLocation
        /// How many missions the input has by its names, of all shards.
        public internal(set) var candidates = 0
        /// The missions that have products and a boundary, by name.
        public internal(set) var missions: [Mission] = []
        /// The other ones, by name.
        public internal(set) var unmatched: [Unmatched] = []
        /// What the user should know of the stores besides.
        public internal(set) var warnings: [String] = []
        /// What was seen of the one mission that the input is the folder of, if it has products.
        public internal(set) var folder: Sight?

        /// Whether there are no missions, of any shard.
        public var isEmpty: Bool { candidates == 0 && unmatched.isEmpty }

        /// The missions as elements of a list that a workflow engine can fan out over: the matched, with `all` the
        /// others as well.
        public func rows(all: Bool = false) -> [Row] {
            missions.map(Row.matched) + (all ? unmatched.map(Row.unmatched) : [])
        }
    }

    /// What was seen in the folder of one mission, whether or not it can be processed.
    public struct Sight: Hashable, Sendable, Codable {
        /// The mission's name.
        public let name: String
        /// How the folder is laid out.
        public let layout: MissionLayout
        /// The products, by key.
        public let products: [Product]
        /// How many other files there are.
        public let others: Int
    }

    /// A mission that can be processed.
    public struct Mission: Hashable, Sendable, Codable {
        /// Its name.
        public let name: String
        /// Its name without the run number.
        public let base: String
        /// The folder of its products in the output store.
        public let output: StoreKey
        /// The file of its boundary in the boundary store.
        public let boundary: StoreEntry
        /// Its products, by key.
        public let products: [Product]
        /// The products that are not processed.
        public let refused: [Refusal]
        /// The types of the rasters to make, which it does not bring itself.
        public let makes: [String]
        /// What the user should know of it besides.
        public let warnings: [String]
        /// How its folder is laid out, where its products were chosen from all that lies there.
        public let layout: MissionLayout?
        /// How many files lie there that were not chosen.
        public let others: Int

        /// The size of all that goes into it.
        public var bytes: Int {
            let files = products.flatMap { [$0.entry] + $0.sidecars } + [boundary]
            return files.map(\.size).total
        }
    }

    /// A product that is not processed.
    public struct Refusal: Hashable, Sendable, Codable {
        /// The file.
        public let key: StoreKey
        /// Why, as a sentence.
        public let reason: String
    }

    /// An element of the list for workflow engines, which take short lists only: a mission's files by key, not each with
    /// all that is known of it.
    public enum Row: Hashable, Sendable, Encodable {
        /// A mission that can be processed.
        case matched(Mission)
        /// One that cannot, with its reason.
        case unmatched(Unmatched)

        private enum CodingKeys: CodingKey {
            case name, base, output, boundary, products, bytes, makes, refused, warnings, layout
        }

        /// Writes the mission, without saying which of both it is: only one has a reason.
        public func encode(to encoder: any Encoder) throws {
            switch self {
            case .matched(let mission):
                var row = encoder.container(keyedBy: CodingKeys.self)
                try row.encode(mission.name, forKey: .name)
                try row.encode(mission.base, forKey: .base)
                try row.encode(mission.output, forKey: .output)
                try row.encode(mission.boundary.key, forKey: .boundary)
                try row.encode(mission.products.map(\.entry.key), forKey: .products)
                try row.encode(mission.bytes, forKey: .bytes)
                try row.encode(mission.makes, forKey: .makes)
                try row.encode(mission.refused, forKey: .refused)
                try row.encode(mission.warnings, forKey: .warnings)
                try row.encodeIfPresent(mission.layout, forKey: .layout)
            case .unmatched(let mission): try mission.encode(to: encoder)
            }
        }
    }
}
