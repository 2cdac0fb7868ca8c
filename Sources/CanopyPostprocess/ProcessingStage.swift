internal import COGEncoding
internal import CanopyCHM
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyThumb
internal import Diagnostics
internal import Logging
internal import Raster
internal import Stores

/// The stage between download and upload: crops, canopy height models and thumbnails of one mission.
///
/// A product that fails costs that product; a canopy height model or a thumbnail that fails is a warning. A resource that
/// is gone costs the mission: what is missing of it would not be its products' fault.
struct ProcessingStage {
    private let job: ProcessingJob
    private let phrasing: Phrasing
    private let logger: Logger
    private let progress: Progress
    private var outcome = ProcessingOutcome()
    private var steps = 0

    /// Makes everything there is to make of a mission. Blocks until it is done.
    static func run(
        _ job: ProcessingJob, phrasing: Phrasing, logger: Logger, progress: Progress
    ) -> ProcessingOutcome {
        var processing = ProcessingStage(job: job, phrasing: phrasing, logger: logger, progress: progress)
        processing.makeAll()
        return progress.isCancelled ? .interrupted : processing.outcome
    }

    private init(job: ProcessingJob, phrasing: Phrasing, logger: Logger, progress: Progress) {
        self.job = job
        self.phrasing = phrasing
        self.logger = logger
        self.progress = progress
    }

    private var isOver: Bool { outcome.failure != nil || progress.isCancelled }

    private mutating func makeAll() {
        for product in job.rasters where !isOver { crop(product, next()) }
        if isOver { return }
        if !job.rasters.isEmpty, outcome.made.isEmpty {
            outcome.failure = "none of its rasters could be cropped"
            return
        }
        for canopy in job.canopies where !isOver { make(canopy, next()) }
        if isOver { return }
        logger.info("\(job.mission.name): drawing thumbnails")
        makeThumbnails(outcome.made.map { _ in next() })
        if !isOver { progress(1) }
    }

    /// Progress of the next step; each raster has two.
    private mutating func next() -> Progress {
        defer { steps += 1 }
        let all = Double(2 * (job.rasters.count + job.canopies.count))
        return progress.part(Double(steps) / all...Double(steps + 1) / all)
    }

    private mutating func crop(_ product: Product, _ progress: Progress) {
        logger.info("\(job.mission.name): cropping \(product.entry.key.name)")
        var crop = Crop.Options()
        crop.boundary.combination = job.features
        crop.writing = job.writing
        crop.overwrite = true
        guard let input = job.inputs[product.entry.key] else { return }
        let warnings = Warnings(phrasing: phrasing)
        do throws(CropError) {
            let report = try Crop(options: crop).run(
                input: input, boundary: job.boundary, output: job.path(of: product.output), progress: progress,
                warnings: warnings)
            outcome.warn(warnings.all)
            outcome.made.append(.init(key: product.output, type: product.type, raster: report.output))
        } catch {
            guard !error.isCancellation else { return }
            outcome.warn(warnings.all)
            let reason = phrasing.sentence(of: error)
            if error.isResourceGone { return outcome.failure = reason }
            if !outcome.failures.contains(where: { $0.reason == reason }) {
                logger.error("\(job.mission.name): \(reason)")
            }
            outcome.failures.append(Manifest.Failure(product: product.entry.key.text, reason: reason))
        }
    }

    private mutating func make(_ canopy: ProcessingJob.Canopy, _ progress: Progress) {
        let type = canopy.type
        var firstFailure: String?
        for pair in CanopyPairs.candidates(for: type, in: job.mission) {
            guard let dsm = raster(pair.dsm), let dtm = raster(pair.dtm) else {
                firstFailure = firstFailure ?? "not both \(pair.dsm) and \(pair.dtm) could be cropped"
                continue
            }
            logger.info("\(job.mission.name): making \(type) of \(pair.dsm) and \(pair.dtm)")
            var chm = CHM.Options()
            chm.writing = job.writing
            chm.overwrite = true
            do throws(CHMError) {
                let report = try CHM(options: chm).run(
                    dsm: job.path(of: dsm), dtm: job.path(of: dtm), output: job.path(of: canopy.output),
                    progress: progress, warnings: Warnings(phrasing: phrasing))
                if let firstFailure {
                    outcome.warn(["\(type) is made of \(pair.dsm) and \(pair.dtm), because \(firstFailure)"])
                }
                outcome.warn(report.warnings)
                outcome.pairs.append(Manifest.Pair(output: canopy.output, dsm: dsm, dtm: dtm))
                outcome.made.append(.init(key: canopy.output, type: type, raster: report.output))
                return
            } catch {
                guard !error.isCancellation else { return }
                let reason = phrasing.sentence(of: error)
                if error.isResourceGone { return outcome.failure = reason }
                firstFailure = firstFailure ?? "\(pair.dsm) and \(pair.dtm) failed: \(reason)"
            }
        }
        if let firstFailure {
            outcome.warn(["no \(type) is made, because \(firstFailure)"])
        } else if !type.contains("-") {
            outcome.warn(["no \(type) is made: there is no pair of a surface and a terrain model"])
        }
    }

    /// Where the cropped raster of a type lies below the folder.
    private func raster(_ type: String) -> StoreKey? {
        outcome.made.first { $0.type == type && $0.raster != nil }?.key
    }

    /// Draws the thumbnails of all rasters side by side.
    private mutating func makeThumbnails(_ progress: [Progress]) {
        var thumb = Thumb.Options()
        thumb.maxDim = job.maxDim
        thumb.style = job.thumbStyle
        thumb.overwrite = true
        thumb.memory = job.writing.memory
        let drawings = zip(outcome.made, progress).compactMap { raster, progress in
            job.thumbnail(of: raster.type).map { key in
                (
                    type: raster.type, key: key,
                    job: Thumb.Job(input: job.path(of: raster.key), output: job.path(of: key), progress: progress)
                )
            }
        }
        let results = Thumb(options: thumb).run(drawings.map(\.job), atOnce: job.writing.jobs)
        for (drawing, result) in zip(drawings, results) {
            switch result {
            case .success(let report):
                outcome.warn(report.warnings)
                outcome.made.append(.init(key: drawing.key, role: .thumbnail, type: drawing.type))
            case .failure(let error) where error.isCancellation:
                break
            case .failure(let error) where error.isResourceGone:
                outcome.failure = outcome.failure ?? phrasing.sentence(of: error)
            case .failure(let error):
                outcome.warn(["no thumbnail of \(drawing.type): \(phrasing.sentence(of: error))"])
            }
        }
    }
}
