import CanopyTesting
import Foundation
import GDAL
import Testing

/// Every kind of raster, boundary and pair of models gives the right result, or is refused in a sentence; which, says the
/// table in Tests/README.md.
@Suite(.enabled { await GDALTools.arePresent() }) struct MatrixTests {
    @Test func `rasters of every kind`() async throws {
        try await check("sources", ["crop", "cog", "thumb"])
    }

    @Test func `boundaries of every kind`() async throws {
        try await check("boundaries", ["crop"])
    }

    @Test func `pairs of models of every kind`() async throws {
        try await check("models", ["chm"])
    }

    @Test func `every picture of the table has its test`() throws {
        let folder = TestData.package + "/Tests/CanopyThumbTests"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let sources = try names.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }.joined()
        let page = try String(contentsOfFile: Page.shared.path, encoding: .utf8)
        let rows = page.split(separator: "### Pictures")[1].split(separator: "\n").filter { $0.hasPrefix("| ") }
            .dropFirst()
        for row in rows {
            let test = row.split(separator: "|")[1].trimmingCharacters(in: .whitespaces)
            #expect(sources.contains("func `\(test)`"), "there is no test '\(test)'")
        }
        #expect(rows.count > 10)
    }

    private func check(_ script: String, _ verbs: [String]) async throws {
        try await withTemporaryFolder { folder in
            let matrix = try await Matrix(script, verbs, in: folder)
            for row in matrix.rows {
                for trial in row.trials {
                    #expect(trial.complaints == [], "\(trial.job.kind): \(row.group) \(row.name)")
                }
            }
            try Page.shared.check(matrix.table, named: script)
        }
    }
}

/// Tests/README.md, in which the tables stand between comments of their names.
struct Page {
    static let shared = Page(path: TestData.package + "/Tests/README.md")
    let path: String

    /// Holds a table against the page, or writes it there if that is asked for.
    ///
    /// Other versions of GDAL may refuse other rasters in other words; the table is of one.
    func check(_ table: String, named name: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let begin = "<!-- \(name) -->\n"
        let end = "<!-- end of \(name) -->"
        let start = try #require(text.range(of: begin), "Tests/README.md has no place for the table '\(name)'")
            .upperBound
        let stop = try #require(text.range(of: end)).lowerBound
        if ProcessInfo.processInfo.environment["CANOPY_WRITE_MATRIX"] != nil {
            try (text[..<start] + table + text[stop...]).write(toFile: path, atomically: true, encoding: .utf8)
        } else if text.contains("With GDAL \(GDALLibrary.version):") {
            #expect(text[start..<stop] == table, "Tests/README.md is out of date; 'make matrix' writes it anew")
        }
    }
}
