internal import Files
internal import Raster
internal import Stores
internal import Synchronization
internal import Threads

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
    private let files = Mutex<[StoreKey: any RandomAccessFile]>([:])

    /// Bytes of a request. A worker asks for no more than a read-ahead's request at once.
    private static let largest = 64 << 20

    /// A desk that writes lines for the worker.
    init(_ orders: AsyncStream<Order>.Continuation) { self.orders = orders }

    /// Tells the worker of an input.
    func pass(on arrival: Arrival) {
        guard let file = arrival.file else { return send(.arrived(arrival.key)) }
        files.withLock { $0[arrival.key] = file }
        let identity = file.identity
        var version = ""
        if case .tag(let tag) = identity.version { version = tag }
        send(.ranged(arrival.key, name: identity.name, version: version, size: file.size))
    }

    /// Reads what the worker asks for. It has read strangers' files: it gets nothing but bytes of its mission's inputs.
    func answer(_ request: Int, _ key: StoreKey, _ ranges: [Range<Int>]) async {
        let size = Int.sum(ranges.map(\.count))
        guard let file = files.withLock({ $0[key] }), size <= Self.largest,
            ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= file.size })
        else { return send(.failed(request: request, reason: "nothing of the kind can be had")) }
        await budget.take(size)
        do {
            let bytes = try await runBlocking { () throws(ReadingError) in try file.bytes(in: ranges) }
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
