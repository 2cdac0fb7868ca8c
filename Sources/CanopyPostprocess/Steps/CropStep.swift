internal import CanopyCrop
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// The mission's rasters inside its boundary. One that fails costs that product.
struct CropStep: MissionStep {
    let folder = "full"
    let weight = 1.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        mission.products.filter(\.isRaster).map {
            PlannedOutput(key: $0.output, type: $0.type, source: $0.entry.key, inputs: [$0.entry.key], isRaster: true)
        }
    }

    func make(_ outputs: [PlannedOutput], in processing: inout ProcessingStage) {
        for output in outputs where !processing.isOver { crop(output, &processing) }
    }

    func end(in processing: inout ProcessingStage) {
        if !processing.isOver, processing.hasFailures, processing.outcome.made.isEmpty {
            processing.outcome.failure = "none of its rasters could be cropped"
        }
    }

    private func crop(_ output: PlannedOutput, _ processing: inout ProcessingStage) {
        let job = processing.job
        let progress = processing.next()
        guard let source = output.source, let input = processing.input(source) else { return }
        processing.logger.info("\(job.mission.name): cropping \(source.name)")
        var crop = Crop.Options()
        crop.boundary.combination = job.features
        crop.writing = job.writing
        crop.overwrite = true
        let warnings = Warnings(phrasing: processing.phrasing)
        do throws(CropError) {
            let report = try Crop(options: crop).run(
                Crop.Files(input: input, boundary: job.boundary, output: job.path(of: output.key)),
                progress: progress, warnings: warnings)
            processing.warn(warnings.all, of: output)
            processing.made(output, raster: report.output)
        } catch {
            guard !error.isCancellation else { return }
            processing.warn(warnings.all, of: output)
            let reason = processing.phrasing.sentence(of: error)
            if error.isResourceGone { return processing.outcome.failure = reason }
            processing.failed(output, source.text, reason)
        }
    }
}
