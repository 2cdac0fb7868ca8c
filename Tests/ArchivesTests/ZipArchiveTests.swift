import Archives
import CanopyTesting
import Files
import Foundation
import Testing

struct ZipArchiveTests {
    private func problem(_ path: String, _ limits: ZipArchive.Limits = .init()) -> String? {
        do throws(ArchiveError) {
            let archive = try ZipArchive(path, limits: limits)
            for entry in archive.entries { _ = try archive.contents(of: entry) }
            return nil
        } catch { return error.description }
    }

    @Test func `files come out of an archive as they went in, folders and what macOS adds do not`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("a.zip")
            let long = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
            try ZipWriting.write(
                [
                    ("a/", []), ("a/b.txt", Array("words".utf8)), ("__MACOSX/a/._b.txt", [1]), ("long", long),
                    ("empty", []),
                ],
                to: path)
            #expect(ZipArchive.isArchive(path))
            let archive = try ZipArchive(path)
            let paths = archive.entries.map(\.path)
            #expect(paths == ["a/b.txt", "long", "empty"])
            let contents = try archive.entries.reversed().map { try archive.contents(of: $0) }
            #expect(contents == [[], long, Array("words".utf8)])
        }
    }

    @Test func `what is no archive is none`() async throws {
        try await withTemporaryFolder { folder in
            #expect(!ZipArchive.isArchive(folder("nothing")))
            #expect(!ZipArchive.isArchive(try folder.folder("folder")))
            try Data("PK".utf8).write(to: URL(fileURLWithPath: folder("short")))
            #expect(!ZipArchive.isArchive(folder("short")))
        }
    }

    @Test func `an archive that becomes too large is refused before it is unpacked`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("bomb.zip")
            try ZipWriting.write([("zeros.kml", [UInt8](repeating: 0, count: 1 << 20))], to: path)
            #expect(try #require(Path.size(of: path)) < 10_000)
            var limits = ZipArchive.Limits()
            limits.file = 1 << 20
            #expect(problem(path, limits) == nil)
            limits.file -= 1
            #expect(problem(path, limits)?.contains("'zeros.kml' in it, which is larger than") == true)
        }
    }

    @Test func `an archive that says it is small but is not gives no more than it said`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("liar.zip")
            try ZipWriting.write([("a.kml", [UInt8](repeating: 65, count: 1 << 20))], to: path)
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            // The size in the directory, and that before the file.
            let size: [UInt8] = [0, 0, 0x10, 0]
            for place in bytes.indices.dropLast(4) where bytes[place..<place + 4].elementsEqual(size) {
                bytes.replaceSubrange(place..<place + 4, with: [9, 0, 0, 0])
            }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(problem(path)?.contains("damaged") == true)
        }
    }

    @Test func `an archive of many files, a large one and a locked one are refused`() async throws {
        try await withTemporaryFolder { folder in
            let many = folder("many.zip")
            try ZipWriting.write((0..<12).map { ("\($0)", [1]) }, to: many)
            var limits = ZipArchive.Limits()
            limits.entries = 11
            #expect(problem(many, limits) == "has more than 11 files in it")
            limits = ZipArchive.Limits()
            limits.archive = 100
            #expect(problem(many, limits)?.hasPrefix("is larger than") == true)
            let locked = folder("locked.zip")
            try ZipWriting.write([("a", [1, 2])], to: locked, password: "secret")
            #expect(problem(locked) == "is locked by a password")
        }
    }

    @Test func `a damaged archive is told so wherever the damage is`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder("a.zip")
            let words = (0..<5000).map { "word \($0 * 7919 % 5000)" }.joined()
            try ZipWriting.write([("a.txt", Array(words.utf8))], to: path)
            let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            var damaged = whole
            damaged[whole.count / 2] ^= 0xFF
            for bytes in [Array(whole.dropLast(30)), Array(whole.prefix(50)), damaged] {
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                #expect(problem(path)?.contains("damaged") == true)
            }
        }
    }
}
