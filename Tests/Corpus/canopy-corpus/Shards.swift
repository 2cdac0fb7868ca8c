import CanopyTesting
import Foundation
import Glibc

/// Runs side by side: a process for each processor, which has no further threads, so that it can have children.
enum Shards {
    /// Calls `work` in so many processes with their numbers, and gives what those that ended well have to tell.
    static func run(_ count: Int, in folder: TemporaryFolder, _ work: (Int) -> Tally) -> [Tally] {
        fflush(nil)
        let processes = (0..<count).map { shard in
            let process = fork()
            if process == 0 {
                let tally = work(shard)
                let isTold = (try? JSONEncoder().encode(tally).write(to: URL(filePath: folder("tally\(shard)")))) != nil
                // What this process was to do at its end is another's.
                _exit(isTold ? 0 : 1)
            }
            return process
        }
        for process in processes where process > 0 { while waitpid(process, nil, 0) < 0, errno == EINTR {} }
        return (0..<count).compactMap { shard in
            FileManager.default.contents(atPath: folder("tally\(shard)")).flatMap {
                try? JSONDecoder().decode(Tally.self, from: $0)
            }
        }
    }
}
