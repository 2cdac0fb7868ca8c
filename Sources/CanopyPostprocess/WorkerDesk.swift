internal import Files
internal import Raster
internal import Stores
internal import Synchronization
internal import Threads

/// When a worker that is started before its turn gets what it asks for.
struct WorkerTurns: Sendable {
    /// Waits until no mission before reads inputs that lie elsewhere: then bytes are fetched, as many as it reads ahead.
    var reading: @Sendable () async -> Void
    /// Waits until it is its turn to make things: then it is given them.
    var making: @Sendable () async -> Void
}

/// What a worker is given on its way: word of inputs that have arrived, and bytes of those that lie elsewhere.
final class WorkerDesk: Sendable {
    /// Something to be written for the worker.
    struct Order: Sendable {
        /// What is written, one behind the other.
        let parts: [[UInt8]]
        /// How much of the budget it holds until it is written.
        var held = 0
    }

    private let orders: AsyncStream<Order>.Continuation
    /// Bytes that are read for the worker, or wait for it to take them, however many it asks for.
    private let budget = Budget(WorkerDesk.largest)
    private let files = Mutex<[StoreKey: Input]>([:])
    private let turns: WorkerTurns

    /// An input that lies elsewhere.
    private struct Input: Sendable {
        let file: any MeteredFile
        /// Bytes that the worker has asked for.
        var asked = 0
    }

    /// Bytes of a request. A worker asks for no more than a read-ahead's request at once.
    private static let largest = 64 << 20
    /// Bytes of an input that a worker is given before its turn: front matter, and a sample of the pixels.
    private static let early = 4 << 20

    /// A desk that writes lines for the worker.
    ///
    init(_ orders: AsyncStream<Order>.Continuation, _ turns: WorkerTurns) {
        self.orders = orders
        self.turns = turns
    }

    /// Tells the worker of an input.
    ///
    /// - Parameter isEarly: Whether it is told before its turn of one that is on this machine, with which it could begin.
    func pass(on arrival: Arrival, isEarly: Bool) async {
        guard let file = arrival.file else {
            if !isEarly { await turns.making() }
            return send(.arrived(arrival.key))
        }
        files.withLock { $0[arrival.key] = Input(file: file) }
        let identity = file.identity
        var version = ""
        if case .tag(let tag) = identity.version { version = tag }
        send(.ranged(arrival.key, name: identity.name, version: version, size: file.size))
    }

    /// Reads what the worker asks for. It has read strangers' files: it gets nothing but bytes of its mission's inputs.
    func answer(_ request: Int, _ key: StoreKey, _ ranges: [Range<Int>], for purpose: ReadingPurpose) async {
        let size = Int.sum(ranges.map(\.count))
        let input = files.withLock { files in
            guard var input = files[key] else { return nil as Input? }
            let asked = Int.sum(input.asked, size)
            input.asked = asked
            files[key] = input
            return input
        }
        guard let input, case let file = input.file, size <= Self.largest,
            ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= file.size })
        else { return send(.failed(request: request, reason: "nothing of the kind can be had")) }
        let isEarly = input.asked <= Self.early
        if !isEarly { await turns.reading() }
        await budget.take(size)
        do {
            let bytes = try await runBlocking { () throws(ReadingError) in
                try file.metered(for: purpose).bytes(in: ranges)
            }
            if !isEarly { await turns.making() }
            let line = try Self.line(WorkerOrder.bytes(request: request, counts: bytes.map(\.count)))
            orders.yield(Order(parts: [line] + bytes, held: size))
        } catch {
            budget.give(size)
            send(.failed(request: request, reason: "\(error)"))
        }
    }

    /// Says that an order is written, or that nobody will take it any more.
    func close(_ order: Order) { budget.give(order.held) }

    private func send(_ order: WorkerOrder) {
        if let line = try? Self.line(order) { orders.yield(Order(parts: [line])) }
    }

    /// A value as a line.
    static func line(_ value: some Encodable) throws -> [UInt8] {
        Array(try WorkerMessage.line(value)) + [UInt8(ascii: "\n")]
    }
}
