internal import Diagnostics
internal import Files
internal import Subprocess
internal import SystemPackage

/// One call of a plugin, from its start to the end of its process group.
struct PluginRun: Sendable {
    let plugin: MissionPlugin
    /// Seconds that it has.
    let timeLimit: Int
    /// Is told of each line that it prints.
    let print: @Sendable (String) -> Void

    /// How a call ended.
    enum Ending: Sendable {
        case success
        /// What went wrong, the rest of a sentence that begins with the plugin.
        case failure(String)
        /// Nobody wants the mission any more.
        case cancelled
    }

    /// Calls the plugin with the file at `input` for its standard input, in a folder of its own. When this comes back, it and
    /// whatever it has started in its process group have ended.
    func run(_ input: String, in folder: String, _ cancellation: Cancellation) async -> Ending {
        do {
            let lines = try PrintedLines(print)
            // Closed however the program ends: it is this process's reader.
            defer { lines.close() }
            let description = try FileDescriptor.open(input, .readOnly, options: .closeOnExec)
            let output = FileDescriptor(rawValue: lines.end)
            let run = try await Subprocess.run(
                .path(FilePath(plugin.path)), environment: environment, workingDirectory: FilePath(folder),
                platformOptions: Self.group(0),
                input: .fileDescriptor(description, closeAfterSpawningProcess: true),
                output: .fileDescriptor(output, closeAfterSpawningProcess: false),
                error: .fileDescriptor(output, closeAfterSpawningProcess: false)
            ) { execution in
                let process = execution.processIdentifier.value
                let end = Cancellation()
                let guardian = Task { await Self.guardGroup(process, until: end) }
                let stop = await wait(for: process, cancellation) {
                    try? execution.send(signal: $0, toProcessGroup: true)
                }
                // What it left running goes with it. Nobody else can have the number yet: the process has not been reaped.
                try? execution.send(signal: .kill, toProcessGroup: true)
                end.cancel()
                await guardian.value
                return stop
            }
            return ending(run.closureResult, run.terminationStatus)
        } catch {
            return cancellation.isCancelled ? .cancelled : .failure("could not be started: \(error)")
        }
    }

    private enum Stop: Sendable {
        case cancelled, late
    }

    /// Waits until the process has ended, and ends it where it is late or nobody wants it any more: by SIGTERM, and then by
    /// SIGKILL in time for canopy's own end, five seconds after a signal.
    private func wait(
        for process: Int32, _ cancellation: Cancellation, send: (Signal) -> Void
    ) async -> Stop? {
        let end = ContinuousClock.now + .seconds(timeLimit)
        var stop: (reason: Stop, kill: ContinuousClock.Instant)?
        while !ChildProcess.hasEnded(process) {
            if let stop, .now > stop.kill {
                send(.kill)
            } else if stop == nil, cancellation.isCancelled || .now > end {
                stop = (cancellation.isCancelled ? .cancelled : .late, .now + .seconds(4))
                send(.terminate)
                // Who is stopped cannot end.
                send(.resume)
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return stop?.reason
    }

    /// A process in the plugin's group that ends all of it when this process is gone, however that happened: the pipe that it
    /// reads ends then. It ends with the group.
    private static func guardGroup(_ group: Int32, until end: Cancellation) async {
        _ = try? await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", "trap '' HUP INT TERM; read -r line; kill -KILL 0"],
            environment: .custom([:]), platformOptions: Self.group(group), input: .inputWriter, output: .discarded,
            error: .discarded
        ) { execution in
            while !ChildProcess.hasEnded(execution.processIdentifier.value) {
                // It may have joined a group that was ended already.
                if end.isCancelled { try? execution.send(signal: .kill) }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A group other than canopy's: Ctrl-C in a terminal goes to canopy alone, which then ends the plugin in its own way.
    private static func group(_ group: Int32) -> PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = group
        return options
    }

    private var environment: Environment {
        .custom(Dictionary(uniqueKeysWithValues: plugin.variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    private func ending(_ stop: Stop?, _ status: TerminationStatus) -> Ending {
        switch (stop, status) {
        case (.cancelled, _): .cancelled
        case (.late, _): .failure("was ended, because it took more than \(timeLimit) s")
        case (nil, .exited(0)): .success
        case (nil, .exited(let code)): .failure("ended with status \(code)")
        case (nil, .signaled(let signal)): .failure("was ended by \(SignalName.of(signal))")
        }
    }
}
