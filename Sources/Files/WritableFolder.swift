extension Folder {
    /// Why nothing could be written in a folder, which may not be there yet, and what to do; `nil` where nothing is in the way.
    ///
    /// Writing where the folder is, or will be, shows more than permissions do: full disks, read-only mounts.
    public static func obstacle(toWritingIn folder: String) -> String? {
        var existing = folder
        while !Path.exists(existing), existing != Path.folder(of: existing) { existing = Path.folder(of: existing) }
        do throws(FileError) {
            guard Path.isFolder(existing) else {
                return "cannot write to '\(folder)': '\(existing)' is no folder; choose another one"
            }
            _ = try ScratchFolder(in: existing)
            return nil
        } catch {
            return "cannot write to '\(folder)': " + reason(error, existing)
        }
    }

    /// Why nothing can be written in a folder, and what to do. A volume that is mounted in a container has an owner of its
    /// own, mostly root, which the program that runs there is not. The group of a pod is the last way: Kubernetes gives it,
    /// at each start, to all files of the volume, however many missions of others lie there.
    private static func reason(_ error: FileError, _ folder: String) -> String {
        let remedy = "choose another folder, or change its permissions"
        guard error.isDenied, let owner = (try? FileStatus(of: folder))?.owner, owner != HostLimits.user else {
            return "\(error.cause); \(remedy)"
        }
        return "'\(folder)' belongs to user \(owner), and this is user \(HostLimits.user); \(remedy); "
            + "a container writes there with 'runAsUser: \(owner)' (Kubernetes) or '--user \(owner)' (Docker), or to an "
            + "emptyDir of its own; with 'fsGroup: \(HostLimits.user)' only beside 'fsGroupChangePolicy: OnRootMismatch'"
    }
}
