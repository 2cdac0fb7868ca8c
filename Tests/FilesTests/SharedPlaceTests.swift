import CanopyTesting
import Files
import Foundation
import Testing

/// Places that others may write to: links there, and what belongs to them.
struct SharedPlaceTests {
    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func lockFailure(_ path: String) -> FileError.Reason? {
        do throws(FileLock.Failure) {
            _ = try FileLock(at: path, holder: "me")
            return nil
        } catch .file(let error) {
            return error.reason
        } catch {
            return nil
        }
    }

    @Test func `a lock is neither taken through a link nor written into a file that has other names`() async throws {
        try await withTemporaryFolder { folder in
            let file = try folder.file("precious", "text")
            try link(folder("soft"), to: file)
            try FileManager.default.linkItem(atPath: file, toPath: folder("hard"))
            try link(folder("dangling"), to: folder("nothing"))
            for name in ["soft", "hard", "dangling"] { #expect(lockFailure(folder(name)) == .link) }
            #expect(try text(file) == "text")
            #expect(!Path.exists(folder("nothing")))
        }
    }

    @Test(.timeLimit(.minutes(30))) func `a pipe is no lock, and nobody waits for its other end`() async throws {
        try await withTemporaryFolder { folder in
            #expect(mkfifo(folder("pipe"), 0o666) == 0)
            #expect(lockFailure(folder("pipe")) == .taken)
        }
    }

    @Test(.enabled(if: HostLimits.user == 0, "only root can make a file another's"))
    func `what a stranger holds under a name of ours is refused`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("lock", "theirs")
            try folder.folder("mission")
            for name in ["lock", "mission"] { #expect(chown(folder(name), 65534, 65534) == 0) }
            #expect(lockFailure(folder("lock")) == .stranger(65534))
            #expect(try text(folder("lock")) == "theirs")
            let error = #expect(throws: FileError.self) {
                _ = try RunFolder("mission", with: [], in: OpenFolder(folder.path), keep: false)
            }
            #expect(error?.reason == .stranger(65534))
            #expect(error?.description.contains("belongs to user 65534") == true)
        }
    }

    @Test(.enabled(if: HostLimits.user == 0, "only root can make a file another's"))
    func `where everybody may make folders only this user's and the place's owner's are used`() async throws {
        try await withTemporaryFolder { folder in
            let place = try folder.folder("place")
            try folder.folder("place/theirs")
            #expect(chown(folder("place/theirs"), 65534, 65534) == 0)
            // A share that the other one may write to as well.
            _ = try OpenFolder(["theirs", "a"], below: place)
            #expect(chmod(place, 0o1777) == 0)
            let error = #expect(throws: FileError.self) { _ = try OpenFolder(["theirs", "b"], below: place) }
            #expect(error?.reason == .stranger(65534))
            #expect(chown(place, 65534, 65534) == 0)
            _ = try OpenFolder(["theirs", "b"], below: place)
        }
    }

    @Test func `nobody leads an output elsewhere by taking the name of its temporary`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/file", "precious")
            try folder.folder("place")
            let output = try OutputFile(at: folder("place/out"), overwrite: false)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder("place")).first)
            try FileManager.default.moveItem(atPath: folder("place/" + name), toPath: folder("moved"))
            try link(folder("place/" + name), to: folder("elsewhere"))
            try Data("new".utf8).write(to: URL(filePath: output.temporary))
            try output.commit()
            #expect(try text(folder("elsewhere/file")) == "precious")
            #expect(try text(folder("place/out")) == "new")
        }
    }

    @Test func `nobody leads an output elsewhere by taking the name of its folder`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/out", "precious")
            try folder.folder("place")
            let output = try OutputFile(at: folder("place/out"), overwrite: true)
            try FileManager.default.moveItem(atPath: folder("place"), toPath: folder("moved"))
            try link(folder("place"), to: folder("elsewhere"))
            try output.write(Array("new".utf8))
            try output.commit()
            #expect(try text(folder("elsewhere/out")) == "precious")
            #expect(try text(folder("moved/out")) == "new")
        }
    }

    @Test func `an output takes the place of a link, and what that led to stays`() async throws {
        try await withTemporaryFolder { folder in
            let file = try folder.file("precious", "text")
            try link(folder("out"), to: file)
            let output = try OutputFile(at: folder("out"), overwrite: true)
            try output.write(Array("new".utf8))
            try output.commit()
            #expect(try text(file) == "text")
            #expect(try text(folder("out")) == "new")
        }
    }

    @Test func `folders are made through no link but those above them`() async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("elsewhere")
            try folder.folder("real")
            try link(folder("root"), to: "real")
            try link(folder("real/a"), to: folder("elsewhere"))
            let error = #expect(throws: FileError.self) { _ = try OpenFolder(["a", "b"], below: folder("root")) }
            #expect(error?.reason == .link)
            #expect(!Path.exists(folder("elsewhere/b")))
            _ = try OpenFolder(["c", "d"], below: folder("root"))
            #expect(Path.isFolder(folder("real/c/d")))
        }
    }

    @Test func `temporaries and a run's folders are for this user only`() async throws {
        try await withTemporaryFolder { folder in
            func permissions(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            let output = try OutputFile(at: folder("out"), overwrite: false)
            let run = try RunFolder("mission", with: ["input"], in: try OpenFolder(folder.path), keep: false)
            let temporary = try #require(try folder.names().first { Path.isTemporary($0) })
            for name in [temporary, "mission", "mission/input"] { #expect(try permissions(folder(name)) == 0o700) }
            withExtendedLifetime(run) {}
            withExtendedLifetime(output) {}
        }
    }
}

struct RunFolderTests {
    @Test func `a run's folder goes with all that is in it`() async throws {
        try await withTemporaryFolder { folder in
            func run() throws {
                let run = try RunFolder("m", with: ["input", "output/full"], in: OpenFolder(folder.path), keep: false)
                let isNew = run.isNew
                #expect(isNew)
                try folder.file("m/output/full/x", "product")
            }
            try run()
            #expect(try folder.names() == [])
        }
    }

    @Test func `what was there before a run stays, what the run replaced does not`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("m/input/notes", "mine")
            try folder.file("m/input/replaced", "of an earlier run")
            func run() throws {
                let run = try RunFolder("m", with: ["input", "output"], in: OpenFolder(folder.path), keep: false)
                let isNew = run.isNew
                #expect(!isNew)
                try OutputFile(at: folder("m/input/replaced"), overwrite: true).commit()
                try folder.file("m/output/x")
            }
            try run()
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: folder("m")).sorted() == ["input", "input/notes"])
        }
    }

    @Test func `all of a run's folder is kept where that is asked for`() async throws {
        try await withTemporaryFolder { folder in
            func run() throws {
                let run = try RunFolder("m", with: ["input"], in: OpenFolder(folder.path), keep: true)
                try folder.file("m/input/x")
                withExtendedLifetime(run) {}
            }
            try run()
            #expect(Path.isFile(folder("m/input/x")))
        }
    }

    @Test(arguments: ["m", "m/input"]) func `a link is no folder for a run`(name: String) async throws {
        try await withTemporaryFolder { folder in
            try folder.file("elsewhere/file", "precious")
            if name != "m" { try folder.folder("m") }
            try FileManager.default.createSymbolicLink(
                atPath: folder(name), withDestinationPath: folder("elsewhere"))
            let error = #expect(throws: FileError.self) {
                _ = try RunFolder("m", with: ["input"], in: OpenFolder(folder.path), keep: false)
            }
            #expect(error?.reason == .link)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("elsewhere")) == ["file"])
        }
    }
}

struct InputFilesTests {
    @Test func `an output is refused that is an input by name, link or inode, or is read with one`() async throws {
        try await withTemporaryFolder { folder in
            let input = try folder.file("a/x.tif", "pixels")
            try folder.file("a/x.tif.ovr", "overviews")
            try FileManager.default.createSymbolicLink(atPath: folder("soft.tif"), withDestinationPath: input)
            try FileManager.default.createSymbolicLink(atPath: folder("b"), withDestinationPath: "a")
            try FileManager.default.linkItem(atPath: input, toPath: folder("hard.tif"))
            try FileManager.default.linkItem(atPath: folder("a/x.tif.ovr"), toPath: folder("hard.ovr"))
            for output in [
                "a/x.tif", "a/../a/x.tif", "b/x.tif", "soft.tif", "hard.tif", "hard.ovr", "a/x.tif.ovr",
                "a/x.tif.aux.xml",
                "a/X.TFW", "a/x.prj",
            ] {
                let error = #expect(throws: FileError.self, "\(output)") {
                    _ = try OutputFile(at: folder(output), overwrite: true, inputs: [input])
                }
                #expect(error?.reason == .isInput(input))
            }
            for output in ["x.tif", "a/y.tif", "a/x.tif.tif", "a/x.png"] {
                _ = try OutputFile(at: folder(output), overwrite: true, inputs: [input])
            }
            #expect(try String(contentsOfFile: input, encoding: .utf8) == "pixels")
        }
    }
}
