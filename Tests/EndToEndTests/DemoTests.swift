import CanopyTesting
import ExampleMission
import Files
import Foundation
import Testing

/// The tour of the tool: `canopy demo`, `canopy postprocess`, and again.
@Suite struct DemoTests {
    private func demo(_ body: (TemporaryFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let made = try await canopy(
                ["demo", ".", "--scale", "0.1"], ["CANOPY_EXEC_PATH": Path.folder(of: Binary("canopy-demo").path)],
                in: folder)
            #expect(made.status == 0, "\(made.errors)")
            try await body(folder)
        }
    }

    @Test func `two missions of one place succeed, the one without a boundary is skipped`() async throws {
        try await demo { folder in
            let outcome = try await canopy(process, in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n").map(String.init)
            for run in ["01", "02"] {
                let row = try #require(lines.first { $0.hasPrefix("\(run)_example-ridge ") })
                #expect(row.contains(" succeeded ") && row.hasSuffix("out/example-ridge/processed_\(run)"))
                let published = try files(in: folder("out/example-ridge/processed_\(run)"))
                #expect(published.count == 12)
            }
            #expect(lines.contains { $0.hasPrefix("03_example-meadow ") && $0.contains(" skipped ") })
            let reason = try #require(lines.first { $0.hasPrefix("03_example-meadow: warning: it has 6 products (") })
            #expect(reason.contains("), but there is no boundary at 'boundaries/"))
            #expect(lines.last?.hasPrefix("3 missions found: 2 succeeded, 0 partial, 0 failed, 1 skipped; ") == true)
            // The log: a line for each step, and nothing of what the summary says.
            #expect(
                outcome.errors.contains("01_example-ridge: succeeded, 7 full-resolution products and 4 thumbnails\n"))
            #expect(!outcome.errors.contains("warning"))
        }
    }

    @Test func `with --strict a skipped mission is a failure`() async throws {
        try await demo { folder in
            let strict: [String: String?] = ["CANOPY_STRICT": "true"]
            let calls: [([String], [String: String?], Int32)] = [
                (["--strict"], [:], 1), ([], strict, 1), (["--no-strict"], strict, 0),
                (["--strict", "--dataset", "01_example-ridge"], [:], 0),
            ]
            for (options, variables, status) in calls {
                let outcome = try await canopy(process + options, variables, in: folder)
                #expect(outcome.status == status, "\(options) \(variables)")
            }
        }
    }

    @Test func `one mission is one mission`() async throws {
        try await demo { folder in
            let outcome = try await canopy(process, ["DATASET_NAME": "02_example-ridge"], in: folder)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("\n1 mission found: 1 succeeded, 0 partial, 0 failed, 0 skipped; "))
            let again = try await canopy(process + ["--resume", "--dataset", "02_example-ridge"], in: folder)
            #expect(again.status == 0)
            #expect(again.output.contains("unchanged"))
            #expect(again.output.contains("; 0 bytes published in "))
        }
    }

    @Test func `a dry run says what would be published and writes nothing`() async throws {
        try await demo { folder in
            let outcome = try await canopy(process + ["--dry-run"], in: folder)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("01_example-ridge: would publish full/01_example-ridge_chm.tif\n"))
            #expect(outcome.output.contains("WOULD BE"))
            #expect(try folder.names() == ["boundaries", "data"])
        }
    }

    @Test func `the report as JSON has the missions with their reasons`() async throws {
        struct Report: Decodable {
            struct Mission: Decodable {
                let name: String
                let status: String
                let reasons: [String]
            }
            struct Summary: Decodable { let found: Int }
            let results: [Mission]
            let summary: Summary
        }
        try await demo { folder in
            let outcome = try await canopy(process + ["--json", "--quiet"], in: folder)
            #expect(outcome.errors == "")
            let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
            #expect(report.summary.found == 3)
            #expect(report.results.map(\.status) == ["succeeded", "succeeded", "skipped"])
            #expect(report.results.map(\.reasons.count) == [0, 0, 1])
        }
    }
}
