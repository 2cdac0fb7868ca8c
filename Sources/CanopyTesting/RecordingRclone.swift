internal import Foundation

/// An rclone that writes down how it is called, in a folder, and then is the installed one. However short a call is,
/// and however full the machine, none is missed.
public struct RecordingRclone: Sendable {
    private let folder: TemporaryFolder

    /// Puts it into a folder of its own in `folder`.
    public init(in folder: TemporaryFolder) throws {
        self.folder = TemporaryFolder(path: try folder.folder("recording"))
        try self.folder.script(
            "rclone",
            """
            printf '%s\\n' "rclone $*" >> '\(self.folder("calls"))'
            PATH=${PATH#*:} exec rclone "$@"
            """)
    }

    /// What makes canopy find it, as variables of the environment.
    public var variables: [String: String?] {
        ["PATH": folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")]
    }

    /// The command lines so far.
    public var calls: [String] {
        let text = (try? folder.text("calls")) ?? ""
        return text.split(separator: "\n").map(String.init)
    }
}
