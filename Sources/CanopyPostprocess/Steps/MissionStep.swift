internal import CanopyMatch
internal import Diagnostics
internal import Files
internal import Stores

/// A kind of files that is made of a mission. What it declares is all that the run, its plan, the manifest, the look for
/// stale files and `--resume` know of them.
protocol MissionStep: Sendable {
    /// The folder of its outputs below the mission's.
    var folder: String { get }
    /// What is done to make one of its outputs, as people who watch are told.
    var verb: String { get }
    /// What each of its outputs counts in the progress of the mission.
    var weight: Double { get }
    /// What it makes of a mission if nothing fails, where the steps before it plan to make `earlier`.
    func outputs(of mission: Match.Mission, _ options: Postprocess.Options, after earlier: [PlannedOutput])
        -> [PlannedOutput]
    /// What making one of its outputs takes of the machine.
    func cost(in job: ProcessingJob) -> StepCost
    /// Makes one of its outputs, for which everything is there, and tells what became of it. Blocks until it is made. Others
    /// are made at the same time.
    func make(_ output: PlannedOutput, in stage: ProcessingStage, _ grant: StepGrant)
    /// Comes once, when nothing of its outputs is left to be made.
    func end(in stage: ProcessingStage)
}

extension MissionStep {
    /// Nothing special.
    var verb: String { "making" }
    /// All of it.
    func cost(in job: ProcessingJob) -> StepCost { .machine }
    /// Nothing is to be said of all outputs together.
    func end(in stage: ProcessingStage) {}
}

/// What making an output takes of the machine.
enum StepCost: Hashable, Sendable {
    /// All cores, and the memory for pixels: one such output is made at a time.
    case machine
    /// One core, and usually so many bytes: several are made side by side, also beside one that takes the machine.
    case core(memory: Int)
}

/// What an output is made with.
struct StepGrant: Sendable {
    let progress: Progress
    /// Bytes for pixels.
    let memory: Int
    /// Whether there is no more memory to be had by waiting.
    let isAll: Bool
    /// Lets others have the machine, for work of which the rest takes one core and next to no memory.
    let release: @Sendable () -> Void

    /// The progress of work that never takes more of the machine again once it has said that it needs it no more.
    var lastProgress: Progress { progress.releasing(release) }
}

/// A file that a mission's folder is to hold.
struct PlannedOutput: Codable, Hashable, Sendable {
    /// Where it goes below the mission's output folder.
    var key: StoreKey
    var role = Manifest.Role.data
    var type: String
    /// The product that it belongs to, by its key in the input; `nil` if it does not belong to one alone.
    var source: StoreKey?
    /// The products, by their keys in the input, that have to be here before it is made.
    var inputs: [StoreKey] = []
    /// The outputs that have to be made before: groups, each of which is enough, the best first. A later one is for where one
    /// before has failed.
    var origins: [[StoreKey]] = []
    /// Of the best group, the output of whose pixels it can be made while these are made, if the others are made by then.
    var leader: StoreKey?
    var isRaster = false
    /// Whether it is the product's own bytes, which go to the output as they are.
    var isCopy = false
    /// Whether a mission without it has succeeded nevertheless.
    var isOptional = false
    /// The plugin that has added it; `nil` for what canopy makes itself.
    var madeBy: String?
}

/// The outputs of a mission, as its steps declare them.
struct MissionPlan: Sendable {
    /// The steps that are part of every run, in their order.
    static let steps: [any MissionStep] = [
        CropStep(), CanopyHeightStep(), CameraStep(), ThumbnailStep(), CopyStep(),
    ]
    /// The folders of full-resolution products and of pictures, which are open to plugins.
    static let products = CropStep().folder
    static let pictures = ThumbnailStep().folder

    /// The outputs of each step.
    let parts: [[PlannedOutput]]
    /// What is made of the manifest in the end.
    let documents: [(document: any MissionDocument, output: PlannedOutput)]

    init(_ mission: Match.Mission, _ options: Postprocess.Options, _ steps: [any MissionStep]) {
        parts = steps.reduce(into: []) { parts, step in
            parts.append(step.outputs(of: mission, options, after: Array(parts.joined())))
        }
        let products = Array(parts.joined())
        documents = Self.documents.reduce(into: []) { documents, document in
            guard let output = document.output(of: mission, options, after: products + documents.map(\.output)) else {
                return
            }
            documents.append((document, output))
        }
    }

    /// All outputs in the order in which they are made.
    var outputs: [PlannedOutput] { parts.joined() + documents.map(\.output) }

    /// All outputs as a reader expects them: the products of the mission in its own order, what is made of several, and then
    /// the thumbnails.
    func listed(for mission: Match.Mission) -> [PlannedOutput] {
        let places = Dictionary(
            mission.products.enumerated().map { ($1.entry.key, $0) }, uniquingKeysWith: { first, _ in first })
        return outputs.inOrder { $0.source.flatMap { places[$0] } ?? places.count }
            .inOrder { $0.role == .data ? 0 : 1 }
    }

    /// Whether files at these places are what the plan leads to.
    func isMet(by keys: Set<StoreKey>) -> Bool {
        keys.isSubset(of: outputs.map(\.key)) && keys.isSuperset(of: outputs.filter { !$0.isOptional }.map(\.key))
    }
}

extension [any MissionStep] {
    /// The folders of all outputs.
    var folders: [String] {
        reduce(into: []) { folders, step in if !folders.contains(step.folder) { folders.append(step.folder) } }
    }
}

private func < (a: ((Int, Int), Int), b: ((Int, Int), Int)) -> Bool {
    (a.0.0, a.0.1, a.1) < (b.0.0, b.0.1, b.1)
}
