internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Logging
internal import Raster
internal import RasterIO
internal import Stores
internal import Synchronization
internal import Threads

/// Everything that a mission needs is made to lie on this machine, what is soonest there first.
struct Downloads: Sendable {
    let run: Pipeline
    let work: MissionWork
    let rank: Int

    /// A file to download, with what belongs to it.
    private struct Download: Sendable {
        /// Where it and its sidecars come from.
        let store: any Store
        let files: [StoreEntry]
        /// Where they go.
        let paths: [String]
        /// The output that it becomes as it is.
        let copy: PlannedOutput?
        let isRaster: Bool
        /// Whether something is made of it.
        let isInput: Bool
        var key: StoreKey { files[0].key }
    }

    /// Downloads what is remote, and tells of each product that is here: in `arrived`, or in `made` where it goes on as it is.
    func pass(
        arrived: AsyncStream<Arrival>.Continuation, _ made: AsyncStream<MadeFile>.Continuation
    ) async {
        defer { arrived.finish() }
        // Those in front are not to stand in line behind files that nobody waits for as long.
        await run.budgets.downloading.wait(for: rank)
        defer { run.budgets.downloading.end(rank) }
        let downloads = downloads
        let line = Line(Set(downloads.map(\.key))) { run.budgets.downloading.end(rank) }
        do {
            _ = try await concurrentMap(allOf: downloads, atOnce: .max) { download async throws(StoreError) in
                defer { line.leave(download.key) }
                guard let copy = download.copy else {
                    let file = try await ranges(of: download, line)
                    if file == nil { try await fetch(download, line) }
                    arrived.yield(Arrival(key: download.key, file: file))
                    return
                }
                if download.isInput {
                    try await fetch(download, line)
                    arrived.yield(Arrival(key: download.key))
                }
                let passage = try await run.stores.output.passage(
                    of: download.files[0], from: download.store, progress: Progress(cancellation: work.cancellation))
                // Plugins and what is made of a file want it here anyway.
                let isHere = download.isInput || !run.options.plugins.programs.isEmpty
                if passage == .service || passage == .memory && !isHere {
                    let place = MadeFile.Place.store(download.files[0], passage, orPath: download.paths[0])
                    made.yield(MadeFile(output: copy, place: place))
                } else {
                    if !download.isInput { try await fetch(download, line) }
                    made.yield(MadeFile(output: copy, place: .path(download.paths[0])))
                }
            }
        } catch {
            work.fail("\(error)")
        }
    }

    /// A raster that is to be read where it lies, if it can be. If it cannot, a note says why.
    private func ranges(of download: Download, _ line: Line) async throws(StoreError) -> (any MeteredFile)? {
        guard run.options.stream, download.isRaster, download.store.location.isRemote else { return nil }
        let reason: String
        if download.files.count > 1 {
            reason = "other files belong to it"
        } else {
            do throws(StoreError) {
                let file = try await run.budgets.downloads.use(rank: rank) { () async throws(StoreError) in
                    line.leave(download.key)
                    return try await download.store.ranges(of: download.files[0], cancellation: work.cancellation)
                }
                if let file {
                    let streamed = StreamedFile(file, work, run.meter)
                    let block = await runBlocking { RasterInput(streamed).unwieldyBlock() }
                    guard let block else {
                        if let object = file as? ObjectFile, let path = download.paths.first {
                            work.verified(path, by: object.usesTLS ? .tls : .nothing)
                        }
                        return streamed
                    }
                    reason = "it has a block of \(block >> 20) MiB, which is read as a whole"
                } else {
                    reason = "its store gives whole files only"
                }
            } catch {
                guard let obstacle = error.obstacleToStreaming else { throw error }
                reason = obstacle
            }
        }
        work.logger.notice("\(work.mission.name): \(download.key.name) is downloaded, because \(reason)")
        return nil
    }

    private func fetch(_ download: Download, _ line: Line) async throws(StoreError) {
        guard download.store.location.isRemote else { return }
        for (file, path) in zip(download.files, download.paths) {
            try await fetch(file, from: download.store, to: path) { line.leave(download.key) }
        }
    }

    /// Downloads a file, when its turn has come, of which it tells.
    func fetch(
        _ file: StoreEntry, from store: any Store, to path: String, begun: @Sendable () -> Void = {}
    ) async throws(StoreError) {
        work.expect(scratch: path)
        // What comes by several requests fills the link by itself. Then the next one begins when the last of them are on their
        // way, so that the link is never idle.
        let share = BudgetShare(of: run.budgets.downloads, store.fetchesInParts ? 2 : 1)
        await share.take(rank: rank)
        defer { share.give() }
        begun()
        if work.isOver { throw .cancelled }
        work.logger.info(
            "\(work.mission.name): downloading \(file.key.name)", metadata: .step("download", file.key.name))
        let start = ContinuousClock.now
        try await work.downloading.run { () async throws(StoreError) in
            let verification = try await run.meter.move(file.key.name, of: file.size, .down, work.cancellation) {
                progress async throws(StoreError) in
                let watched = Progress(cancellation: progress.cancellation) { done in
                    progress(done)
                    if (1 - done) * Double(file.size) <= Self.onTheirWay { share.give() }
                }
                return try await store.fetch(file, to: path, progress: store.fetchesInParts ? watched : progress)
            }
            work.verified(path, by: Manifest.InputVerification(verification))
            run.logger.trace("\(work.mission.name): '\(path)' came, verified by \(verification.rawValue)")
        }
        let bytes = Path.size(of: path) ?? 0
        work.logger.debug(
            "\(work.mission.name): \(file.key.name) is here",
            metadata: .step("download", file.key.name, seconds: .now - start, bytes: bytes))
        work.count { $0.downloaded = Int.sum($0.downloaded, bytes) }
    }

    /// Bytes that the last requests for a file are for.
    private static let onTheirWay = 0x1p22

    /// The boundary, without which nothing begins; the rasters, which are processed and then sent; what is only sent. Small ones
    /// come first: what is made of them is on its way out while large ones are still on theirs here. Of rasters that are read where
    /// they lie the largest does, which has the longest way.
    private var downloads: [Download] {
        let boundary = Download(
            store: run.stores.boundaries, files: [work.mission.boundary], paths: [work.boundary], copy: nil,
            isRaster: false, isInput: true)
        let copies = Dictionary(
            work.plan.outputs.filter(\.isCopy).compactMap { output in output.source.map { ($0, output) } },
            uniquingKeysWith: { first, _ in first })
        let inputs = Set(work.plan.outputs.flatMap(\.inputs))
        let isStreamed = run.options.stream && run.stores.input.location.isRemote
        let products = work.mission.products
            .inOrder { isStreamed && $0.isRaster ? ~$0.entry.size : $0.entry.size }.inOrder { $0.isRaster ? 0 : 1 }
        return [boundary]
            + products.map { product in
                let files = [product.entry] + product.sidecars
                return Download(
                    store: run.stores.input, files: files, paths: files.compactMap { work.inputs[$0.key] },
                    copy: copies[product.entry.key], isRaster: product.isRaster,
                    isInput: inputs.contains(product.entry.key))
            }
    }
}

/// Those of a mission's downloads that wait for their turn.
private final class Line: Sendable {
    private let waiting: Mutex<Set<StoreKey>>
    private let whenEmpty: @Sendable () -> Void

    /// A line of these, which tells when the last one has left it.
    init(_ keys: Set<StoreKey>, whenEmpty: @escaping @Sendable () -> Void) {
        waiting = Mutex(keys)
        self.whenEmpty = whenEmpty
    }

    /// Says that one has its turn, or needs none.
    func leave(_ key: StoreKey) {
        let isLast = waiting.withLock { $0.remove(key) != nil && $0.isEmpty }
        if isLast { whenEmpty() }
    }
}

/// A raster that is read where it lies, all of whose bytes are counted.
private final class StreamedFile: MeteredFile {
    private let file: any RandomAccessFile
    private let work: MissionWork
    private let meter: ActivityMeter
    private let purpose: ReadingPurpose

    init(
        _ file: any RandomAccessFile, _ work: MissionWork, _ meter: ActivityMeter,
        for purpose: ReadingPurpose = .product
    ) {
        self.file = file
        self.work = work
        self.meter = meter
        self.purpose = purpose
    }

    func metered(for purpose: ReadingPurpose) -> any RandomAccessFile {
        StreamedFile(file, work, meter, for: purpose)
    }

    var identity: FileIdentity { file.identity }
    var size: Int { file.size }

    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { try read([range]).first ?? [] }

    func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        let bytes = try file.read(ranges)
        let count = bytes.map(\.count).total
        work.count { $0.stream(count, for: purpose) }
        meter.count(count)
        return bytes
    }
}

extension StoreError {
    /// Why a file that cannot be read where it lies is downloaded instead; `nil` where that would fail as well.
    fileprivate var obstacleToStreaming: String? {
        switch self {
        case .whole: "its store gives whole files only"
        case .unencrypted: "its service is reached without TLS"
        case .remote(let failure) where failure.cause == .noRanges: "its service gives no parts of files"
        default: nil
        }
    }
}
