public import CanopyMatch
internal import Files
internal import Raster
public import Stores

extension Postprocess {
    /// How a mission ended.
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        /// All rasters are cropped, everything is published.
        case succeeded
        /// In a dry run: nothing that can be known stands in its way, or it would be left as it is.
        case planned
        /// Some product failed; what worked is published.
        case partial
        /// Nothing could be processed or a transfer failed; or it was named and is not there.
        case failed
        /// It was found, but has no boundary or no products.
        case skipped
    }

    /// Bytes that were moved for a mission.
    public struct Transferred: Hashable, Sendable, Codable {
        /// Of files that came to this machine whole.
        public var downloaded = 0
        /// Of rasters that were read in parts, where they lie.
        public var streamed = 0
        /// Of terrain models that were read in parts below cameras, which are not among the others; `nil` where there are none.
        public var streamedForCameras: Int?
        /// Of files that the service of the stores copied by itself: none of them came to this machine.
        public var copied = 0
        /// Of outputs that went to a remote store, but for the manifest.
        public var uploaded = 0

        /// Counts bytes of a raster that is read where it lies.
        mutating func stream(_ bytes: Int, for purpose: ReadingPurpose) {
            switch purpose {
            case .product: streamed = Int.sum(streamed, bytes)
            case .cameras: streamedForCameras = Int.sum(streamedForCameras ?? 0, bytes)
            }
        }
    }

    /// Seconds in which something of a mission was downloaded, processed or published. Stages overlap.
    public struct Stages: Hashable, Sendable, Codable {
        /// Files were on their way here.
        public var downloading = 0.0
        /// Outputs were made.
        public var processing = 0.0
        /// Files were on their way to the output.
        public var publishing = 0.0
    }

    /// What became of one mission.
    public struct MissionReport: Hashable, Sendable, Codable {
        /// Its name.
        public var name: String
        /// How it ended.
        public var status: Status
        /// Whether it was published before, from the same inputs and options, and left as it is.
        public var unchanged = false
        /// Where its products are, or would be.
        public var output: StoreLocation?
        /// Full-resolution products published.
        public var products = 0
        /// Thumbnails published.
        public var thumbnails = 0
        /// Bytes published.
        public var bytes = 0
        /// Bytes that were moved for it.
        public var transferred = Transferred()
        /// Seconds from its first step to its last.
        public var seconds = 0.0
        /// Seconds of each stage.
        public var stages = Stages()
        /// What failed or kept it from being processed, a sentence each.
        public var reasons: [String] = []
        /// What the user should know besides.
        public var warnings: [String] = []
        /// In a dry run, what would be published.
        public var plan: [StoreKey]?
        /// In a dry run, the plugins that would have the mission before it is published.
        public var plugins: [String]?

        /// A mission that ended like this.
        init(_ name: String, _ status: Status, reasons: [String] = []) {
            self.name = name
            self.status = status
            self.reasons = reasons
        }
    }

    /// What became of all missions.
    public struct Report: Hashable, Sendable, Codable {
        /// Whether this is only what would be done.
        public var isDryRun = false
        /// The shard whose missions these are, where the input has any.
        public var shard: Shard?
        /// How many missions are in the input, or of those named, or of those of the shard, how many.
        public var found = 0
        /// The missions by name, also those that were named and are not there.
        public var missions: [MissionReport] = []
        /// What the user should know of the stores.
        public var warnings: [String] = []
        /// Seconds from the beginning to the end.
        public var seconds = 0.0

        /// Bytes published.
        public var bytes: Int { missions.map(\.bytes).total }

        /// Bytes that were moved for all missions.
        public var transferred: Transferred {
            missions.map(\.transferred).reduce(into: Transferred()) { all, one in
                all.downloaded = Int.sum(all.downloaded, one.downloaded)
                all.streamed = Int.sum(all.streamed, one.streamed)
                if let bytes = one.streamedForCameras { all.stream(bytes, for: .cameras) }
                all.copied = Int.sum(all.copied, one.copied)
                all.uploaded = Int.sum(all.uploaded, one.uploaded)
            }
        }

        /// How many missions ended like this.
        public func count(_ status: Status) -> Int { missions.count { $0.status == status } }

        /// Whether there was something to do, if only for other shards, and all of it was done.
        ///
        /// - Parameter strict: Whether skipped missions and warnings count too.
        public func isSuccess(strict: Bool) -> Bool {
            let isDone =
                (count(.succeeded) > 0 || count(.planned) > 0 || shard != nil) && count(.failed) == 0
                && count(.partial) == 0
            let isClean = count(.skipped) == 0 && warnings.isEmpty && missions.allSatisfy(\.warnings.isEmpty)
            return isDone && (isClean || !strict)
        }
    }
}
