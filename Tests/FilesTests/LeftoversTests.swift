import CanopyTesting
import Diagnostics
import Files
import Foundation
import Testing
import Threads

/// What is left by processes that were killed, and by nobody else.
struct LeftoversTests {
    @Test func `what a killed process left goes when another file is made there`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file(".canopy-dead.tmp/files/a/b", "half a file")
            try folder.file(".canopy-dead.tmp/.lock")
            try folder.file(".canopy-young.tmp/file", "of a process that did not come to lock it")
            try folder.file(".canopy-old.tmp", "half a file")
            try folder.file(".canopy-notes.txt", "mine")
            try OutputFile(at: folder("out"), overwrite: false).commit()
            #expect(try folder.names() == [".canopy-notes.txt", "out"])
        }
    }

    @Test func `the temporary of a process that is at work stays`() async throws {
        try await withTemporaryFolder { folder in
            let output = try OutputFile(at: folder("out"), overwrite: false)
            try output.write([1, 2, 3])
            Leftovers.remove(below: folder.path)
            try output.commit()
            #expect(try Data(contentsOf: URL(filePath: folder("out"))) == Data([1, 2, 3]))
            #expect(try folder.names() == ["out"])
        }
    }

    @Test func `folders below are looked through, and links to others are not`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("place/a/b/.canopy-dead.tmp/file", "half")
            try folder.file("elsewhere/.canopy-x.tmp/file", "another's")
            try FileManager.default.createSymbolicLink(
                atPath: folder("place/link"), withDestinationPath: folder("elsewhere"))
            try FileManager.default.createSymbolicLink(
                atPath: folder("place/.canopy-y.tmp"), withDestinationPath: folder("elsewhere"))
            Leftovers.remove(below: folder("place"))
            #expect(!Path.exists(folder("place/a/b/.canopy-dead.tmp")))
            #expect(Path.isFile(folder("elsewhere/.canopy-x.tmp/file")))
        }
    }

    @Test func `links among what is left are removed, not what they lead to`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/file", "precious")
            try folder.folder("place/.canopy-dead.tmp")
            try FileManager.default.createSymbolicLink(
                atPath: folder("place/.canopy-dead.tmp/link"), withDestinationPath: folder("elsewhere"))
            Leftovers.remove(below: folder("place"))
            #expect(!Path.exists(folder("place/.canopy-dead.tmp")))
            #expect(Path.isFile(folder("elsewhere/file")))
        }
    }

    @Test(.enabled(if: HostLimits.user == 0, "only root can make a file another's"))
    func `what belongs to another user is that user's to remove`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file(".canopy-theirs.tmp", "half")
            #expect(chown(folder(".canopy-theirs.tmp"), 65534, 65534) == 0)
            Leftovers.remove(below: folder.path)
            #expect(try folder.names() == [".canopy-theirs.tmp"])
        }
    }

    @Test func `files are made while others look for leftovers, and none is lost`() async throws {
        try await withTemporaryFolder { folder in
            let end = Cancellation()
            await withTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask {
                        await runBlocking {
                            while !end.isCancelled { Leftovers.remove(below: folder.path) }
                        }
                    }
                }
                let makers = (0..<4).map { number in
                    Task {
                        try await runBlocking {
                            for turn in 0..<100 {
                                let output = try OutputFile(at: folder("\(number)-\(turn)"), overwrite: false)
                                try output.write([UInt8(turn)])
                                try output.commit()
                            }
                        }
                    }
                }
                for maker in makers {
                    do { try await maker.value } catch { Issue.record("\(error)") }
                }
                end.cancel()
            }
            let names = try folder.names()
            #expect(names.count == 400)
        }
    }
}
