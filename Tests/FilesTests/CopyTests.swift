import Files
import Foundation
import Testing

struct CopyTests: ~Copyable {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "canopy-test-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func file(_ name: String, _ bytes: Data = Data()) throws -> String {
        try bytes.write(to: URL(filePath: path(name)))
        return path(name)
    }

    @Test(arguments: [0, 1, 5000, (16 << 20) + 7])
    func `a copy has the bytes and the time of its original`(size: Int) throws {
        let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        let source = try file("source", bytes)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: source)
        let target = try file("target", Data("longer than an empty file".utf8))
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

    @Test(.enabled(if: Path.isFile("/proc/version")))
    func `a file that the kernel cannot copy goes through a buffer`() throws {
        let target = try file("target")
        #expect(try Copy.contents(of: "/proc/version", into: target))
        let original = try String(contentsOfFile: "/proc/version", encoding: .utf8)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == original)
    }

    @Test func `a copy stops when it is told to`() throws {
        let source = try file("source", Data(count: 40 << 20))
        let target = try file("target")
        var pieces = 0
        let isFinished = try Copy.contents(of: source, into: target) { _ in
            pieces += 1
            return false
        }
        #expect(!isFinished)
        #expect(pieces == 1)
    }

    @Test func `a missing source is an error with its path`() throws {
        let target = try file("target")
        let error = #expect(throws: FileError.self) { try Copy.contents(of: path("absent"), into: target) }
        #expect(error?.description.contains(path("absent")) == true)
    }

    @Test func `folders are made with those above them, and may be there already`() throws {
        try Folder.make(path("a/b/c"))
        try Folder.make(path("a/b/c"))
        #expect(Path.isFolder(path("a/b/c")))
        let file = try file("file")
        #expect(throws: FileError.self) { try Folder.make(file) }
        #expect(throws: FileError.self) { try Folder.make(file + "/below") }
    }

    @Test func `a path that does not exist yet is resolved as far as it does`() throws {
        try Folder.make(path("real"))
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "real")
        #expect(Path.resolved(path("link/new/file")) == Path.resolved(path("real")) + "/new/file")
        #expect(Path.resolved(path("real/../link")) == Path.resolved(path("real")))
    }
}
