import CanopyTesting
import Files
import Foundation
import Testing

struct SpoolTests {
    @Test(arguments: [1, 2])
    func `bytes come out of a spool in any order as they went in`(threads: Int) async throws {
        try await withTemporaryFolder { folder in
            let target = try folder.file("target")
            let spool = try Spool(beside: target)
            // Of less than a block, of several, and of more than is moved at once.
            let runs = [7, 4096, 100_000, 3, (9 << 20) + 5, 50_000].enumerated().map { number, count in
                Data((0..<count).map { UInt8(truncatingIfNeeded: number &+ $0 &* 31 >> 3) })
            }
            let places = try runs.map { run in
                let start = try run.withUnsafeBytes { try spool.append($0) }
                return start..<(start + run.count)
            }
            let order = [4, 0, 2, 1, 5, 3]
            try spool.move(to: target, threads: threads) { file throws(FileError) in
                try file.append([1, 2, 3])
                for number in order { try file.move(places[number]) }
            }
            #expect(try Data(contentsOf: URL(filePath: target)) == Data([1, 2, 3] + order.flatMap { runs[$0] }))
        }
    }

    @Test func `a spool leaves nothing behind, and nothing can be seen of it`() async throws {
        try await withTemporaryFolder { folder in
            let target = try folder.file("target")
            let spool = try Spool(beside: target)
            _ = try [UInt8](repeating: 1, count: 5000).withUnsafeBytes { try spool.append($0) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("")) == ["target"])
        }
    }
}
