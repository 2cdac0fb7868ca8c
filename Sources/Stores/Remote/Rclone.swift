internal import Subprocess
internal import Synchronization
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The program rclone, which carries out everything that remote stores take part in.
///
/// It is called so that it stays quiet about keys, changes nothing unasked and comes to an end: no variable of its own
/// but the configuration's gets through to it, only calls that reach a store have its keys, and every call has its time
/// limits.
final class Rclone: Sendable {
    /// One call.
    struct Call: Sendable {
        /// The command and what it is to do.
        var arguments: [String]
        /// The remotes that it names.
        var places: [RemotePlace]
        /// How long it may give no sign of life; for as long as rclone itself waits if `nil`.
        var idleTimeout: IdleTimeout?
        /// What it reads: lists go to it this way, because there may be no place to write but those that users name.
        var input: [UInt8] = []
    }

    /// How long a call may give no sign of life.
    struct IdleTimeout: Sendable {
        /// How long at any time.
        let usual: Duration
        /// The bytes of the one file that the call moves.
        private let bytes: Int

        init(_ usual: Duration, bytes: Int = 0) {
            self.usual = usual
            self.bytes = bytes
        }

        /// How long when so many bytes have moved. Before the first and after the last a file may be hashed, or be put
        /// together from its parts, of which nothing is heard; the slowest disks read 10 MiB a second.
        func limit(after moved: Int) -> Duration {
            (1..<max(bytes, 1)).contains(moved) ? usual : usual + .seconds(bytes / (10 << 20))
        }
    }

    /// What came of a call.
    struct Outcome: Sendable {
        /// Whether rclone ended as if all were well.
        let isSuccess: Bool
        /// Whether it found no folder, or no file, of that name.
        let isAbsent: Bool
        /// What it wrote to standard output.
        let output: [UInt8]
        /// What it said went wrong. It may have secrets in it: only ``RemotePlace`` makes messages of it.
        let words: [String]
        /// The same of single files and folders, by the names that it has for them.
        let failures: [String: String]
        /// Whether it was ended because there was no sign of life.
        let hasTimedOut: Bool
    }

    /// What this machine and this user are like for rclone: variables that hold no key, those for the remotes that the
    /// user has set up, and those for the way to any remote.
    private let variables, ofRemotes, ofNetwork: [String: String]
    /// The file with the certificates of authorities to trust.
    private let authorities: String?
    /// How long a service may take to say anything at all. rclone itself waits several times its own time-out.
    let idleTimeout: Duration
    private let slots = Budget(8)
    /// Who writes a file. rclone looks at what it has written, and takes what another has written there since for a fault.
    let writers = KeyedAsyncLock()
    /// What has been learned of remotes, by their names.
    let known = Mutex(Known())

    /// The rclone that is found with these variables of the environment.
    init(variables: [String: String], idleTimeout: Duration) {
        // Configuration is the user's; any other of rclone's own variables would change what canopy means by a call, or
        // make rclone talk of keys. The file of authorities fails, as a variable, every call to S3 of rclone 1.60.
        let meant = variables.filter { name, _ in
            !name.hasPrefix("RCLONE_") || name.hasPrefix("RCLONE_CONFIG") || Self.passed.contains(name)
        }.filter { $0.key != Self.authorities }
        self.variables = meant.withoutKeys
        ofRemotes = meant.filter { KeyVariable($0.key, $0.value) == .remotes }
        ofNetwork = meant.filter { KeyVariable($0.key, $0.value) == .address }
        authorities = variables[Self.authorities].flatMap { $0.isEmpty ? nil : $0 }
        self.idleTimeout = idleTimeout
    }

    private static let authorities = "AWS_CA_BUNDLE"
    private static let passed: Set = ["RCLONE_PASSWORD_COMMAND", "RCLONE_BWLIMIT"]

    /// Runs rclone and tells of events as they come. A cancelled call has aborted its uploads when this throws.
    func run(
        _ call: Call, isCancelled: CancellationCheck,
        event: @escaping @Sendable (RcloneEvent) async -> Void = { _ in }
    ) async throws(StoreError) -> Outcome {
        await slots.take()
        defer { slots.give() }
        if isCancelled() { throw .cancelled }
        let transcript = Transcript()
        let status: TerminationStatus
        do {
            status = try await Subprocess.run(
                .name("rclone"), arguments: Arguments(call.arguments + options(for: call.places) + Self.alwaysGiven),
                environment: environment(for: call.places), platformOptions: Self.platformOptions,
                input: .array(call.input), output: .sequence, error: .sequence
            ) { execution in
                let watch = Task {
                    while !Task.isCancelled {
                        if isCancelled() || transcript.isSilent(for: call.idleTimeout) {
                            return await execution.teardown(using: Self.teardown)
                        }
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                }
                async let output: Void = transcript.add(contentsOf: execution.standardOutput)
                let lines = execution.standardError.strings(
                    separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .unbounded)
                for try await line in lines {
                    guard let next = RcloneEvent(line) else { continue }
                    transcript.add(next)
                    await event(next)
                }
                try await output
                // A process that has ended must not be sent a signal: its number may be another's by then.
                watch.cancel()
                await watch.value
            }.terminationStatus
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .rclone(.missing)
        } catch {
            throw isCancelled() ? .cancelled : .rclone(.unusable("\(error)"))
        }
        if isCancelled(), !status.isSuccess { throw .cancelled }
        return transcript.outcome(status)
    }

    private static let alwaysGiven = ["--use-json-log", "--ask-password=false"]

    /// SIGTERM makes rclone abort multipart uploads, which would be stored and paid for unseen. What has not ended by
    /// then is killed in time for canopy's own end, five seconds after a signal.
    private static let teardown: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(4))]

    private static let platformOptions: PlatformOptions = {
        var options = PlatformOptions()
        // A group of its own: Ctrl-C in a terminal goes to canopy alone, which then ends rclone in its own way.
        options.processGroupID = 0
        options.teardownSequence = teardown
        return options
    }()

    /// Authorities are not looked at where nothing is encrypted: the file need not be there.
    private func options(for places: [RemotePlace]) -> [String] {
        guard let authorities, places.contains(where: \.mayUseTLS) else { return [] }
        return ["--ca-cert", authorities]
    }

    /// Whether users have said nothing of how files get to a place that canopy asks by itself, but its region: the rest rclone
    /// alone understands. Remotes of which more is said are not asked.
    func leavesTransfersAsTheyAre(of place: RemotePlace) -> Bool {
        variables["RCLONE_BWLIMIT"] == nil
            && (place.isConfigured || Set(variables(of: place).keys).isSubset(of: ["region"]))
    }

    /// What variables say of a remote, keys among it, by the names that it has in rclone's file.
    func variables(of place: RemotePlace) -> [String: String] {
        let name = Self.variables(of: place)
        let said = ofRemotes.filter { $0.key.hasPrefix(name) }
        return Dictionary(said.map { ($0.key.dropFirst(name.count).lowercased(), $0.value) }) { $1 }
    }

    /// What names of the variables begin with.
    private static func variables(of place: RemotePlace) -> String { "RCLONE_CONFIG_\(place.remote.uppercased())_" }

    private func environment(for places: [RemotePlace]) -> Environment {
        var variables = variables
        if !places.isEmpty { variables.merge(ofNetwork) { $1 } }
        if places.contains(where: \.isConfigured) {
            variables.merge(ofRemotes) { $1 }
        } else {
            variables["RCLONE_CONFIG"] = ""
            // How the transfers of `s3://` are to be made, which users may say as of any other remote.
            for place in places {
                variables.merge(ofRemotes.filter { $0.key.hasPrefix(Self.variables(of: place)) }) { $1 }
            }
        }
        for place in places { variables.merge(place.variables) { $1 } }
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }
}
