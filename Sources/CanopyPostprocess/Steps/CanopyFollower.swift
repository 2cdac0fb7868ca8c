internal import COGEncoding
internal import CanopyCHM
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// A canopy height model that is made of the pixels of its surface while that is cropped, instead of the crop's file. Where
/// something goes wrong nothing is told: it is made in its own way then.
final class CanopyFollower {
    private let stage: ProcessingStage
    private let output: PlannedOutput
    private let pair: Manifest.Pair
    private let progress: Progress
    private let warnings: Warnings
    private let follower: CHMFollower

    /// - Parameter pixels: Those of `surface`, which `writer` is going to write.
    /// - Returns: `nil` where there is no model to be made of that surface, or not in this way.
    init?(
        of surface: PlannedOutput, _ pixels: any RasterSource, writtenBy writer: COGWriter, memory: Int,
        in stage: ProcessingStage
    ) {
        guard let (output, progress) = stage.follower(of: surface), let group = output.origins.first, group.count == 2
        else { return nil }
        let pair = Manifest.Pair(output: output.key, dsm: group[0], dtm: group[1])
        let warnings = Warnings(phrasing: stage.phrasing)
        do throws(CHMError) {
            let chm = CHM(options: stage.job.canopyHeights(memory: memory))
            let files = CHM.Files(output, of: pair.dsm, less: pair.dtm, in: stage.job)
            guard
                let follower = try chm.follower(
                    files, of: pixels, writtenBy: writer, progress: progress, warnings: warnings)
            else { return nil }
            self.follower = follower
        } catch {
            return nil
        }
        self.stage = stage
        self.output = output
        self.pair = pair
        self.progress = progress
        self.warnings = warnings
        stage.logger.info(
            "\(stage.job.mission.name): making \(output.type) of \(surface.type) as that is cropped",
            metadata: .step("process", output.key.name))
        stage.join(output)
    }

    deinit { stage.part(output) }

    /// Who is to see the surface's pixels.
    var observer: any ChunkObserver { follower.observer }

    /// Makes the file, when that of the surface is made.
    func finish() {
        guard !stage.isOver else { return }
        do throws(CHMError) {
            guard let report = try follower.finish() else { return }
            stage.warn(report.warnings, of: output)
            stage.made(output, raster: report.raster, report.canopy, of: pair)
            progress(1)
        } catch {
            stage.logger.debug("\(stage.job.mission.name): \(output.key.name) is made once more: \(error)")
        }
    }
}
