internal import Synchronization

/// A part of a budget that one has, until somebody finds that it is not needed any more.
public final class BudgetShare: Sendable {
    private let budget: Budget
    private let amount: Int
    private let isTaken = Atomic<Bool>(false)

    /// A share of so much, which is still to be taken.
    public init(of budget: Budget, _ amount: Int = 1) {
        self.budget = budget
        self.amount = amount
    }

    /// Waits for it.
    public func take(rank: Int = 0) async {
        await budget.take(amount, rank: rank)
        isTaken.store(true, ordering: .relaxed)
    }

    /// Gives it back where it is taken: who comes later gives nothing.
    public func give() {
        if isTaken.exchange(false, ordering: .relaxed) { budget.give(amount) }
    }
}
