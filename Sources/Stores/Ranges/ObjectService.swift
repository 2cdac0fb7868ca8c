internal import Diagnostics
internal import Files
internal import Glibc
internal import HTTP
internal import Synchronization

/// A service that speaks S3, asked for ranges of its objects. Any number of threads may ask at once.
final class ObjectService: Sendable {
    /// The address, without a slash at its end.
    private let endpoint: String
    private let settings: HTTPSettings
    private let idle = Mutex<[IdleSession]>([])
    let secrets: Secrets
    /// The service, for messages.
    let name: String
    /// Whether what it answers is encrypted, and so cannot be changed on its way.
    let usesTLS: Bool

    /// A session that nobody uses. It is handed to one thread at a time, so that its connections serve many.
    private struct IdleSession: @unchecked Sendable {  // Whoever takes the session out of the list has it alone.
        let session: HTTPSession
    }

    /// The service that `access` leads to, by the network that the variables describe.
    init(_ access: S3Access, _ secrets: Secrets, variables: [String: String], idleTimeout: Duration) {
        let address = Address(access.endpoint)
        // Without a scheme an address is one of HTTPS, as it is for rclone.
        endpoint = (address.scheme.isEmpty ? "https://" : "") + address.withoutUserInfo.withoutSlashesAtEnd
        name = address.shown
        self.secrets = secrets
        usesTLS = access.usesTLS
        var settings = HTTPSettings(
            signing: HTTPSettings.Signing(accessKey: access.accessKey, secretKey: access.secretKey))
        func variable(_ names: String...) -> String? { names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty } }
        settings.authorities = variable("AWS_CA_BUNDLE", "SSL_CERT_FILE")
        settings.proxy = access.usesTLS ? variable("HTTPS_PROXY", "https_proxy") : variable("HTTP_PROXY", "http_proxy")
        settings.withoutProxy = variable("NO_PROXY", "no_proxy")
        settings.silence = max(1, Int(clamping: idleTimeout.components.seconds))
        self.settings = settings
    }

    /// The address of an object, by its path: buckets need not be names of hosts.
    func url(bucket: String, key: String) -> String {
        endpoint + "/" + bucket + "/"
            + key.split(separator: "/", omittingEmptySubsequences: false)
            .map { String($0).percentEncoded }.joined(separator: "/")
    }

    /// Gives `body` a session that nobody else has.
    func withSession<Value>(_ body: (HTTPSession) throws(StoreError) -> Value) throws(StoreError) -> Value {
        guard let session = idle.withLock({ $0.popLast()?.session }) ?? HTTPSession(settings) else {
            throw outOfMemory
        }
        // One that was left in the middle of its requests is not used again.
        defer { if session.count == 0 { keep(IdleSession(session: session)) } }
        return try body(session)
    }

    /// The error of a request for which there is no memory.
    var outOfMemory: StoreError { .file(FileError("connect to", name, .system(ENOMEM))) }

    private func keep(_ session: IdleSession) { idle.withLock { $0.append(session) } }
}

extension String {
    /// The text with all but RFC 3986's unreserved characters as `%XX`, as signatures want it.
    fileprivate var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                text.append(character)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
