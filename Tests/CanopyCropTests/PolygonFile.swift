import GDAL

/// Boundaries made by code.
enum PolygonFile {
    /// Writes a file with one layer, a feature for each text, and gives its path.
    static func write(
        _ texts: String?..., crs: String? = "EPSG:32617", to path: String
    ) throws -> String {
        try write(texts.map { VectorFeature(wkt: $0) }, crs: crs, to: path)
    }

    /// Writes a file with one layer of these features and gives its path.
    static func write(_ features: [VectorFeature], crs: String? = "EPSG:32617", to path: String) throws -> String {
        try VectorFile.create(path, layers: [VectorLayer(name: "area", crs: crs, features: features)])
        return path
    }

    /// Writes a rectangle, given in columns and rows of the raster that `RasterFixture` makes unless told otherwise.
    static func box(
        _ columns: ClosedRange<Double>, _ rows: ClosedRange<Double>, crs: String? = "EPSG:32617", to path: String
    ) throws -> String {
        try write(box(columns, rows), crs: crs, to: path)
    }

    /// The text of a rectangle in columns and rows of that raster.
    static func box(_ columns: ClosedRange<Double>, _ rows: ClosedRange<Double>) -> String {
        "POLYGON (\(ring(columns, rows)))"
    }

    /// A ring's text.
    static func ring(_ columns: ClosedRange<Double>, _ rows: ClosedRange<Double>) -> String {
        let west = 400_000 + columns.lowerBound
        let east = 400_000 + columns.upperBound
        let north = 3_000_000 - rows.lowerBound
        let south = 3_000_000 - rows.upperBound
        return "(\(west) \(north), \(east) \(north), \(east) \(south), \(west) \(south), \(west) \(north))"
    }
}
