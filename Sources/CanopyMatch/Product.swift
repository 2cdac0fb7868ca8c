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
    ///
    /// - Parameter type: What it is, where something else than its name says so.
    public init(
        _ entry: StoreEntry, of mission: MissionName, as type: String? = nil, sidecars: [StoreEntry] = []
    ) throws(StoreKey.Problem) {
        let (file, ownType) = Self.parts(of: entry.key.name, mission)
        self.type = type ?? ownType
        self.entry = entry
        self.sidecars = sidecars
        `extension` = file.suffix
        isRaster = file.isRaster
        output = try Self.output(of: mission, type: self.type, extension: file.suffix)
        thumbnail = isRaster ? try Self.thumbnail(of: mission, type: self.type) : nil
    }

    /// A file's name, less the mission's before it, and the type that it says.
    private static func parts(of name: String, _ mission: MissionName) -> (FileName, type: String) {
        if let rest = name.rest(after: mission.full + "_") {
            // Only what follows the mission is looked at: there may be a dot in the mission's name.
            let file = FileName(rest)
            return (file, file.stem.isEmpty ? unknownType : file.stem)
        }
        let file = FileName(name)
        return (file, file.stem == mission.full ? unknownType : type(of: file.stem))
    }

    /// Whether the file's name says what it is, by the mission's name or by a known type.
    static func isNamed(_ name: String, of mission: MissionName) -> Bool {
        name.rest(after: mission.full + "_") != nil || hasKnownType(name, of: mission)
    }

    /// Whether the type that the file's name says is one of those by which missions are found.
    static func hasKnownType(_ name: String, of mission: MissionName) -> Bool {
        FlatName.isKnown(parts(of: name, mission).type[...])
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

    /// The last word of a name that begins with no mission's, which may be its only one if that is a known type.
    private static func type(of stem: String) -> String {
        guard let underscore = stem.lastIndex(of: "_") else {
            return FlatName.isKnown(stem[...]) ? stem : unknownType
        }
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
