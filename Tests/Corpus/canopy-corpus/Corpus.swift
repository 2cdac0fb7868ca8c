import CanopyTesting
import Foundation

/// All files that runs are made of: sound ones, which are damaged for a run, and hostile ones.
struct Corpus: Sendable {
    /// A file, and what lies beside it, by the endings of their names.
    struct Item: Sendable {
        /// The file's name, and how it ends.
        let name: String
        let ending: String
        let bytes: [UInt8]
        let sidecars: [String: [UInt8]]
    }

    let rasters: [Item]
    let boundaries: [Item]
    let hostileRasters: [Item]
    let hostileBoundaries: [Item]
    /// A sound terrain under most of the rasters, and a sound boundary around them.
    let terrain: String
    let boundary: String

    /// Reads the files of two folders that ``Bases`` and ``Hostile`` have made.
    init(bases: String, hostile: String) throws {
        terrain = bases + "/terrain"
        boundary = bases + "/boundary.gpkg"
        rasters = try Self.items(in: bases) { $0.hasSuffix(".tif") }
        boundaries = try Self.items(in: bases) { Bases.boundaries.contains($0) }
        hostileRasters = try Self.items(in: hostile) { $0.hasSuffix(".tif") }
        hostileBoundaries = try Self.items(in: hostile) { name in
            [".gpkg", ".geojson", ".shp", ".kml"].contains { name.hasSuffix($0) }
        }
    }

    private static func items(in folder: String, _ isWanted: (String) -> Bool) throws -> [Item] {
        func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter(isWanted).map { name in
            let stem = name.prefix { $0 != "." }
            var sidecars: [String: [UInt8]] = [:]
            for other in names where other != name && other.hasPrefix(stem) {
                let rest = other.dropFirst(stem.count)
                if rest.hasPrefix(".") || rest.hasPrefix("_rpc") { sidecars[String(rest)] = try bytes(other) }
            }
            return Item(
                name: String(stem), ending: String(name.dropFirst(stem.count)), bytes: try bytes(name),
                sidecars: sidecars)
        }
    }
}

/// One run: files and a command line, which follow from a seed.
struct Case {
    /// What is called.
    enum Verb: Int, CaseIterable {
        case crop, cog, validate, thumb, surface, terrain, boundary
    }

    let seed: Int
    let verb: Verb
    /// The file that is damaged or hostile.
    let item: Corpus.Item

    /// The seed's case. Hostile files come first, with every verb each; then there is a new damaged file with every
    /// seven seeds.
    init(seed: Int, of corpus: Corpus) {
        self.seed = seed
        let (file, number) = seed.quotientAndRemainder(dividingBy: Verb.allCases.count)
        verb = Verb.allCases[number]
        var mutation = Mutation(seed: file)
        let hostile = verb == .boundary ? corpus.hostileBoundaries : corpus.hostileRasters
        let isHostile = file < corpus.hostileRasters.count
        let sound = verb == .boundary ? corpus.boundaries : corpus.rasters
        let original = isHostile ? hostile[file % hostile.count] : sound[file % sound.count]
        item = isHostile ? original : mutation.damaged(original)
    }

    /// The command line, in a folder with the case's files.
    func arguments(in folder: TemporaryFolder, _ corpus: Corpus) -> [String] {
        let input = folder("in/" + item.name + item.ending)
        let output = folder("out/" + outputName)
        let rest = ["-o", output, "--json"]
        return switch verb {
        case .crop: ["crop", input, "--boundary", corpus.boundary] + rest
        case .boundary: ["crop", corpus.terrain, "--boundary", input] + rest
        case .cog: ["cog", input] + rest
        case .validate: ["cog", "--validate", input]
        case .thumb: ["thumb", input] + rest
        case .surface: ["chm", input, corpus.terrain] + rest
        case .terrain: ["chm", corpus.terrain, input] + rest
        }
    }

    /// The name of what is made.
    var outputName: String { verb == .thumb ? "result.png" : "result.tif" }

    /// Writes the case's files into `in`, and makes the other folders of a run.
    func write(to folder: TemporaryFolder) throws {
        for name in ["in", "out", "tmp"] {
            try? FileManager.default.removeItem(atPath: folder(name))
            try folder.folder(name)
        }
        try Data(item.bytes).write(to: URL(filePath: folder("in/" + item.name + item.ending)))
        for (name, bytes) in item.sidecars {
            try Data(bytes).write(to: URL(filePath: folder("in/" + item.name + name)))
        }
        try folder.file("in/innocent.txt", "innocent")
    }
}

extension Mutation {
    /// The item with flaws, in the file itself or in what lies beside it.
    mutating func damaged(_ item: Corpus.Item) -> Corpus.Item {
        var bytes = item.bytes
        var sidecars = item.sidecars
        if let name = sidecars.keys.sorted().randomElement(using: &random), Int.random(in: 0...3, using: &random) > 0 {
            sidecars[name] = damagedAny(sidecars[name] ?? [])
        } else {
            bytes = damagedAny(bytes)
        }
        return Corpus.Item(name: item.name, ending: item.ending, bytes: bytes, sidecars: sidecars)
    }

    private mutating func damagedAny(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.prefix(2) == [0x49, 0x49] || bytes.prefix(2) == [0x4D, 0x4D] { return damaged(bytes) }
        return damaged(text: bytes)
    }
}
