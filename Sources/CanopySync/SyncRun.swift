internal import Diagnostics
internal import Files
internal import Stores
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Carries out a plan, several files at once.
struct SyncRun: Sendable {
    private let options: Sync.Options
    private let source: any Store
    private let destination: any Store
    private let progress: Progress
    private let warnings: Warnings

    private enum Outcome: Sendable {
        case copied(StoreCopy, Verification?)
        case skipped(StoreCopy)
        case failed(StoreCopy, StoreError)
    }

    init(
        _ options: Sync.Options, from source: any Store, to destination: any Store, _ progress: Progress,
        _ warnings: Warnings
    ) {
        self.options = options
        self.source = source
        self.destination = destination
        self.progress = progress
        self.warnings = warnings
    }

    /// Copies, then deletes, and adds to the report what came of it.
    func carryOut(_ plan: SyncPlan, report: Sync.Report) async throws(SyncError) -> Sync.Report {
        var report = report
        report.skipped = plan.skipped
        try await copy(plan.copies, &report)
        if progress.isCancelled { throw .cancelled }
        if options.delete, !plan.surplus.isEmpty { try await delete(plan, &report) }
        report.copied = report.copied.inOrder(of: \.key)
        report.skipped = report.skipped.inOrder(of: \.key)
        report.failed = report.failed.inOrder(of: \.path)
        report.warnings = warnings.all
        progress(1)
        return report
    }

    private func copy(_ copies: [StoreCopy], _ report: inout Sync.Report) async throws(SyncError) {
        let needed = await different(copies, &report)
        if progress.isCancelled { throw .cancelled }
        if options.dryRun {
            for copy in needed { add(.copied(copy, nil), to: &report) }
        } else {
            let transfer = StoreTransfer(
                from: source, to: destination, replacing: !options.ignoreExisting, atOnce: options.transfers)
            do throws(StoreError) {
                for (copy, result) in try await transfer.run(needed, progress: measured(needed)) {
                    switch result {
                    case .success(let verification): add(.copied(copy, verification), to: &report)
                    case .failure(let error): add(.failed(copy, error), to: &report)
                    }
                }
            } catch { throw SyncError(error) }
        }
    }

    /// The progress of copies, which tells how fast they go as well.
    private func measured(_ copies: [StoreCopy]) -> Progress {
        let (start, size) = (ContinuousClock.now, copies.map(\.source.size).total)
        let isDownload = source.location.isRemote && !destination.location.isRemote
        return Progress(cancellation: progress.cancellation) { [progress] share in
            progress(share)
            var transfers = Activity.Transfers()
            transfers.size = size
            transfers.moved = Int(exactly: (share * Double(size)).rounded(.down)) ?? size
            transfers.rate = share * Double(size) / max((.now - start) / .seconds(1), 0.001)
            var now = Activity()
            if isDownload { now.downloads = transfers } else { now.uploads = transfers }
            progress.tell(now)
        }
    }

    /// The copies whose contents are not at the destination already; the others go into the report.
    private func different(_ copies: [StoreCopy], _ report: inout Sync.Report) async -> [StoreCopy] {
        var needed = copies.filter { $0.existing == nil }
        let unclear = copies.filter { $0.existing != nil }
        let results = await concurrentMap(unclear, atOnce: max(options.transfers, 1)) {
            (copy) async throws(StoreError) in
            if progress.isCancelled { throw .cancelled }
            return try await isSame(copy)
        }
        for (copy, result) in zip(unclear, results) {
            switch result {
            case .success(true): add(.skipped(copy), to: &report)
            case .success(false): needed.append(copy)
            case .failure(let error): add(.failed(copy, error), to: &report)
            }
        }
        return needed.inOrder(of: \.target)
    }

    private func add(_ outcome: Outcome, to report: inout Sync.Report) {
        switch outcome {
        case .copied(let copy, let verification):
            report.copied.append(
                .init(
                    key: copy.target, bytes: copy.source.size, replaced: copy.existing != nil,
                    verification: verification))
            report.bytes = [report.bytes, copy.source.size].total
        case .skipped(let copy):
            report.skipped.append(.init(key: copy.target, reason: .identical))
        case .failed(let copy, let error):
            report.failed.append(StoreProblem(path: copy.source.key.text, reason: "was not copied: \(error)"))
        }
    }

    /// Whether contents that listings could not tell apart are the same. Reading both is cheaper than copying one.
    private func isSame(_ copy: StoreCopy) async throws(StoreError) -> Bool {
        guard let existing = copy.existing else { return false }
        let entry = copy.source
        if let known = entry.hasSameContents(as: existing) { return known }
        if let ours = source.localPath(of: entry.key), let theirs = destination.localPath(of: existing.key) {
            let quiet = Progress(cancellation: progress.cancellation)
            return try await runBlocking { () throws(StoreError) in
                try Checksum.sha256(ofFileAt: ours, progress: quiet)
                    == Checksum.sha256(ofFileAt: theirs, progress: quiet)
            }
        }
        guard let ours = try await md5(of: entry, in: source),
            let theirs = try await md5(of: existing, in: destination)
        else { return false }
        return ours == theirs
    }

    private func md5(of entry: StoreEntry, in store: any Store) async throws(StoreError) -> String? {
        if let known = entry.md5 { return known }
        guard let path = store.localPath(of: entry.key) else { return nil }
        let quiet = Progress(cancellation: progress.cancellation)
        return try await runBlocking { () throws(StoreError) in try Checksum.md5(ofFileAt: path, progress: quiet) }
    }

    private func delete(_ plan: SyncPlan, _ report: inout Sync.Report) async throws(SyncError) {
        if let reason = reasonNotToDelete(plan, report) {
            warnings.add("nothing was deleted, because \(reason)")
            return
        }
        do throws(StoreError) {
            let failures = options.dryRun ? [:] : try await destination.remove(plan.surplus, progress: progress)
            for key in plan.surplus {
                if let error = failures[key] {
                    report.failed.append(StoreProblem(path: key.text, reason: "was not deleted: \(error)"))
                } else {
                    report.deleted.append(key)
                }
            }
        } catch { throw SyncError(error) }
    }

    private func reasonNotToDelete(_ plan: SyncPlan, _ report: Sync.Report) -> String? {
        if plan.isEmpty { return "the source has no files" }
        if !plan.sourceIsWhole { return "some of the source could not be read" }
        return report.failed.isEmpty ? nil : "some files could not be copied"
    }
}
