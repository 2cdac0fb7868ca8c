import Synchronization
import Testing
import Threads

struct ConcurrentlyTests {
    private struct Refusal: Error, Equatable {
        let number: Int
    }

    @Test func `results come in the order of their elements, and no more are worked on at once than said`() async {
        let running = Mutex((now: 0, most: 0))
        let results = await concurrentMap(Array(0..<40), atOnce: 3) { (number) async throws(Refusal) in
            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            running.withLock { $0.now -= 1 }
            if number % 10 == 7 { throw Refusal(number: number) }
            return number * number
        }
        #expect(results.map { try? $0.get() } == (0..<40).map { $0 % 10 == 7 ? nil : $0 * $0 })
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test func `the failure that comes first ends the work on the others and is the one that is told`() async {
        let begun = Mutex(0)
        let failure = await #expect(throws: Refusal.self) {
            try await concurrentMap(allOf: Array(0..<1000), atOnce: 4) { (number) async throws(Refusal) in
                begun.withLock { $0 += 1 }
                if number == 2 { throw Refusal(number: number) }
                while !Task.isCancelled { await Task.yield() }
                throw Refusal(number: -1)
            }
        }
        #expect(failure == Refusal(number: 2))
        #expect(begun.withLock { $0 } == 4)
    }

    @Test func `values come in the order of their elements`() async throws {
        let values = await concurrentMap(allOf: Array(0..<30), atOnce: 4) { (number) async throws(Never) in number + 1 }
        #expect(values == Array(1...30))
    }
}
