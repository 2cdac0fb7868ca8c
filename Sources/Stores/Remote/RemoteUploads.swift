internal import Diagnostics
internal import Files

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension RemoteStore {
    /// Only `s3://` is known to keep the parts: other services mean other things by cleaning up.
    func abortUploads(
        in folder: StoreKey, olderThan age: Duration, progress: Progress
    ) async throws(StoreError) {
        guard !place.isConfigured else { return }
        let isCancelled = CancellationCheck.flag(progress.cancellation)
        let argument = place.argument(folder)
        let list = ["backend", "list-multipart-uploads", argument]
        guard let output = try await rclone.look(list, at: place, isCancelled) else { return }
        let old = try keys(ofUploadsIn: output, before: Date().addingTimeInterval(-(age / .seconds(1))))
        let bucket = argument.prefix { $0 != "/" }
        let path = argument.dropFirst(bucket.count + 1)
        for part in Set(old.filter { $0.lies(in: path) }.map { Path.folder(of: $0) }) {
            // rclone goes by how keys begin, and would take those in 'full-2' along with those in 'full'.
            guard old.filter({ $0.utf8.starts(with: part.utf8) }).allSatisfy({ $0.lies(in: part) }) else {
                throw place.failure(["there are unfinished uploads beside '\(part)' as well"], .other)
            }
            let cleanup = ["backend", "cleanup", "\(bucket)/\(part)", "-o", "max-age=\(age.components.seconds)s"]
            _ = try await rclone.look(cleanup, at: place, isCancelled)
        }
    }

    private func keys(ofUploadsIn output: [UInt8], before limit: Date) throws(StoreError) -> [String] {
        guard let buckets = try? JSONDecoder().decode([String: [Upload]?].self, from: Data(output)) else {
            throw place.failure(["'rclone backend list-multipart-uploads' does not list uploads"], .other)
        }
        return buckets.values.flatMap { $0 ?? [] }.filter { $0.began < limit }.map(\.key)
    }

    private struct Upload: Decodable {
        let key: String
        let initiated: String

        /// Uploads without a time that can be read are never old.
        var began: Date {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: initiated.contains("."))
            return (try? style.parse(initiated)) ?? .distantFuture
        }

        enum CodingKeys: String, CodingKey {
            case key = "Key"
            case initiated = "Initiated"
        }
    }
}

extension String {
    /// Whether the key is one in the folder.
    fileprivate func lies(in folder: some StringProtocol) -> Bool { utf8.starts(with: (folder + "/").utf8) }
}
