/// A rectangle of whole pixels in some raster: column and row of its first pixel, and its size.
public struct Window: Hashable, Sendable, Codable {
    /// Column of the first pixel.
    public var x: Int
    /// Row of the first pixel.
    public var y: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// The window of `width` x `height` pixels that begins at column `x`, row `y`.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The whole of a raster of this size.
    public init(_ size: Size) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    /// The window of these columns and rows.
    public init(columns: Range<Int>, rows: Range<Int>) {
        self.init(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    }

    /// The smallest window that covers `bounds` (in pixels), leaving out slivers thinner than `tolerance` pixels.
    ///
    /// A boundary that lies a rounding error off a pixel edge gets no extra row or column. The window has at least
    /// one pixel in each direction. `nil` where the bounds are not finite.
    public init?(covering bounds: Bounds, tolerance: Double = 1e-6) {
        guard bounds.isFinite, bounds.largestMagnitude < 1e15 else { return nil }
        let left = (bounds.minX + tolerance).rounded(.down)
        let top = (bounds.minY + tolerance).rounded(.down)
        let right = max((bounds.maxX - tolerance).rounded(.up), left + 1)
        let bottom = max((bounds.maxY - tolerance).rounded(.up), top + 1)
        self.init(
            x: Int(clamping: left), y: Int(clamping: top), width: Int(clamping: right - left),
            height: Int(clamping: bottom - top))
    }

    /// The size of the window.
    public var size: Size { Size(width: width, height: height) }

    /// Columns that the window covers.
    public var columns: Range<Int> { x..<(x + width) }

    /// Rows that the window covers.
    public var rows: Range<Int> { y..<(y + height) }

    /// What both windows share; `nil` where they share no pixel.
    public func intersection(_ other: Window) -> Window? {
        let left = max(x, other.x)
        let top = max(y, other.y)
        let right = min(x + width, other.x + other.width)
        let bottom = min(y + height, other.y + other.height)
        guard left < right, top < bottom else { return nil }
        return Window(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// The same pixels counted from where `origin` does, if this window counts from the first pixel of `origin`.
    public func shifted(by origin: Window) -> Window {
        Window(x: x + origin.x, y: y + origin.y, width: width, height: height)
    }

    /// The part of the window that consists of the given rows, counted from the window's own first row.
    public func strip(_ rows: Range<Int>) -> Window {
        Window(x: x, y: y + rows.lowerBound, width: width, height: rows.count)
    }
}
