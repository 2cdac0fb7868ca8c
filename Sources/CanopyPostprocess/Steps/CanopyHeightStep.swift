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
                key: key, type: type,
                origins: pairs.map { [$0.dsm, $0.dtm].compactMap { made[$0] } }, isRaster: true, isOptional: true)
        }
    }

    func make(_ outputs: [PlannedOutput], in processing: inout ProcessingStage) {
        for output in outputs where !processing.isOver { make(output, &processing) }
    }

    func end(in processing: inout ProcessingStage) {
        for type in processing.job.mission.makes where !type.contains("-") {
            if CanopyPairs.candidates(for: type, in: processing.job.mission).isEmpty {
                processing.warn(["no \(type) is made: there is no pair of a surface and a terrain model"])
            }
        }
    }

    private func make(_ output: PlannedOutput, _ processing: inout ProcessingStage) {
        let job = processing.job
        let progress = processing.next()
        let type = output.type
        var firstFailure: String?
        for pair in CanopyPairs.candidates(for: type, in: job.mission) {
            guard let dsm = processing.raster(pair.dsm), let dtm = processing.raster(pair.dtm) else {
                firstFailure = firstFailure ?? "not both \(pair.dsm) and \(pair.dtm) could be cropped"
                continue
            }
            processing.logger.info("\(job.mission.name): making \(type) of \(pair.dsm) and \(pair.dtm)")
            var chm = CHM.Options()
            chm.writing = job.writing
            chm.overwrite = true
            do throws(CHMError) {
                let report = try CHM(options: chm).run(
                    CHM.Files(
                        dsm: RasterInput(job.path(of: dsm)), dtm: RasterInput(job.path(of: dtm)),
                        output: job.path(of: output.key)),
                    progress: progress, warnings: Warnings(phrasing: processing.phrasing))
                if let firstFailure {
                    processing.warn(
                        ["\(type) is made of \(pair.dsm) and \(pair.dtm), because \(firstFailure)"], of: output)
                }
                processing.warn(report.warnings, of: output)
                processing.outcome.pairs.append(Manifest.Pair(output: output.key, dsm: dsm, dtm: dtm))
                return processing.made(output, raster: report.output)
            } catch {
                guard !error.isCancellation else { return }
                let reason = processing.phrasing.sentence(of: error)
                if error.isResourceGone { return processing.outcome.failure = reason }
                firstFailure = firstFailure ?? "\(pair.dsm) and \(pair.dtm) failed: \(reason)"
            }
        }
        if let firstFailure { processing.warn(["no \(type) is made, because \(firstFailure)"], of: output) }
    }
}
