internal import COGEncoding
internal import CanopyCHM
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// Canopy height models of the cropped surface and terrain models. One that fails is a warning.
struct CanopyHeightStep: MissionStep {
    let folder = "full"
    let weight = 1.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        guard let name = try? MissionName(mission.name, options.naming) else { return [] }
        let made = Dictionary(
            earlier.filter(\.isRaster).map { ($0.type, $0.key) }, uniquingKeysWith: { first, _ in first })
        return mission.makes.compactMap { type in
            let pairs = CanopyPairs.candidates(for: type, in: mission)
            guard !pairs.isEmpty, let key = try? Product.output(of: name, type: type, extension: "tif") else {
                return nil
            }
            return PlannedOutput(
                key: key, type: type, origins: pairs.map { [$0.dsm, $0.dtm].compactMap { made[$0] } },
                leader: made[pairs[0].dsm], isRaster: true, isOptional: true)
        }
    }

    func end(in stage: ProcessingStage) {
        for type in stage.job.mission.makes where !type.contains("-") {
            if CanopyPairs.candidates(for: type, in: stage.job.mission).isEmpty {
                stage.warn(["no \(type) is made: there is no pair of a surface and a terrain model"])
            }
        }
    }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {
        let job = stage.job
        let type = output.type
        var firstFailure: String?
        let pairs = CanopyPairs.candidates(for: type, in: job.mission)
        for (number, pair) in pairs.enumerated() {
            guard let dsm = stage.raster(pair.dsm), let dtm = stage.raster(pair.dtm) else {
                firstFailure = firstFailure ?? "not both \(pair.dsm) and \(pair.dtm) could be cropped"
                continue
            }
            stage.logger.info(
                "\(job.mission.name): making \(type) of \(pair.dsm) and \(pair.dtm)",
                metadata: .step("process", output.key.name))
            do throws(CHMError) {
                let report = try CHM(options: job.canopyHeights(memory: grant.memory)).run(
                    CHM.Files(output, of: dsm, less: dtm, in: job),
                    // Where this one fails, another may need the machine.
                    progress: number == pairs.count - 1 ? grant.lastProgress : grant.progress,
                    warnings: Warnings(phrasing: stage.phrasing))
                if let firstFailure {
                    stage.warn(
                        ["\(type) is made of \(pair.dsm) and \(pair.dtm), because \(firstFailure)"], of: output)
                }
                stage.warn(report.warnings, of: output)
                return stage.made(
                    output, raster: report.raster, report.canopy,
                    of: Manifest.Pair(output: output.key, dsm: dsm, dtm: dtm))
            } catch {
                guard !error.isCancellation else { return }
                let reason = stage.phrasing.sentence(of: error)
                if error.isResourceGone { return stage.fail(reason) }
                firstFailure = firstFailure ?? "\(pair.dsm) and \(pair.dtm) failed: \(reason)"
            }
        }
        if let firstFailure { stage.warn(["no \(type) is made, because \(firstFailure)"], of: output) }
    }
}

extension ProcessingJob {
    /// How canopy height models are made.
    func canopyHeights(memory: Int) -> CHM.Options {
        var chm = CHM.Options()
        chm.writing = [.webp, .jpeg].contains(writing.compression) ? writing.forAnything : writing
        chm.writing.memory = memory
        chm.overwrite = true
        chm.coverHeights = coverHeights
        return chm
    }
}

extension CHM.Files {
    init(_ output: PlannedOutput, of dsm: StoreKey, less dtm: StoreKey, in job: ProcessingJob) {
        self.init(
            dsm: RasterInput(job.path(of: dsm)), dtm: RasterInput(job.path(of: dtm)), output: job.path(of: output.key))
    }
}
