internal import Stores

/// The names that a program gives to what it makes of a mission, by which products are found in its folders.
///
/// Of each type the names are in the order of preference: where there are files by the first, the others are passed over.
///
/// Sources: [ODM's outputs](https://docs.opendronemap.org/outputs/), WebODM's downloads;
/// [PIX4Dmapper's project folder](https://support.pix4d.com/hc/en-us/articles/202558649),
/// [PIX4Dmatic's outputs](https://support.pix4d.com/hc/en-us/articles/360044950312); Agisoft's
/// [scripts](https://github.com/agisoft-llc/metashape-scripts), and listings of folders that people have published.
struct ProgramNames {
    /// A type, and the files that are of it.
    struct Rule {
        /// The type. A star in it stands for what the last one of the name stands for.
        let type: String
        /// Their paths, below the folder that a program makes, in the order of preference.
        let paths: [NamePattern]

        init(_ type: String, _ paths: [String]) {
            self.type = type
            self.paths = paths.map(NamePattern.init)
        }
    }

    let rules: [Rule]

    /// How deep products lie at most, counted from the mission's folder, in which the program's own may be one.
    static let depth = 5

    /// The names of a layout; `nil` of those whose names begin with missions'.
    init?(of layout: MissionLayout) {
        switch layout {
        case .nested, .flat: return nil
        case .odm: rules = Self.odm
        case .pix4d: rules = Self.pix4d
        case .dronedeploy: rules = Self.dronedeploy
        case .metashape: rules = Self.metashape
        }
    }

    /// The products among files, given by their paths in the mission's folder, with their types: those below the one folder,
    /// this or one in it, that has most of them.
    func products(among files: [StoreKey: Substring]) -> [StoreKey: String] {
        // Most files of a project are pictures and the like.
        let paths = files.mapValues { $0.lowercased() }.filter { _, path in
            path.lastIndex(of: ".").map { Self.endings.contains(path[$0...]) } ?? false
        }
        let tops = Set(paths.values.compactMap { path in path.firstIndex(of: "/").map { String(path[...$0]) } })
        let choices = ([""] + tops.sorted()).map { products(among: paths, below: $0) }
        return choices.reduce([:]) { best, next in next.count > best.count ? next : best }
    }

    private func products(among paths: [StoreKey: String], below folder: String) -> [StoreKey: String] {
        var rest = paths.filter { $0.value.hasPrefix(folder) }.mapValues { String($0.dropFirst(folder.count)) }
        var types: [StoreKey: String] = [:]
        for rule in rules {
            let found =
                rule.paths.lazy.map { pattern in rest.compactMapValues(pattern.rest) }.first { !$0.isEmpty } ?? [:]
            for (key, star) in found {
                types[key] = rule.type.replacing("*", with: star.replacing(" ", with: "-"))
                rest[key] = nil
            }
        }
        return types
    }

    private static let endings: Set<Substring> = [
        ".tif", ".tiff", ".laz", ".las", ".pdf", ".glb", ".zip", ".geojson", ".json", ".xml",
    ]
}

/// What paths look like: a text in which stars stand for anything but slashes, and in which `.tif` stands for `.tiff` as well.
/// Capitals count as small letters.
struct NamePattern {
    private let parts: [Substring]

    init(_ text: String) { parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false) }

    /// What the last star stands for in a path of small letters, nothing where there is none; `nil` where the path looks
    /// different.
    func rest(in path: String) -> String? {
        var rest = path[...]
        if rest.hasSuffix(".tiff") { rest.removeLast() }
        guard let first = parts.first, let last = parts.last else { return nil }
        if parts.count == 1 { return rest == first ? "" : nil }
        guard rest.hasPrefix(first) else { return nil }
        rest.removeFirst(first.count)
        guard rest.hasSuffix(last) else { return nil }
        rest.removeLast(last.count)
        for part in parts.dropFirst().dropLast() {
            guard let place = rest.firstRange(of: part), isText(rest[..<place.lowerBound]) else { return nil }
            rest = rest[place.upperBound...]
        }
        return isText(rest) ? String(rest) : nil
    }

    private func isText(_ star: Substring) -> Bool { !star.isEmpty && !star.contains("/") }
}

extension ProgramNames {
    /// ODM's folders; WebODM's downloads, alone or behind the names of project and task.
    private static let odm = [
        Rule("dsm", ["odm_dem/dsm.tif", "dsm.tif", "*-dsm.tif"]),
        Rule("dtm", ["odm_dem/dtm.tif", "dtm.tif", "*-dtm.tif"]),
        Rule(
            "ortho",
            ["odm_orthophoto/odm_orthophoto.tif", "odm_orthophoto.tif", "orthophoto.tif", "*-orthophoto.tif"]),
        Rule(
            "points",
            [
                "odm_georeferencing/odm_georeferenced_model.copc.laz", "odm_georeferencing/odm_georeferenced_model.laz",
                "odm_georeferencing/odm_georeferenced_model.las", "odm_georeferenced_model.laz",
                "georeferenced_model.laz", "*-georeferenced_model.laz",
            ]),
        Rule(
            "model",
            [
                "odm_texturing/odm_textured_model_geo.glb", "textured_model.glb", "*-textured_model.glb",
                "textured_model.zip", "*-textured_model.zip",
            ]),
        Rule("report", ["odm_report/report.pdf", "report.pdf", "*-report.pdf"]),
        Rule("shots", ["odm_report/shots.geojson", "shots.geojson", "*-shots.geojson"]),
        Rule("cameras", ["cameras.json", "*-cameras.json"]),
    ]

    /// PIX4Dmapper's folders; PIX4Dmatic's exports; files of both in one folder.
    private static let pix4d = [
        Rule("dsm", ["3_dsm_ortho/1_dsm/*_dsm.tif", "exports/*-dsm.tif", "*_dsm.tif", "*-dsm.tif"]),
        Rule(
            "dtm",
            [
                "3_dsm_ortho/extras/dtm/*_dtm.tif", "3_dsm_ortho/dtm/*_dtm.tif", "exports/*-dtm.tif", "*_dtm.tif",
                "*-dtm.tif",
            ]),
        Rule(
            "ortho",
            [
                "3_dsm_ortho/2_mosaic/*_transparent_mosaic_group1.tif", "3_dsm_ortho/2_mosaic/*_mosaic_group1.tif",
                "exports/*-orthomosaic.tif", "*_transparent_mosaic_group1.tif", "*_mosaic_group1.tif",
                "*-orthomosaic.tif",
            ]),
        Rule("ortho-*", ["3_dsm_ortho/2_mosaic/*_transparent_mosaic_*.tif", "*_transparent_mosaic_*.tif"]),
        Rule(
            "points",
            [
                "2_densification/point_cloud/*_densified_point_cloud.laz",
                "2_densification/point_cloud/*_densified_point_cloud.las", "exports/*-dense_point_cloud.laz",
                "exports/*-dense_point_cloud.las", "exports/*-point_cloud.laz", "exports/*-point_cloud.las",
                "*_densified_point_cloud.laz", "*_densified_point_cloud.las", "*-dense_point_cloud.laz",
                "*-dense_point_cloud.las", "*-point_cloud.laz", "*-point_cloud.las",
            ]),
        Rule(
            "points-*",
            [
                "2_densification/point_cloud/*_densified_point_cloud_*.laz",
                "2_densification/point_cloud/*_densified_point_cloud_*.las",
            ]),
        Rule(
            "report",
            ["1_initial/report/*_report.pdf", "exports/*-quality_report.pdf", "*-quality_report.pdf", "*_report.pdf"]),
    ]

    /// A layer's name and the day between the map's name and the extension. What it calls its elevation toolbox is a
    /// picture of heights, not heights.
    private static let dronedeploy = [
        Rule("dsm", ["*_dsm_export_*.tif", "*_dem_export_*.tif"]),
        Rule("dtm", ["*_dtm_export_*.tif"]),
        Rule("ortho", ["*_orthomosaic_export_*.tif"]),
        Rule("elevation", ["*_elevationtoolbox_export_*.tif"]),
        Rule("points", ["*_pointcloud_export_*.laz", "*_pointcloud_export_*.las"]),
    ]

    /// What exports are called by Agisoft's scripts and by people, alone or behind a name. An elevation model is a surface
    /// unless it is called terrain.
    private static let metashape = [
        Rule("dsm", behindNames("dsm", "dem", ending: "tif")),
        Rule("dtm", behindNames("dtm", ending: "tif")),
        Rule("ortho", behindNames("orthomosaic", "orthophoto", "ortho", ending: "tif")),
        Rule(
            "points",
            ["copc.laz", "laz", "las"].flatMap {
                behindNames("point_cloud", "pointcloud", "dense_cloud", "points", ending: $0)
            }),
        Rule("report", behindNames("report", ending: "pdf")),
        Rule("cameras", behindNames("cameras", ending: "xml")),
    ]

    private static func behindNames(_ names: String..., ending: String) -> [String] {
        names.flatMap { name in ["", "*_", "*-"].map { "\($0)\(name).\(ending)" } }
    }
}
