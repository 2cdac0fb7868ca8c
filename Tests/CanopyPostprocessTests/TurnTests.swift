import CanopyTesting
import Files
import Foundation
import Stores
import Testing

@testable import CanopyPostprocess

/// A mission that is streamed is begun before its turn: its bytes are fetched, and nothing is made of them.
@Suite struct TurnTests {
    @Test func `Everybody who waits for a turn has it when those before have ended, in whatever order they end`() async
    {
        let turns = Turns()
        await withDiscardingTaskGroup { group in
            for _ in 0..<3 { group.addTask { await turns.wait(for: 2) } }
            group.addTask { await turns.wait(for: 3) }
            await turns.wait(for: 0)
            turns.end(1)
            turns.end(0)
            turns.end(0)
            await turns.wait(for: 2)
            turns.end(2)
        }
    }

    @Test
    func
        `Before its turn a worker gets the front of its inputs; what follows is fetched when nobody else reads, and kept`()
        async throws
    {
        let (reading, making) = (Turns(), Turns())
        let (orders, continuation) = AsyncStream<WorkerDesk.Order>.makeStream()
        let desk = WorkerDesk(
            continuation,
            WorkerTurns(reading: { await reading.wait(for: 1) }, making: { await making.wait(for: 1) }))
        let raster = try StoreKey("01_ridge/dsm.tif")
        let cameras = try StoreKey("01_ridge/cameras.xml")
        let boundary = try StoreKey("ridge.gpkg")
        let file = RangeStore([UInt8](repeating: 7, count: 6 << 20), name: "dsm.tif", milliseconds: 0)
        var given = orders.makeAsyncIterator()
        func next() async throws -> WorkerOrder? {
            guard let order = await given.next(), let line = order.parts.first else { return nil }
            desk.close(order)
            return try WorkerMessage.value(WorkerOrder.self, of: Data(line))
        }

        await desk.pass(on: Arrival(key: boundary), isEarly: true)
        guard case .arrived(boundary) = try await next() else { throw Unexpected() }
        await desk.pass(on: Arrival(key: raster, file: Metered(file: file)), isEarly: false)
        guard case .ranged(raster, _, _, size: 6 << 20) = try await next() else { throw Unexpected() }
        await desk.answer(1, raster, [0..<1 << 20], for: .product)
        guard case .bytes(request: 1, counts: [1 << 20]) = try await next() else { throw Unexpected() }

        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await desk.pass(on: Arrival(key: cameras), isEarly: false) }
            group.addTask { await desk.answer(2, raster, [1 << 20..<6 << 20], for: .product) }
            try await Task.sleep(for: .milliseconds(50))
            #expect(file.bytesGiven == 1 << 20, "nobody reads while the mission before does")
            reading.end(0)
            while file.bytesGiven < 6 << 20 { try await Task.sleep(for: .milliseconds(5)) }
            // Had they been given, they would stand before this.
            await desk.answer(3, boundary, [0..<1], for: .product)
            guard case .failed(request: 3, _) = try await next() else { throw Unexpected() }
            making.end(0)
        }
        var late: Set<String> = []
        for _ in 0..<2 {
            switch try await next() {
            case .arrived(cameras): late.insert("cameras")
            case .bytes(request: 2, counts: [5 << 20]): late.insert("raster")
            default: throw Unexpected()
            }
        }
        #expect(late == ["cameras", "raster"])
    }

    private struct Unexpected: Error {}

    private struct Metered: MeteredFile {
        let file: RangeStore

        var identity: FileIdentity { file.identity }
        var size: Int { file.size }

        func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { try file.read(range) }
        func metered(for purpose: ReadingPurpose) -> any RandomAccessFile { file }
    }
}
