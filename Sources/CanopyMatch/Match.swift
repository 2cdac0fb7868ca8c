public import Diagnostics
internal import Files
public import Stores

/// Finds the missions of a store, their products and their boundaries. Lists only; nothing is read or moved.
public struct Match: StoreOperation {
    /// Where missions are looked for, and how they are named.
    public struct Options: Hashable, Sendable {
        /// How missions lie in the input store; `nil` is nested, and of a mission by itself what its folder looks like.
        public var layout: MissionLayout?
        /// The one mission that the input store is the folder of; `nil` where missions are to be found there.
        public var single: SingleMission?
        /// How a mission's name becomes the places of its boundary and its output.
        public var naming = Naming()
        /// The missions meant; all that are found if empty.
        public var missions: [String] = []
        /// The shard whose missions are meant; all of them if `nil`.
        public var shard: Shard?
        /// Places that are never taken for missions though they may lie among them: where outputs go.
        public var reserved: [StoreLocation] = []

        /// The defaults.
        public init() {}
    }

    /// The stores that are looked into.
    public struct Locations: Hashable, Sendable {
        /// Where missions are.
        public var input: StoreLocation
        /// Where their boundaries are.
        public var boundaries: StoreLocation

        /// These stores.
        public init(input: StoreLocation, boundaries: StoreLocation) {
            self.input = input
            self.boundaries = boundaries
        }
    }

    /// Where missions are looked for, and how they are named.
    public let options: Options

    /// An operation with these options.
    public init(options: Options = Options()) {
        self.options = options
    }

    /// Finds the missions of the input and their boundaries.
    public func run(
        _ locations: Locations, with stores: Stores = Stores(), progress: Progress = Progress(),
        warnings: Warnings = Warnings()
    ) async throws(MatchError) -> Report {
        if case .local(let path) = locations.boundaries.place, !Path.isFolder(path) {
            throw .boundaries(.absent(locations.boundaries))
        }
        let (input, boundaries): (any Store, any Store)
        do throws(StoreError) {
            input = try await stores.open(locations.input, links: .inside)
            boundaries = try await stores.open(locations.boundaries, links: .inside)
        } catch { throw error == .cancelled ? .cancelled : .store(error) }
        return try await run(input: input, boundaries: boundaries, progress: progress, warnings: warnings)
    }

    /// Finds the missions of `input` and their boundaries in `boundaries`.
    public func run(
        input: any Store, boundaries: any Store, progress: Progress = Progress(), warnings: Warnings = Warnings()
    ) async throws(MatchError) -> Report {
        var report = Report(input: input.location, boundaries: boundaries.location)
        // Beside the boundary of a mission by itself may lie its products.
        let boundary = options.single.map { $0.boundary.map(boundaries.location.appending) } ?? boundaries.location
        let reserved = (options.reserved + [boundary].compactMap(\.self)).compactMap(input.location.key)
        // The stores are asked at the same time; whichever fails ends the other's question.
        let cancellation = Cancellation(partOf: progress.cancellation)
        async let problem = boundaries.problem(progress: Progress(cancellation: cancellation))
        // Where the boundaries of named missions lie is known without a listing.
        let named = options.single == nil ? options.missions.compactMap { try? MissionName($0, options.naming) } : []
        async let guessed = boundaryFiles(of: named, in: boundaries, Progress(cancellation: cancellation))
        defer { cancellation.cancel() }
        let candidates = try await candidates(in: input, reserved, progress)
        for warning in candidates.warnings { warnings.add(warning) }

        var found: [Found] = []
        for candidate in candidates.all {
            do throws(Unmatched) { found.append(try examine(candidate, in: input.location)) } catch {
                report.unmatched.append(error)
            }
        }
        if options.single != nil, let mission = found.first, let layout = mission.layout {
            report.folder = Sight(
                name: mission.name.full, layout: layout, products: mission.catalog.products,
                others: mission.catalog.others)
        }
        if let problem = await problem { throw problem == .cancelled ? .cancelled : .boundaries(problem) }
        // By their text, not by its bytes: file systems there are that keep one name in one Unicode form only.
        let sharing = Dictionary(grouping: found, by: \.name.output.text)
        let boundaryFiles =
            if let single = options.single {
                await files(of: single, in: boundaries, progress)
            } else if found.map(\.name) == named {
                await guessed
            } else {
                await boundaryFiles(of: found.map(\.name), in: boundaries, progress)
            }
        if progress.isCancelled { throw .cancelled }
        for (mission, boundary) in zip(found, boundaryFiles) {
            do throws(Unmatched) {
                let rivals = sharing[mission.name.output.text, default: []].filter { $0.name != mission.name }
                report.missions.append(try match(mission, rivals, boundary, in: boundaries))
            } catch {
                report.unmatched.append(error)
            }
        }
        report.unmatched += missing(from: candidates, in: input.location)
        report.candidates = candidates.count
        if let shard = options.shard {
            report.missions.removeAll { !shard.holds($0.name) }
            // Of missions that would share an output no shard may take one.
            report.unmatched.removeAll { $0.kind != .sharedOutput && !shard.holds($0.name) }
        }
        report.missions = report.missions.inOrder(of: \.name)
        report.unmatched = report.unmatched.inOrder(of: \.name)
        report.warnings = warnings.all
        progress(1)
        return report
    }

    private func files(
        of mission: SingleMission, in boundaries: any Store, _ progress: Progress
    ) async -> [Result<[StoreEntry], StoreError>] {
        guard let key = mission.boundary else { return [.success([])] }
        return await boundaries.files(at: [key], progress: progress).map { $0.map { $0.map { [$0] } ?? [] } }
    }

    /// A mission with its files.
    private struct Found: Sendable {
        let name: MissionName
        let catalog: Catalog
        /// How its folder is laid out, where that was looked at.
        let layout: MissionLayout?
    }

    private func candidates(
        in input: any Store, _ reserved: [StoreKey], _ progress: Progress
    ) async throws(MatchError) -> Candidates {
        do throws(StoreError) {
            if let single = options.single { return try await .single(single, in: input, options, reserved, progress) }
            return options.layout == .flat
                ? try await .flat(in: input, options, progress)
                : try await .nested(in: input, options, reserved: reserved, progress)
        } catch {
            throw error == .cancelled ? .cancelled : .input(error)
        }
    }

    private func examine(_ candidate: Candidate, in input: StoreLocation) throws(Unmatched) -> Found {
        let name: MissionName
        do { name = try MissionName(candidate.name, options.naming) } catch { throw .badName(candidate.name, error) }
        let listing: StoreListing
        do { listing = try candidate.files.get() } catch { throw .unreadable(name.full, error) }
        var folder: MissionFolder?
        if options.single != nil || options.layout.map({ $0.depth > 1 }) == true {
            var look = MissionFolder(listing, at: candidate.folder, of: name, layout: options.layout)
            if let types = options.single?.products {
                let keys = Set(listing.files.map(\.key) + listing.outside)
                if let missing = types.values.sorted().first(where: { !keys.contains($0) }) {
                    throw .missingProduct(name.full, input.appending(missing))
                }
                look.assign(types, of: name)
            }
            folder = look
        }
        let catalog = Catalog(of: name, listing, options.naming, folder?.products)
        if catalog.products.isEmpty {
            throw catalog.refused.isEmpty
                ? .noProducts(name.full, listing, at: candidate.folder, isChosen: folder != nil)
                : .allRefused(name.full, catalog.refused)
        }
        return Found(name: name, catalog: catalog, layout: folder?.layout)
    }

    private func match(
        _ mission: Found, _ rivals: [Found], _ boundary: Result<[StoreEntry], StoreError>, in boundaries: any Store
    ) throws(Unmatched) -> Mission {
        let name = mission.name
        if !rivals.isEmpty { throw .sharedOutput(name.full, with: rivals.map(\.name.full), name.output) }
        let files: [StoreEntry]
        do { files = try boundary.get() } catch { throw .unreadable(name.full, error) }
        guard files.count <= 1 else { throw .ambiguousBoundary(name.full, files.map(\.key)) }
        guard let file = files.first else {
            let key = options.single.map(\.boundary) ?? name.boundary
            throw .noBoundary(
                name.full, at: key.map(boundaries.location.appending), beside: mission.catalog.products.map(\.type))
        }
        return Mission(
            name: name.full, base: name.base, output: name.output, boundary: file,
            products: mission.catalog.products, refused: mission.catalog.refused, makes: mission.catalog.makes,
            warnings: mission.catalog.warnings, layout: mission.layout, others: mission.catalog.others)
    }

    /// The missions that were named and are not there.
    private func missing(from candidates: Candidates, in input: StoreLocation) -> [Unmatched] {
        if options.single != nil { return [] }
        let found = Set(candidates.all.map(\.name))
        return Set(options.missions).subtracting(found).map { name in
            do throws(MissionName.Problem) {
                _ = try MissionName(name, options.naming)
                return .notFound(name, in: input, near: Spelling.nearest(to: name, among: candidates.names))
            } catch {
                return .badName(name, error)
            }
        }
    }
}
