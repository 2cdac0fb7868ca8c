import ArgumentParser
import COGEncoding
import CanopyCrop
import CanopyMatch
import CanopyPostprocess
import CanopySTAC
import CanopyThumb
import Stores
import Testing

@testable import CanopyCommands

/// Each option of postprocess, else its variable, else the default.
@Suite struct SettingsTests {
    private func settings(_ arguments: [String], _ variables: [String: String]) async throws -> PostprocessSettings {
        try await PostprocessSettings(try PostprocessCommand.parse(arguments), variables, ScratchPlaces(variables))
    }

    private let stores = ["--input", "/", "--boundaries", "/", "--output", "/tmp"]

    private let variables = [
        "DATASET_NAME": "01_oak", "OUTPUT_MAX_DIM": "300", "WORKING_DIR": "/tmp/work", "SKIP_IF_COMPLETE": "true",
        "CANOPY_LAYOUT": "flat", "CANOPY_FEATURES": "intersection", "CANOPY_THUMB_STYLE": "viridis",
        "CANOPY_THUMB_RANGE": "0,40", "CANOPY_REPORT": "true", "CANOPY_STRICT": "1", "CANOPY_JOBS": "3",
        "CANOPY_KEEP": "yes", "CANOPY_DRY_RUN": "on", "CANOPY_MEMORY": "1G",
    ]

    @Test func `without options and variables the defaults hold`() async throws {
        let settings = try await settings(stores, [:])
        let options = settings.options
        #expect(options.missions == [] && options.maxDim == 800 && options.workingDirectory == "/tmp/processing")
        #expect(options.layout == .nested && options.features == .union && options.thumbStyle == .auto)
        #expect(options.thumbRange == nil && !options.report)
        #expect(!options.resume && !options.keep && !options.dryRun && !settings.isStrict)
        #expect(settings.resources.jobs == nil && settings.resources.memory == nil)
    }

    @Test func `variables stand in for options`() async throws {
        let settings = try await settings(stores, variables)
        let options = settings.options
        #expect(options.missions == ["01_oak"] && options.maxDim == 300 && options.workingDirectory == "/tmp/work")
        #expect(options.layout == .flat && options.features == .intersection && options.thumbStyle == .viridis)
        #expect(options.thumbRange == StretchRange(from: 0, to: 40) && options.report)
        #expect(options.resume && options.keep && options.dryRun && settings.isStrict)
        #expect(options.writing.jobs == 3 && settings.resources.memory?.bytes == 1 << 30)
    }

    @Test func `items for catalogs are made where that is asked for, with what options and variables tell`()
        async throws
    {
        let told = [
            "CANOPY_PUBLIC_URL": "https://x.org:8001/forest/", "CANOPY_DATETIME": "2023-06-01", "CANOPY_LICENSE": "CC0",
            "CANOPY_PROVIDER": "Forest Lab;host|Jane Doe, PhD;producer;https://jane.example",
        ]
        #expect(try await settings(stores, told).options.item == nil)
        let item = try #require(try await settings(stores, told.merging(["CANOPY_STAC": "true"]) { $1 }).options.item)
        #expect(item.publicURL?.text == "https://x.org:8001/forest" && item.license == "CC0")
        #expect(item.period == SurveyPeriod("2023-06-01"))
        #expect(item.providers.map(\.name) == ["Forest Lab", "Jane Doe, PhD"])
        let options = ["--stac", "--license", "CC-BY-4.0", "--provider", "A;host", "--provider", "B"]
        let other = try #require(try await settings(stores + options, told).options.item)
        #expect(other.license == "CC-BY-4.0" && other.providers.map(\.name) == ["A", "B"])
        #expect(try await settings(stores + ["--no-stac"], ["CANOPY_STAC": "yes"]).options.item == nil)
    }

    @Test(
        arguments: [
            ("CANOPY_PUBLIC_URL", "s3://bucket"), ("CANOPY_PUBLIC_URL", "https://u:p@x.org"),
            ("CANOPY_DATETIME", "summer"), ("CANOPY_PROVIDER", "A;owner"), ("CANOPY_STAC", "perhaps"),
        ])
    func `what catalogs cannot be told is a complaint`(_ name: String, _ value: String) async throws {
        let error = await #expect(throws: PostprocessError.self) { try await settings(stores, [name: value]) }
        #expect(error?.description.contains(name) == true)
    }

    @Test func `options beat variables`() async throws {
        let arguments = [
            "--dataset", "02_oak", "--dataset", "03_oak", "--max-dim", "500", "--working-dir", "/tmp", "--no-resume",
            "--layout", "nested", "--features", "union", "--thumb-style", "gray", "--thumb-range=-1,5", "--no-report",
            "--no-strict", "--jobs", "5",
            "--no-keep", "--no-dry-run", "--memory", "2G",
        ]
        let settings = try await settings(stores + arguments, variables)
        let options = settings.options
        #expect(
            options.missions == ["02_oak", "03_oak"] && options.maxDim == 500 && options.workingDirectory == "/tmp")
        #expect(options.layout == .nested && options.features == .union && options.thumbStyle == .gray)
        #expect(options.thumbRange == StretchRange(from: -1, to: 5) && !options.report)
        #expect(!options.resume && !options.keep && !options.dryRun && !settings.isStrict)
        #expect(options.writing.jobs == 5 && settings.resources.memory?.bytes == 2 << 30)
    }

    @Test func `an empty variable is unset`() async throws {
        let settings = try await settings(stores, variables.mapValues { _ in "" })
        #expect(try await settings.options == self.settings(stores, [:]).options)
        #expect(!settings.isStrict)
    }

    @Test func `buckets and folders become stores`() async throws {
        var variables = [
            "S3_BUCKET_INPUT_DATA": "internal", "INPUT_DATA_DIRECTORY": "runs/2024",
            "S3_BUCKET_INPUT_BOUNDARY": "public", "WORKING_DIR": "/tmp", "S3_ENDPOINT": "https://host",
            "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
        ]
        var locations = try await settings([], variables).locations
        #expect(
            locations.text
                == "s3://internal/runs/2024 s3://public/ s3://internal/processed")

        variables["OUTPUT_DIRECTORY"] = "published"
        variables["S3_BUCKET_OUTPUT"] = "open"
        locations = try await settings(["--boundaries", "/"], variables).locations
        #expect("\(locations.boundaries) \(locations.output)" == "/ s3://open/published")
    }

    @Test func `a local input needs an output`() async {
        let problems = await problems(["--input", "/", "--boundaries", "/"], [:])
        #expect(problems.contains { $0.hasPrefix("--output is missing") })
    }

    /// What is wrong with the settings, a sentence each.
    private func problems(_ arguments: [String], _ variables: [String: String]) async -> [String] {
        do { _ = try await settings(arguments, variables) } catch let error as PostprocessError {
            return error.problems
        } catch { return ["\(error)"] }
        return []
    }

    @Test func `every option has a variable, and every setting an option`() throws {
        let help = PostprocessCommand.helpMessage(columns: 200)
        let options = help.matches(of: #/\n  (?:-[a-z], )?--([a-z0-9-]+)/#).map { String($0.output.1) }
        #expect(Set(Settings.all.map(\.option)) == Set(options).subtracting(["version", "help"]))
        #expect(Set(Settings.variables).count == Settings.variables.count - 1, "one name is in both sets")
    }

    @Test func `variables of canopy's own names stand in for all options`() async throws {
        let own = [
            "CANOPY_INPUT": "/", "CANOPY_BOUNDARIES": "/", "CANOPY_OUTPUT": "/tmp", "CANOPY_DATASET": "02_oak",
            "CANOPY_MAX_DIM": "200", "CANOPY_WORKING_DIR": "/tmp/own", "CANOPY_RESUME": "no", "CANOPY_JSON": "yes",
            "CANOPY_QUIET": "yes", "CANOPY_S3_PROVIDER": "Ceph",
        ]
        let settings = try await settings([], variables.merging(own) { $1 })
        let options = settings.options
        #expect(settings.locations.text == "/ / /tmp")
        #expect(options.missions == ["02_oak"] && options.maxDim == 200 && options.workingDirectory == "/tmp/own")
        #expect(!options.resume && settings.general.json && settings.general.quiet && settings.general.verbose == 0)
        #expect(try await !self.settings(["--verbose"], variables.merging(own) { $1 }).general.quiet)
    }

    @Test func `how rasters are compressed, and what is made, may be said`() async throws {
        let own = [
            "CANOPY_COMPRESS": "zstd", "CANOPY_LEVEL": "9", "CANOPY_PREDICTOR": "no", "CANOPY_CHM": "false",
            "CANOPY_THUMBNAILS": "no", "CANOPY_VERBOSE": "2",
        ]
        let settings = try await settings(stores, own)
        let options = settings.options
        #expect(options.writing.compression == .zstd && options.writing.level == 9 && options.writing.predictor == .no)
        #expect(options.naming.derivedTypes == [] && !options.thumbnails && settings.general.verbose == 2)
        let arguments = ["--compress", "lzw", "--chm", "--thumbnails", "-v"]
        let other = try await self.settings(stores + arguments, own.filter { $0.key != "CANOPY_LEVEL" })
        #expect(other.options.writing.compression == .lzw && other.options.writing.level == nil)
        #expect(other.options.naming.derivedTypes == ["chm"] && other.options.thumbnails && other.general.verbose == 1)
        #expect(try await self.settings(stores + ["-vv"], [:]).general.verbose == 2)
        #expect(try await self.settings(stores + ["-q"], ["CANOPY_VERBOSE": "yes"]).general.quiet)
    }

    @Test func `a level that its method does not have is a complaint, wherever it comes from`() async {
        let problems = await problems(stores + ["--level", "20"], ["CANOPY_COMPRESS": "deflate"])
        #expect(problems.contains { $0.contains("--level is 1 to 12 with --compress deflate, not 20") })
        #expect(await self.problems(stores, ["CANOPY_COMPRESS": "lerc", "CANOPY_LEVEL": "5"]).count == 1)
    }

    @Test(arguments: [
        ("CANOPY_MAXDIM", "CANOPY_MAX_DIM"), ("OUTPUT_MAX_DIN", "OUTPUT_MAX_DIM"), ("CANOPY_JOB", "CANOPY_JOBS"),
        ("S3_BUCKET_OUTPTU", "S3_BUCKET_OUTPUT"), ("CANOPY_ALOW_HTTP", "CANOPY_ALLOW_HTTP"),
    ])
    func `a variable whose name is one slip away from one that means something is warned of`(
        name: String, meant: String
    ) async throws {
        let settings = try await settings(stores, [name: "7", "CANOPY_EXEC_PATH": "/", "HOME": "/", "OTHER_JOBS": "3"])
        #expect(settings.warnings == ["the variable \(name) means nothing to canopy; \(meant) does"])
    }

    @Test func `the start tells all that is in force`() async throws {
        let lines = try await settings(stores, variables).lines
        #expect(lines[0].hasPrefix("canopy "))
        for line in ["input: /", "output: /tmp", "dataset: 01_oak", "max-dim: 300 pixels", "layout: flat", "jobs: 3"] {
            #expect(lines.contains(line), "\(lines)")
        }
        #expect(lines.contains("dry-run: yes") && lines.contains("resume: yes"))
    }

    // MARK: The later versions' variables

    private let later = [
        "PROJECT_NAME": "000034_oak", "S3_BUCKET_INTERNAL": "internal", "S3_PHOTOGRAMMETRY_DIR": "runs/",
        "PHOTOGRAMMETRY_CONFIG_SUBFOLDER": "photogrammetry_03", "S3_BUCKET_PUBLIC": "open",
        "S3_POSTPROCESSED_DIR": "missions", "S3_BUCKET_INPUT_BOUNDARY": "bounds", "INPUT_BOUNDARY_DIR": "2024",
        "TEMP_WORKING_DIR_POSTPROCESSING": "/tmp/work", "OUTPUT_MAX_DIM": "300", "S3_ENDPOINT": "https://host",
        "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
    ]

    @Test func `the later versions' variables name one flat mission and where it goes`() async throws {
        let settings = try await settings([], later)
        let options = settings.options
        #expect(
            settings.locations.text
                == "s3://internal/runs/photogrammetry_03 s3://bounds/2024 s3://open/missions")
        #expect(options.layout == .flat && options.features == .intersection && options.needsBoundary)
        #expect(options.missions == ["000034_oak"] && options.maxDim == 300 && options.workingDirectory == "/tmp/work")
        #expect(options.naming.derivedTypes == ["chm-ptcloud", "chm-mesh"])
        let name = try MissionName("000034_oak", options.naming)
        #expect(name.output.text == "000034_oak/photogrammetry_03")
        #expect(name.boundary.text == "000034_oak/metadata-mission/000034_oak_mission-metadata.gpkg")
    }

    @Test func `cameras are located with the later versions' variables, else where that is asked for`() async throws {
        #expect(try await settings([], later).options.cameras)
        #expect(try await !settings(["--no-cameras"], later).options.cameras)
        #expect(try await !settings([], later.merging(["CANOPY_CAMERAS": "false"]) { $1 }).options.cameras)
        #expect(try await !settings(stores, variables).options.cameras)
        #expect(try await settings(stores + ["--cameras"], [:]).options.cameras)
        #expect(try await settings(stores, ["CANOPY_CAMERAS": "yes"]).options.cameras)
    }

    @Test func `without a subfolder and a public bucket, missions lie and go one level higher in the internal one`()
        async throws
    {
        var variables = later
        for name in [
            "PHOTOGRAMMETRY_CONFIG_SUBFOLDER", "S3_POSTPROCESSED_DIR", "S3_BUCKET_PUBLIC", "INPUT_BOUNDARY_DIR",
        ] {
            variables[name] = ""
        }
        let settings = try await settings([], variables)
        #expect(
            settings.locations.text
                == "s3://internal/runs s3://bounds/ s3://internal/processed")
        #expect(try MissionName("000034_oak", settings.options.naming).output.text == "000034_oak")
    }

    @Test func `options beat the later versions' variables, too`() async throws {
        let arguments = stores + ["--dataset", "7_elm", "--features", "union", "--layout", "nested"]
        let settings = try await settings(arguments, later)
        let options = settings.options
        #expect(settings.locations.text == "/ / /tmp" && options.missions == ["7_elm"])
        #expect(options.features == .union && options.layout == .nested)
    }

    @Test(arguments: ["PROJECT_NAME", "S3_BUCKET_INTERNAL", "S3_PHOTOGRAMMETRY_DIR", "S3_BUCKET_INPUT_BOUNDARY"])
    func `each of the later versions' required variables is asked for`(name: String) async {
        var variables = later
        variables[name] = nil
        let problems = await problems([], variables)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(name) == true)
    }

    @Test func `variables of both sets are told apart by name`() async {
        let both = later.merging(["DATASET_NAME": "01_oak", "WORKING_DIR": "/tmp"]) { $1 }
        let problems = await problems([], both)
        #expect(problems.contains { $0.contains("PROJECT_NAME, ") && $0.contains(" and DATASET_NAME, WORKING_DIR ") })
    }

    @Test func `a subfolder that leaves its folder is refused`() async {
        let problems = await problems([], later.merging(["PHOTOGRAMMETRY_CONFIG_SUBFOLDER": "../up"]) { $1 })
        #expect(problems.contains { $0.hasPrefix("PHOTOGRAMMETRY_CONFIG_SUBFOLDER cannot be '../up'") })
    }
}

extension Postprocess.Locations {
    /// All three.
    fileprivate var text: String { "\(input) \(boundaries) \(output)" }
}
