import CanopyTesting
import ExampleMission
import Foundation
import Testing

/// What programs read is what the schemas say.
@Suite(.enabled(if: Python.has("jsonschema"), "Python's jsonschema is not installed"))
struct SchemaTests {
    /// Fails with a line for each thing that breaks the schema.
    private static let validator = """
        import json, sys
        from jsonschema import Draft202012Validator as Validator, RefResolver
        schema = json.load(open(sys.argv[1]))
        Validator.check_schema(schema)
        # Schemas refer to each other by the names of their files.
        resolver = RefResolver("file://" + sys.argv[1], schema)
        validationErrors = list(Validator(schema, resolver=resolver).iter_errors(json.load(open(sys.argv[2]))))
        for flaw in validationErrors: print(list(flaw.path), flaw.message)
        sys.exit(len(validationErrors) > 0)
        """

    private func check(_ file: String, against schema: String, in folder: TemporaryFolder) async throws
        -> Binary.Outcome
    {
        try await Python.program(
            ["-c", Self.validator, "\(TestData.package)/schemas/\(schema).schema.json", file], in: folder)
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
}
