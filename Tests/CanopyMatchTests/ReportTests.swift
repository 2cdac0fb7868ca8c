import CanopyMatch
import Foundation
import Testing

struct ReportTests {
    @Test func `the list for workflow engines has the matched, and all of them with reasons when asked`() async throws {
        let report = try await match(["01_x/01_x_dsm.tif", "01_x/01_x_dsm.tfw", "z/z_dsm.tif"])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let matched = """
            {"base":"x","boundary":"x/metadata-mission/x_mission-metadata.gpkg","bytes":76,"makes":["chm"],\
            "name":"01_x","output":"x/processed_01","products":["01_x/01_x_dsm.tif"],"refused":[],"warnings":[]}
            """
        let unmatched = """
            {"kind":"noBoundary","name":"z","reason":"it has a product (dsm), but there is no boundary at \
            's3://boundaries/z/metadata-mission/z_mission-metadata.gpkg'; put it there"}
            """
        #expect(String(decoding: try encoder.encode(report.rows()), as: UTF8.self) == "[\(matched)]")
        #expect(
            String(decoding: try encoder.encode(report.rows(all: true)), as: UTF8.self) == "[\(matched),\(unmatched)]")
    }

    @Test func `a report is written as JSON and read again`() async throws {
        let report = try await match(["01_x/01_x_dsm.tif", "z/z_dsm.tif", "01_x/a.pdf", "01_x/b.pdf"])
        #expect(try JSONDecoder().decode(Match.Report.self, from: JSONEncoder().encode(report)) == report)
    }
}
