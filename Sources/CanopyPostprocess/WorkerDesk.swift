internal import Files
internal import Raster
internal import Stores
internal import Synchronization
internal import Threads

/// What a worker is given on its way: word of inputs that have arrived, and bytes of those that lie elsewhere.
final class WorkerDesk: Sendable {
    private let orders: AsyncStream<[UInt8]>.Continuation
    private let files = Mutex<[StoreKey: any RandomAccessFile]>([:])

    /// Bytes of a request. A worker asks for no more than a read-ahead's request at once.
    private static let largest = 64 << 20

    /// A desk that writes lines for the worker.
    init(_ orders: AsyncStream<[UInt8]>.Continuation) { self.orders = orders }

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
        guard let file = files.withLock({ $0[key] }),
            ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= file.size }),
            Int.sum(ranges.map(\.count)) <= Self.largest
        else { return send(.failed(request: request, reason: "nothing of the kind can be had")) }
        do {
            let bytes = try await runBlocking { () throws(ReadingError) in try file.bytes(in: ranges) }
            guard let line = try? Self.line(WorkerOrder.bytes(request: request, counts: bytes.map(\.count))) else {
                return
            }
            orders.yield(line + bytes.joined())
        } catch {
            send(.failed(request: request, reason: error.description))
        }
    }

    private func send(_ order: WorkerOrder) { if let line = try? Self.line(order) { orders.yield(line) } }

    /// A value as a line.
    static func line(_ value: some Encodable) throws -> [UInt8] {
        Array(try WorkerMessage.line(value)) + [UInt8(ascii: "\n")]
    }
}
