import CanopyTesting
import Files
import Foundation
import Testing
import Threads

/// Keys are for the service alone.
@Suite(.wantsObjectServer) struct SecretTests {
    /// With a limit of bandwidth rclone moves all files; without one canopy moves most by itself.
    @Test(arguments: [nil, "16M"]) func `the secret is on no command line, in no log, in no file`(
        bandwidth: String?
    ) async throws {
        try await withBucket { bucket in
            let mark = "mark-\(UUID().uuidString)"
            try bucket.folder.folder("tmp")
            let rclone = try RecordingRclone(in: bucket.folder)
            let watch = SecretWatch(mark: mark, folder: bucket.folder("tmp"), secret: bucket.server.secretKey)
            let outcome = try await bucket.canopy(
                ["postprocess", "--keep", "--dataset", "01_example-ridge", "--verbose", "--json"],
                rclone.variables.merging(
                    ["MARK": mark, "TMPDIR": bucket.folder("tmp"), "RCLONE_BWLIMIT": bandwidth]
                ) { $1 })
            let seen = watch.end()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(seen.leaks == [])
            #expect(seen.lines.contains { $0.hasPrefix("canopy") }, "\(seen.lines)")
            #expect(rclone.calls != [])
            #expect((seen.lines + rclone.calls).filter { $0.contains(bucket.server.secretKey) } == [])
            #expect(!(outcome.output + outcome.errors).contains(bucket.server.secretKey))

            #expect(try files(in: bucket.folder("work")).count > 10)
            try await bucket.rclone("copy", bucket.remote("published"), bucket.folder("published"))
            for folder in ["work", "tmp", "published"] {
                #expect(leaking(bucket.server.secretKey, in: bucket.folder(folder)) == [])
            }
        }
    }

    @Test(arguments: ["--verbose", "--quiet", "--json"])
    func `a secret that the service does not take is not told either`(option: String) async throws {
        try await withBucket { bucket in
            let outcome = try await bucket.canopy(["postprocess", option], ["S3_SECRET_KEY": "deep+secret/key"])
            #expect(outcome.status == 1)
            #expect(!(outcome.output + outcome.errors).contains("deep+secret/key"))
        }
    }
}

/// The files in a folder that have the secret in them.
private func leaking(_ secret: String, in folder: String) -> [String] {
    ((try? files(in: folder)) ?? []).filter { name in
        // A file may have gone meanwhile.
        FileManager.default.contents(atPath: "\(folder)/\(name)")?.range(of: Data(secret.utf8)) != nil
    }
}

/// Looks, on a thread of its own until the end, at the command lines of all processes that have the mark in their
/// environment, and for the secret in short-lived files.
private final class SecretWatch: Sendable {
    struct Seen {
        var lines: Set<String> = []
        var leaks: Set<String> = []
        fileprivate var hasEnded = false
    }

    private let seen = Monitor(Seen())

    init(mark: String, folder: String, secret: String) {
        startThread { [seen] in
            while !seen.update({ $0.hasEnded }) {
                let lines = Self.commandLines(marked: mark)
                let leaks = leaking(secret, in: folder)
                seen.update {
                    $0.lines.formUnion(lines)
                    $0.leaks.formUnion(leaks)
                }
                usleep(20_000)
            }
        }
    }

    /// Ends it, and gives what was seen.
    func end() -> Seen {
        seen.update {
            $0.hasEnded = true
            return $0
        }
    }

    private static func commandLines(marked mark: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int($0) != nil }.compactMap { process in
            guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"),
                environment.range(of: Data(mark.utf8)) != nil,
                let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
            else { return nil }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return Path.name(of: words.first ?? "") + " " + words.dropFirst().joined(separator: " ")
        }
    }
}
