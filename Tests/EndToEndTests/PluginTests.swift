import CanopyTesting
import ExampleMission
import Files
import Foundation
import Glibc
import Raster
import Testing
import Threads

/// Missions given to plugins, as users do it.
@Suite struct PluginTests {
    private let ridge = "out/example-ridge/processed_01/"

    /// The examples' own, and those that a test makes.
    private func places(_ folder: TemporaryFolder) -> [String: String?] {
        ["CANOPY_EXEC_PATH": folder("exec") + ":" + TestData.package + "/Examples"]
    }

    @Test func `the example adds a hillshade with its thumbnail`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await canopy(
                process + ["--with", "hillshade", "--strict"], places(folder), in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let manifest = try folder.text(ridge + "manifest.json")
            #expect(manifest.components(separatedBy: #""madeBy" : "hillshade""#).count == 3)
            let hillshade = ridge + "full/01_example-ridge_hillshade.tif"
            #expect(try await canopy(["cog", "--validate", hillshade], in: folder).status == 0)
            let shades = try await shell(
                "gdalinfo -json -stats \"$1\" | jq '.bands[0].stdDev > 1'", [hillshade], in: folder)
            #expect(shades.output == "true\n", "\(shades)")
            #expect(Path.isFile(folder(ridge + "thumbnails/01_example-ridge_hillshade.png")))
            #expect(!files(folder("out")).contains { $0.contains(".tmp") })
        }
    }

    @Test func `a plugin has no keys, and what is meant for it`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            try folder.script(
                "exec/canopy-tell-all",
                "env > '\(folder.path)/env.txt'; cat /proc/$PPID/environ > '\(folder.path)/parent.txt'")
            var variables = places(folder)
            let secrets = [
                "S3_ACCESS_KEY", "S3_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "RCLONE_CONFIG_X_PASS",
                "CANOPY_TELL_ALL_TOKEN", "MY_OWN",
            ]
            for name in secrets { variables[name] = "secret-\(name)" }
            variables["CANOPY_TELL_ALL_COLOR"] = "green"
            let outcome = try await canopy(process + ["--with", "tell-all"], variables, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let own = try folder.text("env.txt")
            let parent = try String(decoding: Data(contentsOf: URL(filePath: folder("parent.txt"))), as: UTF8.self)
            #expect(parent.contains("MY_OWN=secret"))
            for name in secrets {
                #expect(!own.contains("secret-\(name)"), "\(name)")
                // Variables that hold no key are nobody's secret.
                #expect(["AWS_PROFILE", "MY_OWN"].contains(name) || !parent.contains("secret-\(name)"), "\(name)")
            }
            #expect(own.contains("CANOPY_TELL_ALL_COLOR=green") && own.contains("CANOPY=/"))
        }
    }

    @Test func `all that is wrong with plugins is told before anything is done`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            try folder.script("exec/canopy-twice", "")
            let outcome = try await canopy(
                process + ["--with", "crop", "--with", "nowhere", "--with", "twice", "--with", "twice"],
                places(folder), in: folder)
            #expect(outcome.status == 1)
            for part in ["'crop', which is a built-in command", "canopy-nowhere", "names 'twice' twice"] {
                #expect(outcome.errors.contains(part), "\(part)")
            }
            #expect(!Path.exists(folder("out")))
        }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func `a signal ends the plugin in time, and nothing is published`(
        signal: Int32
    ) async throws {
        try await withExamples([Example.all[0]]) { folder in
            try folder.script(
                "exec/canopy-hang",
                "trap '' TERM INT HUP; echo $$ > '\(folder.path)/pid.tmp'; mv '\(folder.path)/pid.tmp' '\(folder.path)/pid'; sleep 600 & wait; sleep 600"
            )
            let outcome = try await canopy(process + ["--with", "hang"], places(folder), in: folder) { run in
                let plugin = try await waitForPlugin(folder)
                try run.send(signal)
                try await end(of: plugin)
            }
            #expect(outcome.status == 128 + signal)
            #expect(files(folder("out")).filter { !$0.hasSuffix(".canopy-lock") } == [])
        }
    }

    @Test func `a plugin ends with canopy, also where that is killed, and the next run has nothing of it`() async throws
    {
        try await withExamples([Example.all[0]]) { folder in
            try folder.script(
                "exec/canopy-hang",
                "touch \"$(jq -r .folders.full)/01_example-ridge_half.txt\"; echo $$ > '\(folder.path)/pid.tmp'; mv '\(folder.path)/pid.tmp' '\(folder.path)/pid'; trap '' TERM; sleep 600"
            )
            _ = try await canopy(process + ["--with", "hang"], places(folder), in: folder) { run in
                let plugin = try await waitForPlugin(folder)
                try run.send(SIGKILL)
                try await end(of: plugin)
            }
            let outcome = try await canopy(process + ["--strict"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!files(folder("out")).contains { $0.contains("half") || $0.contains(".tmp") })
        }
    }

    /// The number of the plugin, once it has written that down.
    private func waitForPlugin(_ folder: TemporaryFolder) async throws -> Int32 {
        let path = folder("pid")
        return try await runBlocking { () throws in
            while !Path.isFile(path) { usleep(10_000) }
            return try #require(Int32(String(contentsOfFile: path, encoding: .utf8).dropLast()))
        }
    }

    private func end(of process: Int32) async throws {
        await runBlocking { while kill(process, 0) == 0, !isZombie(process) { usleep(10_000) } }
    }

    private func isZombie(_ process: Int32) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ") == true
    }

    /// The files below a folder.
    private func files(_ folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter {
            !Path.isFolder(folder + "/" + $0)
        }
    }
}
