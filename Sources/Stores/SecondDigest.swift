internal import Hashing
internal import Threads

/// A hash of the bytes that another thread reads, computed while that one computes another.
final class SecondDigest: @unchecked Sendable {
    // @unchecked: the hash belongs to who reads, but for the time in which a piece is handed over.

    private struct Exchange {
        /// What is to be added by who follows.
        var piece: UnsafeRawBufferPointer?
        var isFollowed = false
        var isEnded = false
    }

    private var digest: MessageDigest?
    private let exchange = Monitor(Exchange())

    init(_ digest: consuming MessageDigest) { self.digest = consume digest }

    /// Adds a piece, while `body` does something else with it. Returns when both is done.
    func update(_ piece: UnsafeRawBufferPointer, while body: () -> Void) {
        let isFollowed = exchange.update { exchange in
            if exchange.isFollowed { exchange.piece = piece }
            return exchange.isFollowed
        }
        body()
        if isFollowed {
            exchange.wait { $0.piece == nil ? () : nil }
        } else {
            digest?.update(piece)
        }
    }

    /// Adds what is read from now on, until the end.
    func follow() {
        exchange.update { $0.isFollowed = true }
        while let piece = exchange.wait(for: { $0.isEnded ? .some(nil) : $0.piece.map(Optional.some) }) {
            digest?.update(piece)
            exchange.update { $0.piece = nil }
        }
    }

    /// Says that nothing more is read.
    func end() { exchange.update { $0.isEnded = true } }

    /// The hash, at the end.
    func hexadecimal() -> String { digest.take()?.hexadecimal() ?? "" }
}
