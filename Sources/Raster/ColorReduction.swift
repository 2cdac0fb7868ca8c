extension RasterChunk {
    /// The mean of colors with alpha behind them, one byte each: what every orthophoto is.
    ///
    /// The same numbers as those of the general kernel, from whole pixels at a time where all four are opaque, and of four
    /// blocks at once where all of them are.
    func averageColors(into target: RasterChunk) {
        guard let from = pixels.bytes.bindMemory(to: UInt32.self).baseAddress,
            let to = target.pixels.bytes.bindMemory(to: UInt32.self).baseAddress
        else { return }
        forEachBlock(into: target) { upper, lower, pixel in
            let above = from.eight(at: upper)
            let below = from.eight(at: lower)
            let opaque = SIMD8<UInt32>(repeating: .opaque)
            guard above & below & opaque == opaque else { return false }
            to.store(Self.mean(above.evenHalf, above.oddHalf, below.evenHalf, below.oddHalf), at: pixel)
            return true
        } one: { block, pixel in
            let a = from[block.upperLeft]
            let b = from[block.upperRight]
            let c = from[block.lowerLeft]
            let d = from[block.lowerRight]
            to[pixel] =
                if (a & b & c & d).alpha == 255 {
                    Self.mean(a, b, c, d)
                } else if (a | b | c | d).alpha == 0 {
                    // Nothing is seen of any; alpha stays 0.
                    a
                } else {
                    Self.weightedMean(a, b, c, d)
                }
        }
    }

    /// The mean of each byte, half up, every other byte at a time.
    @inline(__always)
    private static func mean(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
        let every: UInt32 = 0x00FF_00FF
        let half: UInt32 = 0x0002_0002
        let even = (a & every) &+ (b & every) &+ (c & every) &+ (d & every) &+ half
        let odd = (a >> 8 & every) &+ (b >> 8 & every) &+ (c >> 8 & every) &+ (d >> 8 & every) &+ half
        return (even >> 2 & every) | (odd >> 2 & every) << 8
    }

    /// The same of four blocks.
    @inline(__always)
    private static func mean(
        _ a: SIMD4<UInt32>, _ b: SIMD4<UInt32>, _ c: SIMD4<UInt32>, _ d: SIMD4<UInt32>
    ) -> SIMD4<UInt32> {
        let every = SIMD4<UInt32>(repeating: 0x00FF_00FF)
        let half = SIMD4<UInt32>(repeating: 0x0002_0002)
        let even = (a & every) &+ (b & every) &+ (c & every) &+ (d & every) &+ half
        let odd = (a &>> 8 & every) &+ (b &>> 8 & every) &+ (c &>> 8 & every) &+ (d &>> 8 & every) &+ half
        return (even &>> 2 & every) | (odd &>> 2 & every) &<< 8
    }

    private static func weightedMean(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
        let weights = a.alpha + b.alpha + c.alpha + d.alpha
        func color(_ band: UInt32) -> UInt32 {
            let total =
                a.byte(band) * a.alpha + b.byte(band) * b.alpha + c.byte(band) * c.alpha + d.byte(band) * d.alpha
            return (2 * total + weights) / (2 * weights)
        }
        return UInt32.pixel(color(0), color(1), color(2), alpha: (weights + 2) / 4)
    }
}

/// Four bytes of a pixel as the number that they are in memory.
extension UInt32 {
    /// The bits of full opacity.
    fileprivate static var opaque: UInt32 { pixel(0, 0, 0, alpha: 255) }

    /// The byte at a place in memory.
    @inline(__always)
    fileprivate func byte(_ place: UInt32) -> UInt32 { littleEndian >> (8 * place) & 0xFF }

    @inline(__always)
    fileprivate var alpha: UInt32 { byte(3) }

    fileprivate static func pixel(_ a: UInt32, _ b: UInt32, _ c: UInt32, alpha: UInt32) -> UInt32 {
        UInt32(littleEndian: a | b << 8 | c << 16 | alpha << 24)
    }
}
