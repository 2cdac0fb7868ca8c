internal import COGEncoding
internal import CanopyCHM
internal import CanopyCameras
internal import CanopyCrop
internal import CanopyMatch
internal import CanopySTAC
internal import CanopyThumb
internal import Files
internal import Foundation
internal import GDAL
internal import Raster
internal import Stores

/// What a mission's folder holds and how it came to be: `manifest.json`, written last.
///
/// `schemas/manifest.schema.json` describes it for readers.
struct Manifest: Codable, Sendable {
    /// The form of this file: since 2, outputs may have no SHA-256. What 1 tells means the same.
    static let format = 2
    /// The forms that are understood.
    private static let readable = 1...format
    /// What the products look like. Another number here makes `--resume` process missions again.
    static let productFormat = 1

    /// A file that went in.
    struct Input: Codable, Hashable, Sendable {
        var role: String
        var key: StoreKey
        var size: Int
        var modified: Timestamp?
        /// How what came here was found to be what lies there; `nil` where it did not come from elsewhere.
        var verifiedBy: InputVerification?

        /// What tells whether it is the same file as before.
        fileprivate var identity: Input {
            var identity = self
            identity.verifiedBy = nil
            return identity
        }
    }

    /// How the bytes of an input were verified: those of files that were downloaded by a hash of both or by their size, those
    /// that were read where they lie by TLS, or by nothing.
    enum InputVerification: String, Codable, Hashable, Sendable, CaseIterable {
        case sha256, md5, size, tls, nothing

        init(_ verification: Verification) {
            self =
                switch verification {
                case .sha256: .sha256
                case .md5: .md5
                case .size: .size
                }
        }
    }

    /// A file that came out.
    struct Output: Codable, Hashable, Sendable {
        var path: StoreKey
        var role: Role
        var type: String
        /// `nil` where nobody has a name for what it is.
        var mediaType: String?
        var size: Int
        /// `nil` where the bytes never were on this machine: a service copied them by itself.
        var sha256: String?
        var md5: String
        /// How what lies there was found to be what was made, or what was copied; `nil` where nobody says.
        var verifiedBy: Verification?
        var raster: RasterFigures?
        /// What the mission's cameras say of the flight, of the table of their locations.
        var cameras: CameraFigures?
        /// What a legend and a scale bar tell of a thumbnail; `nil` in manifests of earlier versions.
        var picture: PictureFigures?
        /// The plugin that has added it; `nil` for what canopy made.
        var madeBy: String?
    }

    /// How values became the colors of a picture, and how it lies on the ground.
    struct PictureFigures: Codable, Hashable, Sendable {
        /// Pixels.
        var size: Size
        /// `nil` for pictures in color.
        var scale: ColorScale?
        /// The width of a pixel on the ground; `nil` where it is not known.
        var metersPerPixel: Double?
        /// Degrees clockwise from the top; `nil` where it is not known.
        var north: Double?

        init(_ report: Thumb.Report) {
            size = report.size
            scale = report.scale
            metersPerPixel = report.placement.metersPerPixel
            north = report.placement.north
        }
    }

    /// What an output is for, in the words of STAC.
    ///
    /// See: [asset roles](https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#list-of-asset-roles).
    enum Role: String, Codable, Hashable, Sendable {
        case data, thumbnail
        /// It tells of the others.
        case metadata
    }

    /// What a raster looks like.
    struct RasterFigures: Codable, Hashable, Sendable {
        var size: Size
        var sampleType: PixelType
        var compression: Compression
        var overviews: [Size]
        var bands: [RasterReport.Band]
        /// The share of the boundary's pixels that are valid, in percent; pixels beyond the raster are none.
        var validPercentOfBoundary: Double?
        /// What a canopy height model says of the canopy.
        var canopy: CanopyFigures?
        /// What the file says of itself; `nil` in manifests of earlier versions.
        var file: FileFigures?

        /// - Parameter boundaryPixels: Its pixels whose centers are in the boundary, whether or not it has them.
        init(
            _ report: RasterReport, boundaryPixels: Double?, _ canopy: CanopyFigures? = nil, _ file: FileFigures? = nil
        ) {
            self.file = file
            size = report.size
            sampleType = report.sampleType
            compression = report.compression
            overviews = report.overviews
            bands = report.bands
            self.canopy = canopy
            validPercentOfBoundary = boundaryPixels.flatMap { pixels in
                pixels > 0 ? min(100, 100 * Double(report.validPixels) / pixels) : nil
            }
        }
    }

    /// The pair that a canopy height model is made of.
    struct Pair: Codable, Hashable, Sendable {
        var output: StoreKey
        var dsm: StoreKey
        var dtm: StoreKey
    }

    /// A product that is missing.
    struct Failure: Codable, Hashable, Sendable {
        var product: String
        var reason: String
    }

    /// What changes the products.
    struct Options: Codable, Hashable, Sendable {
        var productFormat = Manifest.productFormat
        var features: String
        var maxDim: Int
        var thumbStyle: String
        var compression: Compression
        var level: Int?
        var predictor: PredictorChoice
        var blockSize: Int
        var overviewResampling: OverviewResampling
        var bigTIFF: BigTIFFChoice
        var makes: [String]
        /// `nil` where they are the usual ones.
        var coverHeights: [CoverHeight]?
        /// `nil` where no catalog's item is made.
        var item: ItemOptions?
        /// `nil` where no camera locations are made.
        var cameras: Bool?
        /// `nil` where each picture of canopy heights goes by its own.
        var thumbRange: StretchRange?
        /// `nil` where thumbnails are made.
        var thumbnails: Bool?
        /// `nil` where there are none.
        var plugins: [String]?
        /// The types of files that somebody has said; `nil` where that is nobody.
        var products: [String: StoreKey]?

        init(_ options: Postprocess.Options) {
            features = options.features.rawValue
            maxDim = options.maxDim
            thumbStyle = options.thumbStyle.rawValue
            compression = options.writing.compression
            level = options.writing.level
            predictor = options.writing.predictor
            blockSize = options.writing.blockSize ?? COGOptions.usualBlockSize
            overviewResampling = options.writing.overviewResampling
            bigTIFF = options.writing.bigTIFF
            makes = options.naming.derivedTypes
            item = options.item
            coverHeights = options.coverHeights == CoverHeight.usual ? nil : options.coverHeights
            cameras = options.cameras ? true : nil
            thumbRange = options.thumbRange
            thumbnails = options.thumbnails ? nil : false
            let names = options.plugins.programs.map(\.name)
            plugins = names.isEmpty ? nil : names
            products = options.single.flatMap { $0.products.isEmpty ? nil : $0.products }
        }
    }

    var format = Manifest.format
    var mission: String
    var status: Postprocess.Status
    var inputs: [Input]
    var options: Options
    var outputs: [Output]
    var chm: [Pair]
    /// The boundary as it was used, in EPSG:4326; its convex hull where it has more points than maps take. `nil` where it has
    /// no known place on Earth.
    var footprint: GeoJSONPolygons?
    /// What the boundary's attributes say of the survey.
    var survey: Survey?
    var warnings: [String]
    var failures: [Failure]
    var versions: [String: String]
    var started: Date
    var finished: Date
    var transferred: Postprocess.Transferred?
    var stages: Postprocess.Stages?
    /// From the beginning of the mission until all of it but this file is published.
    var seconds: Double?

    /// Why a mission with these inputs and options is not what is published, the rest of a sentence; `nil` where it is.
    func reasonToRepeat(
        _ mission: Match.Mission, _ options: Postprocess.Options, _ steps: [any MissionStep] = MissionPlan.steps
    ) -> String? {
        guard Self.readable.contains(format) else { return "its manifest is of another version of canopy" }
        if status != .succeeded { return "it was published in part" }
        let wanted = Options(options)
        if self.options.productFormat != wanted.productFormat { return "its products are of another version of canopy" }
        if self.options != wanted {
            return
                "it was published with other options: \(self.options.differences(from: wanted).joined(separator: ", "))"
        }
        if let change = Self.change(from: inputs.map(\.identity), to: Self.inputs(of: mission)) {
            return "its inputs have changed: \(change)"
        }
        let plan = MissionPlan(mission, options, steps)
        let made = Set(outputs.filter { $0.madeBy == nil }.map(\.path))
        guard !plan.isMet(by: made) else { return nil }
        let other = made.symmetricDifference(plan.outputs.filter { !$0.isOptional }.map(\.key)).inOrder(of: \.self)
            .first
        return "other files are made of it now\(other.map { ", such as '\($0)'" } ?? "")"
    }

    /// The first thing that is different in what went in; `nil` where nothing is.
    private static func change(from old: [Input], to new: [Input]) -> String? {
        if old == new { return nil }
        let places = Dictionary(old.map { ($0.key, $0) }) { first, _ in first }
        if let input = new.first(where: { places[$0.key] != $0 }) {
            return "'\(input.key)' is \(places[input.key] == nil ? "new" : "another file now")"
        }
        let gone = old.first { input in !new.contains { $0.key == input.key } }
        return gone.map { "'\($0.key)' is gone" } ?? "they have another order"
    }

    /// What goes into a mission, as it lies there: products, what belongs to them, and the boundary.
    static func inputs(of mission: Match.Mission) -> [Input] {
        var inputs = [Input(role: "boundary", mission.boundary)]
        for product in mission.products {
            inputs.append(Input(role: "product", product.entry))
            inputs += product.sidecars.map { Input(role: "sidecar", $0) }
        }
        return inputs
    }

    /// Writes the manifest.
    func write(to path: String) throws { try json().write(to: URL(fileURLWithPath: path)) }

    /// The manifest as its file has it: keys in order, so that equal manifests are equal files.
    func json() throws -> Data { try Self.encoder.encode(self) }

    /// How manifests, and what is told in their words, become JSON.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    /// Bytes that a manifest may have: many times those of ten thousand products.
    static let largest = 64 << 20

    /// The manifest that a file's bytes are; `nil` where they are none that this version understands.
    init?(json: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let manifest = try? decoder.decode(Manifest.self, from: Data(json)) else { return nil }
        self = manifest
    }

    /// The manifest of a mission whose outputs are published.
    init(_ work: MissionWork, _ options: Postprocess.Options, outputs: [Output]) {
        mission = work.mission.name
        status = work.status
        inputs = work.inputsAsRead
        self.options = Options(options)
        self.outputs = outputs
        chm = work.pairs
        footprint = work.footprint
        survey = work.survey
        warnings = work.warnings
        failures = work.failures
        versions = options.versions.merging(["gdal": GDALLibrary.version]) { own, _ in own }
        started = work.started
        finished = Date()
        transferred = work.transferred
        stages = work.stages
        seconds = finished.timeIntervalSince(started)
    }
}

extension Manifest.Options {
    /// The options that differ, each with what it was and what it is, as far as these are short.
    func differences(from other: Self) -> [String] {
        guard let old = fields, let new = other.fields else { return [] }
        return Set(old.keys).union(new.keys).inOrder(of: \.self).compactMap { name in
            let (before, now) = (old[name].map { "\($0)" } ?? "none", new[name].map { "\($0)" } ?? "none")
            if before == now { return nil }
            return (before + now).count < 60 && !(before + now).contains("\n")
                ? "\(name) was \(before), is \(now)" : name
        }
    }

    private var fields: [String: Any]? {
        guard let json = try? Manifest.encoder.encode(self) else { return nil }
        return try? JSONSerialization.jsonObject(with: json) as? [String: Any]
    }
}

extension Manifest.Input {
    init(role: String, _ entry: StoreEntry) {
        self.init(role: role, key: entry.key, size: entry.size, modified: entry.modified)
    }
}
