internal import Synchronization

/// A channel from one task to another that holds nothing: who sends waits until the element is taken.
public final class Handover<Element: Sendable>: AsyncSequence, Sendable {
    private struct State: Sendable {
        /// Who waits for their element to be taken.
        var senders: [(element: Element, taken: CheckedContinuation<Void, Never>)] = []
        /// Who waits for an element.
        var receivers: [CheckedContinuation<Element?, Never>] = []
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A channel that nobody has sent to.
    public init() {}

    /// Hands an element over; returns when somebody has taken it.
    public func send(_ element: Element) async {
        await withCheckedContinuation { taken in
            let receiver = state.withLock { state -> CheckedContinuation<Element?, Never>? in
                guard state.receivers.isEmpty else { return state.receivers.removeFirst() }
                state.senders.append((element, taken))
                return nil
            }
            guard let receiver else { return }
            receiver.resume(returning: element)
            taken.resume()
        }
    }

    /// Says that nothing more will be sent: who takes gets what is waiting to be taken, then the end.
    public func finish() {
        let receivers = state.withLock { state in
            state.isFinished = true
            defer { state.receivers = [] }
            return state.receivers
        }
        for receiver in receivers { receiver.resume(returning: nil) }
    }

    /// Takes one element after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let handover: Handover

        /// The next element; `nil` after the last.
        public mutating func next() async -> Element? { await handover.take() }
    }

    /// The elements in the order in which they are sent.
    public func makeAsyncIterator() -> Iterator { Iterator(handover: self) }

    private func take() async -> Element? {
        await withCheckedContinuation { receiver in
            let (sender, isOver) = state.withLock { state -> ((Element, CheckedContinuation<Void, Never>)?, Bool) in
                if !state.senders.isEmpty { return (state.senders.removeFirst(), false) }
                if !state.isFinished { state.receivers.append(receiver) }
                return (nil, state.isFinished)
            }
            if let (element, taken) = sender {
                taken.resume()
                receiver.resume(returning: element)
            } else if isOver {
                receiver.resume(returning: nil)
            }
        }
    }
}
