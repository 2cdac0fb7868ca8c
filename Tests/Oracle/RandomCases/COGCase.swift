internal import COGEncoding
internal import CanopyCOG
internal import CanopyTesting
internal import GDALOracle
internal import Raster
internal import RasterIO

/// A raster rewritten, against the raster.
struct COGCase {
    private let raster: RandomRaster
    private let options: COG.Options
    private let input: String
    private let output: String

    init(in folder: TemporaryFolder, using generator: inout SeededGenerator) throws {
        raster = try RandomRaster(using: &generator)
        var options = COG.Options()
        options.writing = COGOptions(using: &generator)
        self.options = options
        input = try raster.fixture.write(to: folder("raster.tif"))
        output = folder("cog.tif")
    }

    func check(_ verdict: inout Verdict) throws {
        let report = try COG(options: options).run(.init(input: RasterInput(input), output: output))
        let source = try RasterReading(input)
        let result = try RasterReading(output)
        verdict.expect(result.type == source.type && result.size == source.size, "the COG is another raster")
        verdict.expect(result.meanings == source.meanings, "the bands stand for \(result.meanings)")
        verdict.expect(result.grid == source.grid, "the COG lies at \(result.grid)")
        verdict.expect(
            result.nodata == (source.nodataCounts ? source.nodata : nil),
            "nodata is \(String(describing: result.nodata)), the source's \(String(describing: source.nodata))")
        for (band, samples) in source.bands.enumerated() {
            let wrong = zip(samples, result.bands[band]).count { $0 != $1 }
            verdict.compare(samples.count, butFor: wrong, as: .pixels, "bytes of band \(band + 1)")
        }
        verdict.expect(result.mask == source.mask, "the mask is another")
        try verdict.checkFile(report.raster, options.writing, isClassified: raster.isClassified)
    }
}
