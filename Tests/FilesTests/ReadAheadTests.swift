import CanopyTesting
import Files
import Foundation
import Testing

/// Ranges of a slow file that are fetched before they are asked for.
@Suite struct ReadAheadTests {
    private static let content = {
        var generator = SeededGenerator(seed: 11)
        return (0..<(3 << 20)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }()

    private func store(fault: RangeStore.Fault? = nil) -> RangeStore {
        RangeStore(Self.content, name: "slow.tif", milliseconds: 2, fault: fault)
    }

    /// Blocks as a COG has them, eight bytes apart.
    private let blocks = (0..<250).map { $0 * 10_008 + 4..<$0 * 10_008 + 10_004 }

    @Test func `what lies together comes by few requests, and once`() throws {
        let store = store()
        let file = CachedFile(store)
        file.expect(blocks)
        for block in blocks { #expect(try file.bytes(in: block) == Array(Self.content[block])) }
        #expect(store.requests <= 4)
        #expect(store.bytesGiven < blocks.count * 10_008)
    }

    @Test func `blocks may be read in any order, by several threads, in pieces, and again`() async throws {
        let file = CachedFile(store())
        file.expect(blocks)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask { [blocks] in
                    var generator = SeededGenerator(seed: thread)
                    for block in blocks.shuffled(using: &generator).prefix(80) {
                        let half = block.lowerBound + 5000
                        for range in [block.lowerBound..<half, half..<block.upperBound, block] {
                            let bytes = try file.bytes(in: [range])
                            #expect(bytes == [Array(Self.content[range])])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `ranges that are joined in another way are had all the same, each byte once`() throws {
        let store = store()
        let file = CachedFile(store)
        file.expect((0..<3000).map { $0 * 1000..<($0 + 1) * 1000 })
        for range in [500..<2_100_500, 2_100_500..<2_100_501, 2_100_501..<3_000_000, 0..<500] {
            #expect(try file.bytes(in: [range]) == [Array(Self.content[range])])
        }
        #expect(store.bytesGiven == 3_000_000)
    }

    @Test func `what was read as a sample is not fetched again`() throws {
        let store = store()
        let file = CachedFile(store)
        file.expect([blocks[3], blocks[200]])
        for block in [blocks[3], blocks[200]] { _ = try file.bytes(in: block) }
        file.expect(blocks)
        for block in blocks { #expect(try file.bytes(in: block) == Array(Self.content[block])) }
        #expect(store.bytesGiven <= blocks.count * 10_008)
    }

    @Test func `what nobody asks for is not in the way of the rest`() throws {
        let file = CachedFile(store())
        let far = (0..<3000).map { $0 * 1000..<$0 * 1000 + 900 }
        file.expect(far)
        for range in far.suffix(100) { #expect(try file.bytes(in: range) == Array(Self.content[range])) }
        // Something else altogether.
        #expect(try file.bytes(in: 17..<20_017) == Array(Self.content[17..<20_017]))
    }

    @Test(arguments: [(Int.max, 8 << 20), (24 << 20, 3 << 20)])
    func `no more is held than a budget, which is a part of the memory`(memory: Int, budget: Int) async throws {
        let store = RangeStore([UInt8](repeating: 1, count: 40 << 20), name: "large.tif", milliseconds: 1)
        let file = CachedFile(store, memory: memory)
        file.expect((0..<40).map { $0 << 20..<($0 + 1) << 20 })
        for _ in 0..<500 where store.bytesGiven < budget { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(100))
        #expect(store.bytesGiven == budget)
        #expect(try file.bytes(in: 0..<1 << 20).count == 1 << 20)
    }

    @Test func `ranges that cannot be are left to whoever asks`() throws {
        let file = CachedFile(store())
        file.expect([-5..<10, 0..<0, (3 << 20) - 10..<(3 << 20) + 10, Int.max - 5..<Int.max, 100..<200])
        #expect(try file.bytes(in: 100..<200) == Array(Self.content[100..<200]))
        #expect(throws: ReadingError.outside((3 << 20) - 10..<(3 << 20) + 10, size: 3 << 20)) {
            try file.bytes(in: (3 << 20) - 10..<(3 << 20) + 10)
        }
    }

    @Test func `a failure is told where the range is read`() throws {
        let file = CachedFile(store(fault: .fails(fromRequest: 0)))
        file.expect((0..<20).map { $0 * 150_000..<$0 * 150_000 + 100_000 })
        let last = 19 * 150_000..<19 * 150_000 + 100_000
        #expect(throws: ReadingError.unreadable(RangeStore.sentence)) { try file.bytes(in: last) }
    }

    @Test func `a file that is gone is asked no more`() async throws {
        let store = RangeStore([UInt8](repeating: 1, count: 40 << 20), name: "large.tif", milliseconds: 20)
        do {
            let file = CachedFile(store)
            file.expect((0..<40).map { $0 << 20..<($0 + 1) << 20 })
            _ = try file.bytes(in: 0..<1 << 20)
        }
        try await Task.sleep(for: .milliseconds(200))
        let requests = store.requests
        try await Task.sleep(for: .milliseconds(200))
        #expect(store.requests == requests)
    }
}
