internal import Diagnostics
internal import Dispatch
internal import Files
internal import GDAL
internal import Raster
internal import TIFF

/// Writes rasters as photogrammetry programs export them: BigTIFF, LZW, overviews inside, a ragged rim.
struct RasterExport {
    let forest: Forest
    /// Where there is data.
    let flown: FlownArea
    /// The coordinate reference system as a user names it.
    let crs: String
    /// Coordinates of the landscape's north-west corner.
    let corner: Point
    let overwrite: Bool

    /// Stands for elevations that are not known.
    private static let nodata: Float = -32767
    /// Rows that are made at once: enough to keep all cores busy, few enough to stay in little memory.
    private static let rowsAtOnce = 64

    /// Writes the elevations of the forest, or of the bare ground.
    func writeElevations(
        of forest: Forest, on lattice: Lattice, to path: String, progress: Progress
    ) throws(ExampleError) {
        let profile = RasterProfile(
            size: lattice.size, type: .float32, bands: [BandProfile(interpretation: .gray)],
            validity: .nodata(.real(Double(Self.nodata))), georeference: try georeference(lattice))
        try write(profile, options: ["BLOCKYSIZE=1"], to: path, progress: progress) { rows, buffer in
            let surface = Surface(of: forest, on: lattice, rows: rows)
            let samples = buffer.samples(as: Float.self)
            for index in samples.indices {
                let (row, column) = index.quotientAndRemainder(dividingBy: lattice.size.width)
                let isKnown = flown.contains(lattice.easting(column), lattice.southing(rows.lowerBound + row))
                samples[index] = isKnown ? surface.elevations[index] : Self.nodata
            }
        }
    }

    /// Writes the forest's colors with an alpha band.
    func writeColors(
        in season: Season, on lattice: Lattice, to path: String, progress: Progress
    ) throws(ExampleError) {
        let interpretations: [ColorInterpretation] = [.red, .green, .blue, .alpha]
        let profile = RasterProfile(
            size: lattice.size, type: .uint8, bands: interpretations.map { BandProfile(interpretation: $0) },
            validity: .alpha(band: 3), georeference: try georeference(lattice))
        let options = ["TILED=YES", "PHOTOMETRIC=RGB", "ALPHA=UNSPECIFIED"]
        let painter = Painter(forest: forest, season: season, lattice: lattice, flown: flown)
        var light = Light(width: lattice.size.width, spacing: lattice.spacing)
        try write(profile, options: options, to: path, progress: progress) { rows, buffer in
            painter.paint(rows, under: &light, into: buffer)
        }
    }

    private func georeference(_ lattice: Lattice) throws(ExampleError) -> Georeference {
        let transform = GeoTransform(
            originX: corner.x + lattice.offset, pixelWidth: lattice.spacing, originY: corner.y - lattice.offset,
            pixelHeight: -lattice.spacing)
        return try withGDAL { () throws(GDALError) in
            Georeference(transform: transform, crs: try SpatialReference(named: crs).wkt)
        }
    }

    private func write(
        _ profile: RasterProfile, options: [String], to path: String, progress: Progress,
        fill: (Range<Int>, borrowing PixelBuffer) -> Void
    ) throws(ExampleError) {
        try withOutput(path, overwrite: overwrite) { temporary throws(ExampleError) in
            let isComplete = try withGDAL { () throws(GDALError) in
                try writePixels(profile, options: options, to: temporary, progress: progress, fill: fill)
            }
            guard isComplete else { throw .cancelled }
            try withGDAL { () throws(GDALError) in
                let written = try Dataset.open(temporary, update: true)
                let overviews = profile.size.overviews(tile: 256)
                try written.buildOverviews(levels: overviews.count, resampling: "AVERAGE")
                try written.close()
                try checkWritten(temporary, [profile.size] + overviews)
            }
            progress(1)
        }
    }

    /// - Returns: Whether nobody has asked to stop.
    private func writePixels(
        _ profile: RasterProfile, options: [String], to path: String, progress: Progress,
        fill: (Range<Int>, borrowing PixelBuffer) -> Void
    ) throws(GDALError) -> Bool {
        let dataset = try Dataset.create(
            path, size: profile.size, bands: profile.bands.count, type: profile.type,
            options: ["COMPRESS=LZW", "BIGTIFF=YES"] + options)
        try dataset.describe(as: profile)
        for first in stride(from: 0, to: profile.size.height, by: Self.rowsAtOnce) {
            if progress.isCancelled { return false }
            let rows = first..<min(first + Self.rowsAtOnce, profile.size.height)
            let size = Size(width: profile.size.width, height: rows.count)
            let buffer = PixelBuffer(type: profile.type, size: size, bands: profile.bands.count)
            fill(rows, buffer)
            try dataset.write(Window(profile.size).strip(rows), from: buffer)
            progress(0.9 * Double(rows.upperBound) / Double(profile.size.height))
        }
        try dataset.close()
        return true
    }

    /// Refuses a file that is not whole: GDAL says of a full disk that all is well.
    private func checkWritten(_ path: String, _ levels: [Size]) throws(GDALError) {
        let images = levels.enumerated().map { number, size in
            ExpectedImage(number == 0 ? [] : .reduced, width: size.width, height: size.height)
        }
        do throws(TIFFError) {
            let file = try mapError(to: TIFFError.init, try LocalFile(path))
            _ = try TIFFStructure.ofWritten(file, images: images)
        } catch {
            throw GDALError("write '\(path)'", reason: "what GDAL wrote is not whole (\(error))", code: .fileIO)
        }
    }
}
