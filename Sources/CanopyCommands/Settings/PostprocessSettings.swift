internal import COGEncoding
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPlugins
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
    ///
    /// - Parameter scratch: Where what is named on the command line becomes a file.
    init(
        _ command: PostprocessCommand, _ environment: [String: String], _ scratch: ScratchPlaces
    ) async throws(PostprocessError) {
        var variables = Variables(environment)
        let places = Places(command, &variables, scratch)
        let stores = Stores(for: places.all, provider: command.stores.provider.s3Provider, environment, &variables)
        var versions = ["canopy": Version.number]
        if places.all.contains(where: { $0?.isRemote == true }) {
            do throws(StoreError) { versions["rclone"] = try await stores.rcloneVersion() } catch {
                variables.complain("\(error)")
            }
        }
        let plugins = Self.plugins(command, environment, &variables)
        try self.init(command, variables, places, stores, versions, plugins)
    }

    /// Where missions are and what they are called, by options and variables; `nil` what nothing names.
    private struct Places {
        let set: VariableSet
        let input, boundaries, output: StoreLocation?
        let naming: Naming
        /// The one mission whose folder the input is.
        let single: SingleMission?

        var all: [StoreLocation?] { [input, boundaries, output] }

        init(_ command: PostprocessCommand, _ variables: inout Variables, _ scratch: ScratchPlaces) {
            set = VariableSet.inUse(&variables)
            input = PostprocessSettings.location(
                command.single.folder ?? command.stores.input, Settings.input, set.input, &variables)
            let problems = variables.problems.count
            let single: SingleMissionSettings? =
                if command.stores.boundaries == nil {
                    SingleMissionSettings(
                        command.single, in: input, called: command.datasets.first ?? variables.text(set.mission),
                        &variables, scratch)
                } else { nil }
            self.single = single?.mission
            boundaries =
                single?.boundaries
                ?? (variables.problems.count > problems
                    ? nil
                    : PostprocessSettings.location(
                        command.stores.boundaries, Settings.boundaries, set.boundaries, &variables))
            output = PostprocessSettings.output(command.output, set.output, input, &variables)
            naming = set.naming(&variables)
        }
    }

    // What follows a wait is compiled for each way to it; this has none in it.
    @inline(never)
    private init(
        _ command: PostprocessCommand, _ known: Variables, _ places: Places, _ stores: Stores,
        _ versions: [String: String], _ plugins: [MissionPlugin]
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
            general.verbose =
                variables.value(of: Settings.verbose, option: general.verbose > 0 ? general.verbose : nil) ?? 0
        }
        if general.verbose == 0 {
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
        let chm = variables.value(of: Settings.chm, option: command.chm)
        let thumbnails = variables.value(of: Settings.thumbnails, option: command.thumbnails)
        let compression = variables.value(of: Settings.compress, option: command.compression)
        let level = variables.value(of: Settings.level, option: command.level)
        let predictor = variables.value(of: Settings.predictor, option: command.predictor)
        if let flaw = WritingOptions.flaw(compression ?? .deflate, level, predictor ?? .auto) {
            variables.complain(flaw)
        }
        let logFile = variables.value(of: Settings.logFile, option: command.logFile)
        let maxDim = variables.value(of: Settings.maxDim, option: command.maxDim)
        let stream = variables.value(of: Settings.stream, option: command.stream)
        let resume = variables.value(of: Settings.resume, option: command.resume)
        let keep = variables.value(of: Settings.keep, option: command.keep)
        let dryRun = variables.value(of: Settings.dryRun, option: command.dryRun)
        let pluginTimeout = variables.value(of: Settings.withTimeout, option: command.pluginTimeout)
        let mission = variables.value(of: Settings.dataset, option: nil, contract: [set.mission])
        let named = command.datasets.isEmpty ? [mission].compactMap { $0 } : command.datasets
        let missions = places.single.map { [$0.name] } ?? named
        if places.single != nil, command.datasets.count > 1 {
            variables.complain(
                "--dataset names \(command.datasets.count) missions, but a boundary one; name missions of a store")
        }
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
        else {
            // A variable that is missing may be the one whose name is not quite right.
            throw .unusable(problems + warnings)
        }

        locations = Postprocess.Locations(input: input, boundaries: boundaries, output: output)
        var options = Postprocess.Options()
        options.missions = places.single == nil ? missions : []
        options.single = places.single
        options.shard = shard
        options.workingDirectory = workingDirectory
        options.naming = places.naming
        options.needsBoundary = set.needsBoundary
        options.layout = layout ?? (places.single == nil ? set.layout : nil)
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
        options.writing.compression = compression ?? options.writing.compression
        options.writing.level = level
        options.writing.predictor = predictor ?? options.writing.predictor
        if chm == false { options.naming.derivedTypes = [] }
        options.thumbnails = thumbnails ?? options.thumbnails
        options.versions = versions
        options.plugins.programs = plugins
        options.plugins.timeLimit = pluginTimeout ?? options.plugins.timeLimit
        options.plugins.mustSucceed = isStrict
        self.options = options
        self.resources = resources
    }

    /// The programs that have each mission before it is published.
    private static func plugins(
        _ command: PostprocessCommand, _ environment: [String: String], _ variables: inout Variables
    ) -> [MissionPlugin] {
        let names =
            variables.value(of: Settings.with, option: command.plugins.isEmpty ? nil : command.plugins) ?? []
        var plugins: [MissionPlugin] = []
        for name in names {
            if plugins.contains(where: { $0.name == name.description }) {
                variables.complain("--with names '\(name)' twice; name it once")
            } else if Canopy.builtIns.contains(name.description) {
                variables.complain("--with cannot be '\(name)', which is a built-in command; name a plugin")
            } else if let plugin = CommandContext.current.plugins.plugin(named: name) {
                if let flaw = Program.flaw(of: plugin.path) {
                    variables.complain("--with: cannot run '\(plugin.path)': \(flaw)")
                }
                plugins.append(WorkerCall.plugin(plugin, environment))
            } else {
                let unknown = UnknownCommand(
                    name.description, builtIns: [], search: CommandContext.current.plugins)
                variables.complain("--with: \(unknown)")
            }
        }
        return plugins
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
