/// Threads of their own for work that blocks, or that is to use every core.
public enum Workers {
    /// Calls `body` on `count` threads, of which this one is the first, and returns when all calls have.
    public static func run(_ count: Int, _ body: @escaping @Sendable (_ worker: Int) -> Void) {
        let running = Monitor(count - 1)
        for worker in 1..<max(count, 1) {
            startThread {
                body(worker)
                running.update { $0 -= 1 }
            }
        }
        body(0)
        running.wait { $0 == 0 ? () : nil }
    }
}
