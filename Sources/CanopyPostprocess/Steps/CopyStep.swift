internal import CanopyMatch
internal import Stores

/// What passes through: products that are no rasters. They go to the output from where they lie; nothing is made of them.
struct CopyStep: MissionStep {
    let folder = "full"
    let weight = 0.0

    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    {
        mission.products.filter { !$0.isRaster }.map {
            PlannedOutput(key: $0.output, type: $0.type, source: $0.entry.key, isCopy: true)
        }
    }

    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant) {}
}
