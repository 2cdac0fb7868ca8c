internal import Diagnostics
internal import Files
internal import Raster
internal import Stores
internal import Synchronization

/// Takes down what the missions of a run are doing, and how fast.
final class ActivityMeter: Sendable {
    enum Direction: Int, Sendable { case down, up }

    private struct File: Sendable {
        let name: String
        let size: Int
        var moved = 0
    }

    /// The files of a direction that are on their way, and what has moved lately.
    private struct Way: Sendable {
        var files: [Int: File] = [:]
        var moved = 0
        private var past: [(time: ContinuousClock.Instant, moved: Int)] = []

        mutating func transfers(at time: ContinuousClock.Instant) -> Activity.Transfers {
            past.append((time, moved))
            // So long ago that the steps in which bytes are told of do not show.
            while let second = past.dropFirst().first, time - second.time > .seconds(3) { past.removeFirst() }
            var transfers = Activity.Transfers()
            let files = self.files.inOrder(of: \.key).map(\.value)
            transfers.files = files.map(\.name)
            transfers.moved = files.map(\.moved).total
            transfers.size = files.map(\.size).total
            if let first = past.first, time > first.time {
                transfers.rate = Double(moved - first.moved) / ((time - first.time) / .seconds(1))
            }
            return transfers
        }
    }

    private struct State: Sendable {
        /// By direction.
        var ways = [Way(), Way()]
        var making: [Int: String] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    /// Does something while a file is on its way, and tells of its bytes as it tells of its progress.
    func move<Value: Sendable>(
        _ name: String, of size: Int, _ direction: Direction, _ cancellation: Cancellation,
        _ body: (Progress) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let size = max(0, size)
        let way = direction.rawValue
        let number = begin { state, number in state.ways[way].files[number] = File(name: name, size: size) }
        defer { state.withLock { _ = $0.ways[way].files.removeValue(forKey: number) } }
        let progress = Progress(cancellation: cancellation) { [self] share in
            state.withLock { state in
                guard let file = state.ways[way].files[number] else { return }
                let moved = max(file.moved, min(Int(clamping: share * Double(size)), size))
                state.ways[way].moved = Int.sum(state.ways[way].moved, moved - file.moved)
                state.ways[way].files[number]?.moved = moved
            }
        }
        let value = try await body(progress)
        progress(1)
        return value
    }

    /// Takes down bytes of a file that is read where it lies.
    func count(_ bytes: Int) {
        let way = Direction.down.rawValue
        state.withLock { $0.ways[way].moved = Int.sum($0.ways[way].moved, max(0, bytes)) }
    }

    /// Takes down that something is being made. Gives what ends that.
    func make(_ name: String) -> Int { begin { $0.making[$1] = name } }

    /// Takes down that something is made, or will not be.
    func end(_ making: Int) { state.withLock { _ = $0.making.removeValue(forKey: making) } }

    /// What goes on now. Rates are those since it was asked for about three seconds ago.
    var activity: Activity {
        state.withLock { state in
            var activity = Activity()
            let now = ContinuousClock.now
            activity.downloads = state.ways[Direction.down.rawValue].transfers(at: now)
            activity.uploads = state.ways[Direction.up.rawValue].transfers(at: now)
            activity.making = state.making.inOrder(of: \.key).map(\.value)
            return activity
        }
    }

    private func begin(_ body: (inout State, Int) -> Void) -> Int {
        state.withLock { state in
            state.count += 1
            body(&state, state.count)
            return state.count
        }
    }
}
