internal import CanopyPlugins
internal import CanopyPostprocess
internal import Diagnostics
internal import Stores
internal import Threads

/// The call by which `canopy postprocess` starts itself again for one mission. It is no command: nobody types it, so no
/// help, list or completion has it.
enum WorkerCall {
    /// The first and only argument.
    static let name = "postprocess-worker"

    /// Does the work of the process that has started this one.
    static func run() async throws {
        let cancellation = CommandContext.current.interruption.cancellation
        try await runBlocking { () throws(Postprocess.NoWorker) in
            try Postprocess.serve(cancellation: cancellation, phrasing: .options)
        }
    }

    /// Where missions are processed for this call: in workers, where the system says which program runs.
    static func workplace(of invocation: CommandContext) -> Postprocess.Workplace {
        guard invocation.tool != nil else { return .thisProcess }
        // Not the program's path, under which an update may have put another version meanwhile.
        return .worker(
            Postprocess.WorkerProgram(
                path: "/proc/self/exe", name: "canopy", arguments: [name],
                variables: invocation.variables.filter { isPassed($0.key) }))
    }

    /// A plugin as missions are given to it, with the variables that workers have, those of its own, `CANOPY_NAME_…`, and
    /// those of external commands. None of them holds a key.
    static func plugin(_ plugin: Plugin, _ environment: [String: String]) -> MissionPlugin {
        let own = "CANOPY_" + plugin.name.description.uppercased().replacing("-", with: "_") + "_"
        var variables = environment.withoutKeys.filter { isPassed($0.key) || $0.key.hasPrefix(own) }
        variables.merge(Canopy.variablesOfPlugins) { $1 }
        return MissionPlugin(name: plugin.name.description, path: plugin.path, variables: variables)
    }

    /// The variables that the libraries of a worker understand: it has nothing to do with any store.
    private static func isPassed(_ name: String) -> Bool {
        if name.hasPrefix("GDAL_HTTP") { return false }
        return ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"].contains(name)
            || [
                "LC_", "GDAL_", "GTIFF_", "TIFF_", "OGR_", "OSR_", "CPL_", "PROJ_", "ASAN_", "LSAN_", "TSAN_", "UBSAN_",
            ]
            .contains(where: name.hasPrefix)
    }
}
