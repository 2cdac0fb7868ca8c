public import Stores

/// A mission that is named by hand: its folder is the input store, however that is laid out.
public struct SingleMission: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// The file of its boundary in the boundaries' store; `nil` where nobody has named it.
    public var boundary: StoreKey?
    /// The files of products that somebody has said the types of, by type; others of these types do not count.
    public var products: [String: StoreKey]

    /// The mission of that name.
    public init(_ name: String, boundary: StoreKey?, products: [String: StoreKey] = [:]) {
        self.name = name
        self.boundary = boundary
        self.products = products
    }
}
