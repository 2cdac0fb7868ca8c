internal import Raster

/// In which windows single pixels of a raster are read, so that each of its blocks is read once, and few pixels are in memory.
struct PixelPlan {
    /// Pixels of one block.
    struct Part {
        /// What is read.
        var window: Window
        /// Which of the pixels are in it.
        var pixels: [Int]

        fileprivate mutating func add(_ pixel: Int, in window: Window) {
            self.window = self.window.union(window)
            pixels.append(pixel)
        }
    }

    /// The windows, block by block as the file has them.
    let parts: [Part]

    /// Pixels of a window: a block of usual size.
    private static let largest = 512 * 512

    /// Where a pixel is, in the order of reading: by rows of blocks, blocks, and rows within them.
    private struct Key: Hashable, Comparable {
        var down: Int
        var across: Int
        var rows: Int

        static func < (a: Key, b: Key) -> Bool { (a.down, a.across, a.rows) < (b.down, b.across, b.rows) }
    }

    /// A plan for some pixels, `nil` for none, of a raster in blocks of a size.
    init(_ pixels: [Terrain.Pixel?], in block: Size) {
        let (width, height) = (max(block.width, 1), max(block.height, 1))
        let rows = max(1, Self.largest / width)
        var parts: [Key: Part] = [:]
        for (index, pixel) in pixels.enumerated() {
            guard let pixel else { continue }
            let key = Key(
                down: pixel.row / height, across: pixel.column / width, rows: pixel.row % height / rows)
            let window = Window(x: pixel.column, y: pixel.row, width: 1, height: 1)
            parts[key, default: Part(window: window, pixels: [])].add(index, in: window)
        }
        self.parts = parts.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension Window {
    /// The smallest window that has all of both.
    fileprivate func union(_ other: Window) -> Window {
        Window(
            columns: min(x, other.x)..<max(columns.upperBound, other.columns.upperBound),
            rows: min(y, other.y)..<max(rows.upperBound, other.rows.upperBound))
    }
}
