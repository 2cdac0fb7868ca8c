/// Somebody who made, processed or offers products.
///
/// See: [provider object](https://github.com/radiantearth/stac-spec/blob/v1.1.0/commons/common-metadata.md#provider).
public struct STACProvider: Hashable, Sendable, Codable {
    /// The name.
    public var name: String
    /// What they have to do with the products.
    public var roles: [Role]?
    /// Where to read about them.
    public var url: WebAddress?

    /// What providers have to do with products.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// They say under which terms these may be used.
        case licensor
        /// They made the survey.
        case producer
        /// They made products of it.
        case processor
        /// They offer them.
        case host
    }

    /// A provider from its parts.
    public init(name: String, roles: [Role]? = nil, url: WebAddress? = nil) {
        self.name = name
        self.roles = roles
        self.url = url
    }

    /// The provider that a text names: `NAME`, `NAME;ROLE,ROLE`, `NAME;ROLE;ADDRESS`, `NAME;;ADDRESS`.
    public init?(_ text: String) {
        let parts = text.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false)
            .map { $0.split(separator: " ").joined(separator: " ") }
        guard let name = parts.first, !name.isEmpty, name.count <= 300 else { return nil }
        self.name = name
        if parts.count > 1, !parts[1].isEmpty {
            let words = parts[1].split(separator: ",").map { $0.filter { $0 != " " } }
            let roles = words.compactMap(Role.init)
            guard roles.count == words.count else { return nil }
            self.roles = roles
        }
        if parts.count > 2, !parts[2].isEmpty {
            guard let url = WebAddress(parts[2]) else { return nil }
            self.url = url
        }
    }
}

/// An address that anybody can open in a browser.
public struct WebAddress: Hashable, Sendable {
    /// The address, without a slash at its end.
    public let text: String

    /// The address that a text is: `http` or `https`, without secrets, questions and fragments; `nil` where it is none.
    public init?(_ text: String) {
        let form =
            #/https?:\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%\/-]*)?/#
        guard text.utf8.count <= 2000, text.wholeMatch(of: form) != nil else { return nil }
        var text = text[...]
        while text.last == "/" { text.removeLast() }
        self.text = String(text)
    }
}

extension WebAddress: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no address of the web")
        }
        self = address
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension WebAddress: CustomStringConvertible {
    /// The address.
    public var description: String { text }
}
