internal import COGEncoding
internal import CanopyMatch
internal import CanopyThumb
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// A picture of each raster that the steps before have made. One that fails is a warning.
struct ThumbnailStep: MissionStep {
    let verb = "drawing"
    let folder = "thumbnails"
    let weight = 1.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        guard options.thumbnails, let name = try? MissionName(mission.name, options.naming) else { return [] }
        return earlier.filter(\.isRaster).compactMap { raster in
            guard let key = try? Product.thumbnail(of: name, type: raster.type) else { return nil }
            return PlannedOutput(
                key: key, role: .thumbnail, type: raster.type, source: raster.source, origins: [[raster.key]],
                isOptional: true)
        }
    }

    /// A picture keeps one core busy.
    func cost(in job: ProcessingJob) -> StepCost { .core(memory: Thumb(options: options(job)).usualMemory) }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {
        let job = stage.job
        // Of a raster that could not be made there is no picture.
        guard let raster = output.origins.first?.first, stage.isMade(raster) else { return }
        stage.logger.info(
            "\(job.mission.name): drawing \(output.key.name)", metadata: .step("process", output.key.name))
        var options = options(job)
        options.memory = grant.memory
        if Thumb.showsCanopyHeight(ofFileAt: raster.name) { options.range = job.thumbRange }
        do throws(ThumbError) {
            let report = try Thumb(options: options).run(
                Conversion(input: RasterInput(job.path(of: raster)), output: job.path(of: output.key)),
                progress: grant.progress)
            stage.warn(report.warnings, of: output)
            stage.made(output, picture: Manifest.PictureFigures(report))
        } catch {
            guard !error.isCancellation else { return }
            let reason = stage.phrasing.sentence(of: error)
            if error.isResourceGone { return stage.fail(reason) }
            if case .tooLarge = error, !grant.isAll { return stage.postpone(output) }
            stage.warn(["no thumbnail of \(output.type): \(reason)"], of: output)
        }
    }

    private func options(_ job: ProcessingJob) -> Thumb.Options {
        var thumb = Thumb.Options()
        thumb.maxDim = job.maxDim
        thumb.style = job.thumbStyle
        thumb.overwrite = true
        return thumb
    }
}
