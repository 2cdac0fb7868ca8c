internal import Files
internal import HTTP

/// Asks for ranges of one object, again where what went wrong may pass, and takes no answer for good that is not.
struct RangeReader: Sendable {
    let service: ObjectService
    let url: String
    let location: StoreLocation
    let isCancelled: @Sendable () -> Bool
    /// The version that was there first, which all bytes have to be of.
    var version: Version?

    /// A version of an object.
    struct Version: Hashable, Sendable {
        let etag: String
        /// Bytes.
        let size: Int
    }

    /// Bytes of an object, and what their version is like.
    struct Part: Sendable {
        let bytes: [UInt8]
        let version: Version
        /// When the contents changed last, where that is told.
        let modified: Timestamp?
    }

    private typealias Verdict = ObjectService.Verdict<Part>

    /// The first bytes of the object, `count` or as many as there are.
    func open(_ count: Int) throws(StoreError) -> Part {
        guard let part = try ask([0..<count]).first else { throw .cancelled }
        return part
    }

    /// The bytes of each range.
    func read(_ ranges: [Range<Int>]) throws(StoreError) -> [[UInt8]] {
        ranges.isEmpty ? [] : try ask(ranges).map(\.bytes)
    }

    /// Hands over the bytes of each range as they come, so many requests being on their way at once, begun in the order of the
    /// ranges.
    func read(
        _ ranges: [Range<Int>], atOnce: Int, _ take: (_ range: Range<Int>, _ bytes: [UInt8]) throws(StoreError) -> Void
    ) throws(StoreError) {
        _ = try service.ask(ranges.count, atOnce: atOnce, isCancelled, request(ranges)) {
            number, answer -> ObjectService.Verdict<Void> in
            switch verdict(answer, ranges[number]) {
            case .good(let part):
                do throws(StoreError) { return .good(try take(ranges[number], part.bytes)) } catch {
                    return .bad(error)
                }
            case .again(let failure): return .again(failure)
            case .bad(let error): return .bad(error)
            }
        }
    }

    private func ask(_ ranges: [Range<Int>]) throws(StoreError) -> [Part] {
        try service.ask(ranges.count, isCancelled, request(ranges)) { verdict($1, ranges[$0]) }
    }

    private func request(_ ranges: [Range<Int>]) -> (Int) -> HTTPRequest {
        { HTTPRequest(url: url, .range(ranges[$0]), etag: version?.etag) }
    }

    private func verdict(_ answer: Result<HTTPAnswer, HTTPFailure>, _ range: Range<Int>) -> Verdict {
        switch answer {
        case .failure(let failure):
            let told = service.failure(failure, at: location)
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

    private func bytes(of answer: HTTPAnswer, _ range: Range<Int>) -> Verdict {
        guard let etag = answer.etag else { return .bad(.remote(failure(.noRanges, "no ETag"))) }
        guard let place = answer.place, place.range.lowerBound == range.lowerBound else {
            return .bad(.remote(failure(.noRanges, "other bytes than were asked for")))
        }
        guard place.size <= ObjectPage.largestObject else {
            return .bad(.remote(failure(.other, "an object of \(place.size) bytes, more than the 5 TiB that S3 has")))
        }
        let version = Version(etag: etag, size: place.size)
        if let expected = self.version, version != expected { return .bad(.changed(location)) }
        guard place.range.upperBound == min(range.upperBound, place.size), answer.bytes.count == place.range.count
        else {
            return .again(failure(.temporary, "\(answer.bytes.count) bytes of \(range.count) came"))
        }
        return .good(Part(bytes: answer.bytes, version: version, modified: ObjectHead.modified(answer)))
    }

    /// A server may answer with all there is where that is what was asked for.
    private func whole(_ answer: HTTPAnswer, _ range: Range<Int>) -> Verdict {
        guard let etag = answer.etag, range.lowerBound == 0, answer.bytes.count <= range.count else {
            return .bad(.remote(failure(.noRanges, "the whole object")))
        }
        let version = Version(etag: etag, size: answer.bytes.count)
        if let expected = self.version, version != expected { return .bad(.changed(location)) }
        return .good(Part(bytes: answer.bytes, version: version, modified: ObjectHead.modified(answer)))
    }

    /// No range of an object without bytes can be had.
    private func empty(_ answer: HTTPAnswer) -> Verdict {
        .good(Part(bytes: [], version: Version(etag: answer.etag ?? "", size: 0), modified: nil))
    }

    private func refusal(_ answer: HTTPAnswer) -> Verdict {
        let words = String(decoding: answer.bytes, as: UTF8.self)
        if answer.status == 404, !words.contains("NoSuchBucket") { return .bad(.absent(location)) }
        let cause =
            [408, 429].contains(answer.status)
            ? .temporary : RemoteFailure.Cause("\(words) status code: \(answer.status)")
        let told = failure(cause, "status \(answer.status)")
        return cause == .temporary ? .again(told) : .bad(.remote(told))
    }

    private func failure(_ cause: RemoteFailure.Cause, _ detail: String) -> RemoteFailure {
        service.failure(cause, at: location, detail)
    }
}
