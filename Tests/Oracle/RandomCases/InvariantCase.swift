internal import COGEncoding
internal import CanopyCOG
internal import CanopyCrop
internal import CanopyTesting
internal import Diagnostics
internal import Foundation
internal import GDALOracle
internal import Raster
internal import RasterIO

/// What must hold whatever the pixels are.
struct InvariantCase {
    private let raster: RandomRaster
    private let one: RandomBoundary
    private let other: RandomBoundary
    private let folder: TemporaryFolder
    private let input: String
    private let jobs: Int

    init(in folder: TemporaryFolder, using generator: inout SeededGenerator) throws {
        raster = try RandomRaster(using: &generator)
        one = try RandomBoundary(on: raster, using: &generator)
        other = try RandomBoundary(on: raster, crs: one.crs, using: &generator)
        jobs = generator.whole(2...5)
        input = try raster.fixture.write(to: folder("raster.tif"))
        self.folder = folder
        _ = try one.write(to: folder("one.fgb"))
        _ = try other.write(to: folder("other.fgb"))
        _ = try one.write(with: other, to: folder("both.fgb"))
    }

    func check(_ verdict: inout Verdict) throws {
        let source = try RasterReading(input)
        let cropped = try crop(input, "one", "one.tif")
        let others = try crop(input, "other", "other.tif")
        let both = try crop(input, "both", "both.tif")
        try checkUnion(of: cropped, others, is: both, source, &verdict)
        guard let cropped else { return verdict.noteRefusal() }
        try verdict.checkFile(cropped.raster, COGOptions(), isClassified: raster.isClassified)
        try checkRepetition(of: cropped, &verdict)
        try checkOrder(after: cropped, &verdict)
        try checkResources(&verdict)
    }

    /// The crop, unless there is nothing to crop.
    private func crop(_ input: String, _ boundary: String, _ name: String) throws -> Crop.Report? {
        do throws(CropError) {
            return try Crop().run(
                .init(input: RasterInput(input), boundary: folder("\(boundary).fgb"), output: folder(name)))
        } catch {
            switch error {
            case .nothingValid: return nil
            case .mismatch(let sentence, _) where sentence.contains("do not overlap"): return nil
            default: throw error
            }
        }
    }

    /// The union of two crops is the crop of the union.
    private func checkUnion(
        of a: Crop.Report?, _ b: Crop.Report?, is both: Crop.Report?, _ source: RasterReading, _ verdict: inout Verdict
    ) throws {
        let parts = try [a, b].compactMap { $0 }.map { try canvas($0, source) }
        let whole = try both.map { try canvas($0, source) } ?? Array(repeating: nil, count: source.size.area)
        var wrong: [Int] = []
        for pixel in whole.indices where whole[pixel] != parts.lazy.compactMap({ $0[pixel] }).first {
            let column = pixel % source.size.width
            let row = pixel / source.size.width
            // The union's new corners are rounded.
            let isUndecided = [one, other].contains {
                $0.isUndecided(column: column, row: row, within: max($0.allowance, RandomBoundary.rounding))
            }
            if isUndecided { verdict.leaveUndecided() } else { wrong.append(pixel) }
        }
        verdict.compare(
            whole.count, butFor: wrong.count, as: .pixels,
            "\(whole.count) pixels of a crop to two boundaries (\(source.places(of: wrong)))")
    }

    /// The bytes of a crop's pixels at their places in the source; `nil` for those without a valid sample, of which there
    /// may be some inside, and of which a crop alone would be refused.
    private func canvas(_ report: Crop.Report, _ source: RasterReading) throws -> [[UInt8]?] {
        let result = try RasterReading(report.output)
        let crop = CroppedPixels(result, in: report.window, of: source)
        let hidden = result.bands.indices.filter { $0 != result.alpha }.map { result.hidden(inBand: $0) }
        return (0..<source.size.area).map { index in
            guard let pixel = crop.pixel(column: index % source.size.width, row: index / source.size.width),
                hidden.contains(where: { !$0[pixel] })
            else { return nil }
            return crop.bytes(of: pixel)
        }
    }

    /// A crop cropped again stays as it is.
    private func checkRepetition(of cropped: Crop.Report, _ verdict: inout Verdict) throws {
        let first = try RasterReading(folder("one.tif"))
        let again = try crop(folder("one.tif"), "one", "again.tif")
        let second = try again.map { try RasterReading($0.output) }
        let before = CroppedPixels(first, in: Window(first.size), of: first)
        let after = second.flatMap { second in
            again.map { CroppedPixels(second, in: $0.window, of: first) }
        }
        var wrong: [Int] = []
        for index in 0..<first.size.area {
            let column = index % first.size.width
            let row = index / first.size.width
            let pixel = after?.pixel(column: column, row: row)
            let isSame =
                if let pixel { after?.isSame(pixel, as: index) == true } else { before.isNothing(index) }
            guard !isSame else { continue }
            // The grid's new origin is rounded.
            let isUndecided = one.isUndecided(
                column: column + cropped.window.x, row: row + cropped.window.y,
                within: max(one.allowance, RandomBoundary.rounding))
            if isUndecided { verdict.leaveUndecided() } else { wrong.append(index) }
        }
        verdict.compare(
            first.size.area, butFor: wrong.count, as: .pixels,
            "\(first.size.area) pixels of a crop of a crop (\(first.places(of: wrong)))")
    }

    /// Crop, then cog, is cog, then crop.
    private func checkOrder(after cropped: Crop.Report, _ verdict: inout Verdict) throws {
        _ = try COG().run(.init(input: RasterInput(folder("one.tif")), output: folder("crop-cog.tif")))
        _ = try COG().run(.init(input: RasterInput(input), output: folder("cog.tif")))
        guard try crop(folder("cog.tif"), "one", "cog-crop.tif") != nil else {
            return verdict.expect(false, "the COG cannot be cropped")
        }
        let first = try RasterReading(folder("crop-cog.tif"))
        let second = try RasterReading(folder("cog-crop.tif"))
        let isSame = first.bands == second.bands && first.mask == second.mask && first.nodata == second.nodata
        verdict.compare(
            first.size.area, butFor: isSame ? 0 : first.size.area, as: .pixels, "pixels of crop, cog and of cog, crop")
    }

    /// Neither threads nor memory change a byte of the files, unless memory is so short that tiles are smaller; then they
    /// do not change a pixel.
    private func checkResources(_ verdict: inout Verdict) throws {
        for (jobs, memory) in [(jobs, 512 << 20), (jobs, 8 << 20), (1, 300 << 10)] {
            var options = Crop.Options()
            options.writing.jobs = jobs
            options.writing.memory = memory
            options.overwrite = true
            var rewriting = COG.Options()
            rewriting.writing = options.writing
            rewriting.overwrite = true
            let warnings: [String]
            do {
                let crop = try Crop(options: options).run(
                    .init(input: RasterInput(input), boundary: folder("one.fgb"), output: folder("one-again.tif")))
                let cog = try COG(options: rewriting).run(
                    .init(input: RasterInput(input), output: folder("cog-again.tif")))
                warnings = crop.warnings + cog.warnings
            } catch CropError.raster(.refused(_, let remedies)) where remedies.needMemory {
                continue
            } catch RasterError.refused(_, let remedies) where remedies.needMemory {
                continue
            }
            let hasSmallerTiles = warnings.contains { $0.hasPrefix("tiles are") }
            for name in ["one", "cog"] {
                let isSame = try isSame(folder("\(name).tif"), folder("\(name)-again.tif"), toTheByte: !hasSmallerTiles)
                verdict.compare(
                    1, butFor: isSame ? 0 : 1, as: .pixels,
                    "files (\(name)) made by \(jobs) threads in \(memory >> 10) kB")
            }
        }
    }

    /// Whether two files are the same to the byte, or have the same samples and masks at all levels.
    private func isSame(_ one: String, _ other: String, toTheByte: Bool) throws -> Bool {
        if toTheByte { return FileManager.default.contentsEqual(atPath: one, andPath: other) }
        let levels = [nil] + (try RasterReading(one)).overviews.indices.map { Optional($0) }
        return try levels.allSatisfy { level in
            let a = try RasterReading(one, overview: level)
            let b = try RasterReading(other, overview: level)
            return a.bands == b.bands && a.mask == b.mask && a.overviews == b.overviews
        }
    }
}

extension [Remedy] {
    /// Whether more memory would help.
    fileprivate var needMemory: Bool { contains { if case .memory = $0 { true } else { false } } }
}
