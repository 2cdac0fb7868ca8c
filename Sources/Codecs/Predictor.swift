/// TIFF's predictors: what is stored instead of the samples of a tile or strip, row by row.
///
/// Samples are little-endian, as this machine has them.
///
/// See: [TIFF 6.0, section 14](https://download.osgeo.org/libtiff/doc/TIFF6.pdf), and
/// [Adobe's TIFF Technical Note 3](http://chriscox.org/TIFFTN3d1.pdf) for floating-point numbers.
public enum Predictor: UInt16, Hashable, Sendable {
    /// The samples themselves.
    case none = 1
    /// The difference of each sample from the same band of the pixel before, for integers.
    case horizontal = 2
    /// Bytes of equal weight side by side, and their differences, for floating-point numbers.
    case floatingPoint = 3

    /// Replaces the samples of a row by what is stored.
    ///
    /// - Parameters:
    ///   - row: Whole pixels.
    ///   - sampleBytes: Bytes of a sample: 1, 2, 4 or 8, and at least 4 for floating-point numbers.
    ///   - bands: Samples of a pixel.
    ///   - scratch: Room for a row.
    public func apply(
        to row: UnsafeMutableRawBufferPointer, sampleBytes: Int, bands: Int, scratch: UnsafeMutableRawBufferPointer
    ) {
        let scratch = UnsafeMutableRawBufferPointer(rebasing: scratch[..<row.count])
        switch (self, sampleBytes) {
        case (.none, _): return
        case (.horizontal, 1): Self.subtract(row, scratch, UInt8.self, bands)
        case (.horizontal, 2): Self.subtract(row, scratch, UInt16.self, bands)
        case (.horizontal, 4): Self.subtract(row, scratch, UInt32.self, bands)
        case (.horizontal, _): Self.subtract(row, scratch, UInt64.self, bands)
        case (.floatingPoint, 4): Self.separate(row, scratch, UInt32.self, bands)
        case (.floatingPoint, _): Self.separate(row, scratch, UInt64.self, bands)
        }
    }

    /// Replaces what is stored of a row by its samples: the reverse of ``apply(to:sampleBytes:bands:scratch:)``.
    public func undo(
        in row: UnsafeMutableRawBufferPointer, sampleBytes: Int, bands: Int, scratch: UnsafeMutableRawBufferPointer
    ) {
        let scratch = UnsafeMutableRawBufferPointer(rebasing: scratch[..<row.count])
        switch (self, sampleBytes) {
        case (.none, _): return
        case (.horizontal, 1) where bands == 4: Self.addBytes(row.bindMemory(to: UInt32.self))
        case (.horizontal, 1): Self.add(row.bindMemory(to: UInt8.self), bands)
        case (.horizontal, 2): Self.add(row.bindMemory(to: UInt16.self), bands)
        case (.horizontal, 4): Self.add(row.bindMemory(to: UInt32.self), bands)
        case (.horizontal, _): Self.add(row.bindMemory(to: UInt64.self), bands)
        case (.floatingPoint, 4): Self.unite(row, scratch, UInt32.self, bands)
        case (.floatingPoint, _): Self.unite(row, scratch, UInt64.self, bands)
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

    @inline(__always)
    private static func unite<S: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeMutableRawBufferPointer, _ scratch: UnsafeMutableRawBufferPointer, _ type: S.Type, _ distance: Int
    ) {
        add(row.bindMemory(to: UInt8.self), distance)
        scratch.copyMemory(from: UnsafeRawBufferPointer(row))
        let samples = row.bindMemory(to: type)
        guard let source = scratch.bindMemory(to: UInt8.self).baseAddress, let target = samples.baseAddress else {
            return
        }
        let count = samples.count
        for index in 0..<count {
            var sample = S.zero
            for plane in 0..<(S.bitWidth / 8) { sample = sample &<< 8 | S(source[plane &* count &+ index]) }
            target[index] = sample
        }
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

    /// Makes sums of differences.
    @inline(__always)
    private static func add<S: FixedWidthInteger>(_ row: UnsafeMutableBufferPointer<S>, _ distance: Int) {
        guard let samples = row.baseAddress else { return }
        if distance == 1 {
            // Kept out of memory, for which each sum would have to wait.
            var sum = S.zero
            for index in 0..<row.count {
                sum &+= samples[index]
                samples[index] = sum
            }
        } else {
            for index in stride(from: distance, to: row.count, by: 1) { samples[index] &+= samples[index &- distance] }
        }
    }

    /// Makes sums of differences of four bytes each, that carry nothing from one to the next.
    private static func addBytes(_ pixels: UnsafeMutableBufferPointer<UInt32>) {
        let low: UInt32 = 0x7F7F_7F7F
        var sum: UInt32 = 0
        for index in pixels.indices {
            let difference = pixels[index]
            sum = ((sum & low) &+ (difference & low)) ^ ((sum ^ difference) & ~low)
            pixels[index] = sum
        }
    }
}
