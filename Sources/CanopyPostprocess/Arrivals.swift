internal import Diagnostics
internal import Files
internal import Stores
internal import Threads

/// An input of a mission that can be read now, with what belongs to it.
struct Arrival: Sendable {
    let key: StoreKey
    /// The file, where it is read where it lies; else it is on this machine.
    var file: (any MeteredFile)?
}

/// What an input that is read where it lies is read for.
enum ReadingPurpose: String, Codable, Sendable {
    /// Its own product.
    case product
    /// What is below cameras.
    case cameras
}

/// A file that is read where it lies, whose bytes are counted by what they are read for: at first its own product.
protocol MeteredFile: RandomAccessFile {
    /// The file as it is read for something.
    func metered(for purpose: ReadingPurpose) -> any RandomAccessFile
}

/// The inputs of a mission that can be read already, for a thread that waits for more of them.
final class Arrivals: Sendable {
    private let files: Monitor<[StoreKey: Arrival]>

    /// Nothing is here.
    init() { files = Monitor([:]) }

    /// One more is here.
    func add(_ arrival: Arrival) { files.update { $0[arrival.key] = arrival } }

    /// Has whoever waits look again, because something else has changed.
    func wake() { files.update { _ in } }

    /// What is known of an input that is here.
    subscript(key: StoreKey) -> Arrival? { files.update { $0[key] } }

    /// Waits until `body` finds something in what is here; `nil` where the work is to stop. Blocks.
    func wait<Result>(_ cancellation: Cancellation, for body: (Set<StoreKey>) -> Result?) -> Result? {
        while !cancellation.isCancelled {
            // Nobody wakes who waits where a signal comes.
            if let result = files.wait(milliseconds: 50, for: { body(Set($0.keys)) }) { return result }
        }
        return nil
    }
}
