/// Width and height in whole pixels.
public struct Size: Hashable, Sendable, Codable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A size of `width` columns and `height` rows.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The number of pixels; the greatest number there is where there are more.
    public var area: Int {
        let (area, overflows) = width.multipliedReportingOverflow(by: height)
        return overflows ? .max : area
    }

    /// The longer of both sides.
    public var longest: Int { max(width, height) }

    /// The size of the next overview: half of each side, rounded up.
    public var halved: Size { Size(width: (width + 1) / 2, height: (height + 1) / 2) }

    /// The sizes of the overviews below this one, the largest first, down to the first that fits into one tile.
    ///
    /// Empty if this size already fits.
    public func overviews(tile: Int) -> [Size] {
        var sizes: [Size] = []
        var last = self
        while last.longest > tile {
            last = last.halved
            sizes.append(last)
        }
        return sizes
    }
}

extension Size: CustomStringConvertible {
    /// `width x height`, as GIS tools print it.
    public var description: String { "\(width) x \(height)" }
}
