internal import Files

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

    private enum Outcome: Sendable {
        case copied(SyncPlan.Copy, Verification?)
        case skipped(SyncPlan.Copy)
        case failed(SyncPlan.Copy, StoreError)
    }

    init(_ options: Sync.Options, from source: any Store, to destination: any Store, _ progress: Progress) {
        self.options = options
        self.source = source
        self.destination = destination
        self.progress = progress
    }

    /// Copies, then deletes, and adds to the report what came of it.
    func carryOut(_ plan: SyncPlan, report: Sync.Report) async throws(SyncError) -> Sync.Report {
        var report = report
        report.skipped = plan.skipped
        try await copy(plan.copies, &report)
        if progress.isCancelled { throw .cancelled }
        if options.delete, !plan.surplus.isEmpty { try await delete(plan, &report) }
        report.copied.sort { $0.key < $1.key }
        report.skipped.sort { $0.key < $1.key }
        report.failed.sort { $0.path < $1.path }
        progress(1)
        return report
    }

    private func copy(_ copies: [SyncPlan.Copy], _ report: inout Sync.Report) async throws(SyncError) {
        let needed = await different(copies, &report)
        if progress.isCancelled { throw .cancelled }
        if options.dryRun {
            for copy in needed { add(.copied(copy, nil), to: &report) }
        } else if let transfer = try await transferOfAll(needed) {
            do throws(StoreError) {
                for (copy, result) in try await transfer.run(needed, progress) {
                    switch result {
                    case .success(let verification): add(.copied(copy, verification), to: &report)
                    case .failure(let error): add(.failed(copy, error), to: &report)
                    }
                }
            } catch { throw SyncError(error) }
        } else {
            let shares = SharedProgress(progress, weights: needed.map { Double($0.source.size) + 1 })
            for outcome in await severalAtOnce(needed, { await outcome(of: $1, shares.progress(of: $0)) }) {
                add(outcome, to: &report)
            }
        }
    }

    /// What copies all of these at once, if anything does: no file may get another name.
    private func transferOfAll(_ copies: [SyncPlan.Copy]) async throws(SyncError) -> RemoteTransfer? {
        guard copies.allSatisfy({ $0.source.key == $0.target }) else { return nil }
        do { return try await RemoteTransfer(from: source, to: destination, options) } catch { throw SyncError(error) }
    }

    /// The copies whose contents are not at the destination already; the others go into the report.
    private func different(_ copies: [SyncPlan.Copy], _ report: inout Sync.Report) async -> [SyncPlan.Copy] {
        var needed = copies.filter { $0.existing == nil }
        let unclear = copies.filter { $0.existing != nil }
        for outcome in await severalAtOnce(unclear, { await comparison(of: $1) }) {
            if case .copied(let copy, _) = outcome { needed.append(copy) } else { add(outcome, to: &report) }
        }
        return needed.sorted { $0.target < $1.target }
    }

    private func severalAtOnce(
        _ copies: [SyncPlan.Copy], _ work: @escaping @Sendable (Int, SyncPlan.Copy) async -> Outcome
    ) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            for (index, copy) in copies.enumerated() {
                if index >= max(options.transfers, 1), let outcome = await group.next() { outcomes.append(outcome) }
                if progress.isCancelled { break }
                group.addTask { await work(index, copy) }
            }
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }

    private func add(_ outcome: Outcome, to report: inout Sync.Report) {
        switch outcome {
        case .copied(let copy, let verification):
            report.copied.append(
                .init(
                    key: copy.target, size: copy.source.size, replaced: copy.existing != nil,
                    verification: verification))
            report.bytes = [report.bytes, copy.source.size].total
        case .skipped(let copy):
            report.skipped.append(.init(key: copy.target, reason: .identical))
        case .failed(let copy, let error):
            report.failed.append(StoreProblem(path: copy.source.key.text, reason: "was not copied: \(error)"))
        }
    }

    private func comparison(of copy: SyncPlan.Copy) async -> Outcome {
        do throws(StoreError) {
            guard let existing = copy.existing, try await isSame(copy.source, existing) else {
                return .copied(copy, nil)
            }
            return .skipped(copy)
        } catch {
            return .failed(copy, error)
        }
    }

    private func outcome(of copy: SyncPlan.Copy, _ progress: Progress) async -> Outcome {
        do throws(StoreError) {
            return .copied(copy, try await transfer(copy, progress))
        } catch {
            return .failed(copy, error)
        }
    }

    /// Whether contents that listings could not tell apart are the same. Reading both is cheaper than copying one.
    private func isSame(_ entry: StoreEntry, _ existing: StoreEntry) async throws(StoreError) -> Bool {
        if let known = entry.hasSameContents(as: existing) { return known }
        if let ours = source.localPath(of: entry.key), let theirs = destination.localPath(of: existing.key) {
            let quiet = Progress(cancellation: progress.cancellation)
            return try await onOwnThread { () throws(StoreError) in
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
        return try await onOwnThread { () throws(StoreError) in try Checksum.md5(ofFileAt: path, progress: quiet) }
    }

    private func transfer(_ copy: SyncPlan.Copy, _ progress: Progress) async throws(StoreError) -> Verification {
        if let path = source.localPath(of: copy.source.key) {
            return try await destination.store(
                path, as: copy.target, replacing: !options.ignoreExisting, progress: progress)
        }
        if let source = source as? RemoteStore, let destination = destination as? RemoteStore {
            return try await destination.store(
                copy.source, of: source, as: copy.target, replacing: !options.ignoreExisting, progress: progress)
        }
        guard let destination = destination as? LocalStore else {
            throw .absent(destination.location.appending(copy.target))
        }
        return try await source.fetch(copy.source, to: destination.place(for: copy.target), progress: progress)
    }

    private func delete(_ plan: SyncPlan, _ report: inout Sync.Report) async throws(SyncError) {
        if let reason = reasonNotToDelete(plan, report) {
            report.warnings.append("nothing was deleted, because \(reason)")
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
