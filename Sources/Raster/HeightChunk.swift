/// A rectangle of a height model: its pixels as heights, NaN where there is none.
public struct HeightChunk: Sendable {
    /// The pixels of the model that are here.
    public let window: Window
    /// Heights, row by row.
    public var heights: [Double]

    /// A chunk from its heights, one for each pixel of the window.
    public init(window: Window, heights: [Double]) {
        precondition(heights.count == window.size.area)
        self.window = window
        self.heights = heights
    }

    /// The height of a pixel of the model; NaN outside of the chunk.
    @inline(__always)
    public func height(column: Int, row: Int) -> Double {
        guard column >= window.x, row >= window.y, column < window.x + window.width, row < window.y + window.height
        else { return .nan }
        return heights[(row - window.y) * window.width + column - window.x]
    }
}
