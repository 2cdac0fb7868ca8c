public import Stores

/// One file of a mission, and what becomes of it.
public struct Product: Hashable, Sendable, Codable {
    /// The file in the input store.
    public let entry: StoreEntry
    /// What it is, as its name says: `dsm-ptcloud`.
    public let type: String
    /// The extension, in lower case and without its dot: `tif`, `copc.laz`. Empty if there is none.
    public let `extension`: String
    /// Whether it is cropped, written as a COG and shown in a thumbnail; else it is copied.
    public let isRaster: Bool
    /// Where it goes below the mission's output folder: `full/01_x_dsm.tif`.
    public let output: StoreKey
    /// Where its thumbnail goes below the mission's output folder; `nil` unless it is a raster.
    public let thumbnail: StoreKey?
    /// The files that belong to it: read with it, never published.
    public let sidecars: [StoreEntry]

    /// The file `entry` as a product of the mission named `mission`.
    public init(_ entry: StoreEntry, of mission: MissionName, sidecars: [StoreEntry] = []) throws(StoreKey.Problem) {
        let name = entry.key.name
        let file: FileName
        let prefix = mission.full + "_"
        if let rest = name.rest(after: prefix) {
            // Only what follows the mission is looked at: there may be a dot in the mission's name.
            file = FileName(rest)
            type = file.stem.isEmpty ? Self.unknownType : file.stem
        } else {
            file = FileName(name)
            type = file.stem == mission.full ? Self.unknownType : Self.lastWord(of: file.stem)
        }
        self.entry = entry
        self.sidecars = sidecars
        `extension` = file.suffix
        isRaster = file.isRaster
        output = try Self.output(of: mission, type: type, extension: file.suffix)
        thumbnail = isRaster ? try Self.thumbnail(of: mission, type: type) : nil
    }

    /// Where a product of this type goes below the mission's output folder.
    public static func output(
        of mission: MissionName, type: String, extension: String
    ) throws(StoreKey.Problem) -> StoreKey {
        let suffix = `extension`.isEmpty ? "" : "." + `extension`
        return try StoreKey("full/\(mission.full)_\(type)\(suffix)")
    }

    /// Where the thumbnail of a raster of this type goes below the mission's output folder.
    public static func thumbnail(of mission: MissionName, type: String) throws(StoreKey.Problem) -> StoreKey {
        try StoreKey("thumbnails/\(mission.full)_\(type).png")
    }

    /// Whether readers would take a file of that name for a part of one of these files beside it, or of a raster that is made
    /// later.
    public static func isSidecar(_ name: String, beside files: some Sequence<String>) -> Bool {
        if Sidecar.isOfRaster(name) { return true }
        let owners = Sidecar.owners(of: name)
        return files.map(FileName.init).contains { $0.isRaster && owners.contains($0.stem) }
    }

    private static let unknownType = "unknown"

    private static func lastWord(of stem: String) -> String {
        guard let underscore = stem.lastIndex(of: "_") else { return unknownType }
        let word = stem[stem.index(after: underscore)...]
        return word.isEmpty ? unknownType : String(word)
    }
}

extension String {
    /// What follows `prefix`, which may stand here in another Unicode form; `nil` where it does not begin with it.
    fileprivate func rest(after prefix: String) -> String? {
        if utf8.starts(with: prefix.utf8) {
            return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
        return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
