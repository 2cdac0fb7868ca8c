import Foundation
import TIFF
import Testing

@Suite struct FileBytesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    @Test func `a file is read where it is asked for`() throws {
        try withFolder {
            let path = folder.appending(path: "bytes").path
            try Data(0..<200).write(to: URL(filePath: path))
            let file = try FileBytes(path: path)
            #expect(file.byteCount == 200)
            #expect(try file.read(198..<200) == [198, 199])
            #expect(try file.read("the end", at: 199, count: 1) == [199])
            #expect(throws: TIFFError.truncated(what: "the end", offset: 199, fileSize: 200)) {
                try file.read("the end", at: 199, count: 2)
            }
            #expect(throws: TIFFError.self) { try file.read("the end", at: .max, count: .max) }
        }
    }

    @Test func `a file that is shortened while it is open is an error`() throws {
        try withFolder {
            let path = folder.appending(path: "bytes").path
            try Data(0..<200).write(to: URL(filePath: path))
            let file = try FileBytes(path: path)
            try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 100)
            #expect(throws: TIFFError.truncated(what: "what was read", offset: 50, fileSize: 100)) {
                try file.read(50..<150)
            }
        }
    }

    @Test func `what is no file is refused with the reason`() throws {
        try withFolder {
            #expect(throws: TIFFError.unreadable("it is not a regular file")) { try FileBytes(path: folder.path) }
            #expect(throws: TIFFError.unreadable("No such file or directory")) {
                try FileBytes(path: folder.appending(path: "absent").path)
            }
        }
    }

    private func withFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body()
    }
}
