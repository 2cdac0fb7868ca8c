import CanopyTesting
import Files
import Foundation
import Testing

@Suite("A file read by ranges") struct LocalFileTests {
    private func withFile(_ body: (LocalFile, String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try Data(0..<200).write(to: URL(filePath: folder("bytes")))
            try await body(try LocalFile(folder("bytes")), folder("bytes"))
        }
    }

    @Test func `is read where it is asked for`() async throws {
        try await withFile { file, _ async throws in
            #expect(file.size == 200)
            #expect(try file.bytes(in: 198..<200) == [198, 199])
            #expect(try file.bytes(in: [0..<2, 7..<7, 199..<200]) == [[0, 1], [], [199]])
            #expect(try file.bytes(in: [Range<Int>]()) == [])
        }
    }

    @Test func `gives nothing outside, however far that is`() async throws {
        try await withFile { file, _ in
            for range in [-1..<1, 199..<201, 0..<Int.max, Int.min..<Int.max, Int.max..<Int.max, 201..<201] {
                #expect(throws: ReadingError.outside(range, size: 200)) { try file.bytes(in: range) }
                #expect(throws: ReadingError.outside(range, size: 200)) { try file.bytes(in: [0..<1, range]) }
            }
        }
    }

    @Test func `that is shortened while it is open is an error`() async throws {
        try await withFile { file, path in
            try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 100)
            #expect(throws: ReadingError.truncated(offset: 50, end: 100)) { try file.bytes(in: 50..<150) }
            #expect(try file.bytes(in: 50..<100).count == 50)
        }
    }

    @Test func `has another identity once it is another version`() async throws {
        try await withFile { file, path in
            #expect(try LocalFile(path).identity == file.identity)
            try Data(0..<100).write(to: URL(filePath: path), options: .atomic)
            #expect(try LocalFile(path).identity != file.identity)
            #expect(file.identity.name == path)
        }
    }

    @Test func `is refused with the reason where it is no file`() async throws {
        try await withFile { _, path in
            #expect(throws: ReadingError.unreadable("it is not a regular file")) {
                try LocalFile(Path.folder(of: path))
            }
            #expect(throws: ReadingError.unreadable("No such file or directory")) { try LocalFile(path + "-absent") }
        }
    }

    @Test func `is read by many threads at once`() async throws {
        try await withFile { file, _ in
            await withTaskGroup(of: Bool.self) { group in
                for start in 0..<100 {
                    group.addTask {
                        (0..<100).allSatisfy { _ in
                            (try? file.bytes(in: start..<start + 100)) == (start..<start + 100).map(UInt8.init)
                        }
                    }
                }
                for await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func `is an error where it gives another number of bytes than was asked for`() {
        #expect(throws: ReadingError.truncated(offset: 5, end: 7)) { try LyingFile(given: 2).bytes(in: 5..<10) }
        #expect(throws: ReadingError.self) { try LyingFile(given: 6).bytes(in: 5..<10) }
        #expect(throws: ReadingError.self) { try LyingFile(given: 5, ranges: 1).bytes(in: [5..<10, 0..<5]) }
        #expect(throws: ReadingError.truncated(offset: 0, end: 4)) {
            try LyingFile(given: 4).bytes(in: [0..<4, 0..<5])
        }
    }
}

/// Gives so many bytes whatever it is asked for.
private struct LyingFile: RandomAccessFile {
    let identity = FileIdentity(name: "liar", version: .tag("1"))
    let size = 100
    let given: Int
    var ranges: Int?

    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { Array(repeating: 0, count: given) }

    func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        Array(repeating: Array(repeating: 0, count: given), count: self.ranges ?? ranges.count)
    }
}
