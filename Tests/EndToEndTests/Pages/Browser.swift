import CanopyTesting
import Foundation

/// Chromium without a window, which `Tests/Browser/look` drives.
enum Browser {
    /// Whether it is here, with what drives it.
    static var isHere: Bool {
        Python.has("selenium") && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromedriver")
    }

    /// What is wrong with pages in a folder, a line each.
    static func flaws(of pages: [String], in folder: TemporaryFolder, _ place: String) async throws -> [String] {
        let outcome = try await Python.program(
            ["\(TestData.package)/Tests/Browser/look", folder(place)] + pages, in: folder)
        if outcome.status != 0, outcome.output.isEmpty { return [outcome.errors] }
        return outcome.output.split(separator: "\n").map(String.init)
    }
}
