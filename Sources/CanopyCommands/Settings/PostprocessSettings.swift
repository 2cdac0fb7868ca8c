internal import COGEncoding
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPostprocess
internal import CanopySTAC
internal import CanopyThumb
internal import Stores

/// What `canopy postprocess` is to do: each option, else its variable, else the default.
struct PostprocessSettings {
    let options: Postprocess.Options
    let locations: Postprocess.Locations
    let stores: Stores
    let resources: ResourceOptions
    let isStrict: Bool
    let general: GlobalOptions
    /// What the user should know of the variables.
    let warnings: [String]

    /// Reads options and variables; throws all that is wrong with them.
    init(_ command: PostprocessCommand, _ environment: [String: String]) async throws(PostprocessError) {
        var variables = Variables(environment)
        let places = Places(command, &variables)
        let stores = Stores(for: places.all, provider: command.stores.provider.s3Provider, environment, &variables)
        var versions = ["canopy": Version.number]
        if places.all.contains(where: { $0?.isRemote == true }) {
            do throws(StoreError) { versions["rclone"] = try await stores.rcloneVersion() } catch {
                variables.complain("\(error)")
            }
        }
        try self.init(command, variables, places, stores, versions)
    }

    /// Where missions are and what they are called, by options and variables; `nil` what nothing names.
    private struct Places {
        let set: VariableSet
        let input, boundaries, output: StoreLocation?
        let naming: Naming

        var all: [StoreLocation?] { [input, boundaries, output] }

        init(_ command: PostprocessCommand, _ variables: inout Variables) {
            set = VariableSet.inUse(&variables)
            input = PostprocessSettings.location(command.stores.input, Settings.input, set.input, &variables)
            boundaries = PostprocessSettings.location(
                command.stores.boundaries, Settings.boundaries, set.boundaries, &variables)
            output = PostprocessSettings.output(command.output, set.output, input, &variables)
            naming = set.naming(&variables)
        }
    }

    // What follows a wait is compiled for each way to it; this has none in it.
    @inline(never)
    private init(
        _ command: PostprocessCommand, _ known: Variables, _ places: Places, _ stores: Stores,
        _ versions: [String: String]
    ) throws(PostprocessError) {
        var variables = known
        let set = places.set
        self.stores = stores
        var resources = command.resources
        resources.jobs = variables.value(of: Settings.jobs, option: resources.jobs)
        resources.memory = variables.value(of: Settings.memory, option: resources.memory)
        var general = command.general
        // An option that was typed beats a variable that says the contrary.
        if !general.json {
            general.jsonLines =
                variables.value(of: Settings.jsonLines, option: general.jsonLines ? true : nil) ?? false
        }
        if !general.jsonLines {
            general.json = variables.value(of: Settings.json, option: general.json ? true : nil) ?? false
        }
        if !general.quiet {
            general.verbose = variables.value(of: Settings.verbose, option: general.verbose ? true : nil) ?? false
        }
        if !general.verbose {
            general.quiet = variables.value(of: Settings.quiet, option: general.quiet ? true : nil) ?? false
        }
        general.progress = variables.value(of: Settings.progress, option: general.progress)
        general.logFormat = variables.value(of: Settings.logFormat, option: general.logFormat)
        self.general = general
        isStrict = variables.value(of: Settings.strict, option: command.strict) ?? false
        let layout = variables.value(of: Settings.layout, option: command.stores.layout)
        let shard = variables.value(of: Settings.shard, option: command.shard)
        let features = variables.value(of: Settings.features, option: command.features)
        let coverHeights = variables.value(
            of: Settings.coverHeight, option: command.coverHeights.isEmpty ? nil : command.coverHeights)
        let cameras = variables.value(of: Settings.cameras, option: command.cameras)
        let style = variables.value(of: Settings.thumbStyle, option: command.style)
        let item = Self.item(command, &variables)
        let range = variables.value(of: Settings.thumbRange, option: command.range)
        let report = variables.value(of: Settings.report, option: command.report)
        let logFile = variables.value(of: Settings.logFile, option: command.logFile)
        let maxDim = variables.value(of: Settings.maxDim, option: command.maxDim)
        let stream = variables.value(of: Settings.stream, option: command.stream)
        let resume = variables.value(of: Settings.resume, option: command.resume)
        let keep = variables.value(of: Settings.keep, option: command.keep)
        let dryRun = variables.value(of: Settings.dryRun, option: command.dryRun)
        let mission = variables.value(of: Settings.dataset, option: nil, contract: [set.mission])
        let missions = command.datasets.isEmpty ? [mission].compactMap { $0 } : command.datasets
        if set.isForOneMission, missions.isEmpty {
            variables.complain(
                "\(set.mission) is missing; set it to the mission's name, or name missions with --dataset")
        }
        let workingDirectory =
            variables.value(of: Settings.workingDir, option: command.workingDir, contract: [set.workingDirectory])
            ?? Postprocess.Options.workingDirectory
        warnings = variables.misspelled(among: Settings.variables)

        var preflight = Preflight(
            input: places.input, boundaries: places.boundaries, output: places.output, missions: missions,
            workingDirectory: workingDirectory, writes: dryRun != true)
        preflight.naming = places.naming
        let problems = variables.problems + preflight.problems
        guard let input = places.input, let boundaries = places.boundaries, let output = places.output, problems.isEmpty
        else { throw .unusable(problems) }

        locations = Postprocess.Locations(input: input, boundaries: boundaries, output: output)
        var options = Postprocess.Options()
        options.missions = missions
        options.shard = shard
        options.workingDirectory = workingDirectory
        options.naming = places.naming
        options.needsBoundary = set.needsBoundary
        options.layout = layout ?? set.layout
        options.features = features ?? set.features
        options.thumbStyle = style ?? options.thumbStyle
        options.item = item
        options.thumbRange = range
        options.report = report ?? options.report
        options.logFile = logFile ?? options.logFile
        options.coverHeights = coverHeights ?? options.coverHeights
        options.cameras = cameras ?? set.cameras
        options.maxDim = maxDim ?? options.maxDim
        options.stream = stream ?? options.stream
        options.resume = resume ?? options.resume
        options.keep = keep ?? options.keep
        options.dryRun = dryRun ?? options.dryRun
        options.writing = resources.writing
        options.versions = versions
        self.options = options
        self.resources = resources
    }

    /// What catalogs' items tell besides what is in the products; `nil` where none are made.
    private static func item(_ command: PostprocessCommand, _ variables: inout Variables) -> ItemOptions? {
        var item = ItemOptions()
        item.publicURL = variables.value(of: Settings.publicURL, option: command.publicURL)
        item.period = variables.value(of: Settings.datetime, option: command.datetime)
        item.license = variables.value(of: Settings.license, option: command.license)
        item.providers =
            variables.value(of: Settings.provider, option: command.providers.isEmpty ? nil : command.providers) ?? []
        return variables.value(of: Settings.stac, option: command.stac) == true ? item : nil
    }

    /// A store that must be named: by its option or the variable of that, or by the variables of its bucket and its
    /// folders there.
    private static func location(
        _ option: String?, _ setting: Setting<String>, _ place: VariableSet.Place, _ variables: inout Variables
    ) -> StoreLocation? {
        if let named = named(option, setting, &variables) { return named.location }
        let missing = place.required.filter { variables.text($0) == nil }
        guard missing.isEmpty, let bucket = variables.text(place.bucket) else {
            let unset = place.names.filter { variables.text($0) == nil }.joined(separator: " and ")
            variables.complain("--\(setting.option) is missing; name a folder or a store there, or set \(unset)")
            return nil
        }
        let folders = [variables.folder(place.folder), place.subfolder.flatMap(variables.folder)].compactMap { $0 }
        return location("s3://\(bucket)/\(folders.joined(separator: "/"))", place.bucket, &variables)
    }

    /// Where products go: by default into the input's bucket.
    private static func output(
        _ option: String?, _ place: VariableSet.Place, _ input: StoreLocation?, _ variables: inout Variables
    ) -> StoreLocation? {
        if let named = named(option, Settings.output, &variables) { return named.location }
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

    /// The store that an option or its own variable names; `nil` where neither is there.
    private static func named(
        _ option: String?, _ setting: Setting<String>, _ variables: inout Variables
    ) -> (location: StoreLocation?, Void)? {
        if let option { return (location(option, "--" + setting.option, &variables), ()) }
        guard let text = variables.text(setting.variable) else { return nil }
        return (location(text, setting.variable, &variables), ())
    }

    private static func location(_ text: String, _ name: String, _ variables: inout Variables) -> StoreLocation? {
        do throws(StoreLocation.Problem) { return try StoreLocation(text) } catch {
            variables.complain("\(name): \(error)")
            return nil
        }
    }

    /// The settings in force, a line each, for the log.
    var lines: [String] {
        [Version.text + (options.versions["rclone"].map { ", rclone \($0)" } ?? "")]
            + Settings.all.compactMap { setting in setting.shown(self).map { "\(setting.option): \($0)" } }
            + (stores.access.map { ["S3: \($0)"] } ?? [])
    }
}
