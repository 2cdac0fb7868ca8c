internal import Files
internal import Glibc

/// Where external commands are looked for; what stands first wins.
public struct PluginSearch: Sendable, Equatable {
    /// The directories, in order.
    public let directories: [String]
    /// The relative ones of `$CANOPY_EXEC_PATH`, which are passed over.
    public let ignored: [String]

    /// The directories of `$CANOPY_EXEC_PATH`, then `libexec/canopy` beside the `bin` that `tool` is in, then those of
    /// `$PATH`.
    ///
    /// Only absolute ones: the current folder may be somebody else's data, whose files are not to become commands.
    public init(variables: [String: String], tool: String?) {
        let libexec = tool.map { Path.folder(of: Path.folder(of: $0)) + "/libexec/canopy" }
        ignored = Self.list(variables["CANOPY_EXEC_PATH"]).filter { !$0.hasPrefix("/") }
        let all = Self.list(variables["CANOPY_EXEC_PATH"]) + [libexec].compactMap(\.self) + Self.list(variables["PATH"])
        var seen = Set<String>()
        directories = all.filter { $0.hasPrefix("/") && seen.insert($0).inserted }
    }

    private static func list(_ value: String?) -> [String] {
        (value ?? "").split(separator: ":").map {
            $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : String($0)
        }
    }

    /// The first program of that name.
    public func plugin(named name: PluginName) -> Plugin? {
        for directory in directories {
            let path = directory + "/" + name.program
            if Self.isProgram(path) { return Plugin(name: name, path: path) }
        }
        return nil
    }

    /// The files of that name that are no programs for this user.
    func files(named name: PluginName) -> [String] {
        directories.map { $0 + "/" + name.program }.filter { Path.isFile($0) && !Self.isProgram($0) }
    }

    /// Every external command that can be called, by name; `reserved` names cannot.
    public func plugins(reserved: Set<String>) -> [Plugin] {
        var found: [PluginName: Plugin] = [:]
        for directory in directories {
            for file in Self.names(in: directory) {
                guard let name = PluginName(program: file), !reserved.contains(name.description), found[name] == nil
                else { continue }
                let path = directory + "/" + file
                if Self.isProgram(path) { found[name] = Plugin(name: name, path: path) }
            }
        }
        return found.values.inOrder(of: \.name.description)
    }

    private static func isProgram(_ path: String) -> Bool { Path.isFile(path) && access(path, X_OK) == 0 }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                    names.append(String(cString: $0))
                }
            }
        }
        return names
    }
}
