import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// How much is told of what is done, and options that say what is made.
@Suite struct VerbosityTests {
    private let raster = "data/01_example-ridge/01_example-ridge_dsm-ptcloud.tif"
    private let boundary = "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"

    @Test func `verbs tell what each file became and what took how long, where that is asked for`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let other = raster.replacingOccurrences(of: "dsm", with: "dtm")
            let crop = ["crop", raster, other, "--boundary", boundary, "--output-dir", "out", "--overwrite"]
            let usual = try await canopy(crop, in: folder)
            #expect(usual.status == 0 && usual.errors == "", "\(usual.errors)")
            let verbose = try await canopy(crop + ["-v"], in: folder)
            for part in ["1 band of float32, deflate", "read from column", "dtm-ptcloud.tif took ", "crop took "] {
                #expect(verbose.errors.contains(part), "\(part): \(verbose.errors)")
            }
            #expect(verbose.output == usual.output)
            #expect(try await canopy(crop + ["-q"], in: folder).errors == "")
            #expect(try await canopy(crop + ["-qv"], in: folder).status == 64)

            let synced = try await canopy(["sync", "out", "copies", "-v"], in: folder)
            #expect(synced.errors.contains("is not there yet, verified by sha256"), "\(synced.errors)")
            let again = try await canopy(["sync", "out", "copies", "-v"], in: folder)
            #expect(again.errors.contains("is there already, the same"), "\(again.errors)")
            let matched = try await canopy(
                ["match", "--input", "data", "--boundaries", "boundaries", "-v"], in: folder)
            #expect(
                matched.errors.contains("_dsm-ptcloud.tif' is dsm-ptcloud, and becomes 'full/"), "\(matched.errors)")
        }
    }

    @Test func `postprocess tells why a mission is done again, what its rasters became, and each transfer`()
        async throws
    {
        try await withExamples([Example.all[0]]) { folder in
            let usual = try await canopy(process, in: folder)
            #expect(usual.status == 0 && !usual.errors.contains("debug"), "\(usual.errors)")
            let arguments = process + ["--resume", "--max-dim", "400", "--no-chm"]
            let verbose = try await canopy(arguments + ["-v"], in: folder)
            for part in [
                "done again, because it was published with other options: ", "maxDim was 800, is 400",
                "_dsm-ptcloud.tif: ", " of float32, deflate", "_dsm-ptcloud.png took ", "processing took ",
            ] {
                #expect(verbose.errors.contains(part), "\(part): \(verbose.errors)")
            }
            #expect(!verbose.errors.contains("is there, verified by"))
            try folder.file("data/01_example-ridge/01_example-ridge_notes.txt", "new")
            let trace = try await canopy(arguments + ["-vv"], in: folder)
            #expect(
                trace.errors.contains("its inputs have changed: '01_example-ridge/01_example-ridge_notes.txt' is new"))
            #expect(trace.errors.contains("_notes.txt is there, verified by sha256"), "\(trace.errors)")
        }
    }

    @Test func `rasters are compressed as asked, and height models by what holds them`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await canopy(process + ["--compress", "webp", "--level", "80"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let compressions = "jq -c '[.outputs[] | select(.raster) | [.type, .raster.compression]] | sort' \"$1\""
            let manifest = "out/example-ridge/processed_01/manifest.json"
            #expect(
                try await shell(compressions, [manifest], in: folder).output
                    == #"[["chm","deflate"],["dsm-ptcloud","deflate"],["dtm-ptcloud","deflate"],["ortho-dsm-ptcloud","webp"]]"#
                    + "\n")
            let wrong = try await canopy(process + ["--compress", "deflate", "--level", "80"], in: folder)
            #expect(wrong.status == 64 && wrong.errors.contains("--level is 1 to 12 with --compress deflate, not 80"))
        }
    }

    @Test func `canopy models and thumbnails are left out where nobody wants them, and made when somebody does`()
        async throws
    {
        try await withExamples([Example.all[0]]) { folder in
            let bare = try await canopy(process + ["--no-chm", "--no-thumbnails", "--strict"], in: folder)
            #expect(bare.status == 0, "\(bare.errors)")
            let made = try files(in: folder("out/example-ridge"))
            #expect(made.contains("processed_01/full/01_example-ridge_dsm-ptcloud.tif"))
            #expect(!made.contains { $0.contains("chm") || $0.hasSuffix(".png") })
            let whole = try await canopy(
                process + ["--resume"], ["CANOPY_CHM": "true", "CANOPY_THUMBNAILS": "yes"], in: folder)
            #expect(whole.status == 0, "\(whole.errors)")
            #expect(
                try files(in: folder("out/example-ridge")).contains("processed_01/thumbnails/01_example-ridge_chm.png"))
        }
    }
}
