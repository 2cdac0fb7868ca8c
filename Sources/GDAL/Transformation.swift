internal import CGDAL
public import Raster

/// The way from one coordinate reference system to another. It belongs to one thread at a time.
public struct Transformation: ~Copyable {
    private let handle: OpaquePointer

    /// The best transformation that needs nothing from the network.
    ///
    /// - Parameter allowsBallpark: Whether a part of the way of which nothing is known, such as a geoid whose grid is not here, may be
    ///   taken for none.
    /// - Throws: ``GDALError`` where there is no way from one to the other, as for local systems.
    public init(
        from source: borrowing SpatialReference, to target: borrowing SpatialReference, allowsBallpark: Bool = true
    ) throws(GDALError) {
        let action = "transform coordinates from \(source.name) to \(target.name)"
        // Such a system may come from a stranger's file, and the shifts would be read from wherever it says.
        guard !source.namesFile, !target.namesFile else {
            throw GDALError(
                action, reason: "one of them names a file of shifts, which is not read; give it a system without")
        }
        let sourceHandle = source.raw
        let targetHandle = target.raw
        let options = OCTNewCoordinateTransformationOptions()
        defer { OCTDestroyCoordinateTransformationOptions(options) }
        if !allowsBallpark { OCTCoordinateTransformationOptionsSetBallparkAllowed(options, 0) }
        let transformation = try call(action, warnings: nil, succeeded: { $0 != nil }) {
            OCTNewCoordinateTransformationEx(sourceHandle, targetHandle, options)
        }
        guard let transformation else { throw GDALError(action, reason: "GDAL gives no reason") }
        handle = OpaquePointer(transformation)
    }

    deinit { OCTDestroyCoordinateTransformation(UnsafeMutableRawPointer(handle)) }

    /// Transforms points in place. Points outside the systems' area become NaN.
    public borrowing func apply(to points: inout [Point]) {
        var x = points.map(\.x)
        var y = points.map(\.y)
        apply(&x, &y)
        for index in points.indices { points[index] = Point(x: x[index], y: y[index]) }
    }

    /// Transforms points in place, given as columns of coordinates of equal length.
    public borrowing func apply(_ x: inout [Double], _ y: inout [Double]) {
        precondition(x.count == y.count)
        var succeeded = [Int32](repeating: 0, count: x.count)
        // Points that cannot be transformed are told by the flags; the messages say nothing more.
        CPLPushErrorHandler(CPLQuietErrorHandler)
        OCTTransformEx(UnsafeMutableRawPointer(handle), Int32(x.count), &x, &y, nil, &succeeded)
        CPLPopErrorHandler()
        for index in x.indices where succeeded[index] == 0 || !x[index].isFinite || !y[index].isFinite {
            x[index] = .nan
            y[index] = .nan
        }
    }

    /// Transforms points with heights in place, given as columns of coordinates of equal length. Those outside the systems'
    /// area become NaN, heights as well.
    public borrowing func apply(_ x: inout [Double], _ y: inout [Double], _ z: inout [Double]) {
        precondition(x.count == y.count && y.count == z.count)
        var succeeded = [Int32](repeating: 0, count: x.count)
        CPLPushErrorHandler(CPLQuietErrorHandler)
        OCTTransformEx(UnsafeMutableRawPointer(handle), Int32(x.count), &x, &y, &z, &succeeded)
        CPLPopErrorHandler()
        for index in x.indices {
            let isThere = succeeded[index] != 0 && x[index].isFinite && y[index].isFinite && z[index].isFinite
            if !isThere { (x[index], y[index], z[index]) = (.nan, .nan, .nan) }
        }
    }
}
