internal import CanopyCOG
internal import CanopyTesting
internal import CanopyThumb
internal import GDALOracle
internal import PNG
internal import Raster
internal import RasterIO

/// A thumbnail in colors or in gray against a resampled read.
struct ThumbCase {
    private let raster: RandomRaster
    private let options: Thumb.Options
    private let input: String
    private let output: String

    init(in folder: TemporaryFolder, using generator: inout SeededGenerator) throws {
        raster = try RandomRaster(using: &generator)
        var options = Thumb.Options()
        options.maxDim = generator.one(of: [generator.whole(1...60), generator.whole(20...400), 800])
        options.style = .gray
        self.options = options
        let file = try raster.fixture.write(to: folder("raster.tif"))
        output = folder("thumb.png")
        // Rewritten, it has overviews to read from.
        if generator.chance(0.5) {
            input = folder("cog.tif")
            _ = try COG().run(.init(input: RasterInput(file), output: input))
        } else {
            input = file
        }
    }

    func check(_ verdict: inout Verdict) throws {
        let report = try Thumb(options: options).run(.init(input: RasterInput(input), output: output))
        let full = try RasterReading(input)
        let source = try RasterReading(input, overview: report.source.overview)
        let size = Self.size(of: full.size, within: options.maxDim)
        // By libpng: GDAL has no driver for pictures in this process.
        let picture = try Picture(contentsOf: output)
        guard picture.width == size.width, picture.height == size.height, report.size == size else {
            return verdict.expect(
                false, "the picture has \(picture.width) x \(picture.height) pixels and not \(size)")
        }
        verdict.expect(
            source.size == full.size || source.size.width >= size.width && source.size.height >= size.height,
            "the picture of \(size) pixels was made from \(source.size)")
        let expected =
            raster.isClassified
            ? ExpectedPicture(classesOf: source, in: size)
            : try ExpectedPicture(of: source, in: size)
        expected.check(picture, &verdict)
    }

    /// The longest side shrunk to `longest`, the other in proportion, neither below one pixel.
    private static func size(of size: Size, within longest: Int) -> Size {
        guard size.longest > longest else { return size }
        func shrunk(_ side: Int) -> Int {
            max(1, Int((Double(side) * Double(longest) / Double(size.longest) + 0.5).rounded(.down)))
        }
        return Size(width: shrunk(size.width), height: shrunk(size.height))
    }
}
