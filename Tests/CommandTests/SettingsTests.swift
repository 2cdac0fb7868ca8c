import ArgumentParser
import CanopyCOG
import CanopyCrop
import CanopyMatch
import CanopyPostprocess
import CanopySync
import CanopyThumb
import Testing

@testable import CanopyCommands

/// Each option of postprocess, else its variable, else the default.
@Suite struct SettingsTests {
    private func settings(_ arguments: [String], _ variables: [String: String]) throws -> PostprocessSettings {
        try PostprocessSettings(try PostprocessCommand.parse(arguments), variables)
    }

    private let stores = ["--input", "/", "--boundaries", "/", "--output", "/tmp"]

    private let variables = [
        "DATASET_NAME": "01_oak", "OUTPUT_MAX_DIM": "300", "WORKING_DIR": "/tmp/work", "SKIP_IF_COMPLETE": "true",
        "CANOPY_LAYOUT": "flat", "CANOPY_FEATURES": "intersection", "CANOPY_THUMB_STYLE": "viridis",
        "CANOPY_STRICT": "1", "CANOPY_JOBS": "3", "CANOPY_KEEP": "yes", "CANOPY_DRY_RUN": "on", "CANOPY_MEMORY": "1G",
    ]

    @Test func `without options and variables the defaults hold`() throws {
        let settings = try settings(stores, [:])
        let options = settings.options
        #expect(options.missions == [] && options.maxDim == 800 && options.workingDirectory == "/tmp/processing")
        #expect(options.layout == .nested && options.features == .union && options.thumbStyle == .auto)
        #expect(!options.resume && !options.keep && !options.dryRun && !settings.isStrict)
        #expect(settings.resources.jobs == nil && settings.resources.memory == nil)
    }

    @Test func `variables stand in for options`() throws {
        let settings = try settings(stores, variables)
        let options = settings.options
        #expect(options.missions == ["01_oak"] && options.maxDim == 300 && options.workingDirectory == "/tmp/work")
        #expect(options.layout == .flat && options.features == .intersection && options.thumbStyle == .viridis)
        #expect(options.resume && options.keep && options.dryRun && settings.isStrict)
        #expect(options.writing.jobs == 3 && settings.resources.memory?.bytes == 1 << 30)
    }

    @Test func `options beat variables`() throws {
        let arguments = [
            "--dataset", "02_oak", "--dataset", "03_oak", "--max-dim", "500", "--working-dir", "/tmp", "--no-resume",
            "--layout", "nested", "--features", "union", "--thumb-style", "gray", "--no-strict", "--jobs", "5",
            "--no-keep", "--no-dry-run", "--memory", "2G",
        ]
        let settings = try settings(stores + arguments, variables)
        let options = settings.options
        #expect(
            options.missions == ["02_oak", "03_oak"] && options.maxDim == 500 && options.workingDirectory == "/tmp")
        #expect(options.layout == .nested && options.features == .union && options.thumbStyle == .gray)
        #expect(!options.resume && !options.keep && !options.dryRun && !settings.isStrict)
        #expect(options.writing.jobs == 5 && settings.resources.memory?.bytes == 2 << 30)
    }

    @Test func `an empty variable is unset`() throws {
        let settings = try settings(stores, variables.mapValues { _ in "" })
        #expect(try settings.options == self.settings(stores, [:]).options)
        #expect(!settings.isStrict)
    }

    @Test func `buckets and folders become stores`() throws {
        var variables = [
            "S3_BUCKET_INPUT_DATA": "internal", "INPUT_DATA_DIRECTORY": "runs/2024",
            "S3_BUCKET_INPUT_BOUNDARY": "public", "WORKING_DIR": "/tmp", "S3_ENDPOINT": "https://host",
            "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
        ]
        var options = try settings([], variables).options
        #expect(
            "\(options.input) \(options.boundaries) \(options.output)"
                == "s3://internal/runs/2024 s3://public/ s3://internal/processed")

        variables["OUTPUT_DIRECTORY"] = "published"
        variables["S3_BUCKET_OUTPUT"] = "open"
        options = try settings(["--boundaries", "/"], variables).options
        #expect("\(options.boundaries) \(options.output)" == "/ s3://open/published")
    }

    @Test func `a local input needs an output`() {
        #expect {
            try settings(["--input", "/", "--boundaries", "/"], [:])
        } throws: { error in
            (error as? PostprocessError)?.problems.contains { $0.hasPrefix("--output is missing") } == true
        }
    }
}
