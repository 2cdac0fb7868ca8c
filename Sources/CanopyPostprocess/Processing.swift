internal import CanopyCHM
internal import CanopyCOG
internal import CanopyCrop
internal import CanopyMatch
internal import CanopySync
internal import CanopyThumb
internal import Files
internal import Logging

/// The stage between download and upload: crops, canopy height models and thumbnails of one mission.
///
/// A product that fails costs that product; a canopy height model or a thumbnail that fails is a warning. A resource that
/// is gone costs the mission: what is missing of it would not be its products' fault.
struct Processing {
    private let job: ProcessingJob
    private let logger: Logger
    private let progress: Progress
    private var outcome = ProcessingOutcome()
    private var steps = 0

    /// Makes everything there is to make of a mission. Blocks until it is done.
    static func run(_ job: ProcessingJob, logger: Logger, progress: Progress) -> ProcessingOutcome {
        var processing = Processing(job: job, logger: logger, progress: progress)
        processing.makeAll()
        return progress.isCancelled ? .interrupted : processing.outcome
    }

    private init(job: ProcessingJob, logger: Logger, progress: Progress) {
        self.job = job
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
        do throws(CropError) {
            let report = try Crop(options: crop).run(
                input: input, boundary: job.boundary, output: job.path(of: product.output), progress: progress)
            outcome.warn(report.warnings)
            outcome.made.append(.init(key: product.output, type: product.type, raster: report.output))
        } catch {
            guard !error.isCancellation else { return }
            if error.isResourceGone { return outcome.failure = error.description }
            if !outcome.failures.contains(where: { $0.reason == error.description }) {
                logger.error("\(job.mission.name): \(error)")
            }
            outcome.failures.append(Manifest.Failure(product: product.entry.key.text, reason: error.description))
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
                    progress: progress)
                if let firstFailure {
                    outcome.warn(["\(type) is made of \(pair.dsm) and \(pair.dtm), because \(firstFailure)"])
                }
                outcome.warn(report.warnings)
                outcome.pairs.append(Manifest.Pair(output: canopy.output, dsm: dsm, dtm: dtm))
                outcome.made.append(.init(key: canopy.output, type: type, raster: report.output))
                return
            } catch {
                guard !error.isCancellation else { return }
                if error.isResourceGone { return outcome.failure = error.description }
                firstFailure = firstFailure ?? "\(pair.dsm) and \(pair.dtm) failed: \(error)"
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

    /// What came of drawing a thumbnail: a picture, unless there is no key, and what is to be said.
    private struct Drawing: Sendable {
        var key: StoreKey?
        var warnings: [String] = []
        /// Why the mission as a whole fails.
        var failure: String?
    }

    /// Draws the thumbnails of all rasters side by side: a picture keeps one core busy, and little memory.
    private mutating func makeThumbnails(_ progress: [Progress]) {
        let rasters = outcome.made
        let drawings = Monitor((next: 0, done: rasters.map { _ in Drawing() }))
        Workers.run(min(max(job.writing.jobs, 1), max(rasters.count, 1))) { [job] _ in
            func next() -> Int {
                drawings.update { state in
                    defer { state.next += 1 }
                    return state.next
                }
            }
            var number = next()
            while number < rasters.count {
                let drawing = Self.thumbnail(of: rasters[number], job, progress[number])
                drawings.update { $0.done[number] = drawing }
                number = next()
            }
        }
        for (raster, drawing) in zip(rasters, drawings.update { $0.done }) {
            outcome.warn(drawing.warnings)
            outcome.failure = outcome.failure ?? drawing.failure
            guard let key = drawing.key else { continue }
            outcome.made.append(.init(key: key, role: .thumbnail, type: raster.type))
        }
    }

    private static func thumbnail(
        of raster: ProcessingOutcome.Made, _ job: ProcessingJob, _ progress: Progress
    ) -> Drawing {
        guard let key = job.thumbnail(of: raster.type) else { return Drawing() }
        var thumb = Thumb.Options()
        thumb.maxDim = job.maxDim
        thumb.style = job.thumbStyle
        thumb.overwrite = true
        do throws(ThumbError) {
            let report = try Thumb(thumb).run(
                input: job.path(of: raster.key), output: job.path(of: key), progress: progress)
            return Drawing(key: key, warnings: report.warnings)
        } catch {
            if progress.isCancelled { return Drawing() }
            if error.isResourceGone { return Drawing(failure: error.description) }
            return Drawing(warnings: ["no thumbnail of \(raster.type): \(error)"])
        }
    }
}
