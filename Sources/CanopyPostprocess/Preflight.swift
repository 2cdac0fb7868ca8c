internal import CanopyMatch
internal import CanopySync
internal import Files

extension Postprocess {
    /// The stores, opened.
    struct OpenStores: Sendable {
        let input: any Store
        let boundaries: any Store
        let output: any Store
    }

    /// Checks what can be checked before the first byte moves; all that is wrong comes at once.
    func openStores() throws(PostprocessError) -> OpenStores {
        var problems = options.flaws
        func open(_ location: StoreLocation) -> (any Store)? {
            do throws(StoreError) { return try stores.open(location) } catch {
                problems.append(error.description)
                return nil
            }
        }
        let input = open(options.input)
        let boundaries = open(options.boundaries)
        let output = open(options.output)
        for (location, what) in [(options.input, "input"), (options.boundaries, "boundaries")] {
            if case .local(let path) = location.place, !Path.isFolder(path) {
                problems.append("the folder of the \(what), '\(path)', does not exist; check its name")
            }
        }
        if !options.dryRun { problems += unwritableFolders() }
        guard problems.isEmpty, let input, let boundaries, let output else { throw .unusable(problems) }
        return OpenStores(input: input, boundaries: boundaries, output: output)
    }

    private func unwritableFolders() -> [String] {
        var folders: [String] = []
        if case .local(let path) = options.output.place { folders.append(path) }
        if [options.input, options.boundaries, options.output].contains(where: \.isRemote) {
            folders.append(options.workingDirectory)
        }
        return folders.compactMap { folder -> String? in
            do throws(FileError) {
                try Folder.make(folder)
                // A file that is made and dropped shows more than permissions do: full disks, read-only mounts.
                _ = try OutputFile(at: folder + "/canopy-probe", overwrite: true)
                return nil
            } catch {
                return "cannot write to '\(folder)': \(error.cause); choose another folder or change its permissions"
            }
        }
    }

    /// Whether files that are copied as they are would fill the output's disk, in a sentence.
    func spaceProblem(for missions: [Match.Mission]) -> String? {
        guard case .local(let path) = options.output.place, let free = Disk.free(at: path) else { return nil }
        let needed = missions.flatMap(\.products).filter { !$0.isRaster }.map(\.entry.size).reduce(0, +)
        guard needed > free else { return nil }
        return "'\(path)' has \(free >> 20) MB free, but files that are copied as they are take \(needed >> 20) MB; "
            + "free some space or choose another output"
    }
}
