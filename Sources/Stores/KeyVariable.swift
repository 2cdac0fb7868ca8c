/// A variable of the environment that holds a key, by who needs it. Nobody else is to have it.
public enum KeyVariable: Sendable {
    /// canopy's own access to S3, which is handed on under other names.
    case access
    /// What rclone takes for the remotes of the user's configuration, by itself or by a service's library in it.
    case remotes
    /// An address with a password in it, most often a proxy's, which whatever goes over the network needs.
    case address

    /// What kind the variable is; `nil` where it holds no key.
    public init?(_ name: String, _ value: String) {
        if Self.own.contains(name) {
            self = .access
        } else if name.hasPrefix("RCLONE_"), !Self.plain.contains(name) {
            self = .remotes
        } else if Self.isNameOfSecret(name) {
            self = .remotes
        } else if Address(value).userInfo != nil, value.contains("://") {
            self = .address
        } else {
            return nil
        }
    }

    private static let own: Set = ["S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
    private static let plain: Set = ["RCLONE_CONFIG", "RCLONE_CONFIG_DIR", "RCLONE_BWLIMIT"]
    /// Services have hundreds of variables; by these words all of them name what is secret.
    private static let words: Set<Substring> = [
        "CONNECTION", "CREDENTIAL", "CREDENTIALS", "KEY", "KEYS", "PASS", "PASSPHRASE", "PASSWD", "PASSWORD", "SECRET",
        "SECRETS", "TOKEN", "TOKENS",
    ]

    private static func isNameOfSecret(_ name: String) -> Bool {
        !words.isDisjoint(with: name.uppercased().split(separator: "_"))
    }

    /// What is not to be read in messages, of all the variables.
    static func secrets(in variables: [String: String]) -> [String] {
        variables.flatMap { name, value -> [String] in
            guard Self(name, value) != nil else { return [] }
            let userInfo = value.contains("://") ? Address(value).userInfo.map { [String($0)] } : nil
            return (isNameOfSecret(name) && !["true", "false"].contains(value) ? [value] : []) + (userInfo ?? [])
        }
    }
}

extension [String: String] {
    /// The variables of an environment less those that hold keys.
    public var withoutKeys: Self { filter { KeyVariable($0.key, $0.value) == nil } }
}
