import CanopyTesting
import Files
import Foundation
import Testing

/// `make install` and `make uninstall`, with no more on the path than sudo has there.
@Suite struct InstallTests {
    /// Gives `body` a checkout in which `programs` are what was built.
    private func withCheckout(
        programs: (TemporaryFolder) throws -> Void, _ body: (TemporaryFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try folder.folder("checkout/.build/release")
            for name in ["Examples", "Makefile", "man", "packaging", "schemas"] {
                try FileManager.default.copyItem(
                    atPath: TestData.package + "/" + name, toPath: folder("checkout/" + name))
            }
            try programs(folder)
            try await body(folder)
        }
    }

    private func make(_ target: String, _ variables: [String], in folder: TemporaryFolder) async throws
        -> Binary.Outcome
    {
        let path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"
        return try await Binary(path: "/usr/bin/env")(
            ["-i", path, "make", "-s", "-C", folder("checkout"), target] + variables, in: folder)
    }

    /// Programs that do what the built ones do, and have no symbols that could be stripped.
    private func scripts(in folder: TemporaryFolder) throws {
        try folder.script("checkout/.build/release/canopy", "exec '\(canopy.path)' \"$@\"")
        try folder.script("checkout/.build/release/canopy-demo", "exec '\(Binary("canopy-demo").path)' \"$@\"")
    }

    @Test func `what is installed works from there, and goes again by itself`() async throws {
        try await withCheckout(programs: scripts) { folder in
            let place = ["PREFIX=" + folder("usr"), "INSTALL_PROGRAM=install"]
            let others = try folder.file("usr/share/doc/others/file")
            let installed = try await make("install", place, in: folder)
            #expect(installed.status == 0 && installed.output + installed.errors == "", "\(installed)")

            let made = try files(in: folder("usr"))
            let expected = [
                "bin/canopy", "libexec/canopy/canopy-demo", "share/bash-completion/completions/canopy",
                "share/zsh/site-functions/_canopy", "share/fish/vendor_completions.d/canopy.fish",
                "share/canopy/schemas/manifest.schema.json", "share/doc/canopy/copyright",
                "share/doc/canopy/examples/one-mission.sh", "share/doc/canopy/examples/batch/Makefile",
                "share/man/man1/canopy-crop.1", "share/man/man7/canopy-plugins.7",
            ]
            for file in expected { #expect(made.contains(file), "\(file)") }
            for file in made where file.hasPrefix("share") {
                #expect(
                    try #require(Path.size(of: folder("usr/" + file))) > 0 || file.hasSuffix("others/file"), "\(file)")
            }
            let version = try await Binary(path: folder("usr/bin/canopy"))(["--version"], in: folder)
            #expect(version.output.hasPrefix("canopy "))

            let own = try folder.file("usr/share/canopy/mine")
            #expect(try await make("uninstall", place, in: folder).status == 0)
            #expect(try files(in: folder("usr")) == ["share/canopy/mine", "share/doc/others/file"])
            try FileManager.default.removeItem(atPath: own)
            #expect(try await make("uninstall", place, in: folder).status == 0)
            #expect(!Path.exists(folder("usr/share/canopy")) && !Path.exists(folder("usr/libexec/canopy")))
            #expect(Path.exists(others))
        }
    }

    @Test func `where nothing was built, it says so in a line and installs nothing`() async throws {
        try await withCheckout(programs: { _ in }) { folder in
            let outcome = try await make("install", ["PREFIX=" + folder("usr")], in: folder)
            #expect(outcome.status != 0)
            let lines = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("make: ") }
            #expect(
                lines == ["there is no .build/release/canopy to install; run 'make build' first, as yourself"],
                "\(outcome.errors)")
            #expect(!Path.exists(folder("usr")))
        }
    }

    @Test func `what would not run without Swift is not installed`() async throws {
        // What tests run is such a program.
        try await withCheckout(programs: { folder in
            for name in ["canopy", "canopy-demo"] {
                try folder.link("checkout/.build/release/" + name, to: Binary(name).path)
            }
        }) { folder in
            let outcome = try await make("install", ["PREFIX=" + folder("usr")], in: folder)
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("canopy runs only where Swift is; run 'make build' first"))
            #expect(!Path.exists(folder("usr")))
        }
    }
}
