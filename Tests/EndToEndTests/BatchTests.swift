import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// Examples/batch: many missions with make.
@Suite struct BatchTests {
    private func make(_ arguments: [String] = [], in folder: TemporaryFolder) async throws -> Binary.Outcome {
        let makefile = TestData.package + "/Examples/batch/Makefile"
        return try await shell("make -j2 -f \"$@\"", [makefile] + arguments, in: folder)
    }

    /// When each published file was made.
    private func times(in folder: TemporaryFolder) throws -> [String: Timestamp] {
        let published = try files(in: folder("published"))
        return try Dictionary(
            published.map { ($0, try #require(try FileStatus(of: folder("published/\($0)"))).modified) }
        ) { first, _ in first }
    }

    /// What is made when one file has changed.
    private func remade(after change: String, in folder: TemporaryFolder) async throws -> Set<String> {
        let before = try times(in: folder)
        let changed = try #require(try FileStatus(of: folder(change)))
        let newest = try #require(before.values.max())
        #expect(changed.modified < newest)
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: folder(change))
        let outcome = try await make(in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let after = try times(in: folder)
        #expect(before.keys == after.keys)
        return Set(after.keys.filter { after[$0] != before[$0] })
    }

    @Test func `make makes what postprocess makes`() async throws {
        try await withExamples { folder in
            let outcome = try await make(in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("03_example-meadow is left out: there is no boundary at"))
            #expect(try await canopy(process, in: folder).status == 0)
            let made = try files(in: folder("published"))
            let published = try files(in: folder("out")).filter { !$0.hasSuffix("manifest.json") }
            #expect(made == published)
            for name in made {
                #expect(try bytes(folder("published/\(name)")) == bytes(folder("out/\(name)")), "\(name)")
            }
        }
    }

    @Test func `only what changed is made again`() async throws {
        try await withExamples([Example.all[0], Example.all[1]]) { folder in
            let outcome = try await make(in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try await make(["-q"], in: folder).status == 0)

            let input = "data/01_example-ridge/01_example-ridge"
            let mission = "example-ridge/processed_01"
            #expect(
                try await remade(after: "\(input)_ortho-dsm-ptcloud.tif", in: folder) == [
                    "\(mission)/full/01_example-ridge_ortho-dsm-ptcloud.tif",
                    "\(mission)/thumbnails/01_example-ridge_ortho-dsm-ptcloud.png",
                ])
            #expect(
                try await remade(after: "\(input)_dtm-ptcloud.tif", in: folder) == [
                    "\(mission)/full/01_example-ridge_chm.tif", "\(mission)/full/01_example-ridge_dtm-ptcloud.tif",
                    "\(mission)/thumbnails/01_example-ridge_chm.png",
                    "\(mission)/thumbnails/01_example-ridge_dtm-ptcloud.png",
                ])
            #expect(
                try await remade(after: "\(input)_report.pdf", in: folder)
                    == ["\(mission)/full/01_example-ridge_report.pdf"])
            #expect(try await make(["-q"], in: folder).status == 0)
        }
    }

    @Test func `a mission's own canopy height model is kept`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            let input = "data/01_example-ridge/01_example-ridge"
            try FileManager.default.copyItem(
                atPath: folder("\(input)_dtm-ptcloud.tif"), toPath: folder("\(input)_chm.tif"))
            #expect(try await make(in: folder).status == 0)
            let full = folder("published/example-ridge/processed_01/full/01_example-ridge")
            #expect(try bytes("\(full)_chm.tif") == bytes("\(full)_dtm-ptcloud.tif"))
        }
    }
}
