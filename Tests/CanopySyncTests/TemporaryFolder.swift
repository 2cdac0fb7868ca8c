import CanopyTesting
import Files
import Foundation

extension TemporaryFolder {
    /// Makes a file with a modification time.
    @discardableResult
    func file(_ name: String, _ text: String = "", modified: Int) throws -> String {
        try file(name, text)
        try setTime(of: name, modified)
        return self(name)
    }

    /// Makes a file of any bytes.
    @discardableResult
    func file(_ name: String, _ bytes: Data) throws -> String {
        try file(name)
        try bytes.write(to: URL(filePath: self(name)))
        return self(name)
    }

    func setTime(of name: String, _ seconds: Int) throws {
        let date = Date(timeIntervalSince1970: Double(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: self(name))
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

    /// Every file below a folder, hidden ones too, sorted.
    func tree(_ name: String) -> [String] {
        let names = FileManager.default.subpaths(atPath: self(name)) ?? []
        return names.filter { !Path.isFolder(self(name) + "/" + $0) }.sorted()
    }
}
