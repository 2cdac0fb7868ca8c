import ArgumentParser
import Testing

@testable import CanopyCommands

@Suite struct UsageTests {
    @Test(arguments: [
        (["thumb", "a.tif", "-o", "a.png", "--max-dim", "0"], "--max-dim"),
        (["thumb", "a.tif", "-o", "a.png", "--max-dim", "many"], "--max-dim"),
        (["thumb", "a.tif", "-o", "a.png", "--style", "neon"], "--style"),
        (["postprocess", "--max-dim", "0"], "--max-dim"),
        (["postprocess", "--layout", "round"], "--layout"),
        (["crop", "a.tif", "-o", "b.tif"], "--boundary"),
        (["crop", "a.tif", "--boundary", "b", "-o", "b.tif", "--alpha-band", "0"], "--alpha-band"),
        (["cog", "a.tif", "-o", "b.tif", "--block-size", "300"], "--block-size"),
        (["cog", "a.tif", "-o", "b.tif", "--memory", "much"], "--memory"),
        (["cog", "a.tif", "-o", "b.tif", "--jobs", "0"], "--jobs"),
        (["cog", "a.tif", "-o", "b.tif", "--level", "13"], "--level"),
        (["cog", "a.tif", "-o", "b.tif", "--level", "1", "--compress", "lzw"], "--level"),
        (["cog", "a.tif", "-o", "b.tif", "--level", "1", "--compress", "none"], "--level"),
        (["cog", "a.tif", "-o", "b.tif", "--predictor", "yes", "--compress", "jpeg"], "--predictor"),
        (["chm", "a.tif", "b.tif", "-o", "c.tif", "--predictor", "yes", "--compress", "lerc"], "--predictor"),
        (
            ["crop", "a.tif", "--boundary", "b", "-o", "b.tif", "--format", "gtiff", "--overview-resampling", "mode"],
            "--overview-resampling"
        ),
        (["chm", "a.tif", "b.tif", "-o", "c.tif", "--min", "nan"], "--min"),
        (["chm", "a.tif", "b.tif", "-o", "c.tif", "--min", "-1", "--max", "-2"], "--min"),
        (["cog", "a.tif", "-o", "b.tif", "--no-such"], "--no-such"),
        (["cog", "a.tif", "-o", "b.tif", "--quiet", "--verbose"], "--quiet"),
        (["cog", "a.tif", "-o", "b.tif", "--list"], "--list"),
        (["match", "--boundaries", "b"], "--input"),
        (["match", "--input", "b"], "--boundaries"),
    ])
    func `a bad option is refused by its name`(arguments: [String], name: String) async {
        let call = await Call(arguments)
        #expect(call.code == 64)
        #expect(call.output == "")
        let lines = call.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("canopy \(arguments[0]): "), "\(call.errors)")
        #expect(lines.first?.contains(name) == true && lines.last == "See 'canopy \(arguments[0]) --help'.")
    }

    @Test(arguments: [
        ["crop", "a.tif", "--boundary", "b.gpkg"],
        ["crop", "a.tif", "--boundary", "b.gpkg", "-o", "x.tif", "--output-dir", "x"],
        ["crop", "a.tif", "b.tif", "--boundary", "b.gpkg", "-o", "x.tif"],
        ["thumb", "a.tif", "b.tif", "-o", "x.png"],
        ["chm", "a.tif", "b.tif"],
        ["cog", "a.tif"],
        ["cog", "a.tif", "b.tif", "-o", "c.tif"],
        ["cog", "--validate", "a.tif", "-o", "c.tif"],
        ["cog", "--validate", "a.tif", "--output-dir", "c"],
    ])
    func `where the result goes must be said once, and fit the inputs`(arguments: [String]) async {
        let call = await Call(arguments)
        #expect(call.code == 64)
        #expect(call.errors.contains("--output"))
    }

    @Test(arguments: [
        (["crop", "a/x.tif", "b/x.tif", "--boundary", "b.gpkg", "--output-dir", "o"], "a/x.tif", "b/x.tif", "o/x.tif"),
        (["thumb", "x.tif", "y.tif", "x.tiff", "--output-dir", "o/"], "x.tif", "x.tiff", "o/x.png"),
    ])
    func `two inputs that would become one output are refused, naming both`(
        arguments: [String], first: String, second: String, output: String
    ) async {
        let call = await Call(arguments)
        #expect(call.code == 64)
        #expect(call.errors.contains("'\(first)' and '\(second)' would both become '\(output)'"))
    }

    @Test func `results take their inputs' names in the output folder`() throws {
        let crop = try CropCommand.parse(["a/x.tif", "b/y.TIFF", "--boundary", "b", "--output-dir", "o"])
        #expect(try crop.jobs().map(\.output) == ["o/x.tif", "o/y.TIFF"])
        let thumb = try ThumbCommand.parse(["a/x.y.tif", ".tif", "b/y", "--output-dir", "o/"])
        #expect(try thumb.jobs().map(\.output) == ["o/x.y.png", "o/.tif.png", "o/y.png"])
    }

    @Test(arguments: [
        ("800000000", 800_000_000), ("512M", 512 << 20), ("512m", 512 << 20), ("512MB", 512 << 20),
        ("512MiB", 512 << 20),
        ("1.5G", 3 << 29), ("2048k", 2 << 20), ("8000000b", 8_000_000), ("1T", 1 << 40),
    ])
    func `memory is an amount with or without a unit`(text: String, bytes: Int) {
        #expect(MemorySize(argument: text)?.bytes == bytes)
    }

    @Test(arguments: [
        "", "M", "0", "10", "2k", "800b", "-1M", "1 M", "1X", "1Mi", "1..5G", "1e9", "99999999999T", "0.1", "infG",
    ])
    func `what is no amount of memory is refused`(text: String) {
        #expect(MemorySize(argument: text) == nil)
    }

    @Test func `an option of postprocess that was not given leaves the choice to its variable`() throws {
        let command = try PostprocessCommand.parse([])
        #expect(command.resume == nil && command.strict == nil && command.keep == nil && command.dryRun == nil)
        #expect(command.maxDim == nil && command.features == nil && command.stores.input == nil)
        #expect(try PostprocessCommand.parse(["--no-resume"]).resume == false)
        #expect(try PostprocessCommand.parse(["--dataset", "a", "--dataset", "b"]).datasets == ["a", "b"])
    }
}
