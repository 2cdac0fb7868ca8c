internal import COGEncoding
internal import CanopyMatch
internal import CanopyThumb
internal import Diagnostics
internal import Logging
internal import RasterIO

/// A picture of each raster that the steps before have made. One that fails is a warning.
struct ThumbnailStep: MissionStep {
    let folder = "thumbnails"
    let weight = 1.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        guard let name = try? MissionName(mission.name, options.naming) else { return [] }
        return earlier.filter(\.isRaster).compactMap { raster in
            guard let key = try? Product.thumbnail(of: name, type: raster.type) else { return nil }
            return PlannedOutput(
                key: key, role: .thumbnail, type: raster.type, source: raster.source, origins: [[raster.key]],
                isOptional: true)
        }
    }

    /// Draws them side by side.
    func make(_ outputs: [PlannedOutput], in processing: inout ProcessingStage) {
        let job = processing.job
        var thumb = Thumb.Options()
        thumb.maxDim = job.maxDim
        thumb.style = job.thumbStyle
        thumb.overwrite = true
        thumb.memory = job.writing.memory
        var drawings: [(output: PlannedOutput, job: Thumb.Job)] = []
        // Of a raster that could not be made there is no picture.
        for output in outputs {
            guard let raster = output.origins.first?.first, processing.isMade(raster) else { continue }
            let drawing = Thumb.Job(
                Conversion(input: RasterInput(job.path(of: raster)), output: job.path(of: output.key)),
                progress: processing.next())
            drawings.append((output, drawing))
        }
        guard !drawings.isEmpty else { return }
        processing.logger.info("\(job.mission.name): drawing thumbnails")
        let results = Thumb(options: thumb).run(drawings.map(\.job), atOnce: job.writing.jobs)
        for (drawing, result) in zip(drawings, results) {
            switch result {
            case .success(let report):
                processing.warn(report.warnings, of: drawing.output)
                processing.made(drawing.output)
            case .failure(let error) where error.isCancellation:
                break
            case .failure(let error) where error.isResourceGone:
                processing.outcome.failure = processing.outcome.failure ?? processing.phrasing.sentence(of: error)
            case .failure(let error):
                let reason = processing.phrasing.sentence(of: error)
                processing.warn(["no thumbnail of \(drawing.output.type): \(reason)"], of: drawing.output)
            }
        }
    }
}
