import CanopyReport
import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

struct IndexTests {
    private func index(
        _ folder: TemporaryFolder, _ change: (inout MissionIndex.Options) -> Void = { _ in }
    ) async throws -> MissionIndex.Report {
        var options = MissionIndex.Options()
        change(&options)
        return try await MissionIndex(options: options).run(StoreLocation(path: folder("out")))
    }

    private func publish(_ mission: PublishedMission, at place: String, in folder: TemporaryFolder) throws {
        try folder.file("out/\(place)/manifest.json", Data(try mission.json))
    }

    private func page(_ folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder("out/index.html"), encoding: .utf8)
    }

    @Test func `every mission has its row, with a link to its page where there is one`() async throws {
        try await withTemporaryFolder { folder in
            try publish(PublishedMission("01_forest"), at: "forest/processed_01", in: folder)
            try folder.file("out/forest/processed_01/report.html")
            let bad = try PublishedMission("02_forest").with("outputs/0/raster/file/isCOG", "false")
            try publish(bad, at: "forest/processed_02", in: folder)
            try publish(PublishedMission("03_top").with("warnings", #"["x"]"#), at: "flat", in: folder)
            let report = try await index(folder) { $0.title = "Our forests" }
            #expect(report.missions == 3)
            #expect((report.good, report.attention, report.bad, report.unknown) == (1, 1, 1, 0))
            #expect(report.warnings.isEmpty)
            let page = try page(folder)
            #expect(page.contains("<title>Our forests</title>"))
            #expect(page.contains(#"<a href="./forest/processed_01/report.html"><bdi>01_forest</bdi></a>"#))
            #expect(page.contains(#"<a href="./forest/processed_02/manifest.json"><bdi>02_forest</bdi></a>"#))
            #expect(page.contains(#"src="./flat/thumbnails/03_top_chm.png""#))
            #expect(page.contains("Problems") && page.contains("Look before use"))
        }
    }

    @Test func `a manifest that is damaged, hostile or far too large costs its own mission only`() async throws {
        try await withTemporaryFolder { folder in
            try publish(PublishedMission("01_forest"), at: "forest/processed_01", in: folder)
            try folder.file("out/damaged/processed_01/manifest.json", "{\"format\": 2")
            try publish(PublishedMission().with("outputs/0/path", #""../../x""#), at: "hostile/run", in: folder)
            try folder.file("out/large/run/manifest.json", Data(count: MissionFacts.largest + 1))
            let report = try await index(folder)
            #expect(report.missions == 1)
            #expect(
                report.skipped.map(\.path).sorted() == [
                    "damaged/processed_01/manifest.json", "hostile/run/manifest.json", "large/run/manifest.json",
                ])
            #expect(report.warnings.contains("'large/run/manifest.json' is left out: it is larger than 8.0 MiB"))
            #expect(try !page(folder).contains("hostile"))
        }
    }

    @Test func `a page that is there is replaced only if that is asked for`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("out/index.html", "somebody's own")
            await #expect(throws: ReportError.self) { try await index(folder) }
            #expect(try page(folder) == "somebody's own")
            _ = try await index(folder) { $0.overwrite = true }
            #expect(try page(folder).contains("There are none."))
        }
    }

    @Test func `a store without missions has an empty index and a warning, one that is not there is an error`()
        async throws
    {
        try await withTemporaryFolder { folder in
            await #expect(throws: ReportError.self) { try await index(folder) }
            try folder.folder("out")
            let report = try await index(folder)
            #expect(report.missions == 0 && report.warnings.count == 1)
        }
    }

    @Test func `names of folders are only names`() async throws {
        try await withTemporaryFolder { folder in
            let name = #"a"><img src=x onerror=alert(1)>#?%"#
            try publish(PublishedMission(name), at: name + "/run", in: folder)
            #expect(try await index(folder).missions == 1)
            let page = try page(folder)
            #expect(!page.contains("<img src=x"))
            #expect(
                page.contains(
                    "./a%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%23%3F%25/run/manifest.json"))
        }
    }
}
