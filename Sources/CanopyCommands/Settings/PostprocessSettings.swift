internal import COGEncoding
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPostprocess
internal import CanopyThumb
internal import Stores

/// What `canopy postprocess` is to do: each option, else its variable, else the default.
struct PostprocessSettings {
    let options: Postprocess.Options
    let stores: Stores
    let resources: ResourceOptions
    let isStrict: Bool

    /// Reads options and variables; throws all that is wrong with them.
    init(_ command: PostprocessCommand, _ environment: [String: String]) async throws(PostprocessError) {
        var variables = Variables(environment)
        let set = VariableSet.inUse(&variables)
        let input = Self.location(command.stores.input, "--input", set.input, &variables)
        let boundaries = Self.location(command.stores.boundaries, "--boundaries", set.boundaries, &variables)
        let output = Self.output(command.output, set.output, input, &variables)
        let naming = set.naming(&variables)

        let locations = [input, boundaries, output]
        stores = Stores(for: locations, command.stores.provider, environment, &variables)
        var versions = ["canopy": Version.number]
        if locations.contains(where: { $0?.isRemote == true }) {
            do throws(StoreError) { versions["rclone"] = try await stores.rcloneVersion() } catch {
                variables.complain("\(error)")
            }
        }

        var resources = command.resources
        resources.jobs = resources.jobs ?? variables.whole("CANOPY_JOBS", in: 1...1024)
        resources.memory = resources.memory ?? variables.choice("CANOPY_MEMORY")
        isStrict = command.strict ?? variables.flag("CANOPY_STRICT") ?? false
        let layout = command.stores.layout ?? variables.choice("CANOPY_LAYOUT")
        let features = command.features ?? variables.choice("CANOPY_FEATURES")
        let style = command.style ?? variables.choice("CANOPY_THUMB_STYLE")
        let maxDim = command.maxDim ?? variables.whole("OUTPUT_MAX_DIM", in: Thumb.Options.sizes)
        let resume = command.resume ?? variables.flag("SKIP_IF_COMPLETE")
        let keep = command.keep ?? variables.flag("CANOPY_KEEP")
        let dryRun = command.dryRun ?? variables.flag("CANOPY_DRY_RUN")
        let missions = command.datasets.isEmpty ? [variables.text(set.mission)].compactMap { $0 } : command.datasets
        if set.isForOneMission, missions.isEmpty {
            variables.complain(
                "\(set.mission) is missing; set it to the mission's name, or name missions with --dataset")
        }
        let workingDirectory =
            command.workingDir ?? variables.text(set.workingDirectory) ?? Postprocess.Options.workingDirectory

        var preflight = Preflight(
            input: input, boundaries: boundaries, output: output, missions: missions,
            workingDirectory: workingDirectory, writes: dryRun != true)
        preflight.naming = naming
        let problems = variables.problems + preflight.problems
        guard let input, let boundaries, let output, problems.isEmpty else { throw .unusable(problems) }

        var options = Postprocess.Options(input: input, boundaries: boundaries, output: output)
        options.missions = missions
        options.workingDirectory = workingDirectory
        options.naming = naming
        options.needsBoundary = set.needsBoundary
        options.layout = layout ?? set.layout
        options.features = features ?? set.features
        options.thumbStyle = style ?? options.thumbStyle
        options.maxDim = maxDim ?? options.maxDim
        options.resume = resume ?? options.resume
        options.keep = keep ?? options.keep
        options.dryRun = dryRun ?? options.dryRun
        options.writing = resources.writing
        options.versions = versions
        self.options = options
        self.resources = resources
    }

    /// A store that must be named: by its option, or by the variables of its bucket and its folders there.
    private static func location(
        _ option: String?, _ name: String, _ place: VariableSet.Place, _ variables: inout Variables
    ) -> StoreLocation? {
        if let option { return location(option, name, &variables) }
        let missing = place.required.filter { variables.text($0) == nil }
        guard missing.isEmpty, let bucket = variables.text(place.bucket) else {
            let unset = ([place.bucket, place.folder] + [place.subfolder].compactMap { $0 })
                .filter { variables.text($0) == nil }.joined(separator: " and ")
            variables.complain("\(name) is missing; name a folder or a store there, or set \(unset)")
            return nil
        }
        let folders = [variables.folder(place.folder), place.subfolder.flatMap(variables.folder)].compactMap { $0 }
        return location("s3://\(bucket)/\(folders.joined(separator: "/"))", place.bucket, &variables)
    }

    /// Where products go: by default into the input's bucket.
    private static func output(
        _ option: String?, _ place: VariableSet.Place, _ input: StoreLocation?, _ variables: inout Variables
    ) -> StoreLocation? {
        if let option { return location(option, "--output", &variables) }
        let folder = variables.folder(place.folder) ?? "processed"
        if let bucket = variables.text(place.bucket) {
            return location("s3://\(bucket)/\(folder)", place.bucket, &variables)
        }
        guard let input else { return nil }
        guard case .s3(let bucket, _) = input.place else {
            variables.complain("--output is missing; where --input is not s3://, name the folder that products go to")
            return nil
        }
        return location("s3://\(bucket)/\(folder)", place.folder, &variables)
    }

    private static func location(_ text: String, _ name: String, _ variables: inout Variables) -> StoreLocation? {
        do throws(StoreLocation.Problem) { return try StoreLocation(text) } catch {
            variables.complain("\(name): \(error)")
            return nil
        }
    }

    /// The settings in force, a line each, for the log.
    var lines: [String] {
        [
            Version.text + (options.versions["rclone"].map { ", rclone \($0)" } ?? ""),
            "input: \(options.input) (\(options.layout.rawValue))",
            "boundaries: \(options.boundaries) (\(options.features.rawValue) of features)",
            "output: \(options.output)",
            "missions: \(options.missions.isEmpty ? "all that are found" : options.missions.joined(separator: ", "))",
            "thumbnails: \(options.maxDim) pixels, \(options.thumbStyle.rawValue)",
            "jobs: \(options.writing.jobs), memory: \(options.writing.memory >> 20) MiB for pixels",
        ]
            + (options.resume ? ["missions that are published already are left as they are"] : [])
            + (stores.access.map { ["S3: \($0)"] } ?? [])
            + (options.versions["rclone"] == nil ? [] : ["working directory: \(options.workingDirectory)"])
    }
}
