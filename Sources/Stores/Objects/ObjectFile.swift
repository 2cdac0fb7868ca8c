internal import Diagnostics
public import Files

/// An object of an S3 service whose bytes are read by ranges, several at once.
///
/// All come from the version that was there when it was opened: another one is an error, never a mixture.
public final class ObjectFile: RandomAccessFile {
    /// The object's place, and its entity tag.
    public let identity: FileIdentity
    /// Its bytes.
    public let size: Int
    /// Whether TLS makes sure that the bytes are those that the service sends.
    public let usesTLS: Bool
    private let reader: RangeReader
    /// The first bytes, which came when it was opened.
    private let front: [UInt8]

    /// Bytes that opening brings along: the front matter of most rasters.
    private static let frontSize = 16 << 10

    /// Opens the object. Blocks until the service has answered.
    init(
        _ location: StoreLocation, bucket: String, key: String, of service: ObjectService, cancellation: Cancellation
    ) throws(StoreError) {
        var reader = RangeReader(
            service: service, url: service.url(bucket: bucket, key: key), location: location,
            isCancelled: { cancellation.isCancelled })
        let front = try reader.open(Self.frontSize)
        reader.version = front.version
        self.reader = reader
        self.front = front.bytes
        size = front.version.size
        usesTLS = service.usesTLS
        identity = FileIdentity(name: location.description, version: .tag(front.version.etag))
    }

    /// Reads one range.
    public func read(_ range: Range<Int>) throws(ReadingError) -> [UInt8] { try read([range])[0] }

    /// Reads several, those that lie together by one request, all requests at once.
    public func read(_ ranges: [Range<Int>]) throws(ReadingError) -> [[UInt8]] {
        let requests = RangeRequests(ranges.filter { $0.upperBound > front.count })
        let answers: [[UInt8]]
        do throws(StoreError) { answers = try reader.read(requests.all) } catch {
            throw .unreadable(error.description)
        }
        return ranges.map { range in
            range.upperBound <= front.count ? Array(front[range]) : requests.bytes(in: range, of: answers)
        }
    }
}
