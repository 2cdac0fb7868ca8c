internal import CCurl
internal import Glibc

/// A handle of libcurl's with one request after the other.
final class Exchange {
    let handle: UnsafeMutableRawPointer
    private(set) var tag = 0
    private let settings: HTTPSettings
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// What is sent.
    private var file: UnsafeMutablePointer<FILE>?
    private let errors: UnsafeMutablePointer<CChar>
    /// What has come of the body.
    private var bytes: [UInt8] = []
    private var most = 0
    private var isExcessive = false

    /// Bytes of a file that are handed to the system at once.
    private static let sentAtOnce = 256 << 10
    /// Bytes of an error that are looked at.
    private static let longestError = 64 << 10

    init?(_ settings: HTTPSettings) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.settings = settings
        errors = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errors[0] = 0
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        closeFile()
        errors.deallocate()
    }

    private func closeFile() {
        if let open = file.take() { fclose(open) }
    }

    /// Bytes that have been sent.
    var sent: Int { canopy_curl_sent(handle) }

    /// Makes the handle one for this request; whether there was memory for it.
    func prepare(_ request: HTTPRequest, tag: Int) -> Bool {
        self.tag = tag
        bytes = []
        isExcessive = false
        errors[0] = 0
        // Connections are the session's and stay.
        curl_easy_reset(handle)
        curl_slist_free_all(headers)
        headers = nil
        closeFile()
        var isGood = true
        func add(_ header: String) {
            guard let longer = curl_slist_append(headers, header) else { return isGood = false }
            headers = longer
        }
        func set(_ option: CURLoption, _ value: String) {
            if canopy_curl_set_text(handle, option, value) != CURLE_OK { isGood = false }
        }
        func set(_ option: CURLoption, _ value: Int) {
            if canopy_curl_set_number(handle, option, value) != CURLE_OK { isGood = false }
        }
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        switch request.wanted {
        case .range(let range):
            most = range.count
            bytes.reserveCapacity(most)
            set(CURLOPT_RANGE, "\(range.lowerBound)-\(range.upperBound - 1)")
        case .whole(let bytes):
            most = bytes
        case .headers:
            most = 0
            set(CURLOPT_NOBODY, 1)
        }
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CONNECTTIMEOUT, settings.connecting)
        set(CURLOPT_LOW_SPEED_LIMIT, settings.leastRate)
        set(CURLOPT_LOW_SPEED_TIME, settings.silence)
        set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        if let authorities = settings.authorities { set(CURLOPT_CAINFO, authorities) }
        // Not what libcurl would find in the environment.
        set(CURLOPT_PROXY, settings.proxy ?? "")
        if let hosts = settings.withoutProxy { set(CURLOPT_NOPROXY, hosts) }
        if let etag = request.etag { add("If-Match: \(etag)") }
        if let signing = settings.signing {
            set(CURLOPT_AWS_SIGV4, "aws:amz:\(signing.region):s3")
            set(CURLOPT_USERNAME, signing.accessKey)
            set(CURLOPT_PASSWORD, signing.secretKey)
            // Not every version of libcurl adds it.
            add("x-amz-content-sha256: \(request.change?.signedHash ?? HTTPRequest.Change.hashOfNothing)")
        }
        if let change = request.change {
            switch change.content {
            case .bytes(let bytes):
                set(CURLOPT_CUSTOMREQUEST, "PUT")
                set(CURLOPT_POSTFIELDSIZE, bytes.count)
                let code = bytes.withUnsafeBytes { bytes in
                    canopy_curl_set_copied(
                        handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(errors))
                }
                if code != CURLE_OK { isGood = false }
            case .file(let path, let size):
                file = fopen(path, "rbe")
                if file == nil { isGood = false }
                set(CURLOPT_UPLOAD, 1)
                set(CURLOPT_UPLOAD_BUFFERSIZE, Self.sentAtOnce)
                if canopy_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, size) != CURLE_OK { isGood = false }
                // libcurl reads and winds such a handle by itself.
                canopy_curl_set_pointer(handle, CURLOPT_READDATA, file)
            }
            for (name, value) in change.headers { add("\(name): \(value)") }
        }
        canopy_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
        canopy_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errors)
        // The session holds this object for as long as the handle is at work.
        canopy_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
        canopy_curl_set_write(handle) { piece, size, count, exchange in
            guard let piece, let exchange else { return 0 }
            let (length, overflows) = size.multipliedReportingOverflow(by: count)
            guard !overflows else { return 0 }
            return Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
                .take(UnsafeRawBufferPointer(start: piece, count: length))
        }
        return isGood
    }

    private func take(_ piece: UnsafeRawBufferPointer) -> Int {
        if canopy_curl_status(handle) < 300 {
            guard piece.count <= most - bytes.count else {
                isExcessive = true
                return 0
            }
            bytes.append(contentsOf: piece)
        } else {
            bytes.append(contentsOf: piece.prefix(max(0, Self.longestError - bytes.count)))
        }
        return piece.count
    }

    /// What came of the request, which ended with this code.
    func answer(_ code: CURLcode) -> Result<HTTPAnswer, HTTPFailure> {
        defer {
            bytes = []
            closeFile()
        }
        guard code == CURLE_OK else { return .failure(HTTPFailure(kind: kind(code), description: words(code))) }
        return .success(HTTPAnswer(status: canopy_curl_status(handle), bytes: bytes, headers: answeredHeaders))
    }

    private var answeredHeaders: [String: String] {
        var headers: [String: String] = [:]
        var next = curl_easy_nextheader(handle, UInt32(CURLH_HEADER), -1, nil)
        while let header = next {
            if let name = header.pointee.name, let value = header.pointee.value {
                headers[String(cString: name).lowercased()] = String(cString: value)
            }
            next = curl_easy_nextheader(handle, UInt32(CURLH_HEADER), -1, header)
        }
        return headers
    }

    private func words(_ code: CURLcode) -> String {
        errors[0] == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errors)
    }

    private func kind(_ code: CURLcode) -> HTTPFailure.Kind {
        switch code {
        case CURLE_WRITE_ERROR where isExcessive: .excess
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
        case CURLE_COULDNT_CONNECT: canopy_curl_system_error(handle) == Int(ECONNREFUSED) ? .refused : .unreachable
        case CURLE_OPERATION_TIMEDOUT: .mute
        case CURLE_PEER_FAILED_VERIFICATION: certificate(words(code))
        case CURLE_SSL_CACERT_BADFILE: .unknownAuthority
        case CURLE_SSL_CONNECT_ERROR: words(code).contains("wrong version number") ? .noTLS : .broken
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY:
            .broken
        default: .other
        }
    }

    /// What OpenSSL has against a certificate.
    private func certificate(_ words: String) -> HTTPFailure.Kind {
        if words.contains("expired") || words.contains("not yet valid") { return .expiredCertificate }
        let isUnknown = ["self-signed", "self signed", "unable to get local issuer", "unable to get issuer"]
        return isUnknown.contains(where: words.contains) ? .unknownAuthority : .certificate
    }
}
