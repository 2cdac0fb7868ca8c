import Foundation

/// Other programs that judge the same files.
struct COGOracle: Sendable {
    private let python: String
    private let script: String

    /// GDAL's validation script with its full check.
    static let gdal = COGOracle(
        python: "/usr/bin/python3",
        script: """
            from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
            def judge(path):
                warnings, errors, _ = validate(path, full_check=True)
                return not warnings and not errors
            """)

    /// rio-cogeo's strict validation.
    static let rioCogeo = COGOracle(
        python: "python3",
        script: """
            from rio_cogeo.cogeo import cog_validate
            def judge(path):
                return cog_validate(path, strict=True, quiet=True)[0]
            """)

    /// Whether both are installed.
    static let gdalIsPresent = (try? gdal.verdicts(on: [])) != nil
    static let rioCogeoIsPresent = (try? rioCogeo.verdicts(on: [])) != nil

    struct Failure: Error {
        let output: String
    }

    /// Whether each file is valid; one that the program breaks down on is not.
    func verdicts(on paths: [String]) throws -> [String: Bool] {
        let loop = """

            import sys
            for path in sys.argv[1:]:
                try:
                    print(int(bool(judge(path))), path)
                except Exception:
                    print(0, path)
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, "-W", "ignore", "-c", script + loop] + paths
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        let lines = text.split(separator: "\n").map { ($0.dropFirst(2).description, $0.first == "1") }
        return Dictionary(lines) { first, _ in first }
    }
}
