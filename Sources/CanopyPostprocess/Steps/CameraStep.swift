internal import CanopyCameras
internal import CanopyMatch
internal import Diagnostics
internal import Logging
internal import RasterIO
internal import Stores

/// Where the cameras of a mission were, and how high above its terrain, as that came: cameras fly beyond the boundary. A table
/// that fails is a warning.
struct CameraStep: MissionStep {
    let folder = "full"
    let weight = 0.1

    private static let type = "camera-locations"

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        guard options.cameras, let name = try? MissionName(mission.name, options.naming),
            let key = try? Product.output(of: name, type: Self.type, extension: "gpkg"),
            let list = mission.products.first(where: { $0.type == "cameras" && $0.extension == "xml" }),
            let terrain = terrain(of: mission), own(of: mission) == nil
        else { return [] }
        return [
            PlannedOutput(
                key: key, type: Self.type, inputs: [list.entry.key, terrain.entry.key], isOptional: true)
        ]
    }

    /// The terrain model, the same that canopy height models are made of first.
    private func terrain(of mission: Match.Mission) -> Product? {
        ["dtm-ptcloud", "dtm"].lazy.compactMap { type in
            mission.products.first { $0.isRaster && $0.type == type }
        }.first
    }

    /// The mission's own table.
    private func own(of mission: Match.Mission) -> Product? {
        mission.products.first { $0.type == Self.type && $0.extension == "gpkg" }
    }

    /// Blocks below cameras are read one after the other.
    func cost(in job: ProcessingJob) -> StepCost { .core(memory: Cameras.usualMemory) }

    func end(in stage: ProcessingStage) {
        guard stage.job.cameras, let own = own(of: stage.job.mission) else { return }
        stage.warn(["'\(own.entry.key)' is kept as it is, so no camera locations are made"])
    }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {
        let job = stage.job
        guard output.inputs.count == 2, let list = stage.input(output.inputs[0]),
            let terrain = stage.input(output.inputs[1], for: .cameras)
        else { return }
        stage.logger.info(
            "\(job.mission.name): locating cameras above \(output.inputs[1].name)",
            metadata: .step("process", output.key.name))
        var options = Cameras.Options()
        options.overwrite = true
        options.memory = grant.memory
        let warnings = Warnings(phrasing: stage.phrasing)
        do throws(CamerasError) {
            let report = try Cameras(options: options).run(
                Cameras.Files(cameras: list, dtm: terrain, output: job.path(of: output.key)),
                progress: grant.progress, warnings: warnings)
            stage.warn(report.warnings, of: output)
            stage.made(output, cameras: report.cameras)
        } catch {
            guard !error.isCancellation else { return }
            let reason = stage.phrasing.sentence(of: error)
            if error.isResourceGone { return stage.fail(reason) }
            if error.wantsMemory, !grant.isAll { return stage.postpone(output) }
            stage.warn(warnings.all + ["no camera locations are made: \(reason)"], of: output)
        }
    }
}
