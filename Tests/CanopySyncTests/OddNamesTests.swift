import CanopySync
import CanopyTesting
import Foundation
import Stores
import Testing

/// Names that services and disks have, and rclone or a terminal would rather not.
@Suite struct OddNamesTests {
    /// Names that arrive as they are.
    static let usable = [
        " lead", "trail ", "#hash", ";semi", "quote\"x", "it's", "back\\x", "star*x", "q?x", "[x]", "{x}", "pct%41x",
        "plus+x", "..x", "dot.", "~x", "u\u{2028}x", "bidi\u{202E}x", "zero\u{200B}x", "\u{FF03}", "emoji🌲",
    ]
    /// Names that no list of rclone's can hold, or by which it means others.
    static let unusable = ["line\nbreak", "cr\rx", "end\r", "tab\tx", "bell\u{7}x", "sign\u{240A}x", "\u{201B}quoted"]

    /// Makes a file of each name, which holds its name.
    private func make(_ names: [String], in folder: TemporaryFolder) throws {
        for name in names { try folder.file("here/" + name, name) }
        let plain = try folder.file("here/bad")
        #expect(rename(plain, plain.utf8CString.dropLast() + [CChar(bitPattern: 0xFF), 0]) == 0)
    }

    private func expectRest(_ report: Sync.Report, in folder: TemporaryFolder, _ unusable: Int) throws {
        #expect(Set(report.copied.map(\.key.text)) == Set(Self.usable))
        for name in Self.usable { #expect(try folder.text("there/" + name) == name) }
        #expect(folder.tree("there").count == Self.usable.count)
        #expect(report.failed.count == unusable, "\(report.failed.map(\.description))")
        #expect(
            report.failed.allSatisfy { $0.reason.hasPrefix("has a name that ") && $0.reason.hasSuffix("; rename it") })
    }

    @Test func `a folder's odd names are copied, and what cannot be is told and costs itself only`() async throws {
        try await withTemporaryFolder { folder in
            try make(Self.usable + Self.unusable, in: folder)
            let report = try await Sync().run(
                .init(from: StoreLocation(path: folder("here")), to: StoreLocation(path: folder("there"))))
            try expectRest(report, in: folder, Self.unusable.count + 1)
        }
    }

    @Test(.enabled(if: ObjectServer.isInstalled))
    func `a bucket's odd names are copied, and what cannot be is told and costs itself only`() async throws {
        let server = try await ObjectServer.running
        let bucket = try await server.makeBucket()
        try await withTemporaryFolder { folder in
            let names = Self.unusable.filter { $0 != "\u{201B}quoted" }
            try make(Self.usable + names, in: folder)
            // By a list, in which rclone's own signs stand for control characters: so it is told of 'sign'.
            #expect(try await server.rclone("copy", folder("here"), "server:\(bucket)/here").status == 0)
            let report = try await Sync().run(
                .init(from: StoreLocation("s3://\(bucket)/here"), to: StoreLocation(path: folder("there"))),
                with: server.stores())
            try expectRest(report, in: folder, names.count + 1)
            let back = try await Sync().run(
                .init(from: StoreLocation(path: folder("there")), to: StoreLocation("s3://\(bucket)/back")),
                with: server.stores())
            #expect(Set(back.copied.map(\.key.text)) == Set(Self.usable))
        }
    }
}
