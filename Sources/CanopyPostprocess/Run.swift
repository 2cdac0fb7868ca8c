internal import CanopyMatch
public import Diagnostics
internal import Files
internal import Logging
internal import Raster
public import Stores

extension Postprocess {
    /// Processes the missions of the input. What would help against what goes wrong is said in the words of `warnings`.
    ///
    /// - Throws: ``PostprocessError`` where nothing could be begun; what happens to single missions is in the report.
    public func run(
        _ locations: Locations, with stores: Stores = Stores(), progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(PostprocessError) -> Report {
        try await run(try await open(locations, with: stores), progress: progress, warnings: warnings)
    }

    /// The same with stores that are open.
    func run(
        _ stores: OpenStores, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) async throws(PostprocessError) -> Report {
        let start = ContinuousClock.now
        var (matched, problems) = try await look(at: stores, progress, warnings)
        if progress.isCancelled { throw .cancelled }

        let isEmpty = matched.candidates == 0 && matched.unmatched.isEmpty
        if isEmpty {
            warnings.add("there are no missions in '\(stores.locations.input)'; check its name and the layout")
        }
        if stores.locations.output.isSamePlace(as: stores.locations.input) {
            warnings.add(
                "products go into '\(stores.locations.output)', between the missions that they are made of; name another output"
            )
        }
        var missions = matched.missions
        var report = Report(isDryRun: options.dryRun, shard: isEmpty ? nil : options.shard)
        report.found = missions.count + matched.unmatched.count { $0.kind != .notFound }
        report.warnings = warnings.all
        report.missions = matched.unmatched.map(self.report)
        if problems.isEmpty {
            let published = await published(missions, in: stores.output, progress.cancellation)
            report.missions += published
            missions.removeAll { mission in published.contains { $0.name == mission.name } }
        }
        if !options.dryRun {
            problems += SpaceCheck(options: options, steps: steps, stores: stores).problems(with: missions)
        }
        if !problems.isEmpty { throw .unusable(problems) }
        for mission in missions {
            guard let layout = mission.layout else { continue }
            let products = mission.products.map { "\($0.type) '\($0.entry.key)'" }.joined(separator: ", ")
            logger.info(
                "\(mission.name): laid out as \(layout.rawValue): \(products); other files that are left alone: \(mission.others)"
            )
        }
        report.missions.forEach(ended)
        logger.info("missions: \(report.found) found, \(missions.count) to process")
        report.missions += await process(missions, stores, warnings.phrasing, progress)
        guard !progress.isCancelled else { throw .cancelled }
        report.missions = report.missions.inOrder(of: \.name)
        report.seconds = (.now - start) / .seconds(1)
        return report
    }

    /// The missions, and what stands in the way of their publication.
    private func look(
        at stores: OpenStores, _ progress: Progress, _ warnings: Warnings
    ) async throws(PostprocessError) -> (matched: Match.Report, problems: [String]) {
        // Hours of work may lie before the first upload.
        let cancellation = Cancellation(partOf: progress.cancellation)
        async let obstacle = stores.output.problem(progress: Progress(cancellation: cancellation))
        defer { cancellation.cancel() }
        let matched = try await match(stores, progress.cancellation, warnings)
        return (matched, await obstacle.map { ["cannot publish: \($0)"] } ?? [])
    }

    /// The missions that need not be processed again.
    private func published(
        _ missions: [Match.Mission], in output: any Store, _ cancellation: Cancellation
    ) async -> [MissionReport] {
        guard options.resume else { return [] }
        return await Published(options: options, steps: steps, output: output, logger: logger)
            .reports(of: missions, cancellation)
    }

    /// What became of the missions, or would.
    private func process(
        _ missions: [Match.Mission], _ stores: OpenStores, _ phrasing: Phrasing, _ progress: Progress
    ) async -> [MissionReport] {
        if options.dryRun { return missions.map { plan($0, in: stores.locations.output) } }
        return await Pipeline(self, stores, missions: missions.count, phrasing: phrasing, progress).pass(missions)
    }

    private func match(
        _ stores: OpenStores, _ cancellation: Cancellation, _ warnings: Warnings
    ) async throws(PostprocessError) -> Match.Report {
        var match = Match.Options()
        match.layout = options.layout
        match.single = options.single
        match.naming = options.naming
        match.missions = options.missions
        match.shard = options.shard
        match.reserved = [stores.locations.output]
        do throws(MatchError) {
            return try await Match(options: match).run(
                input: stores.input, boundaries: stores.boundaries, progress: Progress(cancellation: cancellation),
                warnings: warnings)
        } catch { throw error == .cancelled ? .cancelled : .match(error) }
    }

    /// A mission that cannot be processed.
    private func report(_ mission: Match.Unmatched) -> MissionReport {
        let status: Status =
            switch mission.kind {
            // Whoever names the one mission means it.
            case .noProducts: options.single == nil ? .skipped : .failed
            case .noBoundary: options.needsBoundary || options.single != nil ? .failed : .skipped
            case .notFound, .badName, .missingProduct, .sharedOutput, .allRefused, .unreadable: .failed
            }
        return MissionReport(mission.name, status, reasons: [mission.reason])
    }

    /// A mission as it would be processed.
    private func plan(_ mission: Match.Mission, in output: StoreLocation) -> MissionReport {
        var report = MissionReport(
            mission.name, mission.refused.isEmpty ? .planned : .partial, reasons: mission.refused.map(\.reason))
        report.output = output.appending(mission.output)
        report.warnings = mission.warnings
        let outputs = MissionPlan(mission, options, steps).listed(for: mission)
        report.plan = outputs.map(\.key)
        let plugins = options.plugins.programs.map(\.name)
        report.plugins = plugins.isEmpty ? nil : plugins
        report.products = outputs.count { $0.role == .data }
        report.thumbnails = outputs.count { $0.role == .thumbnail }
        return report
    }
}
