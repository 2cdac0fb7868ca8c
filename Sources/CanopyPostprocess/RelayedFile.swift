internal import Files
internal import Stores
internal import Synchronization
internal import Threads

/// What a worker asks the process that started it: bytes of inputs that lie in a store, to which it has no access keys.
final class Relay: Sendable {
    private enum Answer: Sendable {
        case bytes([[UInt8]])
        case failed(String)
    }

    private let send: @Sendable (WorkerMessage) -> Void
    private let answers = Monitor<[Int: Answer]>([:])
    private let count = Atomic<Int>(0)

    /// A relay that sends its requests so.
    init(_ send: @escaping @Sendable (WorkerMessage) -> Void) { self.send = send }

    /// Takes the bytes that came for a request.
    func take(_ bytes: [[UInt8]], for request: Int) { answers.update { $0[request] = .bytes(bytes) } }

    /// Takes the reason for which there are none.
    func fail(_ request: Int, _ reason: String) { answers.update { $0[request] = .failed(reason) } }

    /// Asks for ranges of an input and waits for them. A process whose parent has ended, ends.
    fileprivate func read(
        _ ranges: [Range<Int>], of key: StoreKey, for purpose: ReadingPurpose
    ) throws(ReadingError) -> [[UInt8]] {
        let request = count.add(1, ordering: .relaxed).newValue
        send(.read(request: request, key, ranges, purpose))
        switch answers.wait(for: { $0.removeValue(forKey: request) }) {
        case .bytes(let bytes): return bytes
        case .failed(let reason): throw .unreadable(reason)
        }
    }
}

/// An input whose bytes come by a relay.
final class RelayedFile: MeteredFile {
    let identity: FileIdentity
    let size: Int
    private let key: StoreKey
    private let relay: Relay
    private let purpose: ReadingPurpose

    convenience init(_ key: StoreKey, name: String, version: String, size: Int, by relay: Relay) {
        self.init(key, FileIdentity(name: name, version: .tag(version)), size: size, by: relay, for: .product)
    }

    private init(_ key: StoreKey, _ identity: FileIdentity, size: Int, by relay: Relay, for purpose: ReadingPurpose) {
        self.key = key
        self.size = size
        self.relay = relay
        self.identity = identity
        self.purpose = purpose
    }

    func metered(for purpose: ReadingPurpose) -> any RandomAccessFile {
        RelayedFile(key, identity, size: size, by: relay, for: purpose)
    }

    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] {
        guard let bytes = try read([range]).first else { throw .unreadable("nothing came") }
        return bytes
    }

    func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        try relay.read(ranges, of: key, for: purpose)
    }
}
