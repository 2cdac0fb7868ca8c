internal import COGEncoding
internal import CanopyCHM
internal import CanopyTesting
internal import Foundation
internal import GDALOracle
internal import Raster
internal import RasterIO

/// A canopy height model against gdalwarp's terrain and a subtraction.
struct CHMCase {
    private let models: RandomTerrain
    private let options: CHM.Options
    private let dsm: String
    private let dtm: String
    private let output: String
    private let folder: TemporaryFolder

    /// What became of it.
    private enum Outcome {
        case made(CHM.Report)
        case refused(String)
    }

    /// A case in files of its own, written in any way unless one is named.
    init(
        in folder: TemporaryFolder, of models: RandomTerrain, writing: COGOptions? = nil,
        using generator: inout SeededGenerator
    ) throws {
        self.models = models
        var options = CHM.Options()
        options.writing = writing ?? COGOptions(using: &generator)
        self.options = options
        self.folder = folder
        dsm = try models.surface.write(to: folder("dsm.tif"))
        dtm = try models.terrain.write(to: folder("dtm.tif"))
        output = folder("chm.tif")
    }

    /// Compares what the library makes with what GDAL's warping leaves.
    func check(_ verdict: inout Verdict) throws {
        let surface = try RasterReading(dsm)
        let expected = zip(heights(models.surface, surface), try ground(under: surface)).map { $0 - $1 }
        let outcome: Outcome
        do throws(CHMError) {
            outcome = .made(
                try CHM(options: options).run(.init(dsm: RasterInput(dsm), dtm: RasterInput(dtm), output: output)))
        } catch {
            outcome = .refused(error.description)
        }
        try check(outcome, of: surface, expected, isExact: models.relation.isAligned, &verdict)
    }

    /// Compares what the program `canopy` makes with what `gdalwarp` and `gdal_calc.py` leave.
    func check(_ verdict: inout Verdict, through canopy: Binary) async throws {
        var empty = models.surface
        empty.profile = RasterProfile(
            size: empty.profile.size, type: .float64, bands: [BandProfile(interpretation: .gray)],
            validity: .nodata(.real(.nan)), georeference: empty.profile.georeference)
        empty.sample = { _, _, _ in .nan }
        let ground = try empty.write(to: folder("ground.tif"))
        let scale = kernelScale
        try await GDALTools.run(
            "gdalwarp",
            ["-q", "-r", "bilinear", "-et", "0", "-novshift", "-wo", "XSCALE=\(scale.x)", "-wo", "YSCALE=\(scale.y)"]
                + [dtm, ground])
        let difference = folder("difference.tif")
        try await GDALTools.run(
            "gdal_calc.py",
            ["--quiet", "-A", dsm, "-B", ground, "--calc=A.astype(float)-B", "--type=Float64", "--NoDataValue=-99999"]
                + ["--outfile=" + difference])
        let run = try await canopy.run(["chm", dsm, dtm, "-o", output, "--json"])
        let outcome: Outcome =
            if run.status == 0 {
                .made(try printedResults(run.output)[0])
            } else { .refused(run.errors) }
        let expected = try RasterReading(difference).visible(ofBand: 0)
        try check(outcome, of: try RasterReading(dsm), expected, isExact: false, &verdict)
    }

    private func check(
        _ outcome: Outcome, of surface: RasterReading, _ expected: [Double], isExact: Bool, _ verdict: inout Verdict
    ) throws {
        switch outcome {
        case .made(let report):
            try checkHeights(of: surface, expected, isExact: isExact, &verdict)
            try verdict.checkFile(report.raster, options.writing)
        case .refused(let sentence):
            guard sentence.contains("share no pixel") else { return verdict.expect(false, "refused: \(sentence)") }
            verdict.noteRefusal()
            let count = expected.count { !$0.isNaN }
            verdict.expect(count == 0, "refused, though \(count) pixels have heights: \(sentence)")
        }
    }

    private func checkHeights(
        of surface: RasterReading, _ expected: [Double], isExact: Bool, _ verdict: inout Verdict
    ) throws {
        let result = try RasterReading(output)
        verdict.expect(
            result.size == surface.size && result.grid.transform == surface.grid.transform, "heights on another grid")
        verdict.expect(result.type == .float32, "heights are \(result.type)")
        verdict.expect(
            result.nodata.map { Float($0.double).bitPattern } == Float(nodata(of: surface)).bitPattern,
            "nodata is \(String(describing: result.nodata))")
        let level = expected.reduce(1) { $1.isNaN ? $0 : max($0, abs($1)) }
        for (pixel, (found, expected)) in zip(result.visible(ofBand: 0), expected).enumerated() {
            let column = pixel % surface.size.width
            let row = pixel / surface.size.width
            let place = "pixel \(column), \(row), \(models.relation),"
            if found.isNaN != expected.isNaN, models.isOnEdge(column: column, row: row) {
                verdict.leaveUndecided()
            } else if found.isNaN || expected.isNaN {
                verdict.expect(found.isNaN == expected.isNaN, "\(place) is \(found) and not \(expected)")
            } else if isExact {
                // Nothing is resampled.
                verdict.compare(1, butFor: found == Double(Float(expected)) ? 0 : 1, as: .pixels, place)
            } else {
                verdict.compare(abs(found - expected) / level, as: .heights, "\(place) \(found) and not \(expected)")
            }
        }
    }

    /// The first band's heights; NaN where there is none.
    private func heights(_ fixture: RasterFixture, _ reading: RasterReading) -> [Double] {
        let band = fixture.profile.bands[0]
        return reading.visible(ofBand: 0).map { $0 * (band.scale ?? 1) + (band.offset ?? 0) }
    }

    /// The terrain on the surface's grid.
    private func ground(under surface: RasterReading) throws -> [Double] {
        let terrain = try RasterReading(dtm)
        let heights = heights(models.terrain, terrain)
        guard models.relation.isAligned else {
            return try Opinion(on: heights, size: terrain.size).warped(
                from: terrain.grid, to: surface.grid, size: surface.size, scale: kernelScale)
        }
        return (0..<surface.size.area).map { pixel in
            let column = pixel % surface.size.width - models.shift.column
            let row = pixel / surface.size.width - models.shift.row
            let isThere = column >= 0 && row >= 0 && column < terrain.size.width && row < terrain.size.height
            return isThere ? heights[row * terrain.size.width + column] : .nan
        }
    }

    /// Pixels of the surface per pixel of the terrain, as GDAL's kernel has them.
    ///
    /// GDAL would take them from the sizes of its windows in whole pixels, and so have other kernels for other windows;
    /// given the grids' own ratio it does for it what it does for theirs: nothing up to 5 %, whole numbers near one.
    private var kernelScale: (x: Double, y: Double) {
        func scale(_ ratio: Double) -> Double {
            guard ratio > 1 / 0.95 else { return 1 }
            let whole = ratio.rounded()
            return 1 / (abs(ratio - whole) < 0.05 ? whole : ratio)
        }
        return (scale(models.ratio.x), scale(models.ratio.y))
    }

    /// The surface's, unless it might be a height.
    private func nodata(of surface: RasterReading) -> Double {
        guard let nodata = surface.nodata?.double, surface.nodataCounts else { return -9999 }
        return nodata.isNaN || abs(nodata) >= 9999 ? nodata : -9999
    }
}
