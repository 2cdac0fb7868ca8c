internal import Threads

/// Ranges of a file that are fetched before anybody asks for them, in the order in which they are going to be read.
///
/// A store answers slowly but many at once, so several requests are on their way, as many as fit into a budget. What has
/// been read stays until there is something to take its place: GDAL may ask for a strip once for each of the tiles under it.
final class ReadAhead: Sendable {
    /// Bytes that are kept, or on their way, unless there is less memory: what a fast link brings within some hundred
    /// milliseconds.
    static let usualBudget = 8 << 20
    /// Bytes of a request into which ranges that touch are joined, so that several are on their way at once.
    private static let longestRequest = 1 << 20
    /// Bytes between two ranges that are read rather than asking twice.
    private static let gap = 64
    /// Requests on their way at once.
    private static let atOnce = 8

    private struct Request: Sendable {
        enum State: Sendable {
            case waiting
            case coming
            case there([UInt8])
            case failed(ReadingError)
            /// It was read, or thrown away.
            case gone
        }

        var range: Range<Int>
        /// The ranges in it, by their beginnings, that nobody has read yet.
        var unread: Set<Int>
        var state = State.waiting

        var isWaiting: Bool { if case .waiting = state { true } else { false } }
        var isThere: Bool { if case .there = state { true } else { false } }
    }

    private struct Plan: Sendable {
        var requests: [Request]
        /// The first request that may be waiting.
        var next = 0
        /// The first request that may be there.
        var first = 0
        /// Those of which everything has been read, the one that has waited longest first.
        var read: [Int] = []
        /// Bytes that are kept or on their way.
        var held = 0
        var isClosed = false
        let budget: Int

        mutating func take(_ number: Int) {
            requests[number].state = .coming
            held += requests[number].range.count
        }

        mutating func drop(_ number: Int) {
            guard requests[number].isThere else { return }
            requests[number].state = .gone
            held -= requests[number].range.count
        }

        /// The next request for which there is room; `nil` while there is none, and no number once all are under way.
        mutating func takeNext() -> Int?? {
            while next < requests.count, !requests[next].isWaiting { next += 1 }
            guard !isClosed, next < requests.count else { return .some(nil) }
            let room = budget - requests[next].range.count
            while held > room, !read.isEmpty { drop(read.removeFirst()) }
            guard held <= room else { return nil }
            take(next)
            return next
        }

        /// Makes room where what comes long after is read already: nobody will ask for it any more.
        mutating func dropUnwanted(before number: Int) {
            let end = number - 4 * ReadAhead.atOnce
            while first < end {
                switch requests[first].state {
                case .there: drop(first)
                case .waiting, .coming: return
                case .failed, .gone: break
                }
                first += 1
            }
        }
    }

    private let file: any RandomAccessFile
    private let plan: Monitor<Plan>
    /// Where each request begins, in ascending order, and its number.
    private let places: [(start: Int, number: Int)]

    /// Begins to fetch ranges of a file, in this order. What cannot be had, or not be held, is left to whoever asks for it.
    ///
    /// - Parameters:
    ///   - budget: Bytes that are kept, or on their way.
    ///   - earlier: What was fetched before, as for a sample; what of it is wanted again is not fetched again.
    init(_ file: any RandomAccessFile, _ ranges: [Range<Int>], budget: Int, after earlier: ReadAhead?) {
        self.file = file
        let size = file.size
        var requests: [Request] = []
        var held = 0
        for range in ranges where !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= size {
            if let bytes = earlier?.held(range) {
                held += bytes.count
                if let last = requests.last, case .there(let before) = last.state,
                    last.range.upperBound == range.lowerBound
                {
                    requests[requests.count - 1].range = last.range.lowerBound..<range.upperBound
                    requests[requests.count - 1].unread.insert(range.lowerBound)
                    requests[requests.count - 1].state = .there(before + bytes)
                } else {
                    requests.append(Request(range: range, unread: [range.lowerBound], state: .there(bytes)))
                }
            } else if let last = requests.last?.range, requests.last?.isWaiting == true,
                range.lowerBound >= last.lowerBound,
                range.lowerBound - last.upperBound <= Self.gap,
                range.upperBound - last.lowerBound <= min(Self.longestRequest, budget / 2)
            {
                requests[requests.count - 1].range = last.lowerBound..<max(last.upperBound, range.upperBound)
                requests[requests.count - 1].unread.insert(range.lowerBound)
            } else if range.count <= budget {
                requests.append(Request(range: range, unread: [range.lowerBound]))
            }
        }
        places = requests.enumerated().map { ($1.range.lowerBound, $0) }.inOrder(of: \.0)
        plan = Monitor(Plan(requests: requests, held: held, budget: budget))
        for _ in 0..<min(Self.atOnce, requests.count) { startThread { [self] in fetchAhead() } }
    }

    /// Fetches nothing more.
    func close() { plan.update { $0.isClosed = true } }

    private func fetchAhead() {
        while let number = plan.wait(for: { $0.takeNext() }) { fetch(number) }
    }

    private func fetch(_ number: Int) {
        let range = plan.update { $0.requests[number].range }
        let state: Request.State
        do throws(ReadingError) { state = .there(try file.bytes(in: range)) } catch { state = .failed(error) }
        plan.update { plan in
            plan.requests[number].state = state
            if case .failed = state { plan.held -= range.count }
        }
    }

    /// The bytes of a range, if all of it was announced; `nil` where it has to be read. GDAL joins ranges as it likes, so that
    /// one may begin in one request and end in another.
    func bytes(in range: Range<Int>) throws(ReadingError) -> [UInt8]? {
        var bytes: [UInt8] = []
        for (number, part) in parts(of: range) {
            guard let piece = try self.bytes(in: part, of: number) else { return nil }
            if part == range { return piece }
            if bytes.isEmpty { bytes.reserveCapacity(range.count) }
            bytes += piece
        }
        return bytes.count == range.count && !range.isEmpty ? bytes : nil
    }

    /// The bytes of a range, if they are there already.
    private func held(_ range: Range<Int>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for (number, part) in parts(of: range) {
            guard case .there(let whole) = plan.update({ $0.requests[number].state }) else { return nil }
            let start = plan.update { $0.requests[number].range.lowerBound }
            bytes += whole[(part.lowerBound - start)..<(part.upperBound - start)]
        }
        return bytes.count == range.count ? bytes : nil
    }

    private func bytes(in range: Range<Int>, of number: Int) throws(ReadingError) -> [UInt8]? {
        let isOurs = plan.update { plan in
            plan.dropUnwanted(before: number)
            guard plan.requests[number].isWaiting else { return false }
            // Nobody is at it yet.
            plan.take(number)
            return true
        }
        if isOurs { fetch(number) }
        return try plan.wait { plan -> Result<[UInt8]?, ReadingError>? in
            switch plan.requests[number].state {
            case .waiting, .coming: return nil
            case .failed(let error): return .failure(error)
            case .gone: return .success(nil)
            case .there(let bytes):
                let whole = plan.requests[number].range
                plan.requests[number].unread = plan.requests[number].unread.filter { !range.contains($0) }
                if plan.requests[number].unread.isEmpty, !plan.read.contains(number) { plan.read.append(number) }
                let start = range.lowerBound - whole.lowerBound
                return .success(Array(bytes[start..<start + range.count]))
            }
        }.get()
    }

    /// The requests that together bring all of a range, and what of it each brings; nothing where they do not.
    private func parts(of range: Range<Int>) -> [(number: Int, part: Range<Int>)] {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].start <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var parts: [(Int, Range<Int>)] = []
        var start = range.lowerBound
        var place = low - 1
        while place >= 0, place < places.count, start < range.upperBound {
            let number = places[place].number
            let part = plan.update { $0.requests[number].range }.clamped(to: start..<range.upperBound)
            guard part.lowerBound == start, !part.isEmpty else { return [] }
            parts.append((number, part))
            start = part.upperBound
            place += 1
        }
        return start == range.upperBound ? parts : []
    }
}
