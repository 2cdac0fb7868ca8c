internal import Diagnostics
internal import GEOS
internal import Raster
internal import RasterIO

/// Makes one area of a layer's features.
struct Uniting {
    /// How often the sides of what is repaired may cross. GEOS repairs so many in seconds; outlines have a few.
    private static let mostCrossings = 50_000
    /// Pairs of sides that are compared to find those crossings.
    private static let mostComparisons = 200_000_000
    /// Steps that GEOS may take: so many for any area, and so many more for each point. Footprints of pictures that
    /// overlap fifty-fold need ten for a point.
    private static let steps = 2_000_000
    private static let stepsPerPoint = 200

    private let path: String
    private let combination: FeatureCombination
    private let cancellation: Cancellation
    private let warnings: Warnings

    init(_ path: String, _ combination: FeatureCombination, _ cancellation: Cancellation, _ warnings: Warnings) {
        self.path = path
        self.combination = combination
        self.cancellation = cancellation
        self.warnings = warnings
    }

    /// The area of features, given as well-known binary; `nil` where none has a polygon.
    func area(of features: [[UInt8]?]) throws(CropError) -> Geometry? {
        let points = features.reduce(0) { $0 + ($1?.count ?? 0) / 16 }
        let context = GEOSContext(cancellation: cancellation, steps: Self.steps + Self.stepsPerPoint * points)
        let polygons = Polygons(in: context)
        var area: Geometry?
        var used = 0
        var validationErrors: [String] = []
        for wkb in features {
            guard !cancellation.isCancelled else { throw .raster(.cancelled) }
            guard let wkb, let polygon = try polygon(wkb, context, &validationErrors) else { continue }
            used += 1
            switch combination {
            case .union:
                try geos { () throws(GEOSError) in try polygons.append(polygon) }
                area = consume polygon
            case .intersection:
                area = try shared(by: area.take(), consume polygon)
            }
        }
        guard used > 0 else { return nil }
        tell(validationErrors, unused: features.count - used, of: features.count)
        switch combination {
        case .union where used > 1: return try geos { () throws(GEOSError) in try polygons.united() }
        // What need not be united stays as it was drawn, to the order of its corners.
        case .union, .intersection: return area
        }
    }

    /// The polygonal part of a feature, repaired where it breaks the rules; `nil` where there is none.
    private func polygon(
        _ wkb: [UInt8], _ context: GEOSContext, _ validationErrors: inout [String]
    ) throws(CropError) -> Geometry? {
        var geometry = try geos { () throws(GEOSError) in try Geometry(wkb: wkb, in: context) }
        if let flaw = try geos({ () throws(GEOSError) in try geometry.flaw }) {
            validationErrors.append(flaw)
            geometry = try repaired(geometry)
        }
        let polygons = try geos { () throws(GEOSError) in try geometry.polygonalPart() }
        guard polygons.area > 0 else { return nil }
        return polygons
    }

    private func repaired(_ geometry: borrowing Geometry) throws(CropError) -> Geometry {
        let isHopeless = geometry.polygons.crossesItself(
            moreThan: Self.mostCrossings, comparisons: Self.mostComparisons, goOn: { !cancellation.isCancelled })
        guard !isHopeless else {
            throw .boundary(
                path: path,
                "has a feature whose sides cross each other more than \(Self.mostCrossings) times; "
                    + "draw it without crossings")
        }
        return try geos { () throws(GEOSError) in try geometry.repaired() }
    }

    private func shared(
        by area: consuming Geometry?, _ next: consuming Geometry
    ) throws(CropError) -> Geometry {
        guard let area else { return next }
        // Areas that touch share lines and points as well.
        return try geos { () throws(GEOSError) in try area.intersection(next).polygonalPart() }
    }

    /// Polygons, each an exterior ring with its holes behind it, grown by so much on all sides, or shrunk.
    func buffered(_ polygons: [[[Point]]], by distance: Double) throws(CropError) -> [[[Point]]] {
        let points = polygons.joined().reduce(0) { $0 + $1.count }
        func text(_ ring: [Point]) -> String { "(" + ring.map { "\($0.x) \($0.y)" }.joined(separator: ",") + ")" }
        let texts = polygons.map { "(" + $0.map(text).joined(separator: ",") + ")" }
        return try geos { () throws(GEOSError) in
            let context = GEOSContext(cancellation: cancellation, steps: Self.steps + Self.stepsPerPoint * points)
            let area = try Geometry(wkt: "MULTIPOLYGON(" + texts.joined(separator: ",") + ")", in: context)
            return try area.buffered(by: distance).parts
        }
    }

    private func tell(_ validationErrors: [String], unused: Int, of count: Int) {
        if let flaw = validationErrors.first {
            let features =
                validationErrors.count == 1 ? "" : "; so are \(validationErrors.count - 1) more of its features"
            warnings.add("the boundary '\(path)' is not a valid polygon (\(flaw)); it has been repaired\(features)")
        }
        if unused > 0 { warnings.add("\(unused) of \(count) features of '\(path)' are no polygons") }
    }

    private func geos<Result: ~Copyable>(_ call: () throws(GEOSError) -> Result) throws(CropError) -> Result {
        do throws(GEOSError) {
            return try call()
        } catch {
            switch error.kind {
            case .cancelled: throw .raster(.cancelled)
            case .tooMuch:
                throw .boundary(
                    path: path, "has features whose sides cross each other all over; draw one outline around them")
            case .refused: throw .boundary(path: path, "cannot be used: \(error)")
            }
        }
    }
}
