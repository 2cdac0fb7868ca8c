internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension Rclone {
    /// What has been learned so far, so that nothing is asked twice.
    struct Known {
        var version: Task<Result<RcloneVersion, StoreError>, Never>?
        var file: Task<[String: [String: String]]?, Never>?
        var capabilities: [String: RemoteTraits] = [:]
        var answering: Set<String> = []
    }

    /// Asks for something and moves nothing: `nil` where it is not there.
    func look(
        _ arguments: [String], on keys: [StoreKey]? = nil, at place: RemotePlace,
        _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> [UInt8]? {
        let outcome = try await ask(arguments, on: keys, at: place, isCancelled)
        guard outcome.isSuccess || outcome.isAbsent else { throw place.failure(outcome.words) }
        return outcome.isSuccess ? outcome.output : nil
    }

    /// Asks for something, of the files of these keys if there are any, and moves nothing; asks again where the answer is a
    /// failure that may pass. A refused connection ends this within a second, a silent one with the patience.
    func ask(
        _ arguments: [String], on keys: [StoreKey]? = nil, at place: RemotePlace,
        _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Outcome {
        let limits = ["--retries", "1", "--low-level-retries", "3", "--contimeout", "10s", "--timeout", "30s"]
        let call = Call(arguments: arguments + limits, places: [place], idleTimeout: IdleTimeout(idleTimeout))
        var tries = Tries()
        var outcome: Outcome
        repeat {
            outcome = try await run(call, on: keys, isCancelled: isCancelled)
            // A service in trouble may say so of what there is.
            if outcome.isAbsent { outcome = try await run(call, on: keys, isCancelled: isCancelled) }
            if outcome.isSuccess || outcome.isAbsent || !place.isRetryable(outcome) { break }
        } while try await tries.again(isCancelled)
        if outcome.hasTimedOut { throw place.failure(outcome.words, .mute) }
        if outcome.isSuccess || outcome.isAbsent { known.withLock { _ = $0.answering.insert(place.remote) } }
        return outcome
    }

    /// The tries at what may go better after a pause.
    struct Tries {
        private var pauses: [Duration] = [.seconds(4), .seconds(1)]

        /// Waits for the next one; `false` where there have been enough.
        // Builds take less time where this is not in each of its callers.
        @inline(never)
        mutating func again(_ isCancelled: CancellationCheck) async throws(StoreError) -> Bool {
            guard let pause = pauses.popLast() else { return false }
            let end = ContinuousClock.now + pause
            while ContinuousClock.now < end, !isCancelled() { try? await Task.sleep(for: .milliseconds(50)) }
            if isCancelled() { throw .cancelled }
            return true
        }
    }

    /// What the remote can do.
    func capabilities(
        of place: RemotePlace, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> RemoteTraits {
        if let traits = place.traits { return traits }
        if let capabilities = known.withLock({ $0.capabilities[place.remote] }) { return capabilities }
        let output = try await look(["backend", "features", place.remote + ":"], at: place, isCancelled)
        guard let output, let answer = try? JSONDecoder().decode(Features.self, from: Data(output)) else {
            throw place.failure(["'rclone backend features' does not describe the remote"], .other)
        }
        let hasMD5 = answer.hashes.contains("md5")
        let isBucketBased = answer.features["BucketBased"] == true
        let usesPartialNames = try await usesPartialNames()
        let capabilities = RemoteTraits(
            hasMD5: hasMD5, listsMD5: hasMD5 && answer.features["SlowHash"] == false, isBucketBased: isBucketBased,
            writesWhole: isBucketBased || usesPartialNames, copies: answer.features["Copy"] == true)
        known.withLock { $0.capabilities[place.remote] = capabilities }
        return capabilities
    }

    /// All that the user has said of a remote, keys among it: in rclone's file, and before that in variables; `nil` where the
    /// file cannot be read.
    func settings(of place: RemotePlace) async -> [String: String]? {
        let file = known.withLock { known in
            if let file = known.file { return file }
            let file = Task { await readFile(with: place) }
            known.file = file
            return file
        }
        return await file.value.map { $0[place.remote, default: [:]].merging(variables(of: place)) { $1 } }
    }

    private func readFile(with place: RemotePlace) async -> [String: [String: String]]? {
        let call = Call(arguments: ["config", "dump"], places: [place], idleTimeout: IdleTimeout(.seconds(45)))
        let outcome = try? await run(call, isCancelled: .task)
        guard let outcome, outcome.isSuccess else { return nil }
        return try? JSONDecoder().decode([String: [String: String]].self, from: Data(outcome.output))
    }

    /// Makes sure that the service answers, before a transfer waits for it with a transfer's patience.
    func meet(_ place: RemotePlace, _ isCancelled: CancellationCheck) async throws(StoreError) {
        guard !known.withLock({ $0.answering.contains(place.remote) }) else { return }
        _ = try await look(["lsjson", "--stat", place.argument()], at: place, isCancelled)
    }

    /// Gives a file of the remote another name there, replacing what has it.
    func move(
        _ key: StoreKey, to target: StoreKey, at place: RemotePlace, _ isCancelled: CancellationCheck
    ) async throws(StoreError) {
        let arguments = ["moveto", place.argument(key), place.argument(target), "--ignore-times"]
        let call = Call(arguments: arguments + Self.transferOptions, places: [place], idleTimeout: nil)
        var tries = Tries()
        var outcome: Outcome
        repeat {
            outcome = try await run(call, isCancelled: isCancelled)
            if outcome.isSuccess || !place.isRetryable(outcome) { break }
        } while try await tries.again(isCancelled)
        if !outcome.isSuccess { throw place.failure(outcome.words, at: place.location.appending(target)) }
    }

    private struct Features: Decodable {
        let hashes: [String]
        let features: [String: Bool]

        enum CodingKeys: String, CodingKey {
            case hashes = "Hashes"
            case features = "Features"
        }
    }
}
