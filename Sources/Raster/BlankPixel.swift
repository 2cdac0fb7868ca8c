extension RasterProfile {
    /// The bytes of a pixel where there is nothing, as GDAL reads one that a sparse file does not have: the nodata value in
    /// every band or, where there is none that the type can hold, 0.
    ///
    /// See: [sparse files](https://gdal.org/en/stable/drivers/raster/gtiff.html#sparse-files).
    public var blankPixel: [UInt8] {
        var visitor = BlankSample(validity: validity)
        let sample = type.dispatch(&visitor)
        return bands.flatMap { _ in sample }
    }
}

extension PixelType {
    /// The bytes of a sample of full opacity.
    public var opaqueSample: [UInt8] {
        var visitor = OpaqueSample()
        return dispatch(&visitor)
    }
}

private struct BlankSample: SampleVisitor {
    let validity: Validity

    func visit<S: Sample>(_ type: S.Type) -> [UInt8] {
        var value = S.zero
        if case .nodata(let nodata) = validity, let exact = S(nodata) { value = exact }
        return withUnsafeBytes(of: value, Array.init)
    }
}

private struct OpaqueSample: SampleVisitor {
    func visit<S: Sample>(_ type: S.Type) -> [UInt8] { withUnsafeBytes(of: S.opaque, Array.init) }
}
