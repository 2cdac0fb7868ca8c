internal import COGEncoding
internal import CanopyCrop
internal import CanopyMatch
internal import CanopySTAC
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

extension CropError {
    /// Whether the method of compression cannot hold the raster.
    fileprivate var wantsOtherCompression: Bool {
        explanation.remedies.contains { if case .compression = $0 { true } else { false } }
    }
}

/// The mission's rasters inside its boundary. One that fails costs that product.
struct CropStep: MissionStep {
    let verb = "cropping"
    let folder = "full"
    let weight = 1.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        mission.products.filter(\.isRaster).map {
            PlannedOutput(key: $0.output, type: $0.type, source: $0.entry.key, inputs: [$0.entry.key], isRaster: true)
        }
    }

    func end(in stage: ProcessingStage) {
        if stage.hasFailures, !stage.hasMade { return stage.fail("none of its rasters could be cropped") }
        if !stage.isOver { describeBoundary(in: stage) }
    }

    /// What documents tell of the boundary. What is wrong with it has been told where rasters were cropped to it.
    private func describeBoundary(in stage: ProcessingStage) {
        var options = BoundaryOptions()
        options.combination = stage.job.features
        guard
            let boundary = try? Boundary(
                stage.job.boundary, options: options, cancellation: stage.stop, warnings: Warnings())
        else { return }
        let footprint = try? boundary.footprint(cancellation: stage.stop)
        if footprint?.isHull == true {
            stage.warn(["the boundary has very many points, so that maps of missions show its convex hull"])
        }
        let attributes = try? boundary.attributes(cancellation: stage.stop)
        stage.found(footprint.flatMap { GeoJSONPolygons($0.polygons) }, attributes.flatMap(Survey.init(attributes:)))
    }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {
        let job = stage.job
        guard let source = output.source, let input = stage.input(source) else { return }
        stage.logger.info("\(job.mission.name): cropping \(source.name)", metadata: .step("process", source.name))
        var crop = Crop.Options()
        crop.boundary.combination = job.features
        crop.writing = job.writing
        crop.writing.memory = grant.memory
        crop.overwrite = true
        let warnings = Warnings(phrasing: stage.phrasing)
        let files = Crop.Files(input: input, boundary: job.boundary, output: job.path(of: output.key))
        var canopy: CanopyFollower?
        func follow(_ pixels: any RasterSource, _ writer: COGWriter) -> (any ChunkObserver)? {
            canopy = CanopyFollower(of: output, pixels, writtenBy: writer, memory: grant.memory, in: stage)
            return canopy?.observer
        }
        do throws(CropError) {
            let report: Crop.Report
            do throws(CropError) {
                report = try Crop(options: crop).run(
                    files, progress: grant.lastProgress, warnings: warnings, seenBy: follow)
            } catch  where error.wantsOtherCompression {
                // A method for pictures; refused before anything was written.
                stage.logger.info("\(job.mission.name): \(source.name) is compressed by deflate: \(error)")
                crop.writing = crop.writing.forAnything
                report = try Crop(options: crop).run(
                    files, progress: grant.lastProgress, warnings: warnings, seenBy: follow)
            }
            stage.warn(warnings.all, of: output)
            stage.made(output, raster: report.raster, boundaryPixels: report.boundaryPixels)
            canopy?.finish()
        } catch {
            guard !error.isCancellation else { return }
            stage.warn(warnings.all, of: output)
            let reason = stage.phrasing.sentence(of: error)
            if error.isResourceGone { return stage.fail(reason) }
            stage.failed(output, source.text, reason)
        }
    }
}
