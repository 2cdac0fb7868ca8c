import Synchronization
import Testing
import Threads

@Suite struct HandoverTests {
    @Test func `elements come in their order, and then the end`() async {
        let handover = Handover<Int>()
        let sender = Task {
            for number in 0..<100 { await handover.send(number) }
            handover.finish()
        }
        var received: [Int] = []
        for await number in handover { received.append(number) }
        await sender.value
        #expect(received == Array(0..<100))
    }

    @Test func `who sends waits until the element is taken`() async {
        let handover = Handover<Int>()
        let taken = Mutex(false)
        let sender = Task {
            await handover.send(1)
            taken.withLock { $0 = true }
        }
        try? await Task.sleep(for: .milliseconds(20))
        let isTakenEarly = taken.withLock { $0 }
        #expect(!isTakenEarly)
        var elements = handover.makeAsyncIterator()
        #expect(await elements.next() == 1)
        await sender.value
        handover.finish()
        #expect(await elements.next() == nil)
    }
}
