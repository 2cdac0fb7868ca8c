import CanopyTesting
import Files
import Foundation
import Testing

struct FolderTests {
    @Test func `folders are made with those above them, and may be there already`() async throws {
        try await withTemporaryFolder { folder in
            for _ in 1...2 { try Folder.make(folder("a/b/c")) }
            #expect(Path.isFolder(folder("a/b/c")))
            let file = try folder.file("file")
            #expect(throws: FileError.self) { try Folder.make(file) }
            #expect(throws: FileError.self) { try Folder.make(file + "/below") }
        }
    }

    @Test func `a path that does not exist yet is resolved as far as it does`() async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("real")
            try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "real")
            #expect(Path.resolved(folder("link/new/file")) == folder("real/new/file"))
            #expect(Path.resolved(folder("real/../link")) == folder("real"))
        }
    }
}
