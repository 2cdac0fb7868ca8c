/// Samples of a rectangle of pixels, pixel by pixel: all bands of one pixel stand side by side, rows follow each other.
public final class PixelBuffer: @unchecked Sendable {
    // @unchecked: a buffer is filled by one task and then handed on; tasks that share one write to rows of their own.

    /// The type of the samples.
    public let type: PixelType
    /// Columns and rows.
    public let size: Size
    /// Samples of each pixel.
    public let bands: Int
    /// The memory itself.
    public let bytes: UnsafeMutableRawBufferPointer

    /// A buffer of zeros for `size` pixels with `bands` samples each.
    public init(type: PixelType, size: Size, bands: Int) {
        precondition(size.width >= 0 && size.height >= 0 && bands > 0)
        self.type = type
        self.size = size
        self.bands = bands
        bytes = .allocate(byteCount: size.area * bands * type.byteCount, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { bytes.deallocate() }

    /// Bytes of one row.
    public var rowBytes: Int { size.width * bands * type.byteCount }

    /// The memory of some rows.
    public func bytes(ofRows rows: Range<Int>) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: bytes[(rows.lowerBound * rowBytes)..<(rows.upperBound * rowBytes)])
    }

    /// The samples as Swift numbers. `S` must be the type of the buffer's samples.
    @inlinable
    public func samples<S: Sample>(as type: S.Type) -> UnsafeMutableBufferPointer<S> {
        precondition(type.pixelType == self.type, "samples of another type")
        return bytes.bindMemory(to: type)
    }
}
