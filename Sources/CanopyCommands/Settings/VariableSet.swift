internal import CanopyCrop
internal import CanopyMatch
internal import Stores

/// The variables that say where missions are and what they are called. The image that canopy replaces had two sets of
/// them, one after the other; a workflow is written for one.
struct VariableSet {
    /// A store's variables: its bucket and its folder there.
    struct Place {
        let bucket: String
        let folder: String
        /// Whether the folder must be set.
        var needsFolder = false
        /// The variable of a folder in that one.
        var subfolder: String?

        /// All of its names.
        var names: [String] { [bucket, folder] + [subfolder].compactMap { $0 } }

        /// The names that must be set.
        var required: [String] { needsFolder ? [bucket, folder] : [bucket] }
    }

    let input: Place
    let boundaries: Place
    let output: Place
    let mission: String
    /// Whether the mission must be named.
    let isForOneMission: Bool
    let workingDirectory: String

    let layout: MissionLayout
    let features: FeatureCombination
    let needsBoundary: Bool
    /// Whether camera locations are made.
    let cameras: Bool

    /// Those of version 1.2, which is the contract.
    static let first = VariableSet(
        input: Place(bucket: "S3_BUCKET_INPUT_DATA", folder: "INPUT_DATA_DIRECTORY"),
        boundaries: Place(bucket: boundaryBucket, folder: "INPUT_BOUNDARY_DIRECTORY"),
        output: Place(bucket: "S3_BUCKET_OUTPUT", folder: "OUTPUT_DIRECTORY"),
        mission: "DATASET_NAME", isForOneMission: false, workingDirectory: "WORKING_DIR",
        layout: .nested, features: .union, needsBoundary: false, cameras: false)

    /// Those of the versions after it.
    static let later = VariableSet(
        input: Place(
            bucket: "S3_BUCKET_INTERNAL", folder: "S3_PHOTOGRAMMETRY_DIR", needsFolder: true,
            subfolder: "PHOTOGRAMMETRY_CONFIG_SUBFOLDER"),
        boundaries: Place(bucket: boundaryBucket, folder: "INPUT_BOUNDARY_DIR"),
        output: Place(bucket: "S3_BUCKET_PUBLIC", folder: "S3_POSTPROCESSED_DIR"),
        mission: "PROJECT_NAME", isForOneMission: true, workingDirectory: "TEMP_WORKING_DIR_POSTPROCESSING",
        layout: .flat, features: .intersection, needsBoundary: true, cameras: true)

    /// The only name that both have.
    private static let boundaryBucket = "S3_BUCKET_INPUT_BOUNDARY"

    /// The set that is in use: the later one where a name is set that only it has. Names of both are a complaint.
    static func inUse(_ variables: inout Variables) -> VariableSet {
        let ofFirst = first.ownNames.filter { variables.text($0) != nil }
        let ofLater = later.ownNames.filter { variables.text($0) != nil }
        if !ofFirst.isEmpty, !ofLater.isEmpty {
            variables.complain(
                "\(ofLater.joined(separator: ", ")) and \(ofFirst.joined(separator: ", ")) are of two sets of variables, "
                    + "of which a run can have one; unset those of the other")
        }
        return ofLater.isEmpty ? first : later
    }

    /// All names of the set.
    var allNames: [String] { [mission] + [input, boundaries, output].flatMap(\.names) + [workingDirectory] }

    private var ownNames: [String] { allNames.filter { $0 != Self.boundaryBucket } }

    /// How missions' names become places: by the contract, or with the input's subfolder below each mission's own.
    func naming(_ variables: inout Variables) -> Naming {
        var naming = Naming()
        guard let subfolder = input.subfolder else { return naming }
        naming.stripsRunNumber = false
        naming.derivedTypes = ["chm-ptcloud", "chm-mesh"]
        naming.outputFolder = .fixed(nil)
        guard let folder = variables.folder(subfolder) else { return naming }
        do throws(StoreKey.Problem) { naming.outputFolder = .fixed(try StoreKey(folder)) } catch {
            variables.complain("\(subfolder) cannot be '\(folder)': it \(error)")
        }
        return naming
    }
}
