package import GDALOracle
internal import Raster

/// What the samples of a file mean, independent of how canopy tells valid pixels from others.
extension RasterReading {
    /// Columns and rows of the first of some pixels.
    func places(of pixels: [Int]) -> String {
        pixels.prefix(3).map { "\($0 % size.width), \($0 / size.width)" }.joined(separator: "; ")
    }

    /// The samples of a band as numbers.
    func doubles(ofBand band: Int) -> [Double] {
        var decoding = Doubles(bytes: bands[band])
        return type.dispatch(&decoding)
    }

    /// The samples of a band as whole numbers; `nil` for floating-point types.
    func wholes(ofBand band: Int) -> [Int128]? {
        switch type {
        case .uint8: widened(UInt8.self, band)
        case .int8: widened(Int8.self, band)
        case .uint16: widened(UInt16.self, band)
        case .int16: widened(Int16.self, band)
        case .uint32: widened(UInt32.self, band)
        case .int32: widened(Int32.self, band)
        case .uint64: widened(UInt64.self, band)
        case .int64: widened(Int64.self, band)
        case .float32, .float64: nil
        }
    }

    private func widened<Integer: FixedWidthInteger & BitwiseCopyable>(_ type: Integer.Type, _ band: Int) -> [Int128] {
        decoded(bands[band], as: type).map { Int128($0) }
    }

    /// The band that is alpha, if there is one.
    package var alpha: Int? { meanings.firstIndex(of: "Alpha") }

    /// The nodata value as a whole number, where samples are whole numbers and can be this one.
    var wholeNodata: Int128? {
        guard !type.isFloat else { return nil }
        return switch nodata {
        case .real(let value): Int128(exactly: value)
        case .signed(let value): Int128(value)
        case .unsigned(let value): Int128(value)
        case nil: nil
        }
    }

    /// Whether the nodata tag counts: nothing else marks pixels, and samples can be of that value.
    var nodataCounts: Bool {
        guard let nodata, alpha == nil, mask == nil else { return false }
        if let wholeNodata { return Self.range(of: type).contains(wholeNodata) }
        return type == .float64 || type == .float32 && (Float(nodata.double).isFinite || !nodata.double.isFinite)
    }

    private static func range(of type: PixelType) -> ClosedRange<Int128> {
        let bits = type.byteCount * 8
        let isSigned = [.int8, .int16, .int32, .int64].contains(type)
        let span = Int128(1) << Int128(isSigned ? bits - 1 : bits)
        return (isSigned ? -span : 0)...(span - 1)
    }

    /// Which samples of a band are not valid: nodata, not a number, or hidden by mask or alpha.
    package func hidden(inBand band: Int) -> [Bool] {
        let values = doubles(ofBand: band)
        var hidden = values.map(\.isNaN)
        if nodataCounts, let nodata {
            let wholes = wholes(ofBand: band)
            let nothing = type == .float32 ? Double(Float(nodata.double)) : nodata.double
            for index in values.indices {
                if let wholes {
                    hidden[index] = wholes[index] == wholeNodata
                } else if values[index] == nothing {
                    hidden[index] = true
                }
            }
        }
        if let mask { for index in mask.indices where mask[index] == 0 { hidden[index] = true } }
        if let alpha, alpha != band {
            let opacity = doubles(ofBand: alpha)
            for index in opacity.indices where !(opacity[index] > 0) { hidden[index] = true }
        }
        return hidden
    }

    /// The values of a band; NaN where they are not valid.
    package func visible(ofBand band: Int) -> [Double] {
        zip(doubles(ofBand: band), hidden(inBand: band)).map { $1 ? .nan : $0 }
    }
}

private func decoded<Value: BitwiseCopyable>(_ bytes: [UInt8], as type: Value.Type) -> [Value] {
    let step = MemoryLayout<Value>.size
    return bytes.withUnsafeBytes { raw in
        (0..<(raw.count / step)).map { raw.loadUnaligned(fromByteOffset: $0 * step, as: type) }
    }
}

private struct Doubles: SampleVisitor {
    let bytes: [UInt8]
    func visit<S: Sample>(_ type: S.Type) -> [Double] { decoded(bytes, as: type).map(\.double) }
}
