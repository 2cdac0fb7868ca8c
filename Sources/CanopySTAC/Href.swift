internal import Foundation
public import Stores

/// Addresses in documents.
public enum Href {
    /// The path of a file in an address: everything that could mean something else there is written out by its bytes.
    public static func path(_ key: StoreKey) -> String {
        key.text.split(separator: "/").map { name in
            name.addingPercentEncoding(withAllowedCharacters: allowed) ?? String(name)
        }.joined(separator: "/")
    }

    /// Where a file lies, seen from a document `depth` folders below the place that the key begins at.
    public static func relative(_ key: StoreKey, from depth: Int = 0) -> String {
        (depth == 0 ? "./" : String(repeating: "../", count: depth)) + path(key)
    }

    /// Letters, digits and marks of every address.
    private static let allowed = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension WebAddress {
    /// The address of a file below this one.
    public func appending(_ key: StoreKey) -> String { text + "/" + Href.path(key) }
}
