internal import CanopyCOG
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPostprocess
internal import CanopySync
internal import CanopyThumb
internal import Files

/// What `canopy postprocess` is to do: each option, else its variable, else the default.
struct PostprocessSettings {
    let options: Postprocess.Options
    let stores: Stores
    let resources: ResourceOptions
    let isStrict: Bool

    /// Reads options and variables; throws all that is wrong with them.
    init(_ command: PostprocessCommand, _ environment: [String: String]) throws(PostprocessError) {
        var variables = Variables(environment)
        let input = Self.location(
            command.stores.input, "--input", bucket: "S3_BUCKET_INPUT_DATA", folder: "INPUT_DATA_DIRECTORY", &variables)
        let boundaries = Self.location(
            command.stores.boundaries, "--boundaries", bucket: "S3_BUCKET_INPUT_BOUNDARY",
            folder: "INPUT_BOUNDARY_DIRECTORY", &variables)
        let output = Self.output(command.output, input, &variables)

        stores = Stores(for: [input, boundaries, output], command.stores.provider, environment, &variables)

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
        let missions =
            command.datasets.isEmpty ? [variables.text("DATASET_NAME")].compactMap { $0 } : command.datasets
        let workingDirectory =
            command.workingDir ?? variables.text("WORKING_DIR") ?? Postprocess.Options.workingDirectory

        let preflight = Preflight(
            input: input, boundaries: boundaries, output: output, missions: missions,
            workingDirectory: workingDirectory, writes: dryRun != true)
        let problems = variables.problems + preflight.problems
        guard let input, let boundaries, let output, problems.isEmpty else { throw .unusable(problems) }

        var options = Postprocess.Options(input: input, boundaries: boundaries, output: output)
        options.missions = missions
        options.workingDirectory = workingDirectory
        options.layout = layout ?? options.layout
        options.features = features ?? options.features
        options.thumbStyle = style ?? options.thumbStyle
        options.maxDim = maxDim ?? options.maxDim
        options.resume = resume ?? options.resume
        options.keep = keep ?? options.keep
        options.dryRun = dryRun ?? options.dryRun
        options.writing = resources.writing
        options.versions = ["canopy": Version.number]
        self.options = options
        self.resources = resources
    }

    /// A store that must be named: by its option, or by the variables of its bucket and its folder there.
    private static func location(
        _ option: String?, _ name: String, bucket: String, folder: String, _ variables: inout Variables
    ) -> StoreLocation? {
        if let option { return location(option, name, &variables) }
        guard let bucketName = variables.text(bucket) else {
            variables.complain("\(name) is missing; name a folder or a store there, or set \(bucket) and \(folder)")
            return nil
        }
        return location("s3://\(bucketName)/\(variables.text(folder) ?? "")", bucket, &variables)
    }

    /// Where products go: by default to `processed` in the input's bucket.
    private static func output(
        _ option: String?, _ input: StoreLocation?, _ variables: inout Variables
    ) -> StoreLocation? {
        if let option { return location(option, "--output", &variables) }
        let folder = variables.text("OUTPUT_DIRECTORY") ?? "processed"
        if let bucket = variables.text("S3_BUCKET_OUTPUT") {
            return location("s3://\(bucket)/\(folder)", "S3_BUCKET_OUTPUT", &variables)
        }
        guard let input else { return nil }
        guard case .s3(let bucket, _) = input.place else {
            variables.complain("--output is missing; where --input is not s3://, name the folder that products go to")
            return nil
        }
        return location("s3://\(bucket)/\(folder)", "OUTPUT_DIRECTORY", &variables)
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
            Version.text,
            "input: \(options.input) (\(options.layout.rawValue))",
            "boundaries: \(options.boundaries) (\(options.features.rawValue) of features)",
            "output: \(options.output)",
            "missions: \(options.missions.isEmpty ? "all that are found" : options.missions.joined(separator: ", "))",
            "thumbnails: \(options.maxDim) pixels, \(options.thumbStyle.rawValue)",
            "jobs: \(options.writing.jobs), memory: \(options.writing.memory >> 20) MiB for pixels",
        ]
            + (options.resume ? ["missions that are published already are left as they are"] : [])
            + (options.input.isRemote || options.output.isRemote
                ? ["working directory: \(options.workingDirectory)"] : [])
    }
}
