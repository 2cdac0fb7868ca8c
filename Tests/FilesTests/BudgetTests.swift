import Synchronization
import Testing
import Threads

@Suite struct BudgetTests {
    /// What many tasks change.
    private final class Shared<Value: Sendable>: Sendable {
        private let value: Mutex<Value>

        init(_ value: Value) { self.value = Mutex(value) }

        func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
            value.withLock { body(&$0) }
        }
    }

    @Test func `no more is had at once than there is`() async {
        let budget = Budget(3)
        let had = Shared((now: 0, most: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    await budget.use {
                        had.withLock { had in
                            had.now += 1
                            had.most = max(had.most, had.now)
                        }
                        await Task.yield()
                        had.withLock { $0.now -= 1 }
                    }
                }
            }
        }
        #expect(had.withLock { $0.most } <= 3)
        #expect(had.withLock { $0.now } == 0)
    }

    @Test func `who wants less than nothing leaves no more than there was`() async {
        let budget = Budget(1)
        await budget.take(-5)
        await budget.take()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await budget.take() }
            while budget.waiting == 0 { await Task.yield() }
            budget.give(-5)
            #expect(budget.waiting == 1)
            budget.give()
        }
    }

    @Test func `who comes first by rank is next, and of equals who has waited longest`() async {
        let budget = Budget(1)
        let order = Shared<[String]>([])
        await budget.take()
        await withTaskGroup(of: Void.self) { group in
            for (number, (name, rank)) in [("c", 1), ("a", 0), ("d", 1), ("b", 0)].enumerated() {
                group.addTask { await budget.use(rank: rank) { order.withLock { $0.append(name) } } }
                while budget.waiting <= number { await Task.yield() }
            }
            budget.give()
        }
        #expect(order.withLock { $0 } == ["a", "b", "c", "d"])
    }

    @Test func `who wants more than there is gets all of it, and nobody passes meanwhile`() async {
        let budget = Budget(10)
        let order = Shared<[String]>([])
        await budget.take(6)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await budget.take(99)
                order.withLock { $0.append("much") }
                budget.give(99)
            }
            while budget.waiting < 1 { await Task.yield() }
            group.addTask {
                await budget.take(1)
                order.withLock { $0.append("little") }
                budget.give(1)
            }
            while budget.waiting < 2 { await Task.yield() }
            budget.give(6)
        }
        #expect(order.withLock { $0 } == ["much", "little"])
    }
}
