/// Terms of use as catalogs name them.
///
/// See: [license](https://github.com/radiantearth/stac-spec/blob/v1.1.0/commons/common-metadata.md#licensing),
/// [SPDX](https://spdx.org/licenses/).
public struct License: Hashable, Sendable {
    /// An identifier of SPDX, or `other`.
    public let identifier: String
    /// Where the terms can be read, where it is told.
    public let address: WebAddress?

    /// The word for terms that have no identifier, or several.
    public static let other = "other"

    /// The terms that a text names: an identifier in any case, the way people write Creative Commons' (`CC BY 4.0`), or an
    /// address. What it names is never guessed: without a version a license is `other`.
    public init(_ text: String) {
        let words = text.split(separator: " ").joined(separator: " ")
        address = WebAddress(words)
        identifier = Self.identifier(words, address) ?? Self.other
    }

    /// The terms of several features: theirs, where they all name the same.
    public init?(of texts: [String]) {
        let licenses = Set(texts.map(License.init))
        guard let first = licenses.first else { return nil }
        self = licenses.count == 1 ? first : License(Self.other)
    }

    private static func identifier(_ text: String, _ address: WebAddress?) -> String? {
        if let address {
            let form =
                #/https?:\/\/(?:www\.)?creativecommons\.org\/(?:licenses|publicdomain)\/([a-z-]+)\/([0-9.]+)(?:\/.*)?/#
            guard let match = address.text.wholeMatch(of: form) else { return nil }
            return known(match.1 == "zero" ? "CC0-\(match.2)" : "CC-\(match.1)-\(match.2)")
        }
        let joined = text.replacing(" ", with: "-").replacing("_", with: "-")
        // There is but one version of it.
        if ["cc0", "cc-0"].contains(joined.lowercased()) { return "CC0-1.0" }
        return known(joined) ?? known("CC-" + joined)
    }

    private static func known(_ name: String) -> String? { byName[name.lowercased()] }

    /// Licenses that data are given under, by their names in small letters.
    private static let byName: [String: String] = {
        let commons = ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"].flatMap { terms in
            ["1.0", "2.0", "2.5", "3.0", "4.0"].map { "CC-\(terms)-\($0)" }
        }
        let others = [
            "CC0-1.0", "CC-PDDC", "PDDL-1.0", "ODC-By-1.0", "ODbL-1.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0",
            "CDLA-Sharing-1.0", "OGL-UK-1.0", "OGL-UK-2.0", "OGL-UK-3.0", "OGL-Canada-2.0", "etalab-2.0",
            "DL-DE-BY-2.0",
            "DL-DE-ZERO-2.0", "NLOD-1.0", "NLOD-2.0", "IODL-1.0", "OGDL-Taiwan-1.0", "C-UDA-1.0", "Apache-2.0", "MIT",
            "BSD-2-Clause", "BSD-3-Clause", "ISC", "Unlicense", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only",
            "GPL-3.0-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "AGPL-3.0-only", "AGPL-3.0-or-later", "MPL-2.0",
        ]
        return Dictionary((commons + others).map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }()
}
