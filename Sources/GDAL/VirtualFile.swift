internal import CGDAL
internal import Files
internal import Synchronization

/// A file that GDAL reads by a virtual file system of ours, wherever it lies.
///
/// It has a path for as long as this lives; in that file system there is nothing else, and nothing can be written. GDAL
/// may read it on any thread.
///
/// See: [VSIInstallPluginHandler](https://github.com/OSGeo/gdal/blob/release/3.6/port/cpl_vsi.h).
final class VirtualFile: Sendable {
    private static let prefix = CANOPY_FILE_SYSTEM
    /// What there is, by the name behind the prefix.
    private static let registered = Mutex<[String: VirtualContent]>([:])
    private static let count = Atomic<Int>(0)

    private let name: String
    /// The file, whose first failure stays.
    let content: VirtualContent

    /// Where GDAL finds it.
    var path: String { Self.prefix + name }

    init(_ file: any RandomAccessFile) {
        // A name that nobody else gives: what the file is called may be anything.
        let name = "\(Self.count.add(1, ordering: .relaxed).newValue).tif"
        let content = VirtualContent(file)
        self.name = name
        self.content = content
        Self.registered.withLock { $0[name] = content }
    }

    deinit { _ = Self.registered.withLock { [name] in $0.removeValue(forKey: name) } }

    /// Throws where reading the file has failed, whatever GDAL has made of it.
    func check(_ action: @autoclosure () -> String) throws(GDALError) {
        guard let failure = content.failure else { return }
        throw GDALError(action(), reason: failure.description, code: .fileIO)
    }

    /// A text of GDAL's in which files have the names that users know.
    static func named(_ text: String) -> String {
        guard text.contains(prefix) else { return text }
        return registered.withLock { registered in
            registered.reduce(text) { text, entry in
                text.replacing(prefix + entry.key, with: entry.value.name)
            }
        }
    }

    /// Makes the file system known to GDAL; done once.
    static func install() {
        guard let callbacks = VSIAllocFilesystemPluginCallbacksStruct() else { return }
        defer { VSIFreeFilesystemPluginCallbacksStruct(callbacks) }
        callbacks.pointee.open = { _, name, access in
            guard let access, access.pointee == UInt8(ascii: "r"), strchr(access, Int32(UInt8(ascii: "+"))) == nil,
                let content = VirtualFile.content(name)
            else { return nil }
            return Unmanaged.passRetained(VirtualHandle(content)).toOpaque()
        }
        callbacks.pointee.stat = { _, name, status, _ in
            guard let content = VirtualFile.content(name), let status else { return -1 }
            canopy_describe_file(status, GIntBig(content.size))
            return 0
        }
        callbacks.pointee.sibling_files = { _, _ in canopy_no_names() }
        callbacks.pointee.read_dir = { _, _, _ in nil }
        callbacks.pointee.seek = { VirtualHandle.of($0)?.seek($1, $2) ?? -1 }
        callbacks.pointee.tell = { VirtualHandle.of($0)?.offset ?? 0 }
        callbacks.pointee.eof = { VirtualHandle.of($0)?.isAtEnd == false ? 0 : 1 }
        callbacks.pointee.read = { VirtualHandle.of($0)?.read($1, $2, $3) ?? 0 }
        callbacks.pointee.read_multi_range = { handle, count, targets, offsets, sizes in
            guard let handle = VirtualHandle.of(handle), count >= 0, let targets, let offsets, let sizes else {
                return -1
            }
            return handle.read(Int(count), targets, offsets, sizes) ? 0 : -1
        }
        callbacks.pointee.close = { handle in
            if let handle { Unmanaged<VirtualHandle>.fromOpaque(handle).release() }
            return 0
        }
        canopy_install_file_system(callbacks)
    }

    private static func content(_ name: UnsafePointer<CChar>?) -> VirtualContent? {
        guard let name else { return nil }
        let text = String(cString: name)
        return registered.withLock { $0[text] }
    }
}

/// A file that is not trusted again once reading it has failed: GDAL takes some failures for ends of files, and goes on.
final class VirtualContent: RandomAccessFile {
    private let file: any RandomAccessFile
    private let first = Mutex<ReadingError?>(nil)
    let size: Int

    init(_ file: any RandomAccessFile) {
        self.file = file
        size = max(0, file.size)
    }

    var identity: FileIdentity { file.identity }

    /// Why reading has failed first, if it has.
    var failure: ReadingError? { first.withLock { $0 } }

    func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] {
        try watched { () throws(ReadingError) in try file.bytes(in: range) }
    }

    func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        try watched { () throws(ReadingError) in try file.bytes(in: ranges) }
    }

    private func watched<Result>(_ body: () throws(ReadingError) -> Result) throws(ReadingError) -> Result {
        if let failure { throw failure }
        do throws(ReadingError) {
            return try body()
        } catch {
            first.withLock { if $0 == nil { $0 = error } }
            throw error
        }
    }
}

/// A place in an open file, as C has it. One belongs to one thread at a time, as GDAL's datasets do.
private final class VirtualHandle {
    private let content: VirtualContent
    private(set) var offset: vsi_l_offset = 0
    private(set) var isAtEnd = false

    init(_ content: VirtualContent) { self.content = content }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> VirtualHandle? {
        pointer.map { Unmanaged<VirtualHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    func seek(_ distance: vsi_l_offset, _ whence: Int32) -> Int32 {
        let start: vsi_l_offset
        switch whence {
        case SEEK_SET: start = 0
        case SEEK_CUR: start = offset
        case SEEK_END: start = vsi_l_offset(content.size)
        default: return -1
        }
        // Distances have no sign: GDAL goes back by what wraps around.
        offset = start &+ distance
        isAtEnd = false
        return 0
    }

    /// Reads as many items as there are, like fread.
    func read(_ buffer: UnsafeMutableRawPointer?, _ size: Int, _ count: Int) -> Int {
        let (wanted, overflows) = size.multipliedReportingOverflow(by: count)
        guard let buffer, size > 0, count > 0, !overflows else { return 0 }
        let total = vsi_l_offset(content.size)
        let there = offset < total ? Int(total - offset) : 0
        if there < wanted { isAtEnd = true }
        let length = min(wanted, there)
        guard length > 0 else { return 0 }
        let start = Int(offset)
        do throws(ReadingError) {
            copy(try content.bytes(in: start..<start + length), to: buffer)
        } catch {
            canopy_fail_reading(error.description)
            return 0
        }
        offset += vsi_l_offset(length)
        return length / size
    }

    /// Reads several ranges; whether all of them are there.
    func read(
        _ count: Int, _ targets: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ offsets: UnsafePointer<vsi_l_offset>,
        _ sizes: UnsafePointer<Int>
    ) -> Bool {
        var ranges: [Range<Int>] = []
        let total = vsi_l_offset(content.size)
        for number in 0..<count {
            // What a damaged index asks for is no fault of the file's: GDAL asks again for each by itself, and tells.
            guard sizes[number] >= 0, offsets[number] <= total, vsi_l_offset(sizes[number]) <= total - offsets[number],
                targets[number] != nil
            else { return false }
            ranges.append(Int(offsets[number])..<Int(offsets[number]) + sizes[number])
        }
        do throws(ReadingError) {
            for (number, bytes) in try content.bytes(in: ranges).enumerated() {
                if let target = targets[number] { copy(bytes, to: target) }
            }
            return true
        } catch {
            canopy_fail_reading(error.description)
            return false
        }
    }

    private func copy(_ bytes: [UInt8], to target: UnsafeMutableRawPointer) {
        bytes.withUnsafeBytes { if let start = $0.baseAddress { target.copyMemory(from: start, byteCount: $0.count) } }
    }
}
