internal import Raster

/// How the pixels of one side of a raster make up those of the same side of its picture.
struct Axis {
    /// For each pixel of the picture, those of the raster that count.
    let ranges: [Range<Int>]
    /// What each of them counts, pixel after pixel; those of one pixel make up 1.
    let shares: [Double]
    /// Where the shares of each pixel begin.
    private let offsets: [Int]

    /// Every pixel of the picture is the mean of what it covers; pixels on its edges count by the part inside.
    static func means(of source: Int, to target: Int) -> Axis {
        // In units of 1 / (source * target) of the side all edges are whole numbers, and the shares exact.
        Axis(
            ranges: (0..<target).map { pixel in
                (pixel * source / target)..<(((pixel + 1) * source + target - 1) / target)
            },
            share: { pixel, sample in
                let overlap =
                    min((sample + 1) * target, (pixel + 1) * source) - max(sample * target, pixel * source)
                return Double(overlap) / Double(source)
            })
    }

    /// Every pixel of the picture is the one at its centre.
    static func nearest(of source: Int, to target: Int) -> Axis {
        Axis(
            ranges: (0..<target).map { pixel in
                let centre = (2 * pixel + 1) * source / (2 * target)
                return centre..<(centre + 1)
            },
            share: { _, _ in 1 })
    }

    private init(ranges: [Range<Int>], share: (Int, Int) -> Double) {
        self.ranges = ranges
        var offsets: [Int] = []
        var shares: [Double] = []
        for (pixel, range) in ranges.enumerated() {
            offsets.append(shares.count)
            for sample in range { shares.append(share(pixel, sample)) }
        }
        self.offsets = offsets
        self.shares = shares
    }

    /// What `sample`, one of the pixel's range, counts for the pixel.
    func share(of sample: Int, in pixel: Int) -> Double {
        shares[offsets[pixel] + sample - ranges[pixel].lowerBound]
    }
}

extension Size {
    /// This size, shrunk until its longest side is `longest`, but not below one pixel; never enlarged.
    func fitted(into longest: Int) -> Size {
        let side = self.longest
        guard side > longest else { return self }
        func shrink(_ length: Int) -> Int { max(1, (2 * length * longest + side) / (2 * side)) }
        return Size(width: shrink(width), height: shrink(height))
    }
}
