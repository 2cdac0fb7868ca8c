/// A scratch file beside a target, on the same disk, in a folder that is nobody else's. Whatever is there goes with it.
public struct TemporaryFile: ~Copyable, Sendable {
    private let folder: ScratchFolder

    /// The path, for other programs too; nothing is there until somebody writes it.
    public var path: String { folder.path + "/file" }
    /// The path for this process, which leads into the file's own folder whatever becomes of that folder's name.
    public var heldPath: String { folder.inside("file") }

    /// A name in the folder of `target` that nothing has.
    public init(beside target: String) throws(FileError) { folder = try ScratchFolder(in: Path.folder(of: target)) }
}
