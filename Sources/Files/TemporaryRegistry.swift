internal import Synchronization

/// What goes with this process: temporaries, locks, a run's files in the working directory. A process that must end before
/// their owners do takes it along by ``removeAll(then:)``.
public enum TemporaryRegistry {
    /// Something that goes with the process, until it is dropped.
    struct Entry: Sendable { fileprivate let number: Int }

    private struct Entries {
        var next = 0
        var removals: [Int: @Sendable () -> Void] = [:]
    }

    private static let entries = Mutex(Entries())

    /// Removes it all, what was made last first, and ends the process. Whoever still writes, or would begin to, waits for
    /// the end.
    public static func removeAll(then end: @Sendable () -> Never) -> Never {
        entries.withLock { entries -> Never in
            for (_, remove) in entries.removals.sorted(by: { $0.key > $1.key }) { remove() }
            end()
        }
    }

    /// Makes something that goes with the process: it is either not made yet, or known here. `make` gives what it made, and
    /// how that is removed.
    static func make<Made: Sendable>(
        _ make: () throws(FileError) -> (Made, removal: @Sendable () -> Void)
    ) throws(FileError) -> (Made, Entry) {
        try entries.withLock { (entries) throws(FileError) in
            let (made, removal) = try make()
            entries.next += 1
            entries.removals[entries.next] = removal
            return (made, Entry(number: entries.next))
        }
    }

    /// It is gone, or is to stay. `removal` is what is left to do for that.
    static func drop(_ entry: Entry, _ removal: () -> Void = {}) {
        entries.withLock { entries in
            entries.removals[entry.number] = nil
            removal()
        }
    }
}
