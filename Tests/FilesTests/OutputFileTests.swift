import CanopyTesting
import Diagnostics
import Files
import Foundation
import Testing

struct OutputFileTests {
    private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
    private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func `an output has its name only once it is complete`() async throws {
        try await withTemporaryFolder { folder throws in
            let output = try OutputFile(at: folder("out"), overwrite: false)
            try write("bytes", to: output.temporary)
            #expect(!Path.exists(folder("out")))
            try output.commit()
            #expect(try read(folder("out")) == "bytes")
            #expect(try folder.names() == ["out"])
        }
    }

    @Test func `an output is exactly what was written last`() async throws {
        try await withTemporaryFolder { folder throws in
            let output = try OutputFile(at: folder("out"), overwrite: false)
            try output.write([UInt8](repeating: 1, count: 100_000))
            try output.write([1, 2, 3])
            try output.commit()
            #expect(try Data(contentsOf: URL(filePath: folder("out"))) == Data([1, 2, 3]))
        }
    }

    @Test func `an output that is given up leaves nothing`() async throws {
        try await withTemporaryFolder { folder throws in
            func begin() throws {
                let output = try OutputFile(at: folder("out"), overwrite: false)
                try write("half", to: output.temporary)
                throw CancellationError()
            }
            #expect(throws: CancellationError.self) { try begin() }
            let left = try folder.names()
            #expect(left.isEmpty)
        }
    }

    @Test func `an output that is there is kept and the way out named`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("out", "old")
            let error = #expect(throws: FileError.self) { _ = try OutputFile(at: folder("out"), overwrite: false) }
            #expect(error?.reason == .exists)
            #expect(error?.explanation.remedies.contains(.overwrite) == true)
            #expect(try read(folder("out")) == "old")
        }
    }

    @Test func `an output is replaced when that is asked for, and stays whole until then`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("out", "old")
            let output = try OutputFile(at: folder("out"), overwrite: true)
            try write("new", to: output.temporary)
            #expect(try read(folder("out")) == "old")
            try output.commit()
            #expect(try read(folder("out")) == "new")
            #expect(try folder.names() == ["out"])
        }
    }

    @Test func `a file that came into being meanwhile is not replaced`() async throws {
        try await withTemporaryFolder { folder throws in
            func race() throws {
                let output = try OutputFile(at: folder("out"), overwrite: false)
                try folder.file("out", "another's")
                try output.commit()
            }
            let error = #expect(throws: FileError.self) { try race() }
            #expect(error?.reason == .exists)
            #expect(try read(folder("out")) == "another's")
            #expect(try folder.names() == ["out"])
        }
    }

    @Test func `of many who write one output at once, one wins and the others are told`() async throws {
        try await withTemporaryFolder { folder throws in
            let winners = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        do {
                            let output = try OutputFile(at: folder("out"), overwrite: false)
                            try Data("\(number)".utf8).write(to: URL(filePath: output.temporary))
                            try output.commit()
                            return number
                        } catch {
                            #expect((error as? FileError)?.reason == .exists)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { winners, number in winners += [number].compactMap { $0 } }
            }
            let text = try read(folder("out"))
            #expect(winners.map { "\($0)" } == [text])
            #expect(try folder.names() == ["out"])
        }
    }

    @Test func `a folder that is not there is named before any work is done`() async throws {
        try await withTemporaryFolder { folder throws in
            let target = folder("none/out")
            let error = #expect(throws: FileError.self) { _ = try OutputFile(at: target, overwrite: true) }
            #expect(error?.reason == .noFolder)
            #expect(error?.description == "cannot write '\(target)': its folder does not exist; make it first")
        }
    }

    @Test func `a file is no folder to write into`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("file")
            let error = #expect(throws: FileError.self) { _ = try OutputFile(at: folder("file/out"), overwrite: true) }
            #expect(error?.reason == .noFolder)
        }
    }

    // Of the folders that nobody may write into, not even root, this is one that every Linux has.
    @Test(.enabled(if: Path.isFolder("/proc/self/fdinfo")))
    func `a folder that cannot be written into is told at once`() {
        let error = #expect(throws: FileError.self) {
            _ = try OutputFile(at: "/proc/self/fdinfo/out", overwrite: true)
        }
        guard case .system = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a folder is never taken for an output`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.folder("out")
            let error = #expect(throws: FileError.self) { _ = try OutputFile(at: folder("out"), overwrite: true) }
            #expect(error?.reason == .system(EISDIR))
            #expect(Path.isFolder(folder("out")))
        }
    }

    @Test func `a dangling link counts as something that is there`() async throws {
        try await withTemporaryFolder { folder throws in
            try FileManager.default.createSymbolicLink(
                atPath: folder("out"), withDestinationPath: folder("nowhere"))
            #expect(throws: FileError.self) { _ = try OutputFile(at: folder("out"), overwrite: false) }
        }
    }

    @Test func `an output has the permissions of any new file`() async throws {
        try await withTemporaryFolder { folder throws in
            try OutputFile(at: folder("out"), overwrite: false).commit()
            #expect(FileManager.default.createFile(atPath: folder("other"), contents: nil))
            func permissions(_ name: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: folder(name))[.posixPermissions] as? Int
            }
            #expect(try permissions("out") == permissions("other"))
        }
    }
}
