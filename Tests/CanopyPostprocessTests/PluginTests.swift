import CanopyTesting
import Files
import Foundation
import Glibc
import Stores
import Synchronization
import Testing
import Threads

@testable import CanopyPostprocess

/// A program that has a mission before it is published adds files to it, and does nothing else to it.
@Suite struct PluginTests {
    private let folder = "oak/processed_01/"

    /// Gives `body` a mission that is ready.
    private func withMission(_ body: (Missions) async throws -> Void) async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try await body(missions)
        }
    }

    /// A plugin made of a shell script, which has the description in `$mission`, and the folders in `$full`, `$thumbnails`.
    private func plugin(_ missions: Missions, _ script: String, name: String = "more") throws -> MissionPlugin {
        let preamble = """
            mission=$(cat)
            full=$(printf %s "$mission" | jq -r .folders.full)
            thumbnails=$(printf %s "$mission" | jq -r .folders.thumbnails)
            """
        return try bare(missions, preamble + "\n" + script, name: name)
    }

    /// The same without anything read.
    private func bare(_ missions: Missions, _ script: String, name: String = "more") throws -> MissionPlugin {
        let path = try missions.folder.script("bin/canopy-" + name, "set -eu\n" + script)
        return MissionPlugin(name: name, path: path, variables: ["PATH": "/usr/bin:/bin"])
    }

    /// Processes the mission with a plugin.
    private func run(
        _ missions: Missions, _ script: String, _ change: (inout Postprocess.Options) -> Void = { _ in }
    ) async throws -> Postprocess.MissionReport {
        let plugin = try plugin(missions, script)
        return try await missions.runOne {
            $0.plugins.programs = [plugin]
            change(&$0)
        }
    }

    /// What is published of the mission, by path.
    private func outputs(_ missions: Missions) throws -> [String: [String: Any]] {
        try MissionManifest(missions.out(folder + "manifest.json")).outputs
    }

    // MARK: What it is for

    @Test func `what a plugin adds is published and stands in the manifest with its origin`() async throws {
        try await withMission { missions in
            let report = try await run(
                missions,
                "echo heights > \"$full/01_oak_heights.csv\"; echo drawing > \"$thumbnails/01_oak_heights.png\"")
            #expect(report.status == .succeeded && report.warnings == [])
            #expect(report.products == 5 && report.thumbnails == 4)
            let outputs = try outputs(missions)
            let table = try #require(outputs["full/01_oak_heights.csv"])
            #expect(table["madeBy"] as? String == "more" && table["role"] as? String == "data")
            #expect(table["type"] as? String == "heights" && table["mediaType"] as? String == "text/csv")
            #expect(table["size"] as? Int == 8)
            #expect(outputs["thumbnails/01_oak_heights.png"]?["role"] as? String == "thumbnail")
            #expect(outputs["full/01_oak_chm.tif"]?["madeBy"] == nil)
            #expect(try missions.published().count == outputs.count + 1)
        }
    }

    @Test func `a plugin is told of all that is going to be published, and finds it there`() async throws {
        try await withMission { missions in
            _ = try await run(
                missions,
                """
                printf %s "$mission" > "$full/01_oak_told.json"
                printf %s "$mission" | jq -r '.outputs[].file' | xargs ls > "$full/01_oak_files.txt"
                test "$PWD" = "$(printf %s "$mission" | jq -r .folders.scratch)"; touch scratch
                """)
            let told = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: missions.out(folder + "full/01_oak_told.json"))))
            let mission = try #require(told as? [String: Any])
            #expect(mission["format"] as? Int == 1 && mission["mission"] as? String == "01_oak")
            let outputs = try #require(mission["outputs"] as? [[String: Any]])
            #expect(
                Set(outputs.compactMap { $0["path"] as? String })
                    == [
                        "full/01_oak_chm.tif", "full/01_oak_dsm-ptcloud.tif", "full/01_oak_dtm-ptcloud.tif",
                        "full/01_oak_report.pdf", "thumbnails/01_oak_chm.png", "thumbnails/01_oak_dsm-ptcloud.png",
                        "thumbnails/01_oak_dtm-ptcloud.png",
                    ])
            let surface = try #require(
                outputs.first { $0["type"] as? String == "dsm-ptcloud" && $0["role"] as? String == "data" })
            let raster = try #require(surface["raster"] as? [String: Any])
            let band = try #require((raster["bands"] as? [[String: Any]])?.first)
            #expect(band["minimum"] as? Double == 34 && band["maximum"] as? Double == 49)
            let file = try #require(raster["file"] as? [String: Any])
            #expect((file["crs"] as? [String: Any])?["code"] as? String == "EPSG:32610")
            #expect((mission["options"] as? [String: Any])?["plugins"] as? [String] == ["more"])
        }
    }

    @Test func `the second plugin is told of what the first has added`() async throws {
        try await withMission { missions in
            let first = try plugin(missions, "echo 1 > \"$full/01_oak_one.txt\"", name: "one")
            let second = try plugin(
                missions,
                "printf %s \"$mission\" | jq -r '.outputs[] | select(.madeBy == \"one\").file' | xargs cat > \"$full/01_oak_two.txt\"",
                name: "two")
            let report = try await missions.runOne { $0.plugins.programs = [first, second] }
            #expect(report.status == .succeeded && report.warnings == [])
            #expect(try missions.folder.text("out/" + folder + "full/01_oak_two.txt") == "1\n")
            #expect(try outputs(missions)["full/01_oak_two.txt"]?["madeBy"] as? String == "two")
        }
    }

    @Test func `nothing is sent before the plugin has ended, and what it adds is sent with the rest`() async throws {
        try await withMission { missions in
            let events = Mutex<[String]>([])
            let bucket = try missions.folder.folder("bucket")
            let plugin = try plugin(
                missions,
                "ls \"\(bucket)\" > \"$full/01_oak_seen.txt\"; printf %s \"$mission\" | jq -r '.outputs[].file' | xargs ls"
            )
            var options = missions.options { $0.plugins.programs = [plugin] }
            options.keep = false
            let report = try await Postprocess(options: options).run(
                Postprocess.OpenStores(
                    input: LocalStore(missions.folder("data")), boundaries: LocalStore(missions.folder("boundaries")),
                    output: try Depot("bucket", in: bucket) { event in
                        if case .store(let key) = event { events.withLock { $0.append(key.name) } }
                    }))
            let mission = try #require(report.missions.first)
            #expect(mission.status == .succeeded && mission.warnings == [])
            #expect(try missions.folder.text("bucket/" + folder + "full/01_oak_seen.txt") == "")
            #expect(
                events.withLock { $0.last } == "manifest.json" && events.withLock { $0.contains("01_oak_seen.txt") })
            #expect(missions.folder.tree("work").isEmpty)
        }
    }

    @Test func `a dry run names the plugins and calls none`() async throws {
        try await withMission { missions in
            let mark = missions.folder("called")
            let report = try await run(missions, "touch '\(mark)'") { $0.dryRun = true }
            #expect(report.plugins == ["more"])
            #expect(!Path.exists(mark) && !Path.exists(missions.folder("out")))
        }
    }

    @Test func `a mission is done again with other plugins, and else left as it is`() async throws {
        try await withMission { missions in
            let script = "echo 1 > \"$full/01_oak_one.txt\""
            _ = try await run(missions, script)
            #expect(try await run(missions, script) { $0.resume = true }.unchanged)
            let report = try await missions.runOne { $0.resume = true }
            #expect(!report.unchanged)
            #expect(report.warnings.contains { $0.contains("full/01_oak_one.txt' is of an earlier run") })
            #expect(try await !run(missions, script) { $0.resume = true }.unchanged)
        }
    }

    @Test func `two missions have their plugin, each its own files`() async throws {
        try await withMission { missions in
            try missions.usual("01_elm", base: "elm")
            let plugin = try plugin(
                missions, "name=$(printf %s \"$mission\" | jq -r .mission); echo \"$name\" > \"$full/${name}_name.txt\""
            )
            let report = try await missions.run { $0.plugins.programs = [plugin] }
            #expect(report.count(.succeeded) == 2)
            for base in ["oak", "elm"] {
                #expect(try missions.folder.text("out/\(base)/processed_01/full/01_\(base)_name.txt") == "01_\(base)\n")
            }
        }
    }

    // MARK: What goes wrong

    @Test(arguments: [
        ("exit 3", "ended with status 3"), ("kill -KILL $$", "was ended by SIGKILL"),
        ("echo 'there is no hillshade' >&2; exit 1", "there is no hillshade"),
    ]) func `a plugin that fails costs what it adds`(script: String, reason: String) async throws {
        try await withMission { missions in
            let report = try await run(missions, "echo 1 > \"$full/01_oak_one.txt\"\n" + script)
            #expect(report.status == .succeeded)
            #expect(report.warnings.count == 1 && report.warnings[0].contains(reason), "\(report.warnings)")
            #expect(try outputs(missions)["full/01_oak_one.txt"] == nil)
            #expect(!Path.exists(missions.out(folder + "full/01_oak_one.txt")))
        }
    }

    @Test func `where plugins must succeed, a mission of which one failed is not published`() async throws {
        try await withMission { missions in
            let report = try await run(missions, "echo 1 > \"$full/01_oak_one.txt\"; exit 3") {
                $0.plugins.mustSucceed = true
            }
            #expect(report.status == .failed && report.reasons.first?.contains("ended with status 3") == true)
            #expect(try missions.published().filter { !$0.hasSuffix(".canopy-lock") } == [])
        }
    }

    @Test func `a program that is not there, or is none, is told of`() async throws {
        try await withMission { missions in
            let file = try missions.folder.file("bin/canopy-text", "no program", permissions: 0o755)
            for path in [missions.folder("bin/canopy-nowhere"), file] {
                let plugin = MissionPlugin(name: "more", path: path)
                let report = try await missions.runOne { $0.plugins.programs = [plugin] }
                #expect(report.status == .succeeded && report.warnings.count == 1)
                #expect(report.warnings.first?.contains("could not be started") == true, "\(report.warnings)")
            }
        }
    }

    @Test(arguments: [
        "rm \"$full/01_oak_dsm-ptcloud.tif\"", "echo >> \"$full/01_oak_dsm-ptcloud.tif\"",
        "touch -r / \"$full/01_oak_dsm-ptcloud.tif\"", "chmod 600 \"$thumbnails/01_oak_chm.png\"",
        "cp \"$full/01_oak_report.pdf\" x; mv x \"$full/01_oak_report.pdf\"",
        "f=$full/01_oak_chm.tif; touch -r \"$f\" t; printf x | dd of=\"$f\" bs=1 seek=9 conv=notrunc; touch -r t \"$f\"",
        "ln -sf /etc/passwd \"$full/01_oak_report.pdf\"", "rm -r \"$full\"",
        "mv \"$full\" \"$full.old\"; ln -s \"$full.old\" \"$full\"",
    ]) func `a plugin that changes a product costs the mission, and what was published stays`(script: String)
        async throws
    {
        try await withMission { missions in
            _ = try await missions.runOne()
            let before = try missions.contents()
            let report = try await run(missions, script)
            #expect(report.status == .failed)
            #expect(report.reasons.first?.hasPrefix("the plugin 'more' changed '") == true, "\(report.reasons)")
            #expect(try missions.contents() == before)
        }
    }

    @Test(arguments: [
        ("ln -s /etc/passwd \"$full/01_oak_link.txt\"", "it is a link"),
        ("ln -s /nowhere \"$full/01_oak_link.txt\"", "it is a link"),
        ("ln \"$0\" \"$full/01_oak_link.txt\"", "it has another name elsewhere"),
        ("mkfifo \"$full/01_oak_pipe.txt\"", "it is no regular file"),
        ("mkdir -p \"$full/01_oak_folder.txt/a/b\"", "it is no regular file"),
        ("touch \"$full/02_oak_other.txt\"", "files there are called '01_oak_TYPE.EXTENSION'"),
        ("touch \"$full/manifest.json\"", "files there are called"),
        ("touch \"$full/01_oak_.txt\"", "files there are called"),
        ("touch \"$full/01_oak_big.TIF\"", "the extension in lower case"),
        ("touch \"$full/01_oak_bare\"", "files there are called"),
        ("touch \"$full/01_oak_$(printf 'a\\nb').txt\"", "files there are called"),
        ("touch \"$thumbnails/01_oak_picture.jpg\"", "files there are called '01_oak_TYPE.png'"),
        ("touch \"$full/../manifest.json\"", "'manifest.json' is not taken"),
        ("touch \"$full/$(printf '01_oak_\\377.txt')\"", "are no text"),
        ("touch \"$full/01_oak_$(head -c 244 /dev/zero | tr '\\0' x).txt\"", nil),
    ]) func `what is no file of the mission's is not published`(script: String, reason: String?) async throws {
        try await withMission { missions in
            let report = try await run(missions, script + "\necho 1 > \"$full/01_oak_good.txt\"")
            #expect(report.status == .succeeded)
            if let reason {
                #expect(report.warnings.count == 1 && report.warnings[0].contains(reason), "\(report.warnings)")
            } else {
                #expect(report.warnings == [])
            }
            let outputs = try outputs(missions)
            #expect(outputs.count == (reason == nil ? 9 : 8) && outputs["full/01_oak_good.txt"] != nil)
            #expect(try missions.published().filter { !$0.hasSuffix(".canopy-lock") }.count == outputs.count + 1)
        }
    }

    @Test func `statistics that a plugin has made of a raster are not published beside it`() async throws {
        try await withMission { missions in
            let report = try await run(
                missions,
                "for n in dsm-ptcloud.tif.aux.xml chm.tif.ovr chm.msk; do touch \"$full/01_oak_$n\"; done")
            #expect(report.status == .succeeded && report.warnings == [])
            #expect(try outputs(missions).count == 7)
        }
    }

    @Test func `a plugin does not take the place of a product that could not be made`() async throws {
        try await withMission { missions in
            try missions.file("01_oak", "01_oak_dsm-mesh.tif", "damaged")
            let report = try await run(missions, "echo 1 > \"$full/01_oak_dsm-mesh.tif\"")
            #expect(report.status == .partial)
            #expect(report.warnings.contains { $0.contains("a product of the mission has that name") })
            #expect(try outputs(missions)["full/01_oak_dsm-mesh.tif"] == nil)
        }
    }

    @Test func `more files than anybody needs are not taken`() async throws {
        try await withMission { missions in
            let report = try await run(
                missions, "for i in $(seq 1100); do : > \"$full/01_oak_n$i.txt\"; done")
            #expect(report.warnings.contains { $0.contains("a plugin may add 1000 files") })
            #expect(try outputs(missions).count == 1007)
        }
    }

    // MARK: Time, streams, processes

    @Test func `a plugin that hangs is ended, with what it has started`() async throws {
        try await withMission { missions in
            let mark = missions.folder("child")
            let report = try await run(
                missions, "trap '' TERM; sh -c 'echo $$ > \"\(mark)\"; trap \"\" TERM; sleep 600' & sleep 600"
            ) {
                $0.plugins.timeLimit = 8
            }
            #expect(report.status == .succeeded)
            #expect(report.warnings.first?.contains("it took more than 8 s") == true, "\(report.warnings)")
            let child = try #require(Int32(missions.folder.text("child").dropLast()))
            #expect(hasEnded(child))
        }
    }

    @Test func `a child that keeps the streams open is not waited for, and ends`() async throws {
        try await withMission { missions in
            let mark = missions.folder("child")
            let report = try await run(
                missions, "sleep 600 & echo $! > \"\(mark)\"; echo 1 > \"$full/01_oak_one.txt\"")
            #expect(report.status == .succeeded && report.warnings == [])
            let child = try #require(Int32(missions.folder.text("child").dropLast()))
            #expect(hasEnded(child))
        }
    }

    @Test func `a plugin that has left its process group does not hold the mission up`() async throws {
        try await withMission { missions in
            let mark = missions.folder("child")
            let report = try await run(missions, "setsid sh -c 'echo $$ > \"\(mark)\"; exec sleep 60' & sleep 0.3")
            #expect(report.status == .succeeded && report.warnings == [])
            let child = try #require(Int32(missions.folder.text("child").dropLast()))
            kill(child, SIGKILL)
        }
    }

    @Test
    func `a plugin that reads nothing, or closes its streams, and one that prints megabytes, are as good as others`()
        async throws
    {
        try await withMission { missions in
            for script in [
                "exit 0", "exec <&- >&- 2>&-; exit 0", "yes | head -c 3000000", "head -c 3000000 /dev/zero >&2",
            ] {
                let plugin = try bare(missions, script)
                let report = try await missions.runOne { $0.plugins.programs = [plugin] }
                #expect(report.status == .succeeded && report.warnings == [], "\(script)")
            }
        }
    }

    @Test func `a plugin has the variables that it is given, and no others`() async throws {
        try await withMission { missions in
            _ = try await run(missions, "env | sort > \"$full/01_oak_env.txt\"")
            let names = try missions.folder.text("out/" + folder + "full/01_oak_env.txt").split(separator: "\n")
                .compactMap { $0.split(separator: "=").first.map(String.init) }
            #expect(Set(names).isSubset(of: ["PATH", "PWD", "OLDPWD", "SHLVL", "_", "mission", "full", "thumbnails"]))
        }
    }

    /// Whether a process has ended; it may take the system a moment to say so of one that was killed.
    private func hasEnded(_ process: Int32) -> Bool {
        for _ in 0..<500 {
            let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            if kill(process, 0) != 0 || status?.contains(") Z ") == true { return true }
            usleep(10_000)
        }
        return false
    }
}
