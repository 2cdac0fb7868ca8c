import CanopyTesting
import Files
import Foundation
import Testing
import Threads

struct FileLockTests {
    private func holder(_ path: String) -> String? {
        do throws(FileLock.Failure) {
            _ = try FileLock(at: path, holder: "another")
            return nil
        } catch .held(let held) {
            return held.holder
        } catch {
            return "\(error)"
        }
    }

    @Test func `who comes second is told who holds the lock`() async throws {
        try await withTemporaryFolder { folder throws in
            let lock = try FileLock(at: folder("lock"), holder: "canopy, process 123")
            #expect(holder(folder("lock")) == "canopy, process 123")
            // Being refused changes nothing.
            #expect(holder(folder("lock")) == "canopy, process 123")
            withExtendedLifetime(lock) {}
        }
    }

    @Test func `a lock that is let go leaves nothing and can be taken again`() async throws {
        try await withTemporaryFolder { folder throws in
            func hold() throws { _ = try FileLock(at: folder("lock"), holder: "first") }
            try hold()
            #expect(try folder.names().isEmpty)
            #expect(holder(folder("lock")) == nil)
        }
    }

    @Test func `the file that a killed process left behind locks nobody out`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("lock", "a process of long ago, with a name longer than the next one's")
            let lock = try FileLock(at: folder("lock"), holder: "next")
            #expect(holder(folder("lock")) == "next")
            withExtendedLifetime(lock) {}
        }
    }

    @Test(.enabled(if: Path.isFile("/usr/bin/flock")))
    func `another process is kept out while the lock is held`() async throws {
        try await withTemporaryFolder { folder throws in
            let lock = try FileLock(at: folder("lock"), holder: "this process")
            let other = Binary(path: "/usr/bin/flock")
            #expect(try await other.run(["--nonblock", folder("lock"), "true"]).status == 1)
            withExtendedLifetime(lock) {}
        }
    }

    @Test(.enabled(if: Path.isFile("/usr/bin/flock")))
    func `a lock of another process is seen, and ends with that process however it ends`() async throws {
        try await withTemporaryFolder { folder throws in
            try folder.file("lock", "their process")
            let script = try folder.script("hold", "touch ready; exec sleep 7200")
            let arguments = ["--no-fork", folder("lock"), script]
            let outcome = try await Binary(path: "/usr/bin/flock").run(arguments, in: folder.path) { other in
                while !Path.exists(folder("ready")) { try await Task.sleep(for: .milliseconds(5)) }
                #expect(holder(folder("lock")) == "their process")
                try other.send(SIGKILL)
            }
            #expect(outcome.status == -SIGKILL)
            #expect(holder(folder("lock")) == nil)
        }
    }

    @Test func `at any time one of many holds the lock, however they take turns`() async throws {
        try await withTemporaryFolder { folder throws in
            // Each holder removes the file when it goes; those who opened it before must not believe they have the lock.
            let turns = await withTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        await runBlocking {
                            var turns = 0
                            while turns < 40 {
                                guard let lock = try? FileLock(at: folder("lock"), holder: "\(number)") else {
                                    continue
                                }
                                let isAlone = FileManager.default.createFile(
                                    atPath: folder("inside-\(number)"), contents: nil)
                                let inside = (try? folder.names().filter { $0.hasPrefix("inside") }) ?? []
                                #expect(isAlone && inside == ["inside-\(number)"])
                                try? FileManager.default.removeItem(atPath: folder("inside-\(number)"))
                                withExtendedLifetime(lock) {}
                                turns += 1
                            }
                            return turns
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(turns == 320)
            let left = try folder.names()
            #expect(left.isEmpty)
        }
    }

    @Test func `a lock in a folder that is not there is an error of the file`() async throws {
        try await withTemporaryFolder { folder throws in
            let path = folder("none/lock")
            do throws(FileLock.Failure) {
                _ = try FileLock(at: path, holder: "me")
                Issue.record("the lock was taken")
            } catch {
                #expect(error == .file(FileError("lock", path, .system(ENOENT))))
            }
        }
    }
}
