import CanopyTesting
import Diagnostics
import Stores
import Testing

@testable import CanopyPostprocess

/// What is told of a run while it goes on.
@Suite struct ActivityTests {
    @Test func `files on their way are told with their bytes, and what has arrived no more`() async throws {
        let meter = ActivityMeter()
        _ = meter.activity
        try await meter.move("a.tif", of: 1000, .down, Cancellation()) { progress async throws(StoreError) in
            progress(0.25)
            await both(meter, progress)
        }
        let after = meter.activity
        #expect(after.downloads.files == [] && after.uploads.files == [])
        #expect(after.downloads.rate > 0 && after.uploads.rate > 0)
    }

    private func both(_ meter: ActivityMeter, _ progress: Progress) async {
        try? await meter.move("b.tif", of: 500, .up, Cancellation()) { other async throws(StoreError) in
            other(0.5)
            // What is told again from the beginning, after a failure, moves nothing backwards.
            other(0.1)
            let now = meter.activity
            #expect(now.downloads.files == ["a.tif"] && now.downloads.moved == 250 && now.downloads.size == 1000)
            #expect(now.uploads.files == ["b.tif"] && now.uploads.moved == 250 && now.uploads.size == 500)
        }
    }

    @Test func `outputs are told as long as they are made`() {
        let meter = ActivityMeter()
        let (first, second) = (meter.make("a.tif"), meter.make("a.png"))
        #expect(meter.activity.making == ["a.tif", "a.png"])
        meter.end(first)
        #expect(meter.activity.making == ["a.png"])
        meter.end(second)
        #expect(meter.activity.making == [])
    }

    @Test func `sizes that services do not know count as none`() async throws {
        let meter = ActivityMeter()
        try await meter.move("a.tif", of: -1, .down, Cancellation()) { progress async throws(StoreError) in
            progress(1)
            #expect(meter.activity.downloads.moved == 0)
        }
        meter.count(-5)
        #expect(meter.activity.downloads.rate == 0)
    }

    @Test func `sizes that cannot be are told as they are`() async throws {
        let meter = ActivityMeter()
        for _ in 0..<3 {
            try await meter.move("a.tif", of: .max, .down, Cancellation()) { progress async throws(StoreError) in
                progress(1)
                #expect(meter.activity.downloads.moved == .max)
            }
        }
        meter.count(.max)
    }
}
