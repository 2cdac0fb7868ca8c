public import Stores

/// How a mission's name becomes the places of its boundary and its output.
public struct Naming: Hashable, Sendable {
    /// The folder of a mission's products below the one with its base name.
    public enum OutputFolder: Hashable, Sendable {
        /// `processed_` and the run number.
        case run
        /// The same for every mission; with `nil` there is none.
        case fixed(StoreKey?)
    }

    /// Whether digits before the first `_` are a run number, which the base name goes without.
    public var stripsRunNumber = true
    /// The folder of the products.
    public var outputFolder = OutputFolder.run
    /// The types of the rasters that are made of a mission's products, under which it may bring its own.
    public var derivedTypes = ["chm"]

    /// The names of the contract.
    public init() {}
}

/// A mission's name and what follows from it.
public struct MissionName: Hashable, Sendable {
    /// Why a text is no mission's name.
    public enum Problem: Error, Hashable, Sendable {
        /// It is more than one path component.
        case path
        /// It, or what follows its run number, could not be a file's name.
        case key(StoreKey.Problem)
    }

    /// The name: `01_benchmarking-greasewood`.
    public let full: String
    /// The name without the run number: `benchmarking-greasewood`.
    public let base: String
    /// The run number, two digits at least: `01`.
    public let run: String
    /// The folder of its products in the output store.
    public let output: StoreKey
    /// The file of its boundary in the boundary store.
    public let boundary: StoreKey

    /// The mission of this name, or what is wrong with it.
    public init(_ full: String, _ naming: Naming = Naming()) throws(Problem) {
        self.full = full
        (run, base) = naming.stripsRunNumber ? Self.split(full) : (Self.noNumber, full)
        if full.utf8.contains(UInt8(ascii: "/")) { throw .path }
        do throws(StoreKey.Problem) {
            _ = try StoreKey(full)
            boundary = try StoreKey("\(base)/metadata-mission/\(base)_mission-metadata.gpkg")
            let folder = try StoreKey(base)
            output =
                switch naming.outputFolder {
                case .run: folder.appending(try StoreKey("processed_\(run)"))
                case .fixed(let name): name.map(folder.appending) ?? folder
                }
        } catch { throw .key(error) }
    }

    private static let noNumber = "01"

    /// The run number stays text, so that a date of any length is one.
    private static func split(_ name: String) -> (run: String, base: String) {
        guard let match = name.wholeMatch(of: #/([0-9]+)_(.+)/#) else { return (noNumber, name) }
        let digits = String(match.1.drop { $0 == "0" })
        return (String(repeating: "0", count: max(0, 2 - digits.count)) + digits, String(match.2))
    }
}

extension MissionName: CustomStringConvertible {
    /// The name.
    public var description: String { full }
}

extension MissionName.Problem: CustomStringConvertible {
    /// The rest of a sentence that begins with the name.
    public var description: String {
        switch self {
        case .path: "is a path; name the mission's folder alone"
        case .key(let problem): "cannot be a mission's name: it \(problem)"
        }
    }
}
