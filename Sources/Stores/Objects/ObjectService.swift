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
    private let hasAnswered = Atomic(false)
    private let secrets: Secrets
    /// The service, for messages.
    let name: String
    /// Whether what it answers is encrypted, and so cannot be changed on its way.
    let usesTLS: Bool

    /// The variable by which users name the region of a service whose address does not.
    static let region = "RCLONE_CONFIG_CANOPY_REGION"
    /// The region of services that have none.
    static let usualRegion = "us-east-1"

    /// A session that nobody uses. It is handed to one thread at a time, so that its connections serve many.
    private struct IdleSession: @unchecked Sendable {  // Whoever takes the session out of the list has it alone.
        let session: HTTPSession
    }

    /// The service that `access` leads to, by the network that the variables describe.
    init(
        _ access: S3Access, region: String, name: String, _ secrets: Secrets, variables: [String: String],
        idleTimeout: Duration
    ) {
        let address = Address(access.endpoint)
        // Without a scheme an address is one of HTTPS, as it is for rclone.
        endpoint = (address.scheme.isEmpty ? "https://" : "") + address.withoutUserInfo.withoutSlashesAtEnd
        self.name = name
        self.secrets = secrets
        usesTLS = access.usesTLS
        func variable(_ names: String...) -> String? { names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty } }
        var settings = HTTPSettings(
            signing: HTTPSettings.Signing(
                accessKey: access.accessKey, secretKey: access.secretKey, region: region))
        settings.authorities = variable("AWS_CA_BUNDLE", "SSL_CERT_FILE")
        settings.proxy = access.usesTLS ? variable("HTTPS_PROXY", "https_proxy") : variable("HTTP_PROXY", "http_proxy")
        settings.withoutProxy = variable("NO_PROXY", "no_proxy")
        settings.silence = max(1, Int(clamping: idleTimeout.components.seconds))
        self.settings = settings
    }

    /// The address of a bucket, by its path: buckets need not be names of hosts. What is asked of it stands in `fields`, whose
    /// values may be any text.
    func url(bucket: String, _ fields: [String: String]) -> String {
        let query = fields.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value.percentEncoded }
        return endpoint + "/" + bucket + "?" + query.joined(separator: "&")
    }

    /// The address of an object.
    func url(bucket: String, key: String) -> String {
        endpoint + "/" + bucket + "/" + encoded(key)
    }

    /// A path as it stands in an address.
    func encoded(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { String($0).percentEncoded }
            .joined(separator: "/")
    }

    /// What an answer is good for.
    enum Verdict<Value> {
        case good(Value)
        case again(RemoteFailure)
        case bad(StoreError)
    }

    /// Requests on their way at once, unless somebody wants fewer.
    static let atOnce = 16
    /// What is waited before each further attempt.
    private static let pauses: [Duration] = [.milliseconds(100), .milliseconds(400), .milliseconds(1600), .seconds(5)]
    /// How often cancellation is looked for, in milliseconds.
    private static let patience = 100

    /// Sends so many requests, several at once, again where what went wrong may pass; gives what the answers are good for.
    /// Blocks until all have come; tells meanwhile how many bytes of files have been sent.
    func ask<Value>(
        _ count: Int, atOnce: Int = atOnce, sent: (Int) -> Void = { _ in }, _ isCancelled: () -> Bool,
        _ request: (Int) -> HTTPRequest,
        _ verdict: (Int, Result<HTTPAnswer, HTTPFailure>) -> Verdict<Value>
    ) throws(StoreError) -> [Value] {
        try withSession { (session) throws(StoreError) in
            var values = [Value?](repeating: nil, count: count)
            var waiting = Array((0..<count).reversed())
            var attempts = [Int](repeating: 0, count: count)
            var paused: [(number: Int, until: ContinuousClock.Instant)] = []
            while !waiting.isEmpty || !paused.isEmpty || session.count > 0 {
                if isCancelled() { throw .cancelled }
                let now = ContinuousClock.now
                waiting += paused.filter { $0.until <= now }.map(\.number)
                paused.removeAll { $0.until <= now }
                while session.count < atOnce, let number = waiting.popLast() {
                    guard session.start(request(number), tag: number) else { throw outOfMemory }
                }
                let answers = session.answers(within: Self.patience)
                sent(session.sent)
                for (number, answer) in answers {
                    if case .success = answer { hasAnswered.store(true, ordering: .relaxed) }
                    switch verdict(number, answer) {
                    case .good(let value):
                        values[number] = value
                    case .again(let failure):
                        guard attempts[number] < Self.pauses.count else { throw .remote(failure) }
                        paused.append((number, .now + Self.pauses[attempts[number]]))
                        attempts[number] += 1
                    case .bad(.remote(let failure))
                    where failure.cause == .mute && hasAnswered.load(ordering: .relaxed)
                        && attempts[number] < Self.pauses.count:
                        // A connection may be lost without a word. What is mute again is waited for no longer.
                        attempts[number] = Self.pauses.count
                        waiting.append(number)
                    case .bad(let error):
                        throw error
                    }
                }
            }
            return values.compactMap(\.self)
        }
    }

    /// Gives `body` a session that nobody else has.
    private func withSession<Value>(_ body: (HTTPSession) throws(StoreError) -> Value) throws(StoreError) -> Value {
        guard let session = idle.withLock({ $0.popLast()?.session }) ?? HTTPSession(settings) else {
            throw outOfMemory
        }
        // One that was left in the middle of its requests is not used again.
        defer { if session.count == 0 { keep(IdleSession(session: session)) } }
        return try body(session)
    }

    /// The failure of a request about something at `location`.
    func failure(_ cause: RemoteFailure.Cause, at location: StoreLocation, _ detail: String) -> RemoteFailure {
        RemoteFailure(
            cause: cause, location: location, service: name, speaker: "the service", detail: secrets.hidden(in: detail))
    }

    /// The same of a request without an answer.
    func failure(_ failure: HTTPFailure, at location: StoreLocation) -> RemoteFailure {
        self.failure(RemoteFailure.Cause(failure.kind), at: location, failure.description)
    }

    /// The error of a request for which there is no memory.
    private var outOfMemory: StoreError { .file(FileError("connect to", name, .system(ENOMEM))) }

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

extension RemoteFailure.Cause {
    fileprivate init(_ kind: HTTPFailure.Kind) {
        self =
            switch kind {
            case .unknownHost: .unknownHost
            case .refused: .refused
            case .unreachable: .unreachable
            case .mute: .mute
            case .expiredCertificate: .expiredCertificate
            case .unknownAuthority: .unknownAuthority
            case .certificate: .certificate
            case .noTLS: .noTLS
            case .excess: .noRanges
            case .broken: .temporary
            case .other: .other
            }
    }
}
