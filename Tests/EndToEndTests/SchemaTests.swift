import CanopyTesting
import ExampleMission
import Foundation
import Testing

/// What programs read is what the schemas say.
@Suite(.enabled(if: Python.has("jsonschema"), "Python's jsonschema is not installed"))
struct SchemaTests {
    /// Fails with a line for each thing that breaks the schema.
    private static let validator = """
        import json, pathlib, sys, warnings
        warnings.simplefilter("ignore")
        from jsonschema import Draft202012Validator as Validator, RefResolver
        path = pathlib.Path(sys.argv[1])
        schema = json.loads(path.read_text())
        Validator.check_schema(schema)
        # Schemas refer to each other by their names.
        store = {other.as_uri(): json.loads(other.read_text()) for other in path.parent.iterdir()}
        validator = Validator(schema, resolver=RefResolver(path.as_uri(), schema, store))
        flaws = []
        for place in sys.argv[2:]:
            text = pathlib.Path(place).read_text()
            documents = map(json.loads, text.splitlines()) if place.endswith("lines") else [json.loads(text)]
            for document in documents: flaws += [(place, flaw) for flaw in validator.iter_errors(document)]
        for place, flaw in flaws: print(place, list(flaw.path), flaw.message[:2000])
        sys.exit(len(flaws) > 0)
        """

    private func check(_ files: String..., against schema: String, in folder: TemporaryFolder) async throws
        -> Binary.Outcome
    {
        try await check(files, against: schema, in: folder)
    }

    private func check(
        _ files: [String], against schema: String, in folder: TemporaryFolder
    ) async throws -> Binary.Outcome {
        try await Python.program(
            ["-c", Self.validator, "\(TestData.package)/schemas/\(schema).schema.json"] + files, in: folder)
    }

    @Test func `manifests are as their schema says`() async throws {
        try await withExamples([Example.all[0], Example.all[1]]) { folder in
            // One mission with everything that a manifest can tell of.
            let mission = "data/01_example-ridge/01_example-ridge"
            try folder.file("\(mission)_dsm-mesh.tif", "damaged")
            try folder.file("\(mission)_ortho-dsm-ptcloud.tif.aux.xml", "<PAMDataset/>")
            let outcome = try await canopy(
                process + [
                    "--cameras", "--report", "--thumb-range", "0,40", "--stac", "--datetime", "2026-06-01", "--license",
                    "CC-BY-4.0", "--provider", "A;host;https://a.org", "--provider", "B", "--public-url",
                    "https://a.org/b",
                ], in: folder)
            #expect(outcome.status == 1)
            for run in ["01", "02"] {
                let verdict = try await check(
                    "out/example-ridge/processed_\(run)/manifest.json", against: "manifest", in: folder)
                #expect(verdict.status == 0, "\(verdict.output)")
            }
        }
    }

    @Test func `what plugins are told, and manifests of missions that they had, are as their schemas say`() async throws
    {
        try await withExamples([Example.all[0]]) { folder in
            let script =
                "cat > told.json; cp told.json '\(folder.path)/told.json'; mv told.json \"$(jq -r .folders.full told.json)\"/01_example-ridge_told.json"
            try folder.script("exec/canopy-tell", script)
            try folder.script("exec/canopy-again", "cat > '\(folder.path)/again.json'")
            let outcome = try await canopy(
                process + ["--cameras", "--with", "tell", "--with", "again", "--strict"],
                ["CANOPY_EXEC_PATH": folder("exec")], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let manifest = "out/example-ridge/processed_01/manifest.json"
            #expect(try folder.text(manifest).contains(#""madeBy" : "tell""#))
            for (file, schema) in [("told.json", "mission"), ("again.json", "mission"), (manifest, "manifest")] {
                let verdict = try await check(file, against: schema, in: folder)
                #expect(verdict.status == 0, "\(file): \(verdict.output)")
            }
            try folder.file(
                "changed.json",
                folder.text("told.json").replacingOccurrences(
                    of: #""sampleType" : "uint8""#, with: #""sampleType" : 8"#))
            #expect(try await check("changed.json", against: "mission", in: folder).status == 1)
        }
    }

    @Test func `a manifest of another form breaks the schema`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            _ = try await canopy(process, in: folder)
            let path = "out/example-ridge/processed_01/manifest.json"
            let manifest = try String(contentsOfFile: folder(path), encoding: .utf8)
            for (text, replacement) in [
                (#""status" : "succeeded""#, #""status" : "partial""#), (#""sha256" : ""#, #""sha256" : "x"#),
                (#""mission""#, #""missions""#), (#""format" : 2"#, #""format" : 3"#),
                (#""verifiedBy" : "sha256""#, #""verifiedBy" : "name""#),
                (#""copied" : 0"#, #""copied" : -1"#),
            ] {
                #expect(manifest.contains(text))
                try folder.file("changed.json", manifest.replacingOccurrences(of: text, with: replacement))
                #expect(try await check("changed.json", against: "manifest", in: folder).status == 1)
            }
        }
    }

    @Test func `what manifests need not tell may be there, and may be missing`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            _ = try await canopy(process, in: folder)
            let path = folder("out/example-ridge/processed_01/manifest.json")
            let manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path)))
            var fields = try #require(manifest as? [String: Any])
            var outputs = try #require(fields["outputs"] as? [[String: Any]])
            outputs[0]["sha256"] = nil
            outputs[0]["verifiedBy"] = "md5"
            fields["outputs"] = outputs
            var inputs = try #require(fields["inputs"] as? [[String: Any]])
            inputs[0]["verifiedBy"] = "tls"
            fields["inputs"] = inputs
            fields["transferred"] = [
                "downloaded": 1, "streamed": 2, "streamedForCameras": 5, "copied": 3, "uploaded": 4,
            ]
            fields["stages"] = ["downloading": 0.5, "processing": 1, "publishing": 0]
            fields["seconds"] = 2.25
            try folder.file("changed.json", JSONSerialization.data(withJSONObject: fields))
            let verdict = try await check("changed.json", against: "manifest", in: folder)
            #expect(verdict.status == 0, "\(verdict.output)")
        }
    }

    @Test func `the list of missions is as its schema says`() async throws {
        try await withExamples { folder in
            try folder.file("data/02_example-ridge/02_example-ridge_report.PDF", "a second report")
            try folder.folder("data/04_empty")
            for (options, count) in [([], 2), (["--all"], 4)] {
                let outcome = try await canopy(
                    ["match", "--input", "data", "--boundaries", "boundaries", "--json"] + options, in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                try folder.file("list.json", outcome.output)
                let verdict = try await check("list.json", against: "match", in: folder)
                #expect(verdict.status == 0, "\(verdict.output)")
                let list = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [Any]
                #expect(list?.count == count)
            }
        }
    }

    private static let mission = "data/01_example-ridge/01_example-ridge"

    /// A call of every subcommand that has something to tell, and how it ends.
    private static let calls: [(line: String, status: Int32)] = [
        (
            "crop \(mission)_dsm-ptcloud.tif \(mission)_dtm-ptcloud.tif \(mission)_ortho-dsm-ptcloud.tif "
                + "--boundary area.gpkg --output-dir cropped --overwrite", 0
        ),
        (
            "crop \(mission)_dsm-ptcloud.tif bad.tif --boundary area.gpkg --output-dir cropped --overwrite", 1
        ),
        ("crop nosuch.tif --boundary area.gpkg -o x.tif", 1),
        ("crop --bogus", 64),
        ("frop", 64),
        ("chm \(mission)_dsm-ptcloud.tif \(mission)_dtm-ptcloud.tif -o chm.tif --overwrite", 0),
        ("cog chm.tif -o cog.tif --overwrite", 0),
        ("cog chm.tif cropped/01_example-ridge_ortho-dsm-ptcloud.tif --output-dir cogs --overwrite", 0),
        ("cog --validate chm.tif \(mission)_dsm-ptcloud.tif bad.tif", 1),
        ("thumb chm.tif \(mission)_ortho-dsm-ptcloud.tif --output-dir pictures --legend --overwrite", 0),
        ("info chm.tif \(mission)_ortho-dsm-ptcloud.tif bad.tif", 1),
        ("cameras \(mission)_cameras.xml --dtm \(mission)_dtm-ptcloud.tif -o cameras.gpkg --overwrite", 0),
        ("match --input data --boundaries boundaries --all", 0),
        ("match --input nosuch --boundaries boundaries", 1),
        ("sync boundaries copies --dry-run", 0),
        ("sync boundaries copies", 0),
        ("sync nosuch copies", 1),
        ("postprocess --input data --boundaries boundaries --output planned --dry-run", 0),
        ("postprocess --input data --boundaries boundaries --output out --stac --datetime 2026-06-01 --resume", 0),
        ("postprocess --input nosuch --shard 9", 64),
        ("postprocess --input nosuch", 1),
        ("report out --overwrite", 0),
        ("stac collect out -o out --overwrite", 0),
        ("stac collect nosuch -o out", 1),
    ]

    @Test func `every command's documents and lines are as their schema says, errors too`() async throws {
        try await withExamples { folder in
            let boundary = try files(in: folder("boundaries")).first { $0.hasSuffix(".gpkg") }
            try FileManager.default.copyItem(
                atPath: folder("boundaries/" + #require(boundary)), toPath: folder("area.gpkg"))
            try folder.file("bad.tif", "no raster")
            var documents: [String] = []
            var lists: [String] = []
            for (number, (line, status)) in Self.calls.enumerated() {
                for form in ["json", "json-lines"] {
                    let call = line.split(separator: " ").map(String.init) + ["--quiet", "--" + form]
                    let outcome = try await canopy(call, in: folder)
                    #expect(outcome.status == status, "\(line): \(outcome.errors)")
                    #expect((status == 0 || status == 2) == outcome.errors.isEmpty || status == 2, "\(outcome.errors)")
                    let name = "\(number).\(form)"
                    try folder.file(name, outcome.output)
                    let isList = form == "json" && line.hasPrefix("match") && status == 0
                    if isList { lists.append(name) } else { documents.append(name) }
                    // With errors or without, as many as there are.
                    let has = { (word: String) in outcome.output.contains(word) }
                    #expect(has(#""message""#) == (status == 1 || status == 64 || line.contains("bad.tif")), "\(line)")
                    #expect(!outcome.output.isEmpty && has(#""version""#))
                }
            }
            let verdict = try await check(documents, against: "output", in: folder)
            #expect(verdict.status == 0, "\(verdict.output)")
            let list = try await check(lists, against: "match", in: folder)
            #expect(list.status == 0, "\(list.output)")

            // A document of another form breaks it.
            let crop = try folder.text("0.json")
            for (text, replacement) in [
                (#""sampleType""#, #""type""#), (#""version" : 1"#, #""version" : 2"#),
                (#""command" : "crop""#, #""command" : "info""#), (#""errors" : ["#, #""mistakes" : ["#),
            ] {
                #expect(crop.contains(text), "\(text)")
                try folder.file("changed.json", crop.replacingOccurrences(of: text, with: replacement))
                #expect(try await check("changed.json", against: "output", in: folder).status == 1, "\(replacement)")
            }
        }
    }

    @Test func `lines come as missions end, and a signal is told as an error`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let outcome = try await canopy(process + ["--json-lines", "--quiet"], in: folder)
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.contains(#""name":"01_example-ridge""#) == true)
            #expect(lines.last?.contains(#""summary":{"#) == true)
        }
    }

    @Test func `logs for programs are as their schema says, and a mission's is published with it`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let call = process + ["--log-format", "json", "--verbose", "--log-file"]
            let outcome = try await canopy(call, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            try folder.file("run.lines", outcome.errors)
            let published = folder("out/example-ridge/processed_01/log.jsonl")
            let log = try String(contentsOfFile: published, encoding: .utf8)
            try folder.file("mission.lines", log)
            let verdict = try await check("run.lines", "mission.lines", against: "log", in: folder)
            #expect(verdict.status == 0, "\(verdict.output)")
            for text in [outcome.errors, log] {
                #expect(text.contains(#""message":"01_example-ridge: cropping 01_example-ridge_dsm-ptcloud.tif""#))
                let made = text.split(separator: "\n").filter {
                    $0.contains(#""file":"01_example-ridge_chm.tif""#) && $0.contains(#""seconds":"#)
                        && $0.contains(#""bytes":"#) && $0.contains(#""mission":"01_example-ridge""#)
                }
                // Made where it belongs, it need not be sent there.
                #expect(made.count == 1, "\(made)")
            }
            let manifest = try folder.text("out/example-ridge/processed_01/manifest.json")
            #expect(manifest.contains(#""path" : "log.jsonl""#))
            let again = try await canopy(call + ["--resume"], in: folder)
            #expect(again.output.contains("unchanged") && again.status == 0, "\(again.output)")
        }
    }

    @Test func `progress is shown as it is asked for`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let never = try await canopy(process + ["--progress", "never", "--quiet"], in: folder)
            #expect(never.errors.isEmpty && never.status == 0)
            let wrong = try await canopy(["info", "x.tif", "--progress", "sometimes"], in: folder)
            #expect(wrong.status == 64)
        }
    }
}
