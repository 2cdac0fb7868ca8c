public import CanopyMatch
internal import Files
public import Stores

/// What can be seen to be wrong before the first byte moves. All of it comes at once; what is not known yet is left out.
public struct Preflight: Sendable {
    /// Where missions are.
    public var input: StoreLocation?
    /// Where their boundaries are.
    public var boundaries: StoreLocation?
    /// Where products are published.
    public var output: StoreLocation?
    /// The missions meant.
    public var missions: [String]
    /// How a mission's name becomes places.
    public var naming = Naming()
    /// Where remote missions are worked on.
    public var workingDirectory: String
    /// Whether anything is going to be written.
    public var writes: Bool

    /// A check of what is known of a run.
    public init(
        input: StoreLocation?, boundaries: StoreLocation?, output: StoreLocation?, missions: [String],
        workingDirectory: String, writes: Bool
    ) {
        self.input = input
        self.boundaries = boundaries
        self.output = output
        self.missions = missions
        self.workingDirectory = workingDirectory
        self.writes = writes
    }

    init(_ locations: Postprocess.Locations, _ options: Postprocess.Options) {
        self.init(
            input: locations.input, boundaries: locations.boundaries, output: locations.output,
            missions: options.single.map { [$0.name] } ?? options.missions, workingDirectory: options.workingDirectory,
            writes: !options.dryRun)
        naming = options.naming
    }

    /// What is wrong, a sentence each.
    public var problems: [String] {
        var problems = [unreadable(input, "input"), unreadable(boundaries, "boundaries")].compactMap { $0 }
        for mission in missions {
            do throws(MissionName.Problem) { _ = try MissionName(mission, naming) } catch {
                problems.append("the mission's name '\(mission)' \(error)")
            }
        }
        return problems + (writes ? foldersToWrite.compactMap(Folder.obstacle) : [])
    }

    private func unreadable(_ location: StoreLocation?, _ what: String) -> String? {
        guard case .local(let path) = location?.place, !Path.isFolder(path) else { return nil }
        return Path.exists(path)
            ? "the folder of the \(what), '\(path)', is no folder; name the one that holds it"
            : "the folder of the \(what), '\(path)', does not exist; check its name"
    }

    private var foldersToWrite: [String] {
        var folders: [String] = []
        if case .local(let path) = output?.place { folders.append(path) }
        if [input, boundaries, output].contains(where: { $0?.isRemote == true }) { folders.append(workingDirectory) }
        return folders
    }
}

extension Postprocess {
    /// The stores, opened.
    struct OpenStores: Sendable {
        let input: any Store
        let boundaries: any Store
        let output: any Store
        /// Where they are, as users have named them.
        let locations: Locations

        init(input: any Store, boundaries: any Store, output: any Store, at locations: Locations? = nil) {
            self.input = input
            self.boundaries = boundaries
            self.output = output
            self.locations =
                locations
                ?? Locations(input: input.location, boundaries: boundaries.location, output: output.location)
        }
    }

    /// Checks what can be checked and opens the stores.
    func open(_ locations: Locations, with stores: Stores) async throws(PostprocessError) -> OpenStores {
        let problems = Preflight(locations, options).problems + options.validationErrors
        var failures: [StoreError] = []
        func open(_ location: StoreLocation, _ links: LocalStore.Links) async -> (any Store)? {
            do throws(StoreError) { return try await stores.open(location, links: links) } catch {
                // What holds for all stores, such as a missing rclone, is told once.
                if !failures.contains(error) { failures.append(error) }
                return nil
            }
        }
        let input = await open(locations.input, .inside)
        let boundaries = await open(locations.boundaries, .inside)
        let output = await open(locations.output, .atTop)
        guard problems.isEmpty, let input, let boundaries, let output else {
            throw .unusable(problems + failures.map(\.description))
        }
        return OpenStores(input: input, boundaries: boundaries, output: output, at: locations)
    }
}
