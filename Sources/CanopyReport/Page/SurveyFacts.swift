internal import CanopySTAC
internal import Raster

/// What readers want to know first of a flight.
struct SurveyFacts {
    struct Fact {
        var name: String
        var value: String
        var note: String?
    }

    private(set) var all: [Fact] = []

    init(_ manifest: ManifestFields) {
        func add(_ name: String, _ value: String?, _ note: String? = nil) {
            if let value { all.append(Fact(name: name, value: value, note: note)) }
        }
        let survey = manifest.survey
        add("Flown", survey?.period.map(Self.days))
        let cameras = manifest.outputs.lazy.compactMap(\.cameras).first
        add("Images", cameras.map { "\($0.count)" }, cameras.map { "\($0.aligned) aligned" })
        add(
            "Flying height", cameras?.aglMean.map(Words.meters),
            cameras?.aglFidelity.map { "above ground; follows the terrain by \($0) of 100" } ?? "above ground")
        add("Area", Footprint(manifest.footprint).map { Words.area($0.area) }, "inside the boundary")
        for resolution in Self.resolutions(manifest) {
            add("Ground resolution", resolution.length, resolution.rasters.joined(separator: ", "))
        }
        let canopy = manifest.rasters.lazy.compactMap(\.raster?.canopy).first
        add(
            "Canopy height", canopy?.percentiles.first { $0.percent == 95 }?.height.map(Words.meters),
            "95 % of the area is lower")
        if let cover = canopy?.cover.max(by: { $0.above < $1.above }) {
            add("Canopy cover", Words.percent(cover.percent), "higher than \(Words.plain(cover.above, decimals: 2)) m")
        }
        add("Aircraft", survey.flatMap { Self.list($0.platforms) })
        add("Camera", survey.flatMap { Self.list($0.instruments) })
        let systems = manifest.rasters.compactMap(\.raster?.file?.crs)
        add("Coordinate system", systems.first?.name, systems.first?.code)
        add("Heights refer to", systems.lazy.compactMap(\.vertical).first)
        add("Made by", survey.flatMap { Self.list($0.providers) })
        add("License", survey.flatMap { Self.list($0.licenses) })
        let data = manifest.outputs.filter { $0.role == "data" }
        add(
            "Files", "\(data.count)",
            Words.bytes(data.reduce(0) { Int.sum($0, $1.size) }) + " in all")
    }
}

extension SurveyFacts {
    /// The sides of pixels, each with the rasters that have it.
    private static func resolutions(_ manifest: ManifestFields) -> [(length: String, rasters: [String])] {
        var all: [(length: String, rasters: [String])] = []
        for kind in [Kind.ortho, .surface, .terrain] {
            guard let raster = manifest.rasters.first(where: { Kind(ofType: $0.type) == kind }),
                let length = raster.raster?.file?.groundResolution.map(Words.meters), let name = kind.name
            else { continue }
            let word = name.lowercased()
            if let place = all.firstIndex(where: { $0.length == length }) {
                all[place].rasters.append(word)
            } else {
                all.append((length, [word]))
            }
        }
        return all
    }

    private static func days(_ period: SurveyPeriod) -> String {
        let days = [period.start, period.end ?? period.start].map { $0.formatted(.iso8601.year().month().day()) }
        return days.withoutRepetitions.joined(separator: " to ")
    }

    private static func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }
}

/// How the products were made, in rows of tables.
struct Making {
    struct Row {
        var name: String
        var value: String

        var row: [HTML] { [HTML(name), HTML(value)] }
    }

    private(set) var settings: [Row] = []
    private(set) var versions: [Row] = []
    private(set) var times: [Row] = []

    init(_ manifest: ManifestFields) {
        let options = manifest.options
        settings = [
            Row(name: "Features of the boundary", value: options.features),
            Row(name: "Compression", value: options.compression + (options.level.map { ", level \($0)" } ?? "")),
            Row(name: "Predictor", value: options.predictor),
            Row(name: "Tiles", value: "\(options.blockSize) pixels"),
            Row(name: "Overviews", value: options.overviewResampling),
            Row(name: "BigTIFF", value: options.bigTIFF),
            Row(name: "Pictures", value: "\(options.thumbStyle), \(options.maxDim) pixels"),
        ]
        versions = manifest.versions.sorted { $0.key < $1.key }.map { Row(name: $0.key, value: $0.value) }
        func time(_ name: String, _ seconds: Double?) {
            if let seconds, seconds > 0 { times.append(Row(name: name, value: Words.duration(seconds))) }
        }
        times = [
            Row(name: "Begun", value: manifest.started.formatted(.iso8601)),
            Row(name: "Published", value: manifest.finished.formatted(.iso8601)),
        ]
        time("In all", manifest.seconds)
        time("Downloading", manifest.stages?.downloading)
        time("Processing", manifest.stages?.processing)
        time("Publishing", manifest.stages?.publishing)
        if let bytes = manifest.transferred {
            for (name, count) in [
                ("Downloaded", bytes.downloaded), ("Read in place", bytes.streamed),
                ("Copied by the service", bytes.copied), ("Uploaded", bytes.uploaded),
            ] where count > 0 {
                times.append(Row(name: name, value: Words.bytes(count)))
            }
        }
    }
}

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
