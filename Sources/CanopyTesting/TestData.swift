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
