import Diagnostics
import GEOS
import Raster
import Testing

@Suite("Operations that last")
struct LongOperationTests {
    /// Slivers in all directions: their union has as many corners as there are crossings.
    private func slivers(_ count: Int, in context: GEOSContext) throws -> Polygons {
        let polygons = Polygons(in: context)
        for number in 0..<count {
            let a = "\(number * 7919 % 1000) \(number * 104_729 % 997)"
            let x = number * 15_485_863 % 991
            let y = number * 32_452_843 % 983
            try polygons.append(
                Geometry(wkt: "POLYGON ((\(a), \(x) \(y), \(Double(x) + 0.1) \(Double(y) + 0.2), \(a)))", in: context))
        }
        return polygons
    }

    @Test func `thousands of polygons are united at once`() throws {
        let context = GEOSContext()
        let polygons = Polygons(in: context)
        for number in 0..<2000 {
            let x = Double(number % 50)
            let y = Double(number / 50)
            let box = "(\(x) \(y), \(x + 1.5) \(y), \(x + 1.5) \(y + 1.5), \(x) \(y + 1.5), \(x) \(y))"
            try polygons.append(Geometry(wkt: "POLYGON (\(box))", in: context))
        }
        let start = ContinuousClock.now
        #expect(try polygons.united().area == 50.5 * 40.5)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `they stop when they are told to`() throws {
        let cancellation = Cancellation()
        let polygons = try slivers(300, in: GEOSContext(cancellation: cancellation))
        cancellation.cancel()
        let error = #expect(throws: GEOSError.self) { _ = try polygons.united() }
        #expect(error?.kind == .cancelled)
    }

    @Test func `they stop after so many steps`() throws {
        let polygons = try slivers(300, in: GEOSContext(steps: 10_000))
        let error = #expect(throws: GEOSError.self) { _ = try polygons.united() }
        #expect(error?.kind == .tooMuch)
    }

    @Test func `one that stops stops no other`() async throws {
        let expected = try slivers(60, in: GEOSContext()).united().area
        await withTaskGroup { group in
            for number in 0..<6 {
                group.addTask {
                    for _ in 0..<10 {
                        do {
                            let isStopped = number.isMultiple(of: 2)
                            let polygons = try slivers(60, in: GEOSContext(steps: isStopped ? 100 : .max))
                            let area = try? polygons.united().area
                            #expect(area == (isStopped ? nil : expected))
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
        }
    }
}
