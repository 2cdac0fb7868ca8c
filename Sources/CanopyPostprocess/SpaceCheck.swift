internal import CanopyMatch
internal import Files
internal import Raster
internal import Stores

/// Whether the disks have room for what the run holds at once.
///
/// Of one mission the working directory holds at most the inputs that are not processed, the outputs that are not sent or
/// still needed, and a scratch file. How large rasters become is not known before they are made: one counts as much as the
/// raster that it is made of. Missions share the disk as far as there is room (`PipelineBudgets`), so one that has it for
/// itself is what has to fit. An output on this machine keeps what comes.
struct SpaceCheck: Sendable {
    let options: Postprocess.Options
    let steps: [any MissionStep]
    let stores: Postprocess.OpenStores

    /// What a run takes of one disk, and the missions because of which. Sizes are other people's numbers, whose sum need not
    /// be a whole number of this machine's.
    private struct Need {
        var bytes = 0.0
        var missions: [String] = []
    }

    /// What would not fit, a sentence for each disk, when these missions are done in this order.
    func problems(with missions: [Match.Mission]) -> [String] {
        let work = (name: "the working directory, '\(options.workingDirectory)',", need: held(by: missions))
        guard case .local(let path) = stores.locations.output.place else {
            return [problem(work.name, options.workingDirectory, work.need)].compactMap { $0 }
        }
        var need = kept(of: missions)
        guard work.need.bytes > 0, isOneDisk(options.workingDirectory, path) else {
            return [
                problem(work.name, options.workingDirectory, work.need), problem("'\(path)'", path, need),
            ].compactMap { $0 }
        }
        need.bytes += work.need.bytes
        return [problem("the disk of '\(options.workingDirectory)' and '\(path)'", path, need)].compactMap { $0 }
    }

    private func problem(_ place: String, _ folder: String, _ need: Need) -> String? {
        guard need.bytes > 0, let free = Disk.free(at: existing(folder)), need.bytes > Double(free) else { return nil }
        let missions = need.missions.map { "'\($0)'" }.joined(separator: " and ")
        return
            "\(place) has \(free >> 20) MiB free, but the run takes about \(Int(clamping: need.bytes / 0x1p20)) MiB there at once, with "
            + "\(missions), if rasters stay as large as they are; free some space, or choose another place"
    }

    /// What is free where missions are worked on.
    var free: Int? { Disk.free(at: existing(options.workingDirectory)) }

    /// Bytes that a mission takes of the working directory at most.
    func held(by mission: Match.Mission) -> Double {
        let downloads = downloads(of: mission)
        guard stores.locations.output.isRemote else { return downloads }
        let rasters = mission.products.filter(\.isRaster).map(\.size)
        // A raster is there as an input or as an output, but for the one that is being made.
        let isTraded = stores.locations.input.isRemote && !options.stream
        let outputs = isTraded ? canopies(of: mission) + (rasters.max() ?? 0) : made(of: mission)
        return downloads + outputs + spool(of: mission)
    }

    /// The most that lies in the working directory at once.
    private func held(by missions: [Match.Mission]) -> Need {
        missions.reduce(into: Need()) { most, mission in
            let bytes = held(by: mission)
            if bytes > most.bytes { most = Need(bytes: bytes, missions: [mission.name]) }
        }
    }

    /// What an output on this machine grows by. Old products go when the new ones of their mission are made.
    private func kept(of missions: [Match.Mission]) -> Need {
        var replaced = 0.0
        return most(missions) { index in
            // When this one is made, those before the last are in the place of their old products.
            if index > 1 { replaced += replacedBytes(of: missions[index - 2]) }
            return missions[...index].map { made(of: $0) + copied(of: $0) }.reduce(0, +) - replaced
                + spool(of: missions[index])
        }
    }

    /// The most that is needed while any of the missions is processed.
    private func most(_ missions: [Match.Mission], _ bytes: (Int) -> Double) -> Need {
        missions.indices.reduce(into: Need()) { most, index in
            let bytes = bytes(index)
            if bytes > most.bytes { most = Need(bytes: bytes, missions: missions[...index].suffix(2).map(\.name)) }
        }
    }

    private func downloads(of mission: Match.Mission) -> Double {
        let products = mission.products.filter { !isStreamed($0) && !isCopied($0) }.flatMap { [$0.entry] + $0.sidecars }
        return (stores.locations.boundaries.isRemote ? Double(mission.boundary.size) : 0)
            + (stores.locations.input.isRemote ? products.map { Double($0.size) }.reduce(0, +) : 0)
    }

    /// Whether a product is read where it lies. Those that cannot be after all are the exception.
    private func isStreamed(_ product: Product) -> Bool {
        guard options.stream, product.isRaster, product.sidecars.isEmpty else { return false }
        if case .s3 = stores.locations.input.place { return true }
        return false
    }

    /// Whether a product only passes through, from one place of a service to another, and never lies here. Those that the service
    /// does not copy after all are the exception.
    private func isCopied(_ product: Product) -> Bool {
        guard !product.isRaster, product.entry.md5 != nil, case .s3 = stores.locations.input.place else { return false }
        if case .s3 = stores.locations.output.place { return true }
        return false
    }

    private func copied(of mission: Match.Mission) -> Double {
        mission.products.filter { !$0.isRaster }.map { Double($0.entry.size) }.reduce(0, +)
    }

    /// Rasters and canopy height models.
    private func made(of mission: Match.Mission) -> Double {
        mission.products.filter(\.isRaster).map(\.size).reduce(0, +) + canopies(of: mission)
    }

    private func canopies(of mission: Match.Mission) -> Double {
        mission.makes.compactMap { type in
            CanopyPairs.candidates(for: type, in: mission).first.flatMap { pair in
                mission.products.first { $0.isRaster && $0.type == pair.dsm }?.size
            }
        }.reduce(0, +)
    }

    /// The scratch file of the largest raster.
    private func spool(of mission: Match.Mission) -> Double {
        mission.products.filter(\.isRaster).map(\.size).max() ?? 0
    }

    private func replacedBytes(of mission: Match.Mission) -> Double {
        let products = MissionPlan(mission, options, steps).outputs.filter { $0.role == .data }
        return products.compactMap {
            stores.output.localPath(of: mission.output.appending($0.key)).flatMap(Path.size).map(Double.init)
        }.reduce(0, +)
    }

    private func isOneDisk(_ a: String, _ b: String) -> Bool { Disk.isSame(existing(a), existing(b)) }

    /// The folder, or the one that it will be made in.
    private func existing(_ folder: String) -> String {
        Path.exists(folder) || folder == Path.folder(of: folder) ? folder : existing(Path.folder(of: folder))
    }
}

extension Product {
    fileprivate var size: Double { Double(entry.size) }
}
