internal import COGEncoding
internal import CanopyCOG
internal import GDALOracle
internal import Raster
internal import RasterIO

extension Verdict {
    /// Holds a file that canopy has written, whatever made it, against what must be true of any: its overviews, its
    /// statistics, its layout.
    mutating func checkFile(_ report: RasterReport, _ options: COGOptions, isClassified: Bool = false) throws {
        let full = try RasterReading(report.path)
        let sizes = options.format == .cog ? full.size.overviews(tile: 512) : []
        expect(full.overviews == sizes, "the overviews are \(full.overviews) and not \(sizes)")
        expect(report.overviews == sizes, "the report tells of overviews \(report.overviews) and not \(sizes)")
        // Of columns of single pixels rio-cogeo takes no overview, which is as wide as they, and GDAL wants one.
        if options.format == .cog, full.size.width > 1 || sizes.isEmpty {
            let validation = try COGValidation().run(RasterInput(report.path))
            expect(validation.valid, "the COG is not valid: \(validation.errors + validation.warnings)")
        }
        for band in full.bands.indices { try checkStatistics(report, full, band) }
        var level = full
        for number in full.overviews.indices {
            let overview = try RasterReading(report.path, overview: number)
            if isClassified {
                checkNearest(overview, below: level)
            } else {
                PlainMeans(of: level).check(overview, &self)
                try checkAverages(overview, below: level)
            }
            level = overview
        }
    }

    private mutating func checkStatistics(_ report: RasterReport, _ full: RasterReading, _ band: Int) throws {
        let visible = full.visible(ofBand: band)
        let count = visible.count { !$0.isNaN }
        let figures = report.bands[band]
        let tags = full.metadata[band]
        func tag(_ name: String) -> Double? { tags["STATISTICS_" + name].flatMap(Double.init) }
        expect(figures.validPixels == count, "band \(band + 1) has \(count) valid pixels, not \(figures.validPixels)")
        let percent = 100 * Double(count) / Double(visible.count)
        compare(abs((tag("VALID_PERCENT") ?? .nan) - percent), as: .statistics, "the valid share of band \(band + 1)")
        guard count > 0 else {
            expect(tag("MINIMUM") == nil && figures.minimum == nil, "band \(band + 1), without a pixel, has statistics")
            return
        }
        // Of infinite values there is a least and a greatest one, but no mean.
        guard !visible.contains(where: \.isInfinite) else { return }
        let expected = try Opinion(on: visible, size: full.size).statistics()
        let scale = max(1, abs(expected.minimum), abs(expected.maximum))
        for (name, reported, value, measure) in [
            ("MINIMUM", figures.minimum, expected.minimum, 0.0), ("MAXIMUM", figures.maximum, expected.maximum, 0),
            ("MEAN", figures.mean, expected.mean, 1), ("STDDEV", figures.deviation, expected.deviation, 1),
        ] {
            let found = tag(name) ?? .nan
            compare(abs(found - value) / scale, as: .statistics, "\(name) of band \(band + 1)")
            expect(measure > 0 || found == value, "\(name) of band \(band + 1) is \(found) and not \(value)")
            expect(reported == found, "the report's \(name) of band \(band + 1) is not the file's")
        }
    }

    /// Overviews of classes are made of single pixels.
    private mutating func checkNearest(_ overview: RasterReading, below level: RasterReading) {
        let places = (0..<overview.size.area).map { pixel in
            2 * (pixel / overview.size.width) * level.size.width + 2 * (pixel % overview.size.width)
        }
        let step = level.type.byteCount
        for band in level.bands.indices {
            let wrong = places.indices.count { pixel in
                overview.bands[band][pixel * step..<(pixel + 1) * step]
                    != level.bands[band][places[pixel] * step..<(places[pixel] + 1) * step]
            }
            compare(places.count, butFor: wrong, as: .overviews, "pixels of an overview of classes")
        }
        if let mask = level.mask {
            expect(overview.mask == places.map { mask[$0] }, "the mask of an overview of classes is another")
        }
    }

    /// GDAL's averages, where its kernel is the same: on sides that halve without a rest, and without alpha, by which
    /// GDAL's does not weigh.
    private mutating func checkAverages(_ overview: RasterReading, below level: RasterReading) throws {
        func halves(_ side: Int) -> Bool { side == 1 || side.isMultiple(of: 2) }
        guard level.alpha == nil, halves(level.size.width), halves(level.size.height) else { return }
        for band in level.bands.indices {
            let visible = level.visible(ofBand: band)
            // GDAL's sums are of single precision for some types, and infinite for large values.
            let scale = visible.reduce(1) { $1.isNaN ? $0 : max($0, abs($1)) }
            guard scale < 1e37 else { continue }
            let expected = try Opinion(on: visible, size: level.size).overview()
            let found = overview.visible(ofBand: band)
            for (pixel, (found, expected)) in zip(found, expected).enumerated() {
                if found.isNaN || expected.isNaN {
                    expect(found.isNaN == expected.isNaN, "overview pixel \(pixel) is \(found), GDAL's \(expected)")
                    continue
                }
                // Whole numbers are rounded half up, and move on where they would read as nodata.
                let isNodata = level.nodataCounts && level.nodata?.double == (expected + 0.5).rounded(.down)
                let rounding = level.type.isFloat ? 0 : isNodata ? 1.5 : 0.5
                compare(
                    max(0, abs(found - expected) - rounding) / scale, as: .averages, "overview pixel \(pixel)")
            }
        }
    }
}
