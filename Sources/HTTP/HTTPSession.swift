internal import CCurl

/// Requests on their way, any number at once, over connections that are kept. For one thread at a time.
///
/// Nothing is followed elsewhere: a redirection is an answer.
public final class HTTPSession {
    private let settings: HTTPSettings
    private let multi: UnsafeMutableRawPointer
    private var idle: [Exchange] = []
    private var busy: [UnsafeMutableRawPointer: Exchange] = [:]

    /// A session without connections; `nil` where there is no memory for one.
    public init?(_ settings: HTTPSettings) {
        guard Self.isReady, let multi = curl_multi_init() else { return nil }
        self.settings = settings
        self.multi = multi
    }

    deinit {
        for exchange in busy.values { curl_multi_remove_handle(multi, exchange.handle) }
        busy = [:]
        idle = []
        curl_multi_cleanup(multi)
    }

    /// The version of libcurl, such as `7.88.1`.
    public static var libraryVersion: String {
        String(cString: canopy_curl_version())
    }

    /// Done once, by one thread: libcurl wants it before anything else.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// The number of requests on their way.
    public var count: Int { busy.count }

    /// Bytes of files that requests on their way have sent.
    public var sent: Int { busy.values.reduce(0) { $0 + $1.sent } }

    /// Sends a request; its answer comes with `tag`. Whether there was memory for it.
    public func start(_ request: HTTPRequest, tag: Int) -> Bool {
        guard let exchange = idle.popLast() ?? Exchange(settings), exchange.prepare(request, tag: tag) else {
            return false
        }
        guard curl_multi_add_handle(multi, exchange.handle) == CURLM_OK else { return false }
        busy[exchange.handle] = exchange
        return true
    }

    /// The answers that have come, for the first of which it waits as long as told.
    public func answers(within milliseconds: Int) -> [(tag: Int, answer: Result<HTTPAnswer, HTTPFailure>)] {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var answers = done()
        if answers.isEmpty {
            curl_multi_poll(multi, nil, 0, Int32(clamping: milliseconds), nil)
            curl_multi_perform(multi, &running)
            answers = done()
        }
        return answers
    }

    private func done() -> [(tag: Int, answer: Result<HTTPAnswer, HTTPFailure>)] {
        var answers: [(tag: Int, answer: Result<HTTPAnswer, HTTPFailure>)] = []
        var code = CURLE_OK
        while let handle = canopy_curl_done(multi, &code) {
            curl_multi_remove_handle(multi, handle)
            guard let exchange = busy.removeValue(forKey: handle) else { continue }
            answers.append((exchange.tag, exchange.answer(code)))
            idle.append(exchange)
        }
        return answers
    }
}
