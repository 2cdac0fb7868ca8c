internal import COGEncoding
internal import CanopyCHM
internal import CanopySTAC
internal import GDAL
internal import Raster
internal import RasterIO
internal import Stores

// What an item tells is in the manifest and the options alone: nothing of it is looked up.

extension STACItem {
    /// The item of a mission; `nil` where neither the boundary nor the options say when it was flown.
    ///
    /// - Parameter folder: The mission's folder in the output store.
    init?(_ manifest: Manifest, _ options: ItemOptions, in folder: StoreKey) {
        guard let period = manifest.survey?.period ?? options.period else { return nil }
        let assets = ItemAssets(manifest, options, folder)
        var properties = STACProperties(title: manifest.mission, period: period)
        properties.mission = manifest.mission
        properties.updated = manifest.finished
        properties.gsd = assets.all.values.compactMap(\.gsd).min()
        properties.processing = STACProcessing(manifest)
        properties.renders = assets.renders
        if !manifest.failures.isEmpty {
            properties.description =
                "Published in part: \(manifest.failures.count) of its products could not be processed."
        }
        let survey = manifest.survey
        properties.platform = survey.flatMap { $0.platforms.isEmpty ? nil : $0.platforms.joined(separator: ", ") }
        properties.instruments = survey?.instruments ?? []
        let named = (survey?.providers ?? []).map { STACProvider(name: $0, roles: [.producer]) }
        properties.providers = named + options.providers.filter { other in !named.contains { $0.name == other.name } }
        let license = License(of: survey?.licenses ?? []) ?? options.license.map(License.init)
        properties.license = license?.identifier
        self.init(
            id: manifest.mission, geometry: manifest.footprint, properties: properties,
            links: Self.links(manifest, options, license, folder), assets: assets.all)
    }

    private static func links(
        _ manifest: Manifest, _ options: ItemOptions, _ license: License?, _ folder: StoreKey
    ) -> [STACLink] {
        var links: [STACLink] = []
        if let address = options.publicURL, let key = try? StoreKey(manifest.mission + ".json") {
            links.append(
                STACLink(
                    rel: "self", href: address.appending(folder.appending(key)), type: STAC.DocumentType.geoJSON,
                    title: manifest.mission))
        }
        if let terms = license?.address {
            links.append(STACLink(rel: "license", href: terms.text, title: "Terms of use"))
        }
        return links
    }
}

extension STACProcessing {
    init(_ manifest: Manifest) {
        let options = manifest.options
        var parameters: [String: Parameter] = [
            "features": .text(options.features), "compression": .text(options.compression.rawValue),
            "predictor": .text(options.predictor.rawValue), "blockSize": .number(Double(options.blockSize)),
            "overviewResampling": .text(options.overviewResampling.rawValue), "maxDim": .number(Double(options.maxDim)),
            "thumbStyle": .text(options.thumbStyle),
            "coverHeights": .list((options.coverHeights ?? CoverHeight.usual).map { .number($0.meters) }),
        ]
        if let level = options.level { parameters["level"] = .number(Double(level)) }
        let models = manifest.chm.isEmpty ? "" : " Canopy height models are surface less terrain, both cropped."
        self.init(
            lineage: "Rasters are cropped to the mission's boundary and written as Cloud Optimized GeoTIFFs." + models,
            datetime: manifest.finished, software: manifest.versions, parameters: parameters)
    }
}

/// The files of an item.
private struct ItemAssets {
    private(set) var all: [String: STACAsset] = [:]
    private(set) var renders: [String: STACRender] = [:]
    private let manifest: Manifest
    private let options: ItemOptions
    private let folder: StoreKey

    init(_ manifest: Manifest, _ options: ItemOptions, _ folder: StoreKey) {
        self.manifest = manifest
        self.options = options
        self.folder = folder
        let products = manifest.outputs.filter { $0.role != .thumbnail }
        for output in products { add(output, besides: products) }
        // One is what all clients look for; the best is that of what looks like a photograph.
        let pictures = manifest.outputs.filter { $0.role == .thumbnail }
        let first = pictures.filter(isSmall).min { Self.rank($0) < Self.rank($1) }
        for output in pictures { addPicture(output, isFirst: output == first) }
        if let key = try? StoreKey("manifest.json") {
            all[free("manifest")] = STACAsset(
                href: href(key), type: "application/json", title: "Manifest of all files", roles: ["metadata"])
        }
    }

    private func href(_ key: StoreKey) -> String {
        options.publicURL?.appending(folder.appending(key)) ?? Href.relative(key)
    }

    /// A key that no asset has.
    private func free(_ key: String) -> String {
        all[key] == nil ? key : free(key + "-")
    }

    private mutating func add(_ output: Manifest.Output, besides others: [Manifest.Output]) {
        let isAlone = others.count { $0.type == output.type } == 1
        let key = free(isAlone ? output.type : output.type + "." + output.path.extension)
        var asset = STACAsset(
            href: href(output.path), type: output.mediaType, title: title(output), roles: roles(output))
        asset.file = STACAsset.File(
            size: output.size, sha256: output.sha256, md5: output.md5, headerSize: output.raster?.file?.headerBytes)
        if let raster = output.raster { describe(&asset, output, raster) }
        all[key] = asset
        if let raster = output.raster { renders[key] = STACRender(key, output, raster) }
    }

    private func describe(_ asset: inout STACAsset, _ output: Manifest.Output, _ raster: Manifest.RasterFigures) {
        asset.gsd = raster.file?.groundResolution
        asset.bands = raster.bands.indices.map { STACBand(raster, $0, of: output.type) }
        if let file = raster.file {
            asset.grid = STACAsset.Grid(
                size: raster.size, transform: file.transform, code: file.crs?.code, wkt: file.crs?.wkt)
        }
        if let pair = manifest.chm.first(where: { $0.output == output.path }) {
            asset.description = "\(pair.dsm.name) less \(pair.dtm.name)"
        }
    }

    private mutating func addPicture(_ output: Manifest.Output, isFirst: Bool) {
        let role = isSmall(output) ? "thumbnail" : "overview"
        var asset = STACAsset(
            href: href(output.path), type: output.mediaType, title: "Picture of \(output.type)", roles: [role])
        asset.file = STACAsset.File(size: output.size, sha256: output.sha256, md5: output.md5)
        all[free(isFirst ? "thumbnail" : "\(output.type)-\(role)")] = asset
    }

    /// Whether a picture is no larger than clients want to show many of.
    ///
    /// See: [thumbnails](https://github.com/radiantearth/stac-spec/blob/v1.1.0/best-practices.md#list-of-asset-roles).
    private func isSmall(_ picture: Manifest.Output) -> Bool {
        let raster = manifest.outputs.first { $0.role == .data && $0.type == picture.type && $0.raster != nil }?.raster
        return min(manifest.options.maxDim, raster.map { max($0.size.width, $0.size.height) } ?? .max) < 600
    }

    private static func rank(_ output: Manifest.Output) -> (Int, String) {
        let kinds = ["ortho", "chm", "dsm", "dtm"]
        return (kinds.firstIndex(where: output.type.hasPrefix) ?? kinds.count, output.type)
    }

    private func roles(_ output: Manifest.Output) -> [String] {
        if output.role == .metadata || ["report", "log"].contains(output.type) { return ["metadata"] }
        return output.raster?.isColored == true ? ["data", "visual"] : ["data"]
    }

    private func title(_ output: Manifest.Output) -> String {
        let kinds = [
            ("ortho", "Orthomosaic"), ("chm", "Canopy height model"), ("dsm", "Digital surface model"),
            ("dtm", "Digital terrain model"), ("points", "Point cloud"), ("mesh", "Mesh"), ("model", "Model"),
            ("camera-locations", "Camera locations"), ("cameras", "Cameras"), ("report", "Report"), ("log", "Log"),
        ]
        let kind = kinds.first { output.type.hasPrefix($0.0) }
        return kind.map { $0.0 == output.type ? $0.1 : "\($0.1) (\(output.type))" } ?? output.type
    }
}

extension StoreKey {
    /// What follows the last dot of its name, or all of the name.
    fileprivate var `extension`: String { name.split(separator: ".").last.map(String.init) ?? name }
}

extension Manifest.RasterFigures {
    /// Whether it looks like a photograph.
    fileprivate var isColored: Bool {
        [ColorInterpretation.red, .green, .blue].allSatisfy { color in bands.contains { $0.interpretation == color } }
    }

    /// The value of samples that are not valid.
    fileprivate var nodata: NoData? {
        guard let validity = file?.validity else { return nil }
        // Without anything that marks them, those that are no number.
        guard validity.kind != .none else { return sampleType.isFloat ? .real(.nan) : nil }
        guard let text = validity.nodata else { return nil }
        switch sampleType {
        case .int64: return Int64(text).map(NoData.signed)
        case .uint64: return UInt64(text).map(NoData.unsigned)
        default: return Double(text).map(NoData.real)
        }
    }

    /// The unit of heights, by what the file says of their system; where it says nothing, feet if its coordinates are feet.
    /// Nobody knows what else heights are in of which nothing says so.
    fileprivate var heightUnit: String? {
        switch (file?.metersPerHeight, foot) {
        case (1, _): return "m"
        case (0.3048, _), (nil, "ft"): return "ft"
        case (.some(1200.0 / 3937), _), (nil, "us-ft"): return "[ft_us]"
        default: return nil
        }
    }

    private var foot: String? {
        guard let wkt = file?.crs?.wkt, let system = try? SpatialReference(wkt: wkt) else { return nil }
        return system.metersPerUnit.flatMap(HeightUnit.foot)
    }
}

extension STACBand {
    fileprivate init(_ raster: Manifest.RasterFigures, _ index: Int, of type: String) {
        let band = raster.bands[index]
        self.init(type: raster.sampleType)
        let isNamed = band.interpretation.map { ![.undefined, .gray].contains($0) } ?? false
        name = band.name ?? (isNamed ? band.interpretation?.rawValue : raster.bands.count == 1 ? type : nil)
        nodata = band.interpretation == .alpha ? nil : raster.nodata
        let isHeight = raster.bands.count == 1 && ["dsm", "dtm", "chm"].contains(where: type.hasPrefix)
        unit = band.unit.map { $0 == "metre" || $0 == "meter" ? "m" : $0 } ?? (isHeight ? raster.heightUnit : nil)
        statistics = Statistics(
            minimum: band.minimum, maximum: band.maximum, mean: band.mean, stddev: band.deviation,
            count: band.validPixels, validPercent: band.validPercent)
        scale = band.scale
        offset = band.offset
        // Those heights are in meters, and so are values whose unit nobody names.
        if unit == "m" || unit == nil, let heights = raster.canopy?.histogram {
            histogram = Histogram(from: heights.from, step: heights.step, counts: heights.counts)
        }
    }
}

extension STACRender {
    /// How people expect to see a raster; `nil` where its values are not known.
    fileprivate init?(_ key: String, _ output: Manifest.Output, _ raster: Manifest.RasterFigures) {
        if raster.isColored {
            let colors = [ColorInterpretation.red, .green, .blue].compactMap { color in
                raster.bands.firstIndex { $0.interpretation == color }
            }
            let ranges = colors.compactMap { Self.range(raster.bands[$0]) }
            let isStretched = raster.sampleType != .uint8 && ranges.count == colors.count
            self.init(title: output.type, asset: key, rescale: isStretched ? ranges : nil, bands: colors.map { $0 + 1 })
            return
        }
        guard let band = raster.bands.first else { return nil }
        let bands = raster.bands.count > 1 ? [1] : nil
        if output.type.hasPrefix("chm"), let highest = band.maximum {
            // Few pixels are much higher than all others.
            let top = raster.canopy?.percentiles.first { $0.percent == 98 }?.height ?? highest
            self.init(
                title: output.type, asset: key, rescale: [[0, max(top, 1)]], colormap: "viridis", bands: bands)
            return
        }
        guard let range = Self.range(band) else { return nil }
        let isTerrain = ["dsm", "dtm"].contains(where: output.type.hasPrefix)
        self.init(
            title: output.type, asset: key, rescale: [range], colormap: isTerrain ? "terrain" : nil, bands: bands)
    }

    private static func range(_ band: RasterReport.Band) -> [Double]? {
        guard let minimum = band.minimum, let maximum = band.maximum, minimum < maximum else { return nil }
        return [minimum, maximum]
    }
}
