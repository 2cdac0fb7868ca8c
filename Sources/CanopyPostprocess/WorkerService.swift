internal import COGEncoding
public import Diagnostics
internal import Files
internal import Logging
internal import RasterIO
internal import Stores
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension Postprocess {
    /// A process that was called as a worker and is none.
    public struct NoWorker: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// Does the job of one mission that standard input brings, and tells of it by standard output: the other side of
    /// ``Workplace/worker(_:)``. Blocks until it is done. The process ends with the one that started it.
    ///
    /// - Parameter phrasing: The words for what would help against what goes wrong.
    public static func serve(cancellation: Cancellation, phrasing: Phrasing = .neutral) throws(NoWorker) {
        let pipe: ParentPipe
        do throws(FileError) { pipe = try ParentPipe() } catch { throw NoWorker(description: error.description) }
        guard let line = pipe.receive(), let job = try? WorkerMessage.value(ProcessingJob.self, of: line) else {
            throw NoWorker(description: "this is a part of 'canopy postprocess', which calls it; call that")
        }
        let shares = MemoryShares(forPixels: job.writing.memory)
        shares.limitGDAL(leaving: shares.beside)
        @Sendable func send(_ message: WorkerMessage) {
            guard let line = try? WorkerMessage.line(message) else { return }
            pipe.send(line)
        }
        let arrivals = Arrivals()
        let relay = Relay(send)
        pipe.follow { line in
            switch try? WorkerMessage.value(WorkerOrder.self, of: line) {
            case .arrived(let key): arrivals.add(Arrival(key: key))
            case .ranged(let key, let name, let version, let size):
                arrivals.add(
                    Arrival(key: key, file: RelayedFile(key, name: name, version: version, size: size, by: relay)))
            case .bytes(let request, let counts): relay.take(counts.compactMap(pipe.receive), for: request)
            case .failed(let request, let reason): relay.fail(request, reason)
            case nil: break
            }
        }
        let told = Mutex((share: -1.0, time: ContinuousClock.now))
        let progress = Progress(cancellation: cancellation) { share in
            let isDue = told.withLock { told in
                // Pictures are drawn side by side, and each tells of its own part.
                guard share > told.share, share == 1 || told.time.duration(to: .now) > .milliseconds(50) else {
                    return false
                }
                told = (share, .now)
                return true
            }
            if isDue { send(.progress(share)) }
        }
        let logger = Logger(label: "worker") { _ in WorkerLog(pipe: pipe) }
        let watch = ProcessingStage.Watch(arrivals: arrivals, progress: progress) { send(.event($0)) }
        send(.done(ProcessingStage.run(job, phrasing: phrasing, logger: logger, watch)))
    }
}

/// A log whose lines another process writes.
private struct WorkerLog: LogHandler {
    let pipe: ParentPipe
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(pipe: ParentPipe) { self.pipe = pipe }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard
            let line = try? WorkerMessage.line(
                WorkerMessage.log(event.level, "\(event.message)", (event.metadata ?? [:]).mapValues { "\($0)" }))
        else { return }
        pipe.send(line)
    }
}
