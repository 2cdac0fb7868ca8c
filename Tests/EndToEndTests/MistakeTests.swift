import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// What the tool says when it is used wrongly: one line with what, where, and what to do.
@Suite struct MistakeTests {
    private let dsm = "data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif"
    private let boundary = "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"

    private func refusal(
        _ arguments: [String], status: Int32 = 1, saying words: [String], in folder: TemporaryFolder
    ) async throws {
        let outcome = try await canopy(arguments, in: folder)
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        let lines = outcome.errors.split(separator: "\n")
        if status == 1 { #expect(lines.count == 1, "\(outcome.errors)") }
        for word in words { #expect(lines.first?.contains(word) == true, "\(outcome.errors)") }
    }

    @Test func `each mistake is told in a sentence`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let crop = ["crop", dsm, "--boundary", boundary]
            try await refusal(crop + ["-o", "x.tif", "--no-such"], status: 64, saying: ["--no-such"], in: folder)
            try await refusal(
                ["thumb", dsm, "-o", "x.png", "--max-dim", "0"], status: 64, saying: ["--max-dim", "0"], in: folder)
            try await refusal(
                ["crop", "no.tif", "--boundary", boundary, "-o", "x.tif"], saying: ["'no.tif'", "does not exist"],
                in: folder)
            try await refusal(
                ["crop", dsm, "--boundary", "no.gpkg", "-o", "x.tif"], saying: ["'no.gpkg'", "does not exist"],
                in: folder)
            let dtm = dsm.replacing("dsm-ptcloud", with: "dtm-ptcloud")
            try await refusal(crop + ["-o", dtm], saying: [dtm, "exists already", "--overwrite"], in: folder)
            try await refusal(
                crop + ["-o", dsm, "--overwrite"], saying: [dsm, "is the input itself", "name another output"],
                in: folder)
            try await refusal(crop + ["-o", "no/x.tif"], saying: ["'no/x.tif'", "make it first"], in: folder)
            try await refusal(crop + ["-o", "/proc/x.tif"], saying: ["cannot write '/proc/x.tif'"], in: folder)

            let flight = "EPSG:32610"
            #expect(
                try await shell(
                    "ogr2ogr -q -a_srs \(flight) far.gpkg /vsistdin/ <<'END'\n"
                        + #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]]}"# + "\nEND", in: folder
                ).status == 0)
            try await refusal(
                ["crop", dsm, "--boundary", "far.gpkg", "-o", "x.tif"],
                saying: [dsm, "'far.gpkg'", "do not overlap", "check"],
                in: folder)
            #expect(!Path.exists(folder("x.tif")))
        }
    }

    @Test func `all that is wrong with a configuration comes at once, a line each`() async throws {
        try await withTemporaryFolder { folder in
            let variables: [String: String?] = [
                "OUTPUT_MAX_DIM": "0", "SKIP_IF_COMPLETE": "perhaps", "CANOPY_MEMORY": "much", "CANOPY_LAYOUT": "round",
                "CANOPY_JOBS": "none", "DATASET_NAME": "a/b", "S3_BUCKET_INPUT_BOUNDARY": "",
            ]
            let outcome = try await canopy(
                ["postprocess", "--input", "nowhere", "--output", "/proc/canopy"], variables, in: folder)
            #expect(outcome.status == 1 && outcome.output == "")
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 9)
            #expect(lines.allSatisfy { $0.hasPrefix("canopy postprocess: ") })
            for word in ["--boundaries", "'nowhere'", "'/proc/canopy'", "'a/b'"]
                + variables.keys.filter({
                    !$0.hasPrefix("DATASET") && !$0.hasPrefix("S3")
                })
            {
                #expect(lines.count { $0.contains(word) } == 1, "\(word)")
            }
            #expect(try folder.names() == [])
        }
    }

    @Test func `a working directory of another user is told with both users and the ways out`() async throws {
        // Root may write anywhere, so it becomes another user, who may not even look into the folder of the build.
        let line = """
            cp "$1" canopy && chmod 755 . canopy
            if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid 12345 --regid 12345 --clear-groups; else set --; fi
            exec "$@" env -u HOME ./canopy postprocess --input s3://missions --boundaries s3://missions
            """
        let variables: [String: String?] = [
            "S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
            "WORKING_DIR": "/etc/canopy",
        ]
        let user = getuid() == 0 ? 12345 : getuid()
        try await withTemporaryFolder { folder in
            let outcome = try await Binary(path: "/bin/sh")(
                ["-euc", line, "sh", canopy.path], variables, in: folder)
            #expect(outcome.status == 1)
            #expect(
                outcome.errors == """
                    canopy postprocess: cannot write to '/etc/canopy': '/etc' belongs to user 0, and this is user \(user); \
                    choose another folder, or change its permissions; a container writes there with 'runAsUser: 0' \
                    (Kubernetes) or '--user 0' (Docker), or to an emptyDir of its own; with 'fsGroup: \(user)' only \
                    beside 'fsGroupChangePolicy: OnRootMismatch'\n
                    """)
        }
    }

    @Test func `products that would get one name are told with both names, the rest goes on`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let report = "data/01_example-ridge/01_example-ridge_report"
            try FileManager.default.copyItem(atPath: folder(report + ".pdf"), toPath: folder(report + ".PDF"))
            let outcome = try await canopy(process, in: folder)
            #expect(outcome.status == 1)
            let lines = outcome.output.split(separator: "\n").filter { $0.contains("would both become") }
            #expect(lines.count == 2)
            for line in lines {
                #expect(line.contains("report.pdf'") && line.contains("report.PDF'") && line.contains("rename"))
            }
            #expect(outcome.output.contains("partial"))
        }
    }

    @Test func `no mission at all is told, with what to look at`() async throws {
        try await withTemporaryFolder { folder in
            for name in ["data", "boundaries"] { try folder.folder(name) }
            let outcome = try await canopy(process, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("there are no missions in 'data'; check its name and the layout"))
            #expect(outcome.output.contains("\n0 missions found: 0 succeeded, 0 partial, 0 failed, 0 skipped;"))
        }
    }
}
