import CanopyTesting
import Diagnostics
import Files
import Foundation
import Testing

/// Keys are for the service alone.
@Suite(.wantsObjectServer) struct SecretTests {
    /// With a limit of bandwidth rclone moves all files, and is there to be seen; without one canopy moves most by itself.
    @Test(arguments: [nil, "16M"]) func `the secret is on no command line, in no log, in no file`(
        bandwidth: String?
    ) async throws {
        try await withBucket { bucket in
            let mark = "mark-\(UUID().uuidString)"
            try bucket.folder.folder("tmp")
            let ended = Cancellation()
            async let seen = watch(mark, bucket, until: ended)
            let outcome = try await bucket.canopy(
                ["postprocess", "--keep", "--dataset", "01_example-ridge", "--verbose", "--json"],
                ["MARK": mark, "TMPDIR": bucket.folder("tmp"), "RCLONE_BWLIMIT": bandwidth])
            ended.cancel()
            #expect(outcome.status == 0, "\(outcome.errors)")
            let (lines, leaks) = await seen
            #expect(leaks == [])
            for program in bandwidth == nil ? ["canopy"] : ["canopy", "rclone"] {
                #expect(lines.contains { $0.hasPrefix(program) }, "\(lines)")
            }
            #expect(lines.filter { $0.contains(bucket.server.secretKey) } == [])
            #expect(!(outcome.output + outcome.errors).contains(bucket.server.secretKey))

            #expect(try files(in: bucket.folder("work")).count > 10)
            try await bucket.rclone("copy", bucket.remote("published"), bucket.folder("published"))
            for folder in ["work", "tmp", "published"] { #expect(try leaking(bucket, folder) == []) }
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

    /// The files in a folder of the test that have the secret in them.
    private func leaking(_ bucket: Bucket, _ folder: String) throws -> [String] {
        let secret = Data(bucket.server.secretKey.utf8)
        return try files(in: bucket.folder(folder)).filter { name in
            // A file may have gone meanwhile.
            FileManager.default.contents(atPath: bucket.folder("\(folder)/\(name)"))?.range(of: secret) != nil
        }
    }

    /// Looks, until the end, at the command lines of all processes that have the mark in their environment, and for
    /// the secret in short-lived files.
    private func watch(
        _ mark: String, _ bucket: Bucket, until ended: Cancellation
    ) async -> (lines: Set<String>, leaks: Set<String>) {
        var (lines, leaks): (Set<String>, Set<String>) = ([], [])
        while !ended.isCancelled {
            for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            where Int(process) != nil {
                guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"),
                    environment.range(of: Data(mark.utf8)) != nil,
                    let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
                else { continue }
                let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                lines.insert(Path.name(of: words.first ?? "") + " " + words.dropFirst().joined(separator: " "))
            }
            leaks.formUnion((try? leaking(bucket, "tmp")) ?? [])
            try? await Task.sleep(for: .milliseconds(20))
        }
        return (lines, leaks)
    }
}
