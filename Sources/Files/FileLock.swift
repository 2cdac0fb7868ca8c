#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A lock between processes, held by the kernel for as long as the file is open.
///
/// It ends with its process, however that ends; no process number or age is ever judged. The file's text names the
/// holder for whoever comes second.
public struct FileLock: ~Copyable, Sendable {
    /// Who holds the lock already.
    public struct Held: Error, Hashable, Sendable {
        /// What the holder wrote about itself.
        public let holder: String
    }

    /// What taking a lock led to.
    public enum Failure: Error, Hashable, Sendable {
        /// Another process has it.
        case held(Held)
        /// The lock file could not be used.
        case file(FileError)
    }

    private let path: String
    private let descriptor: Int32

    /// Takes the lock at once or says who has it. `holder` is one line for others to read.
    public init(at path: String, holder: String) throws(Failure) {
        while true {
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw .file(FileError("lock", path)) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                let text = Self.text(of: descriptor)
                close(descriptor)
                if code == EWOULDBLOCK { throw .held(Held(holder: text)) }
                throw .file(FileError("lock", path, .system(code)))
            }
            // The holder before us may have removed the file between our open and our lock: then ours is nobody's.
            if Self.isStill(descriptor, at: path) {
                ftruncate(descriptor, 0)
                _ = holder.withCString { pwrite(descriptor, $0, strlen($0), 0) }
                self.path = path
                self.descriptor = descriptor
                Unfinished.add(path)
                return
            }
            close(descriptor)
        }
    }

    deinit {
        unlink(path)
        Unfinished.drop(path)
        close(descriptor)
    }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var ours = stat()
        var named = stat()
        return fstat(descriptor, &ours) == 0 && stat(path, &named) == 0 && ours.st_ino == named.st_ino
            && ours.st_dev == named.st_dev
    }

    private static func text(of descriptor: Int32) -> String {
        let text = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, 512, 0))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
