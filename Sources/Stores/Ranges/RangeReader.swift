internal import Diagnostics
internal import HTTP

/// Asks for ranges of one object, again where what went wrong may pass, and takes no answer for good that is not.
struct RangeReader: Sendable {
    let service: ObjectService
    let url: String
    let location: StoreLocation
    let cancellation: Cancellation
    /// The version that was there first, which all bytes have to be of.
    var version: Version?

    /// A version of an object.
    struct Version: Hashable, Sendable {
        let etag: String
        /// Bytes.
        let size: Int
    }

    /// What an answer is good for.
    private enum Verdict {
        case good([UInt8], Version)
        case again(RemoteFailure)
        case bad(StoreError)
    }

    /// Requests on their way at once.
    private static let atOnce = 16
    /// What is waited before each further attempt.
    private static let pauses: [Duration] = [.milliseconds(100), .milliseconds(400), .milliseconds(1600), .seconds(5)]
    /// Bytes that an object has at most: 5 TiB, as S3 has it. Room is made, and numbers are added, by what a service says.
    ///
    /// See: [Amazon S3 quotas](https://docs.aws.amazon.com/general/latest/gr/s3.html).
    private static let largest = 5 << 40
    /// How often cancellation is looked for, in milliseconds.
    private static let patience = 100

    /// The first bytes of the object, `count` or as many as there are, and its version.
    func open(_ count: Int) throws(StoreError) -> (bytes: [UInt8], version: Version) {
        let answers = try ask([0..<count])
        guard let bytes = answers.bytes.first, let version = answers.version else { throw .cancelled }
        return (bytes, version)
    }

    /// The bytes of each range.
    func read(_ ranges: [Range<Int>]) throws(StoreError) -> [[UInt8]] {
        ranges.isEmpty ? [] : try ask(ranges).bytes
    }

    private func ask(_ ranges: [Range<Int>]) throws(StoreError) -> (bytes: [[UInt8]], version: Version?) {
        try service.withSession { (session) throws(StoreError) in
            var answers = (bytes: [[UInt8]](repeating: [], count: ranges.count), version: version)
            var waiting = Array(ranges.indices.reversed())
            var attempts = [Int](repeating: 0, count: ranges.count)
            var paused: [(number: Int, until: ContinuousClock.Instant)] = []
            while !waiting.isEmpty || !paused.isEmpty || session.count > 0 {
                if cancellation.isCancelled { throw .cancelled }
                let now = ContinuousClock.now
                waiting += paused.filter { $0.until <= now }.map(\.number)
                paused.removeAll { $0.until <= now }
                while session.count < Self.atOnce, let number = waiting.popLast() {
                    let request = RangeRequest(url: url, range: ranges[number], etag: version?.etag)
                    guard session.start(request, tag: number) else { throw service.outOfMemory }
                }
                for (number, answer) in session.answers(within: Self.patience) {
                    switch verdict(answer, ranges[number]) {
                    case .good(let bytes, let version):
                        answers.bytes[number] = bytes
                        answers.version = version
                    case .again(let failure):
                        guard attempts[number] < Self.pauses.count else { throw .remote(failure) }
                        paused.append((number, .now + Self.pauses[attempts[number]]))
                        attempts[number] += 1
                    case .bad(let error):
                        throw error
                    }
                }
            }
            return answers
        }
    }

    private func verdict(_ answer: Result<RangeAnswer, HTTPFailure>, _ range: Range<Int>) -> Verdict {
        switch answer {
        case .failure(let failure):
            let told = self.failure(RemoteFailure.Cause(failure.kind), failure.description)
            return told.isRetryable ? .again(told) : .bad(.remote(told))
        case .success(let answer):
            switch answer.status {
            case 206: return bytes(of: answer, range)
            case 200: return whole(answer, range)
            // Of an object that was there when it was opened.
            case 412: return .bad(.changed(location))
            case 404 where version != nil: return .bad(.changed(location))
            case 416: return version == nil ? empty(answer) : .bad(.changed(location))
            default: return refusal(answer)
            }
        }
    }

    private func bytes(of answer: RangeAnswer, _ range: Range<Int>) -> Verdict {
        guard let etag = answer.etag else { return .bad(.remote(failure(.noRanges, "no ETag"))) }
        guard let place = answer.place, place.range.lowerBound == range.lowerBound else {
            return .bad(.remote(failure(.noRanges, "other bytes than were asked for")))
        }
        guard place.size <= Self.largest else {
            return .bad(.remote(failure(.other, "an object of \(place.size) bytes, more than the 5 TiB that S3 has")))
        }
        let version = Version(etag: etag, size: place.size)
        if let expected = self.version, version != expected { return .bad(.changed(location)) }
        guard place.range.upperBound == min(range.upperBound, place.size), answer.bytes.count == place.range.count
        else {
            return .again(failure(.temporary, "\(answer.bytes.count) bytes of \(range.count) came"))
        }
        return .good(answer.bytes, version)
    }

    /// A server may answer with all there is where that is what was asked for.
    private func whole(_ answer: RangeAnswer, _ range: Range<Int>) -> Verdict {
        guard let etag = answer.etag, range.lowerBound == 0, answer.bytes.count <= range.count else {
            return .bad(.remote(failure(.noRanges, "the whole object")))
        }
        let version = Version(etag: etag, size: answer.bytes.count)
        if let expected = self.version, version != expected { return .bad(.changed(location)) }
        return .good(answer.bytes, version)
    }

    /// No range of an object without bytes can be had.
    private func empty(_ answer: RangeAnswer) -> Verdict {
        .good([], Version(etag: answer.etag ?? "", size: 0))
    }

    private func refusal(_ answer: RangeAnswer) -> Verdict {
        let words = String(decoding: answer.bytes, as: UTF8.self)
        if answer.status == 404, !words.contains("NoSuchBucket") { return .bad(.absent(location)) }
        let cause =
            [408, 429].contains(answer.status)
            ? .temporary : RemoteFailure.Cause("\(words) status code: \(answer.status)")
        let told = failure(cause, "status \(answer.status)")
        return cause == .temporary ? .again(told) : .bad(.remote(told))
    }

    private func failure(_ cause: RemoteFailure.Cause, _ detail: String) -> RemoteFailure {
        RemoteFailure(
            cause: cause, location: location, service: service.name, speaker: "the service",
            detail: service.secrets.hidden(in: detail))
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
