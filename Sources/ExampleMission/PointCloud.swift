internal import Raster

/// A thin cloud of a forest's surface as LAS 1.4.
///
/// Its name promises compression that would take a library; readers find a valid, uncompressed file.
enum PointCloud {
    private static let resolution = 0.001
    private static let headerBytes: UInt16 = 375
    private static let pointBytes: UInt16 = 30

    /// The file with about `side` x `side` points of the surface; `corner` is the landscape's in coordinates.
    static func file(of forest: Forest, corner: Point, side: Double = 180) -> [UInt8] {
        let landscape = forest.landscape
        let spacing = Double(max(landscape.width, landscape.height)) / side
        let size = Size(width: Int(Double(landscape.width) / spacing), height: Int(Double(landscape.height) / spacing))
        let lattice = Lattice(size: size, spacing: spacing)
        let surface = Surface(of: forest, on: lattice, rows: 0..<size.height)
        let points = surface.elevations.indices.map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: size.width)
            return [
                corner.x + Double(lattice.easting(column)), corner.y - Double(lattice.southing(row)),
                Double(surface.elevations[index]),
            ]
        }
        let least = (0..<3).map { axis in points.map { $0[axis] }.min() ?? 0 }
        let most = (0..<3).map { axis in points.map { $0[axis] }.max() ?? 0 }

        var file = header(count: points.count, least: least, most: most)
        for point in points {
            for axis in 0..<3 { file.put(Int32(((point[axis] - least[axis]) / resolution).rounded())) }
            file.put(UInt16(0))  // Intensity.
            file.put(UInt8(0x11))  // The first return of one.
            file.put(UInt8(0))
            file.put(UInt8(1))  // Not classified.
            file.put(UInt8(0))
            file.put(Int16(0))  // Angle.
            file.put(UInt16(1))  // Source.
            file.put(Double(0).bitPattern)  // Time.
        }
        return file
    }

    private static func header(count: Int, least: [Double], most: [Double]) -> [UInt8] {
        var header = Array("LASF".utf8)
        header.put(UInt16(0))
        header.put(UInt16(0x10))  // A reference system, if there were one, would be WKT.
        header.append(contentsOf: [UInt8](repeating: 0, count: 16))
        header.append(contentsOf: [1, 4])
        header.put("canopy", padded: 32)
        header.put("canopy-demo", padded: 32)
        header.put(UInt16(1))  // Day and year.
        header.put(UInt16(2025))
        header.put(headerBytes)
        header.put(UInt32(headerBytes))  // Where the points begin.
        header.put(UInt32(0))
        header.put(UInt8(6))  // The form of the points.
        header.put(pointBytes)
        header.append(contentsOf: [UInt8](repeating: 0, count: 24))  // Counts as versions before 1.4 had them.
        for _ in 0..<3 { header.put(resolution.bitPattern) }
        for axis in 0..<3 { header.put(least[axis].bitPattern) }
        for axis in 0..<3 {
            header.put(most[axis].bitPattern)
            header.put(least[axis].bitPattern)
        }
        header.put(UInt64(0))
        header.put(UInt64(0))
        header.put(UInt32(0))
        header.put(UInt64(count))
        header.put(UInt64(count))  // First returns; there are no others.
        header.append(contentsOf: [UInt8](repeating: 0, count: 14 * 8))
        return header
    }
}

extension [UInt8] {
    /// Appends a number, the lowest byte first.
    fileprivate mutating func put(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func put(_ text: String, padded length: Int) {
        append(contentsOf: text.utf8)
        append(contentsOf: [UInt8](repeating: 0, count: length - text.utf8.count))
    }
}
