internal import Files
public import Foundation

/// A folder for one test.
public struct TemporaryFolder: Sendable {
    /// Its path, absolute and without links.
    public let path: String

    /// A folder that somebody else makes and removes.
    package init(path: String) { self.path = path }

    /// The path of something in the folder.
    public func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Makes a folder in this one, with those above it, and gives its path.
    @discardableResult
    public func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
        return self(name)
    }

    /// Makes a file in the folder, with those above it, and gives its path.
    @discardableResult
    public func file(_ name: String, _ text: String = "", permissions: Int = 0o644) throws -> String {
        let url = URL(filePath: self(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: url.path)
        return self(name)
    }

    /// Makes a shell script that can be run.
    @discardableResult
    public func script(_ name: String, _ text: String) throws -> String {
        try file(name, "#!/bin/sh\n" + text + "\n", permissions: 0o755)
    }

    /// What is in the folder, by name.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

extension TemporaryFolder {
    /// Makes a file with a modification time.
    @discardableResult
    public func file(_ name: String, _ text: String = "", modified: Int) throws -> String {
        try file(name, text)
        try setTime(of: name, modified)
        return self(name)
    }

    /// Makes a file of any bytes.
    @discardableResult
    public func file(_ name: String, _ bytes: Data) throws -> String {
        try file(name)
        try bytes.write(to: URL(filePath: self(name)))
        return self(name)
    }

    /// Sets the modification time of a file.
    public func setTime(of name: String, _ seconds: Int) throws {
        let date = Date(timeIntervalSince1970: Double(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: self(name))
    }

    /// Makes a symbolic link.
    public func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
    }

    /// What a text file has in it.
    public func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

    /// Every file below a folder, hidden ones too, sorted.
    public func tree(_ name: String) -> [String] {
        let names = FileManager.default.subpaths(atPath: self(name)) ?? []
        return names.filter { !Path.isFolder(self(name) + "/" + $0) }.sorted()
    }
}

/// Gives `body` a folder that is removed when it ends.
public func withTemporaryFolder<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "canopy-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(TemporaryFolder(path: url.path))
}
