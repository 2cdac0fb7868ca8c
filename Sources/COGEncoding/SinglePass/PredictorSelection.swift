internal import Raster
internal import RasterIO
internal import Threads

/// Decides whether storing differences pays, by compressing a sample of the raster's own tiles both ways: smooth
/// photographs and surfaces gain a quarter, surfaces gridded from lidar or quantized lose as much.
struct PredictorSelection: Sendable {
    let profile: RasterProfile
    let grid: TileGrid

    /// Rows of tiles that are looked at.
    private static let rows = 6
    /// Rows of pixels of a tile that are read, so that little is decompressed twice.
    private static let height = 32

    /// Compresses samples as they are, and their differences.
    typealias Encoders = (plain: TileEncoder, differences: TileEncoder)

    /// The same for any number of threads: what is sampled depends on the raster alone.
    ///
    /// - Parameter encoders: Makes those of a thread.
    func differencingPays(
        _ source: some RasterSource, threads: Int, encoders: @escaping @Sendable () throws(RasterError) -> Encoders
    ) throws(RasterError) -> Bool {
        let windows = try windows(try source.reader())
        try source.expect { windows.reversed() }
        let trial = Monitor((windows: windows, gain: 0, failure: RasterError?.none))
        Workers.run(max(1, min(threads, windows.count))) { _ in
            do throws(RasterError) {
                let (reader, encoders) = (try source.reader(), try encoders())
                while let window = trial.update({ $0.windows.popLast() }) {
                    let gain = try self.gain(window, reader, encoders)
                    trial.update { $0.gain += gain }
                }
            } catch {
                trial.update { $0.failure = error }
            }
        }
        let (gain, failure) = trial.update { ($0.gain, $0.failure) }
        if let failure { throw failure }
        return gain > 0
    }

    /// The bytes that differences save in a window.
    private func gain(
        _ window: Window, _ reader: any RasterReader, _ encoders: Encoders
    ) throws(RasterError) -> Int {
        let chunk = RasterChunk(window: window, of: profile)
        try reader.read(window, into: chunk)
        let copy = PixelBuffer(type: profile.type, size: window.size, bands: profile.bands.count)
        copy.bytes.copyMemory(from: UnsafeRawBufferPointer(chunk.pixels.bytes))
        return encoders.plain.compressedSize(of: chunk.pixels) - encoders.differences.compressedSize(of: copy)
    }

    /// Windows that have something in them, spread over the raster.
    private func windows(_ reader: any RasterReader) throws(RasterError) -> [Window] {
        var windows: [Window] = []
        for number in 0..<Self.rows {
            let share = (Double(number) + 0.5) / Double(Self.rows)
            // Along one diagonal, then along the other.
            let across = number.isMultiple(of: 2) ? share : 1 - share
            if let window = try window(reader, row: Int(clamping: share * Double(grid.rows)), across: across) {
                windows.append(window)
            }
        }
        // What little there is may lie between the rows that were looked at.
        for row in 0..<grid.rows where windows.isEmpty {
            if let window = try window(reader, row: row, across: 0.5) { windows.append(window) }
        }
        return windows
    }

    /// The middle rows of one of a row's tiles that are not blank.
    private func window(
        _ reader: any RasterReader, row: Int, across: Double
    ) throws(RasterError) -> Window? {
        let columns = (0..<grid.columns).map { grid.columns(of: $0) }
        let all = grid.rows(of: row)
        let first = all.lowerBound + max(0, all.count - Self.height) / 2
        let rows = first..<min(first + Self.height, all.upperBound)
        let filled = zip(columns, try reader.areSparse(rows: rows, columns: columns)).filter { !$0.1 }.map(\.0)
        guard !filled.isEmpty else { return nil }
        return Window(columns: filled[Int(clamping: across * Double(filled.count))], rows: rows)
    }
}
