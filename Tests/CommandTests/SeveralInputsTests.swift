import CanopyTesting
import Files
import Foundation
import Testing

@testable import CanopyCommands

/// Verbs that take several inputs.
@Suite struct SeveralInputsTests {
    /// A folder with two rasters, a file that is none, and an outline of part of the rasters; `crossing` gives it the shape
    /// of a bow-tie.
    private func withInputs(
        crossing: Bool = false, _ body: (TemporaryFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            for name in ["a.tif", "c.tif"] { _ = try RasterFixture().write(to: folder(name)) }
            try folder.file("b.tif", "no raster at all")
            try folder.folder("out")
            let corners = [(2, 2), (22, 2), (22, 22), (2, 22)].map { [400_000 + $0.0, 3_000_000 - $0.1] }
            let ring = crossing ? [corners[0], corners[2], corners[1], corners[3], corners[0]] : corners + [corners[0]]
            try folder.file(
                "area.geojson",
                """
                {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:32617"}}, "features": [
                {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [\(ring)]}}]}
                """)
            try await body(folder)
        }
    }

    private func crop(_ names: [String], _ options: [String] = [], in folder: TemporaryFolder) async -> Call {
        await Call(
            ["crop"] + names.map { folder($0) } + ["--boundary", folder("area.geojson"), "--output-dir", folder("out")]
                + options)
    }

    @Test func `mistakes that are known at the start are told together, and nothing is made`() async throws {
        try await withInputs { folder in
            try folder.file("out/c.tif", "there already")
            let call = await crop(["a.tif", "no.tif", "out", "c.tif"], in: folder)
            #expect(call.code == 1 && call.output == "")
            let lines = call.errors.split(separator: "\n")
            #expect(lines.count == 3, "\(call.errors)")
            #expect(lines.allSatisfy { $0.hasPrefix("canopy crop: ") })
            for words in ["no.tif' does not exist", "out': it is a folder", "out/c.tif' exists already"] {
                #expect(lines.contains { $0.contains(words) }, "\(words)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == ["c.tif"])

            let missing = await Call(
                "crop", folder("a.tif"), folder("x.tif"), "--boundary", folder("no.gpkg"), "--output-dir", folder("no"))
            #expect(missing.errors.split(separator: "\n").count == 2, "\(missing.errors)")
            #expect(missing.errors.contains("the boundary '\(folder("no.gpkg"))' does not exist"))
            #expect(missing.errors.contains("'\(folder("x.tif"))' does not exist"))
            #expect(!Path.exists(folder("no")))
        }
    }

    @Test func `the folder of results is made with those above it, and goes again where none came`() async throws {
        try await withInputs { folder in
            let area = folder("area.geojson")
            let calls = [["cog"], ["thumb"], ["crop", "--boundary", area]]
            for call in calls {
                let place = folder("new/\(call[0])/")
                let made = await Call(call + [folder("a.tif"), folder("c.tif"), "--output-dir", place])
                #expect(made.code == 0, "\(made.errors)")
                let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
                #expect(names == (call[0] == "thumb" ? ["a.png", "c.png"] : ["a.tif", "c.tif"]))

                let none = await Call(call + [folder("b.tif"), "--output-dir", folder("none")])
                #expect(none.code == 1 && none.errors.contains("cannot open"), "\(none.errors)")
                #expect(!Path.exists(folder("none")))
            }
        }
    }

    @Test func `a file in the place of the folder of results stays`() async throws {
        try await withInputs { folder in
            let call = await Call("cog", folder("a.tif"), "--output-dir", folder("b.tif"))
            #expect(call.code == 1 && call.errors.contains("cannot write '\(folder("b.tif/a.tif"))'"), "\(call.errors)")
            let text = try folder.text("b.tif")
            #expect(text == "no raster at all")
        }
    }

    @Test func `as JSON a file by itself is a document of one result, a folder's have one each`() async throws {
        try await withInputs { folder in
            let one = await Call("cog", folder("a.tif"), "-o", folder("one.tif"), "--json")
            let single = try printedResults(one.output, as: Written.self)
            #expect(single.map(\.output) == [folder("one.tif")])
            let all = await Call("cog", folder("a.tif"), folder("c.tif"), "--output-dir", folder("all"), "--json")
            let outputs = ["a.tif", "c.tif"].map { folder("all/" + $0) }
            let several = try printedResults(all.output, as: Written.self)
            #expect(several.map(\.output) == outputs)
        }
    }

    @Test func `an output that is one of the inputs is such a mistake, whatever its name`() async throws {
        try await withInputs { folder in
            try FileManager.default.linkItem(atPath: folder("a.tif"), toPath: folder("out/c.tif"))
            let before = try Data(contentsOf: URL(filePath: folder("a.tif")))
            let call = await crop(["a.tif", "c.tif"], ["--overwrite"], in: folder)
            #expect(call.code == 1)
            #expect(call.errors.contains("out/c.tif' is the input '\(folder("a.tif"))' as well"), "\(call.errors)")
            #expect(try Data(contentsOf: URL(filePath: folder("a.tif"))) == before)
            #expect(!Path.exists(folder("out/a.tif")))
        }
    }

    @Test func `what fails later costs itself, and the rest is done`() async throws {
        try await withInputs { folder in
            // Work of more than half a minute would have a line of progress among the errors.
            let call = await crop(["a.tif", "b.tif", "c.tif"], ["--quiet"], in: folder)
            #expect(call.code == 1)
            let made = call.output.split(separator: "\n")
            #expect(made.count == 2, "\(call.output)")
            #expect(made.first?.hasPrefix(folder("out/a.tif")) == true)
            #expect(made.last?.hasPrefix(folder("out/c.tif")) == true)
            #expect(call.errors.hasPrefix("canopy crop: cannot open '\(folder("b.tif"))': "))
            #expect(call.errors.split(separator: "\n").count == 1, "\(call.errors)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted()
            #expect(left == ["a.tif", "c.tif"])
        }
    }

    @Test func `as JSON they are in one document, and so is the reason of each that failed`() async throws {
        try await withInputs { folder in
            let call = await Call(
                ["thumb"] + ["a.tif", "b.tif"].map { folder($0) } + ["--output-dir", folder("out"), "--json"])
            #expect(call.code == 1)
            let results = try printedResults(call.output, as: Written.self)
            #expect(results.map(\.input) == [folder("a.tif")])
            let errors = try JSONDecoder().decode(Told.self, from: Data(call.output.utf8)).errors
            #expect(errors.map(\.input) == [folder("b.tif")])
            #expect(errors.first?.message.hasPrefix("cannot open '\(folder("b.tif"))'") == true)
        }
    }

    @Test func `as lines of JSON they come as each ends, and none is missing where a signal ends the rest`()
        async throws
    {
        try await withInputs { folder in
            let call = await crop(["a.tif", "b.tif", "c.tif"], ["--json-lines"], in: folder)
            #expect(call.code == 1)
            let kinds = call.output.split(separator: "\n").map { $0.contains(#""error":{"#) ? "error" : "result" }
            #expect(kinds == ["result", "error", "result"], "\(call.output)")
            #expect(call.output.contains(#""message":"cannot open '"#))

            let interruption = Interruption()
            interruption.interrupt(by: SIGTERM)
            let stopped = await Call(
                ["cog", folder("a.tif"), "-o", folder("x.tif"), "--json"], interruption: interruption)
            let errors = try JSONDecoder().decode(Told.self, from: Data(stopped.output.utf8)).errors
            #expect(errors.map(\.kind) == ["interrupted"] && errors[0].message == "stopped by SIGTERM")
        }
    }

    @Test func `a log for programs has nothing but lines of JSON, whatever goes wrong`() async throws {
        struct Line: Decodable {
            let level: String
            let command: String
            let message: String
        }
        try await withInputs(crossing: true) { folder in
            let failed = await crop(["a.tif", "b.tif"], ["--log-format", "json"], in: folder)
            let unknown = await Call("crop", "--log-format=json", "--bogus")
            let missing = await Call("info", folder("no.tif"), "--log-format", "json", "--quiet")
            for (call, code, errors) in [(failed, 1, 1), (unknown, 64, 1), (missing, 1, 1)] as [(Call, Int32, Int)] {
                #expect(call.code == code)
                let lines = try call.errors.split(separator: "\n").map {
                    try JSONDecoder().decode(Line.self, from: Data($0.utf8))
                }
                #expect(lines.count { $0.level == "error" } == errors, "\(call.errors)")
                #expect(lines.allSatisfy { !$0.message.isEmpty && ["crop", "info"].contains($0.command) })
            }
            #expect(failed.errors.contains(#""level":"warning""#))
        }
    }

    private struct Written: Decodable {
        let input: String
        let output: String
    }

    private struct Told: Decodable {
        struct Failure: Decodable {
            let kind: String
            let input: String?
            let message: String
        }
        let errors: [Failure]
    }

    @Test func `a check gives a verdict or a reason for each`() async throws {
        try await withInputs { folder in
            let good = folder("good.tif")
            try RasterFixture(width: 600, height: 600).write(to: folder("plain.tif"))
            #expect(await Call("cog", folder("a.tif"), "-o", good).code == 0)
            let mixed = await Call(
                "cog", "--validate", "--quiet", folder("no.tif"), folder("plain.tif"), folder("b.tif"), good)
            #expect(mixed.code == 2)
            #expect(mixed.output.contains(folder("plain.tif") + ": not a valid"))
            #expect(mixed.output.contains(good + ": a valid"))
            #expect(mixed.errors.split(separator: "\n").count == 2, "\(mixed.errors)")
            let failed = await Call("cog", "--validate", folder("no.tif"), good)
            #expect(failed.code == 1)
            #expect(failed.output.contains(good + ": a valid"))
            #expect(failed.errors.hasPrefix("canopy cog: cannot check '\(folder("no.tif"))': "))
        }
    }

    @Test func `warnings are told also where the work fails`() async throws {
        try await withInputs(crossing: true) { folder in
            let call = await crop(["a.tif", "b.tif"], in: folder)
            #expect(call.code == 1)
            let lines = call.errors.split(separator: "\n")
            #expect(lines.count { $0.contains("warning: ") && $0.contains("has been repaired") } == 2, "\(call.errors)")
        }
    }

    @Test func `a signal ends them all`() async throws {
        try await withInputs { folder in
            let interruption = Interruption()
            interruption.interrupt(by: SIGTERM)
            let names = ["a.tif", "c.tif"].map { folder($0) }
            let call = await Call(
                ["crop"] + names + ["--boundary", folder("area.geojson"), "--output-dir", folder("out")],
                interruption: interruption)
            #expect(call.code == 143)
            #expect(call.errors == "canopy crop: stopped by SIGTERM\n")
            let made = try FileManager.default.contentsOfDirectory(atPath: folder("out"))
            #expect(made == [])
        }
    }
}
