import CanopyTesting
import Files
import Foundation
import Testing

struct CopyTests {
    private func write(_ bytes: Data, to path: String) throws { try bytes.write(to: URL(filePath: path)) }

    @Test(arguments: [0, 1, 5000, (16 << 20) + 7])
    func `a copy has the bytes and the time of its original`(size: Int) async throws {
        try await withTemporaryFolder { folder in
            let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
            let source = try folder.file("source")
            try write(bytes, to: source)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: source)
            let target = try folder.file("target", "longer than an empty file")
            var told: [Int] = []
            #expect(
                try Copy.contents(of: source, into: target) {
                    told.append($0)
                    return true
                })
            #expect(try Data(contentsOf: URL(filePath: target)) == bytes)
            #expect(try FileStatus(of: target)?.modified == Timestamp(seconds: 1_000_000))
            #expect(told.last ?? 0 == size)
        }
    }

    @Test(.enabled(if: Path.isFile("/proc/version")))
    func `a file that the kernel cannot copy goes through a buffer`() async throws {
        try await withTemporaryFolder { folder in
            let target = try folder.file("target")
            #expect(try Copy.contents(of: "/proc/version", into: target))
            let original = try String(contentsOfFile: "/proc/version", encoding: .utf8)
            #expect(try String(contentsOfFile: target, encoding: .utf8) == original)
        }
    }

    @Test func `a copy stops when it is told to`() async throws {
        try await withTemporaryFolder { folder in
            let source = try folder.file("source")
            try write(Data(count: 40 << 20), to: source)
            var pieces = 0
            let isFinished = try Copy.contents(of: source, into: folder.file("target")) { _ in
                pieces += 1
                return false
            }
            #expect(!isFinished)
            #expect(pieces == 1)
        }
    }

    @Test func `a missing source is an error with its path`() async throws {
        try await withTemporaryFolder { folder in
            let target = try folder.file("target")
            let error = #expect(throws: FileError.self) { try Copy.contents(of: folder("absent"), into: target) }
            #expect(error?.description.contains(folder("absent")) == true)
        }
    }
}
