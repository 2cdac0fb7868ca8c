internal import COGEncoding
internal import CanopyCrop
internal import CanopyTesting
internal import Foundation
internal import GDALOracle
internal import Raster
internal import RasterIO

/// A crop against a burn of its boundary onto the whole raster.
struct CropCase {
    private let raster: RandomRaster
    private let boundary: RandomBoundary
    private let options: Crop.Options
    private let folder: TemporaryFolder
    private let input: String
    private let outline: String
    private let output: String

    /// What became of it.
    private enum Outcome {
        case made(Crop.Report)
        case refused(String)
    }

    /// A case in files of its own, written in any way unless one is named.
    init(in folder: TemporaryFolder, writing: COGOptions? = nil, using generator: inout SeededGenerator) throws {
        raster = try RandomRaster(using: &generator)
        boundary = try RandomBoundary(on: raster, using: &generator)
        var options = Crop.Options()
        options.writing = writing ?? COGOptions(using: &generator)
        // Along the edges of pixels GDAL touches here and there one that the outline does not; and what is touched
        // cannot be told where the outline may be off.
        if !boundary.isSnapped, boundary.allowance < 0.01, generator.chance(0.3) { options.rule = .allTouched }
        self.options = options
        self.folder = folder
        input = try raster.fixture.write(to: folder("raster.tif"))
        let (driver, suffix) = generator.one(of: [("FlatGeobuf", "fgb"), ("FlatGeobuf", "fgb"), ("GPKG", "gpkg")])
        outline = try boundary.write(driver: driver, to: folder("boundary.\(suffix)"))
        output = folder("crop.tif")
    }

    /// Compares what the library makes with what GDAL's burns.
    func check(_ verdict: inout Verdict) throws {
        let source = try RasterReading(input)
        let inside = try burn(
            boundary.texts, onto: source.grid, size: source.size, allTouched: options.rule == .allTouched)
        let outcome: Outcome
        do throws(CropError) {
            outcome = .made(
                try Crop(options: options).run(.init(input: RasterInput(input), boundary: outline, output: output)))
        } catch {
            outcome = .refused(error.description)
        }
        try check(outcome, of: source, inside, &verdict)
    }

    /// Compares what the program `canopy` makes with what `gdal_rasterize` burns.
    func check(_ verdict: inout Verdict, through canopy: Binary) async throws {
        var blank = raster.fixture
        blank.profile = RasterProfile(
            size: blank.profile.size, type: .uint8, bands: [BandProfile(interpretation: .gray)],
            georeference: blank.profile.georeference)
        blank.options = []
        blank.sample = { _, _, _ in 0 }
        let burnt = try blank.write(to: folder("burnt.tif"))
        let polygons = try boundary.writePolygons(on: raster, to: folder("polygons.fgb"))
        let isTouching = options.rule == .allTouched
        try await GDALTools.run(
            "gdal_rasterize", ["-q", "-burn", "1"] + (isTouching ? ["-at"] : []) + [polygons, burnt])
        let run = try await canopy.run(
            ["crop", input, "--boundary", outline, "-o", output, "--json"] + (isTouching ? ["--all-touched"] : []))
        let outcome: Outcome =
            if run.status == 0 {
                .made(try printedResults(run.output)[0])
            } else { .refused(run.errors) }
        try check(outcome, of: try RasterReading(input), try RasterReading(burnt).bands[0].map { $0 == 1 }, &verdict)
    }

    private func check(
        _ outcome: Outcome, of source: RasterReading, _ inside: [Bool], _ verdict: inout Verdict
    ) throws {
        switch outcome {
        case .made(let report):
            checkWindow(report.window, of: source.size, &verdict)
            try checkPixels(in: report.window, from: source, inside, &verdict)
            try verdict.checkFile(report.raster, options.writing, isClassified: raster.isClassified)
        case .refused(let sentence):
            let isRight = sentence.contains("has no valid pixel inside") || sentence.contains("do not overlap")
            guard isRight else { return verdict.expect(false, "refused: \(sentence)") }
            verdict.noteRefusal()
            // There is no crop without a valid pixel.
            let hidden = source.bands.indices.filter { $0 != source.alpha }.map { source.hidden(inBand: $0) }
            let visible = inside.indices.count { pixel in
                inside[pixel] && hidden.contains { !$0[pixel] } && !isUndecided(pixel, of: source.size)
            }
            verdict.expect(visible == 0, "refused, though \(visible) valid pixels are inside: \(sentence)")
        }
    }

    /// The window is the smallest that covers the boundary's bounds, snapped to pixels a millionth off, on the raster.
    private func checkWindow(_ window: Window, of size: Size, _ verdict: inout Verdict) {
        guard let bounds = boundary.bounds else { return }
        func check(_ side: Range<Int>, _ low: Double, _ high: Double, _ length: Int) {
            let slack = boundary.allowance
            let starts = [-slack, slack].map { max(0, Int((low + 1e-6 + $0).rounded(.down))) }
            let ends = [-slack, slack].map { Int((high - 1e-6 + $0).rounded(.up)) }
            let isRight =
                (starts[0]...starts[1]).contains(side.lowerBound)
                && (min(length, ends[0])...min(length, max(ends[1], starts[1] + 1))).contains(side.upperBound)
            verdict.expect(isRight, "the window is \(window), the boundary's bounds are \(bounds)")
        }
        check(window.columns, bounds.minX, bounds.maxX, size.width)
        check(window.rows, bounds.minY, bounds.maxY, size.height)
    }

    private func checkPixels(
        in window: Window, from source: RasterReading, _ inside: [Bool], _ verdict: inout Verdict
    ) throws {
        let result = try RasterReading(output)
        verdict.expect(result.size == window.size, "the crop has \(result.size) pixels, its window \(window.size)")
        verdict.expect(isPlaced(result.grid, window, source.grid), "the crop lies at \(result.grid)")
        let crop = CroppedPixels(result, in: window, of: source)
        guard crop.isMarked, result.type == source.type else {
            return verdict.expect(
                false, "the crop says \(result.meanings), nodata \(String(describing: result.nodata))")
        }
        var wrong: [Int] = []
        for index in inside.indices {
            let pixel = crop.pixel(column: index % source.size.width, row: index / source.size.width)
            let isRight =
                switch (pixel, inside[index]) {
                case (let pixel?, true): crop.isSame(pixel, as: index)
                case (let pixel?, false): crop.isNothing(pixel)
                case (nil, let isInside): !isInside
                }
            guard !isRight else { continue }
            if isUndecided(index, of: source.size) { verdict.leaveUndecided() } else { wrong.append(index) }
        }
        verdict.compare(
            inside.count, butFor: wrong.count, as: .pixels,
            "\(inside.count) pixels of the \(options.rule) crop (\(source.places(of: wrong)))")
    }

    private func isUndecided(_ pixel: Int, of size: Size) -> Bool {
        boundary.isUndecided(column: pixel % size.width, row: pixel / size.width, within: boundary.allowance)
    }

    /// Whether the crop's first corner is the window's.
    private func isPlaced(_ grid: Georeference, _ window: Window, _ source: Georeference) -> Bool {
        guard let from = source.transform, let to = grid.transform, let inverse = from.inverse else { return false }
        let corner = inverse.apply(Point(x: to.originX, y: to.originY))
        return abs(corner.x - Double(window.x)) < 1e-5 && abs(corner.y - Double(window.y)) < 1e-5
            && to.pixelWidth == from.pixelWidth && to.pixelHeight == from.pixelHeight
            && to.rowRotation == from.rowRotation && to.columnRotation == from.columnRotation && grid.crs == source.crs
    }
}
