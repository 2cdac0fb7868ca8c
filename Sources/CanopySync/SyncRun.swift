internal import Files

/// Carries out a plan, several files at once.
struct SyncRun: Sendable {
    private let options: Sync.Options
    private let source: any Store
    private let destination: any Store
    private let progress: Progress

    private enum Outcome: Sendable {
        case copied(Sync.Report.Copied)
        case skipped(Sync.Report.Skipped)
        case failed(StoreProblem)
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
        await copy(plan.copies, &report)
        if progress.isCancelled { throw .cancelled }
        if options.delete, !plan.surplus.isEmpty { try await delete(plan, &report) }
        report.copied.sort { $0.key < $1.key }
        report.skipped.sort { $0.key < $1.key }
        report.failed.sort { $0.path < $1.path }
        progress(1)
        return report
    }

    private func copy(_ copies: [SyncPlan.Copy], _ report: inout Sync.Report) async {
        let shares = SharedProgress(progress, weights: copies.map { Double($0.source.size + 1) })
        await withTaskGroup(of: Outcome.self) { group in
            for (index, copy) in copies.enumerated() {
                if index >= max(options.transfers, 1), let outcome = await group.next() { add(outcome, to: &report) }
                if progress.isCancelled { break }
                group.addTask { await outcome(of: copy, shares.progress(of: index)) }
            }
            for await outcome in group { add(outcome, to: &report) }
        }
    }

    private func add(_ outcome: Outcome, to report: inout Sync.Report) {
        switch outcome {
        case .copied(let copied):
            report.copied.append(copied)
            report.bytes += copied.size
        case .skipped(let skipped): report.skipped.append(skipped)
        case .failed(let problem): report.failed.append(problem)
        }
    }

    private func outcome(of copy: SyncPlan.Copy, _ progress: Progress) async -> Outcome {
        do throws(StoreError) {
            if let existing = copy.existing, try await isSame(copy.source, existing, progress) {
                return .skipped(.init(key: copy.target, reason: .identical))
            }
            let verification = options.dryRun ? nil : try await transfer(copy, progress)
            return .copied(
                .init(
                    key: copy.target, size: copy.source.size, replaced: copy.existing != nil,
                    verification: verification))
        } catch {
            return .failed(StoreProblem(path: copy.source.key.text, reason: "was not copied: \(error)"))
        }
    }

    /// Whether contents that listings could not tell apart are the same. Reading both is cheaper than copying one.
    private func isSame(
        _ entry: StoreEntry, _ existing: StoreEntry, _ progress: Progress
    ) async throws(StoreError) -> Bool {
        if let known = entry.hasSameContents(as: existing) { return known }
        if let ours = source.localPath(of: entry.key), let theirs = destination.localPath(of: existing.key) {
            let quiet = Progress(cancellation: progress.cancellation)
            return try await onOwnThread { () throws(StoreError) in
                try Checksum.sha256(ofFileAt: ours, progress: quiet)
                    == Checksum.sha256(ofFileAt: theirs, progress: quiet)
            }
        }
        guard let ours = try await md5(of: entry, in: source, progress),
            let theirs = try await md5(of: existing, in: destination, progress)
        else { return false }
        return ours == theirs
    }

    private func md5(
        of entry: StoreEntry, in store: any Store, _ progress: Progress
    ) async throws(StoreError) -> String? {
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
        guard let path = destination.localPath(of: copy.target) else { throw .remote(destination.location) }
        return try await source.fetch(copy.source.key, to: path, progress: progress)
    }

    private func delete(_ plan: SyncPlan, _ report: inout Sync.Report) async throws(SyncError) {
        if let reason = reasonNotToDelete(plan, report) {
            report.warnings.append("nothing was deleted, because \(reason)")
            return
        }
        for key in plan.surplus {
            if progress.isCancelled { throw .cancelled }
            do {
                if !options.dryRun { try await destination.remove(key) }
                report.deleted.append(key)
            } catch {
                report.failed.append(StoreProblem(path: key.text, reason: "was not deleted: \(error)"))
            }
        }
    }

    private func reasonNotToDelete(_ plan: SyncPlan, _ report: Sync.Report) -> String? {
        if plan.isEmpty { return "the source has no files" }
        if !plan.sourceIsWhole { return "some of the source could not be read" }
        return report.failed.isEmpty ? nil : "some files could not be copied"
    }
}
