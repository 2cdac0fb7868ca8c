import COGEncoding
import CanopyCHM
import CanopyTesting
import Foundation
import Raster
import RasterIO
import Testing

@Suite("Figures of the canopy")
struct FiguresTests {
    /// Subtracts models of a square that are given pixel by pixel.
    private func report(
        side: Int = 40, unit: String = "", in folder: TemporaryFolder,
        dsm: @escaping @Sendable (Int, Int) -> Double,
        dtm: @escaping @Sendable (Int, Int) -> Double = { _, _ in 100 },
        _ change: (inout CHM.Options) -> Void = { _ in }
    ) throws -> CHM.Report {
        for (name, height) in [("dsm.tif", dsm), ("dtm.tif", dtm)] {
            var model = try RasterFixture(width: side, height: side) { column, row, _ in height(column, row) }
            model.profile.bands[0].unit = unit
            try model.write(to: folder(name))
        }
        var options = CHM.Options()
        options.overwrite = true
        change(&options)
        return try CHM(options: options).run(
            .init(dsm: RasterInput(folder("dsm.tif")), dtm: RasterInput(folder("dtm.tif")), output: folder("chm.tif")))
    }

    @Test func `tell cover above 2 and 5 meters, percentiles and what cannot be`() async throws {
        try await withTemporaryFolder { folder in
            // A quarter each: ground, shrubs of 3 m, trees of 20 m, and errors of either kind.
            let report = try report(in: folder) { column, row in
                switch (column < 20, row < 20) {
                case (true, true): 100
                case (false, true): 103
                case (true, false): 120
                case (false, false): column < 30 ? 99 : 230
                }
            }
            let figures = try #require(report.canopy)
            #expect(figures.cover.map(\.above) == [2, 5])
            #expect(figures.cover.map(\.percent) == [62.5, 37.5])
            #expect(figures.cover.map(\.meanHeight) == [35.2, 56.67])
            #expect(figures.negativePercent == 12.5 && figures.implausiblePercent == 12.5)
            #expect(figures.percentiles.map(\.percent) == [1, 5, 25, 50, 75, 95, 98, 99])
            #expect(figures.percentiles.map(\.height) == [-1, -1, 0, 3, 20, 130, 130, 130])
            #expect(figures.histogram.from == -1 && figures.histogram.step == 0.5)
            #expect(figures.histogram.counts.count == 263 && figures.histogram.counts[0] == 200)
            #expect(report.warnings.isEmpty)
        }
    }

    @Test func `are told of other heights, in meters also where the models are in feet`() async throws {
        try await withTemporaryFolder { folder in
            let report = try report(unit: "ft", in: folder) { column, _ in
                column < 10 ? 100 : 110
            } _: {
                $0.coverHeights = [CoverHeight(meters: 3.04), CoverHeight(meters: 3.05)].compactMap(\.self)
            }
            #expect(report.canopy?.cover.map(\.percent) == [75, 0])
            #expect(report.canopy?.percentiles.last?.height == 3.045)
        }
    }

    @Test func `are left out where nobody knows what the heights are`() async throws {
        try await withTemporaryFolder { folder in
            let report = try report(unit: "cubits", in: folder) { _, _ in 110 }
            #expect(report.canopy == nil)
        }
    }

    @Test(arguments: [Compression.deflate, .lzw])
    func `are the same for any number of threads and either layout`(_ compression: Compression) async throws {
        try await withTemporaryFolder { folder in
            func figures(jobs: Int, _ compression: Compression) throws -> CanopyFigures? {
                try report(side: 1300, in: folder) { column, row in
                    100 + Double((column &* 7919 &+ row &* 104_729) % 40_000) / 1000
                } _: {
                    $0.writing.jobs = jobs
                    $0.writing.compression = compression
                }.canopy
            }
            let one = try figures(jobs: 1, .deflate)
            #expect(one != nil)
            #expect(try figures(jobs: 4, compression) == one)
        }
    }

    @Test func `warn of models that are exchanged, and of one that is taken twice`() async throws {
        try await withTemporaryFolder { folder in
            @Sendable func forest(_ column: Int, _ row: Int) -> Double { column % 3 == 0 ? 115 : 100.1 }
            @Sendable func ground(_ column: Int, _ row: Int) -> Double { 100 }
            let exchanged = try report(in: folder, dsm: ground, dtm: forest)
            #expect(exchanged.warnings.count == 1 && exchanged.warnings[0].contains("are not exchanged"))
            let twice = try report(in: folder, dsm: forest, dtm: forest)
            #expect(twice.warnings.count == 1 && twice.warnings[0].contains("are not the same model"))
            let right = try report(in: folder, dsm: forest, dtm: ground)
            #expect(right.warnings.isEmpty)
            // Who raises everything to 0 knows.
            let raised = try report(in: folder, dsm: ground, dtm: forest) { $0.minimum = 0 }
            #expect(raised.warnings.isEmpty)
        }
    }

    @Test func `are told above whole centimeters only`() throws {
        for meters in [2.005, .nan, .infinity, -100.01, 400.01, 1e300] { #expect(CoverHeight(meters: meters) == nil) }
        #expect(CoverHeight(meters: 1.37)?.centimeters == 137)
        #expect(throws: (any Error).self) { try JSONDecoder().decode([CoverHeight].self, from: Data("[1.234]".utf8)) }
    }
}
