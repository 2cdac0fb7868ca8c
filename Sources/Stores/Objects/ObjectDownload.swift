internal import Diagnostics
internal import Files
internal import Glibc
internal import Hashing

/// Objects that come here as a whole, by several requests at once: one connection seldom fills a link, and a program that
/// downloads takes its time to start.
extension ObjectPlace {
    /// Brings an object to `path`, replacing what is there, as it was when it was asked for first. How its bytes were
    /// found to be those that the service has told of; `nil` where rclone is to bring them.
    func fetch(
        _ entry: StoreEntry, to path: String, _ progress: Progress, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Verification? {
        guard entry.size > 0, Self.isPlain(entry.key.text) else { return nil }
        let url = service.url(bucket: bucket, key: top + entry.key.text)
        do throws(StoreError) {
            return try await answer(isCancelled) { (stopped) throws(StoreError) in
                var reader = RangeReader(service: service, url: url, location: location, isCancelled: stopped)
                let pieces = Pieces(of: entry.size)
                let front = try reader.open(pieces.length)
                guard front.version.size == entry.size, front.bytes.count == pieces.first.count else { return nil }
                reader.version = front.version
                let file = try mapError(to: StoreError.file, try OutputFile(at: path, overwrite: true))
                let hash = entry.md5 == nil ? nil : try PieceHash(file.temporary)
                try load(front, pieces, from: reader, into: file, hash, progress)
                guard hash?.hexadecimal() == entry.md5 else { return nil }
                do throws(FileError) {
                    if let modified = front.modified { try file.setModified(modified) }
                    try file.commit()
                } catch {
                    throw .file(error)
                }
                return hash == nil ? .size : .md5
            }
        } catch {
            switch error {
            // rclone knows an object that is another one by now, and asks twice for one that is not there.
            case .changed, .absent: return nil
            default: throw error
            }
        }
    }

    private func load(
        _ front: RangeReader.Part, _ pieces: Pieces, from reader: RangeReader, into file: borrowing OutputFile,
        _ hash: PieceHash?, _ progress: Progress
    ) throws(StoreError) {
        var done = 0
        func take(
            _ range: Range<Int>, _ bytes: [UInt8], _ file: borrowing OutputFile
        ) throws(StoreError) {
            do throws(FileError) { try file.write(bytes, at: range.lowerBound) } catch { throw .file(error) }
            try hash?.add(bytes, at: range)
            done += range.count
            progress(Double(done) / Double(pieces.size))
        }
        try take(pieces.first, front.bytes, file)
        try reader.read(pieces.others, atOnce: Self.atOnce) { (range, bytes) throws(StoreError) in
            try take(range, bytes, file)
        }
    }

    /// Requests on their way at once, each of which has its bytes in memory.
    private static let atOnce = 4
}

/// The ranges of an object that single requests are for.
private struct Pieces {
    /// Bytes of each, but for the last.
    let length: Int
    let size: Int

    init(of size: Int) {
        self.size = size
        // Few enough that asking costs little, so many that several come at once.
        length = min(max(size / 32, 1 << 20), 4 << 20)
    }

    var first: Range<Int> { 0..<min(length, size) }
    var others: [Range<Int>] { stride(from: length, to: size, by: length).map { $0..<min($0 + length, size) } }
}

/// The MD5 of a file whose pieces come in nearly the order in which they lie there.
private final class PieceHash {
    private let path: String
    private var digest: MessageDigest?
    /// So many bytes of the file are hashed.
    private var hashed = 0
    /// Where pieces end that came before those in front of them, by where they begin.
    private var early: [Int: Int] = [:]

    /// The hash of a file at `path`, where pieces lie that were not hashed when they came.
    init(_ path: String) throws(StoreError) {
        self.path = path
        digest = try Checksum.begin(.md5)
    }

    /// Adds a piece that lies in the file by now.
    func add(_ bytes: [UInt8], at range: Range<Int>) throws(StoreError) {
        guard range.lowerBound == hashed else { return early[range.lowerBound] = range.upperBound }
        var bytes = bytes
        while true {
            bytes.withUnsafeBytes { digest?.update($0) }
            hashed += bytes.count
            guard let end = early.removeValue(forKey: hashed) else { return }
            do { bytes = try LocalFile(path).read(hashed..<end) } catch {
                throw .file(FileError("read", path, .system(EIO)))
            }
        }
    }

    /// The hash in lower-case hexadecimal. Nothing is added afterwards.
    func hexadecimal() -> String? { digest.take()?.hexadecimal() }
}
