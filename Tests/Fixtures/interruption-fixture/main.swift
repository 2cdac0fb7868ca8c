internal import CanopyCommands
internal import Diagnostics
internal import Files
internal import Foundation
internal import Threads

// Work that can be interrupted, for tests to do so. It says that it has begun by making the file of its first argument,
// and removes that file when it is asked to stop; with a second argument it never hears, and has so many milliseconds.
// All the while it writes another file, which it does not come to finish.
let begun = CommandLine.arguments[1]
let idleTimeout = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) }
let interruption = Interruption(idleTimeout: .milliseconds(idleTimeout ?? 60_000))
interruption.watchSignals()
await runBlocking {
    let unfinished = try? OutputFile(at: begun + ".out", overwrite: false)
    _ = FileManager.default.createFile(atPath: begun, contents: nil)
    while idleTimeout != nil || !interruption.cancellation.isCancelled { Thread.sleep(forTimeInterval: 0.01) }
    try? FileManager.default.removeItem(atPath: begun)
    _ = consume unfinished
}
exit(128 + (interruption.signal ?? 0))
