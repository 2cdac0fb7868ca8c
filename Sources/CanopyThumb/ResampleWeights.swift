internal import Raster

/// How the pixels of one side of a raster make up those of the same side of its picture.
enum ResampleWeights {
    /// Every pixel of the picture is the mean of what it covers; pixels on its edges count by the part inside.
    case means(of: Int, to: Int)
    /// Every pixel of the picture is the one at its center.
    case nearest(of: Int, to: Int)

    // Sides have 31 bits and pictures at most 14, so that no product here is too large.

    /// The pixels of the raster that count for a pixel of the picture.
    func range(of pixel: Int) -> Range<Int> {
        switch self {
        case .means(let source, let target):
            return (pixel * source / target)..<(((pixel + 1) * source + target - 1) / target)
        case .nearest(let source, let target):
            let center = (2 * pixel + 1) * source / (2 * target)
            return center..<(center + 1)
        }
    }

    /// What `sample`, one of the pixel's range, counts for the pixel; those of one pixel make up 1.
    func share(of sample: Int, in pixel: Int) -> Double {
        switch self {
        case .means(let source, let target):
            // In units of 1 / (source * target) of the side all edges are whole numbers, and the shares exact.
            let overlap =
                min((sample + 1) * target, (pixel + 1) * source) - max(sample * target, pixel * source)
            return Double(overlap) / Double(source)
        case .nearest:
            return 1
        }
    }

    /// The shares of all samples that count, pixel after pixel: for a side that is gone along often.
    var shares: [Double] {
        let target =
            switch self {
            case .means(_, let target), .nearest(_, let target): target
            }
        return (0..<target).flatMap { pixel in range(of: pixel).map { share(of: $0, in: pixel) } }
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
