import CanopyTesting
import Foundation
import Testing

/// Who gets keys, seen by an rclone that writes down what it is given.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/environ"))) struct KeyTests {
    private let keys = [
        "S3_ENDPOINT": "http://us:p@ss/wo\"r%d@127.0.0.1:1", "S3_ACCESS_KEY": "the-access-key",
        "S3_SECRET_KEY": "the-secret-key",
    ]
    /// Keys to other stores, and the way to any.
    private let others = [
        "AWS_SECRET_ACCESS_KEY": "secret-of-aws", "AWS_SESSION_TOKEN": "session-of-aws", "OS_PASSWORD": "pass-of-swift",
        "RCLONE_CONFIG_PASS": "pass-of-configuration", "RCLONE_CONFIG_DAV_PASS": "pass-of-dav",
        "RCLONE_CONFIG_DAV_TYPE": "webdav", "RCLONE_S3_SECRET_ACCESS_KEY": "secret-of-option",
    ]
    private let proxy = ["https_proxy": "http://me:pass-of-proxy@127.0.0.1:2"]

    /// Runs the tool with all of that and an rclone that finds nothing; gives what each process saw, by its kind:
    /// 'canopy', or the command of rclone.
    private func seen(_ arguments: [String]) async throws -> (kinds: [String: Set<String>], Binary.Outcome) {
        try await withTemporaryFolder { folder in
            try folder.script(
                "bin/rclone",
                """
                see() { tr '\\0' '\\n' | sed "s/^/$1 /" >> '\(folder("seen"))'; }
                see canopy < /proc/$PPID/environ
                see "$1" < /proc/$$/environ
                echo "core $(ulimit -c)" >> '\(folder("seen"))'
                case "$1" in version) echo rclone v1.60.1;; *) cat > /dev/null; echo '[]';; esac
                """)
            let variables = keys.merging(others) { $1 }.merging(proxy) { $1 }
                .merging(["PATH": folder("bin") + ":/usr/bin:/bin"]) { $1 }
            let command = "ulimit -S -c $(ulimit -H -c); exec \"$0\" \"$@\""
            let outcome = try await Binary(path: "/bin/sh").run(
                ["-c", command, Binary("canopy").path] + arguments, variables: variables.mapValues { $0 })
            var kinds: [String: Set<String>] = [:]
            for line in try String(contentsOfFile: folder("seen"), encoding: .utf8).split(separator: "\n") {
                let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
                kinds[parts[0], default: []].insert(parts.last ?? "")
            }
            return (kinds, outcome)
        }
    }

    private func keys(in lines: Set<String>?) -> Set<String> {
        let all = keys.merging(others) { $1 }.merging(proxy) { $1 }.filter { $0.key != "RCLONE_CONFIG_DAV_TYPE" }
        return Set(all.filter { _, value in (lines ?? []).contains { $0.contains(value) } }.keys)
    }

    @Test func `keys leave the tool's own environment, and only calls that reach the store have its keys`() async throws
    {
        let (kinds, _) = try await seen(["match", "--input", "s3://bucket/x", "--boundaries", "s3://bucket/y"])
        #expect(kinds["canopy"]?.contains { $0.hasPrefix("PATH=") } == true)
        #expect(keys(in: kinds["canopy"]) == [])
        #expect(keys(in: kinds["version"]) == [])
        #expect(keys(in: kinds["lsjson"]) == ["S3_ACCESS_KEY", "S3_SECRET_KEY", "https_proxy"])
        #expect(kinds["lsjson"]?.contains("RCLONE_CONFIG_CANOPY_SECRET_ACCESS_KEY=the-secret-key") == true)
        #expect(kinds["lsjson"]?.contains { $0.hasPrefix("S3_") } == false)
        // Nothing is more than the limit, where there is one at all.
        #expect(kinds["core"]?.isSubset(of: ["0", "1"]) == true)
    }

    @Test func `a remote that the user has set up gets the user's keys, and not those of S3`() async throws {
        let (kinds, _) = try await seen(["sync", "dav:x", "/nonexistent/y"])
        #expect(keys(in: kinds["version"]) == [])
        let wanted = Set(others.keys).subtracting(["RCLONE_CONFIG_DAV_TYPE", "RCLONE_S3_SECRET_ACCESS_KEY"])
        #expect(keys(in: kinds["backend"]) == wanted.union(["https_proxy"]))
    }

    @Test(arguments: ["--json", "--verbose", "--quiet"])
    func `an address is shown without its password, whatever letters that has`(option: String) async throws {
        let (_, outcome) = try await seen([
            "postprocess", "--input", "s3://bucket/x", "--boundaries", "s3://bucket/y", option,
        ])
        let text = outcome.output + outcome.errors
        for part in ["us:", "p@ss", "ss/wo", "r%d", "the-access-key", "the-secret-key"] {
            #expect(!text.contains(part))
        }
        #expect(option == "--quiet" || text.contains("http://****@127.0.0.1:1"))
    }

    @Test func `an external command has the environment as it was`() async throws {
        try await withTemporaryFolder { folder in
            try folder.script("bin/canopy-show", "env; ulimit -c")
            let outcome = try await Binary("canopy").run(
                ["show"], variables: keys.merging(["PATH": folder("bin") + ":/usr/bin:/bin"]) { $1 }.mapValues { $0 })
            for (name, value) in keys { #expect(outcome.output.contains("\(name)=\(value)\n")) }
        }
    }
}
