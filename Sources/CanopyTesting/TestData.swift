internal import Foundation

/// Files that tests read.
public enum TestData {
    /// The top folder of this package's sources.
    public static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The data that does not belong to the package: the folder that `CANOPY_TEST_DATA` names, or the one beside the
    /// package. `nil` where there is none; tests that want it are skipped then.
    public static let shared: String? = {
        let beside = URL(filePath: package).deletingLastPathComponent().appending(path: "shared/data").path
        let path = ProcessInfo.processInfo.environment["CANOPY_TEST_DATA"] ?? beside
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()
}

extension TestData {
    /// What a test says that is skipped without the shared data.
    public static let absence = "the shared test data is neither beside the package nor in CANOPY_TEST_DATA"

    /// The files of the shared data below a folder that end in `suffix`, by their paths in it; none without the data.
    public static func sharedFiles(in folder: String, suffix: String) -> [String] {
        guard let shared else { return [] }
        let names = FileManager.default.enumerator(atPath: "\(shared)/\(folder)")?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
    }

    /// The path of a file of the shared data.
    public static func sharedPath(_ file: String) -> String { "\(shared ?? "")/\(file)" }
}
