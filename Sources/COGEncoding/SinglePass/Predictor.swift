internal import Raster

/// TIFF's predictors: what is stored instead of the samples of a tile, row by row.
///
/// See: [TIFF 6.0, section 14](https://download.osgeo.org/libtiff/doc/TIFF6.pdf), and
/// [Adobe's TIFF Technical Note 3](http://chriscox.org/TIFFTN3d1.pdf) for floating-point numbers.
enum Predictor: Hashable, Sendable {
    /// The samples themselves: predictor 1.
    case none
    /// The difference of each sample from the same band of the pixel before: predictor 2, for integers.
    case horizontal
    /// Bytes of equal weight side by side, and their differences: predictor 3, for floating-point numbers.
    case floatingPoint

    /// What fits samples of a type.
    init(for type: PixelType) { self = type.isFloat ? .floatingPoint : .horizontal }

    /// TIFF's number.
    var number: UInt16 {
        switch self {
        case .none: 1
        case .horizontal: 2
        case .floatingPoint: 3
        }
    }

    /// Replaces samples in place.
    ///
    /// - Parameter scratch: Room for a row.
    func apply(to pixels: PixelBuffer, scratch: UnsafeMutableRawBufferPointer) {
        guard self != .none else { return }
        let scratch = UnsafeMutableRawBufferPointer(rebasing: scratch[..<pixels.rowBytes])
        for number in 0..<pixels.size.height {
            let row = pixels.bytes(ofRows: number..<(number + 1))
            switch (self, pixels.type.byteCount) {
            case (.none, _): return
            case (.horizontal, 1): Self.subtract(row, scratch, UInt8.self, pixels.bands)
            case (.horizontal, 2): Self.subtract(row, scratch, UInt16.self, pixels.bands)
            case (.horizontal, 4): Self.subtract(row, scratch, UInt32.self, pixels.bands)
            case (.horizontal, _): Self.subtract(row, scratch, UInt64.self, pixels.bands)
            case (.floatingPoint, 4): Self.separate(row, scratch, UInt32.self, pixels.bands)
            case (.floatingPoint, _): Self.separate(row, scratch, UInt64.self, pixels.bands)
            }
        }
    }

    @inline(__always)
    private static func subtract<S: FixedWidthInteger>(
        _ row: UnsafeMutableRawBufferPointer, _ scratch: UnsafeMutableRawBufferPointer, _ type: S.Type, _ distance: Int
    ) {
        scratch.copyMemory(from: UnsafeRawBufferPointer(row))
        difference(of: scratch.bindMemory(to: type), into: row.bindMemory(to: type), distance)
    }

    /// The most significant bytes of all samples come first, then the next ones, whatever the machine's byte order.
    @inline(__always)
    private static func separate<S: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeMutableRawBufferPointer, _ scratch: UnsafeMutableRawBufferPointer, _ type: S.Type, _ distance: Int
    ) {
        let samples = row.bindMemory(to: type)
        let bytes = scratch.bindMemory(to: UInt8.self)
        guard let source = samples.baseAddress, let target = bytes.baseAddress else { return }
        let count = samples.count
        for plane in 0..<(S.bitWidth / 8) {
            let shift = S(S.bitWidth - 8 * (plane + 1))
            let place = target + plane * count
            for index in 0..<count { place[index] = UInt8(truncatingIfNeeded: source[index] &>> shift) }
        }
        difference(of: bytes, into: row.bindMemory(to: UInt8.self), distance)
    }

    /// Not in place, so that the compiler can take many samples at once.
    @inline(__always)
    private static func difference<S: FixedWidthInteger>(
        of source: UnsafeMutableBufferPointer<S>, into target: UnsafeMutableBufferPointer<S>, _ distance: Int
    ) {
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        let first = min(distance, source.count)
        for index in 0..<first { to[index] = from[index] }
        let next = from + first
        let differences = to + first
        for index in 0..<(source.count - first) { differences[index] = next[index] &- from[index] }
    }
}
