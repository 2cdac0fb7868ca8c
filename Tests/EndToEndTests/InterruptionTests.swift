import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// Runs that do not come to their end, and runs that meet.
@Suite struct InterruptionTests {
    /// A folder with so many missions that a run is not over before the test is.
    private func withManyMissions(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await withExamples([Example.all[0]]) { folder in
            let first = "01_example-ridge"
            for number in 10..<40 {
                let mission = "\(number)_example-ridge"
                try folder.folder("data/" + mission)
                for file in try files(in: folder("data/" + first)) {
                    try FileManager.default.linkItem(
                        atPath: folder("data/\(first)/\(file)"),
                        toPath: folder("data/\(mission)/" + file.replacing(first, with: mission)))
                }
            }
            try await body(folder)
        }
    }

    @Test(arguments: [("HUP", 129), ("INT", 130), ("TERM", 143)])
    func `a signal ends the run without temporaries, and without a manifest over half a mission`(
        signal: String, status: Int32
    ) async throws {
        // The shell becomes the run, whose number is then still $$: signals do not reach what a shell puts behind it.
        let line = """
            (
                until [ -n "$(ls -A out/example-ridge/processed_01/full 2>/dev/null)" ]; do kill -0 $$; sleep 0.01; done
                kill -\(signal) $$
            ) &
            exec canopy "$@"
            """
        try await withManyMissions { folder in
            let outcome = try await shell(line, process, in: folder)
            #expect(outcome.status == status)
            #expect(outcome.output == "")
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder("out"))
            #expect(!left.contains { $0.contains(".canopy-") })
            let manifests = left.filter { $0.hasSuffix("manifest.json") }.map { Path.folder(of: $0) }
            #expect(manifests.count < 31)
            for mission in manifests { #expect(try files(in: folder("out/\(mission)")).count == 12) }
        }
    }

    @Test func `who comes second for a mission is told who is at it`() async throws {
        let line = """
            canopy "$@" > first.log 2>&1 & first=$!
            until [ -e out/example-ridge/processed_01/.canopy-lock ]; do kill -0 $first; sleep 0.01; done
            kill -STOP $first
            canopy "$@" --dataset 01_example-ridge && status=0 || status=$?
            kill -CONT $first
            kill -TERM $first
            wait $first || exit $status
            """
        try await withManyMissions { folder in
            let second = try await shell(line, process, in: folder)
            #expect(second.status == 1)
            #expect(second.output.contains("01_example-ridge: error: it is being processed by process "))
        }
    }

    @Test func `a disk that takes no more leaves nothing half-written`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await shell("ulimit -f 8; canopy \"$@\"", process, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("failed"))
            #expect(try files(in: folder("out")) == [])
        }
    }

    @Test func `a disk that takes no more leaves what was published before`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            #expect(try await canopy(process, in: folder).status == 0)
            func published() throws -> [String: Data] {
                let names = try files(in: folder("out"))
                return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bytes(folder("out/" + $0))) })
            }
            let before = try published()
            let outcome = try await shell("ulimit -f 8; canopy \"$@\"", process, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("File too large"), "\(outcome.output)")
            #expect(outcome.output.contains("0 succeeded, 0 partial, 1 failed"))
            #expect(try published() == before)
        }
    }

    @Test func `a single verb on a full disk leaves nothing half-written`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let dsm = "data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif"
            let outcome = try await shell("ulimit -f 8; canopy cog \"$1\" -o x.tif", [dsm], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("canopy cog: "))
            #expect(try folder.names() == ["boundaries", "data"])
        }
    }

    @Test(.enabled(if: canMountDisks, "this user may not mount a disk of its own"))
    func `a disk that is full is named, whoever writes the file`() async throws {
        try await withTemporaryFolder { folder in
            let scan = try RasterFixture(width: 1500, height: 1500) { column, row, _ in
                Double((column * 7919 ^ row * 104_729) % 65_521)
            }.write(to: folder("scan.tif"))
            let line = """
                mkdir small
                mount -t tmpfs -o size=300k none small
                for codec in deflate lzw; do
                    canopy cog --quiet "$1" -o small/x.tif --compress $codec 2>&1 && exit 9
                    ls -A small
                done
                """
            let outcome = try await Binary(path: "/usr/bin/unshare")(
                ["--user", "--mount", "--map-root-user", "/bin/sh", "-uc", line, "sh", scan], in: folder)
            let sentence = "canopy cog: cannot write 'small/x.tif': No space left on device\n"
            #expect(outcome.output == sentence + sentence, "\(outcome.errors)")
            #expect(outcome.status == 0)
        }
    }
}

/// Whether a user may have mounts that nobody else sees.
let canMountDisks: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = ["--user", "--mount", "--map-root-user", "/bin/mount", "-t", "tmpfs", "none", "/mnt"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}()
