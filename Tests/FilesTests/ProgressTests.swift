import Diagnostics
import Synchronization
import Testing

struct ProgressTests {
    /// What a progress was told.
    private final class Shares: Sendable {
        private let list = Mutex<[Double]>([])
        var all: [Double] { list.withLock { $0 } }
        func add(_ share: Double) { list.withLock { $0.append(share) } }
    }

    @Test func `a part of the work fills its part of the whole`() {
        let shares = Shares()
        let whole = Progress { shares.add($0) }
        let part = whole.part(0.5...0.75)
        part(0)
        part(0.5)
        part(1)
        #expect(shares.all == [0.5, 0.625, 0.75])
    }

    @Test func `parts of parts fill theirs`() {
        let shares = Shares()
        let inner = Progress { shares.add($0) }.part(0.5...1).part(0...0.5)
        inner(1)
        #expect(shares.all == [0.75])
    }

    @Test func `shares beyond the work are kept within it`() {
        let shares = Shares()
        let part = Progress { shares.add($0) }.part(0.25...0.5)
        part(-3)
        part(7)
        #expect(shares.all == [0.25, 0.5])
    }

    @Test func `who stops the whole stops its parts`() {
        let cancellation = Cancellation()
        let part = Progress(cancellation: cancellation).part(0...0.5).part(0...0.5)
        #expect(!part.isCancelled)
        cancellation.cancel()
        #expect(part.isCancelled)
        cancellation.cancel()
        #expect(cancellation.isCancelled)
    }
}
