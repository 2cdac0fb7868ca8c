internal import ArgumentParser
internal import COGEncoding
internal import CanopyCHM
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyPlugins
internal import CanopyPostprocess
internal import CanopySTAC
internal import CanopyThumb
internal import Stores

/// Every setting of `canopy postprocess`.
enum Settings {
    static let input = text(
        "input", contract: VariableSet.first.input.names,
        "Take missions from this store: a folder, s3://BUCKET/PREFIX or REMOTE:PATH.", "store", fallback: "required"
    ) { "\($0.locations.input)" }

    static let boundaries = text(
        "boundaries", contract: VariableSet.first.boundaries.names,
        "Take missions' boundaries from this store: a folder, s3://BUCKET/PREFIX or REMOTE:PATH.", "store",
        fallback: "required without `--boundary`"
    ) { $0.options.single == nil ? "\($0.locations.boundaries)" : nil }

    static let boundary = text(
        "boundary",
        "Take the polygons in this file for the boundary: a GeoPackage, GeoJSON, FlatGeobuf, KML, KMZ or Shapefile, which may be zipped; also s3://BUCKET/KEY or REMOTE:PATH.",
        "file", fallback: "that of `--boundaries`",
        completion: .file(extensions: ["gpkg", "geojson", "fgb", "shp", "kml", "kmz", "zip"])
    ) { settings in
        settings.options.single?.boundary.map { "\(settings.locations.boundaries.appending($0))" }
    }

    static let bbox = Setting<BoxSides>(
        option: "bbox",
        help: ArgumentHelp(
            "Take this rectangle for the boundary, in degrees unless --bbox-crs says otherwise.",
            valueName: "xmin,ymin,xmax,ymax"),
        fallback: "the boundary's file", read: { $0.choice($1) })

    static let bboxCRS = text(
        "bbox-crs", "Name the coordinate system of --bbox, such as EPSG:32610. By default EPSG:4326, longitude first.",
        "crs", fallback: "EPSG:4326")

    static let product = Setting<[ProductFile]>(
        option: "product",
        help: ArgumentHelp(
            "Take this file of the one mission for its dsm, dtm, ortho or whatever TYPE says; may be given several times.",
            valueName: "type=file"),
        fallback: "what files' names say", read: { $0.list($1) },
        shown: { settings in
            settings.options.single.flatMap { single in
                single.products.isEmpty
                    ? nil
                    : single.products.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            }
        })

    static let name = text(
        "name", "Call the one mission so; by default by the name of its folder.", "name",
        fallback: "the folder's name"
    ) { $0.options.single?.name }

    static let output = text(
        "output", contract: VariableSet.first.output.names,
        "Publish to this store: a folder, s3://BUCKET/PREFIX or REMOTE:PATH. By default to 'processed' in the input's bucket; a local --input needs it.",
        "store",
        fallback: "required where the input is a folder"
    ) { "\($0.locations.output)" }

    static let dataset = text(
        "dataset", contract: [VariableSet.first.mission],
        "Process this mission; may be given several times. By default all that are found.", "name",
        fallback: "all missions found"
    ) { settings in
        let missions = settings.options.missions
        if settings.options.single != nil { return nil }
        return missions.isEmpty ? "all that are found" : missions.joined(separator: ", ")
    }

    static let shard = Setting<Shard>(
        option: "shard",
        help: ArgumentHelp(
            "Process one of N parts of the missions, K from 0: each run with another K has others, which their names decide.",
            valueName: "K/N"),
        fallback: "all missions", read: { $0.choice($1) }, shown: { $0.options.shard.map { "\($0)" } })

    static let layout = Setting<MissionLayout>(
        option: "layout",
        help: ArgumentHelp(
            "Expect products in a folder per mission ('nested', the default), all in one folder ('flat'), or where and as a program puts them in a mission's folder. Of one mission with --boundary it is found out.",
            valueName: "layout"),
        fallback: "nested; with `--boundary` what the folder looks like", read: { $0.choice($1) },
        shown: { $0.options.layout?.rawValue ?? "what the folder looks like" })

    static let features = choice(
        "features", "Crop to the union of the boundary's features, or to their intersection.", "how", fallback: "union"
    ) { $0.options.features }

    static let coverHeight = Setting<[CoverHeight]>(
        option: "cover-height",
        help: ArgumentHelp(
            "Tell the canopy's cover above so many meters; may be given several times. By default above 2 and above 5.",
            valueName: "height"),
        fallback: "2,5", read: { $0.list($1) },
        shown: { "above \($0.options.coverHeights.map { "\($0.meters)" }.joined(separator: ", ")) m" })

    static let cameras = flag(
        "cameras",
        "Make a table of the cameras' locations and heights above ground. By default only with PROJECT_NAME and the variables that belong to it.",
        no: "make none", fallback: "false; true with `PROJECT_NAME`"
    ) { $0.options.cameras }

    static let compress = choice("compress", "Compress tiles by this method.", "method", fallback: "deflate") {
        $0.options.writing.compression
    }

    static let level = whole(
        "level", in: 1...100,
        "Compress so hard: deflate 1 to 12, zstd 1 to 22, by default 1. For webp and jpeg it is the quality in percent, 1 to 100, by default 75.",
        "n", fallback: "1"
    ) { $0.options.writing.level.map { "\($0)" } }

    static let predictor = choice(
        "predictor",
        "Store differences of neighboring pixels, with deflate, zstd or lzw. 'auto' tries both on a sample of the raster's tiles.",
        "when", fallback: "auto"
    ) { $0.options.writing.predictor }

    static let chm = flag(
        "chm", "Make a canopy height model where a mission brings none; done by default.", no: "make none",
        fallback: "true"
    ) {
        !$0.options.naming.derivedTypes.isEmpty
    }

    static let thumbnails = flag(
        "thumbnails", "Make a thumbnail of every raster; done by default.", no: "make none", fallback: "true"
    ) { $0.options.thumbnails }

    static let maxDim = whole(
        "max-dim", contract: ["OUTPUT_MAX_DIM"], in: Thumb.Options.sizes,
        "Make the longer side so many pixels, 800 by default; never more than there are.", "pixels", fallback: "800"
    ) { "\($0.options.maxDim) pixels" }

    static let thumbStyle = choice(
        "thumb-style",
        "Draw rasters of one or two bands like this. 'auto' goes by the type in the file's name.", "style",
        fallback: "auto"
    ) { $0.options.thumbStyle }

    static let thumbRange = Setting<StretchRange>(
        option: "thumb-range",
        help: ArgumentHelp(
            "Color canopy heights in thumbnails from LOW to HIGH, in their unit, so that all missions have one scale. By default each goes by its own heights.",
            valueName: "low,high"),
        fallback: "each raster's own", read: { $0.choice($1) },
        shown: { $0.options.thumbRange.map { "\($0.low) to \($0.high)" } })

    static let report = flag(
        "report", "Publish a page about each mission, report.html, beside its manifest.", no: "publish none"
    ) {
        $0.options.report
    }

    static let stac = flag(
        "stac", "Publish an item for STAC catalogs with each mission, beside its manifest.", no: "publish none"
    ) {
        $0.options.item != nil
    }

    static let publicURL = Setting<WebAddress>(
        option: "public-url",
        help: ArgumentHelp(
            "Let links of catalogs and their items begin with this address of the output store; by default they are relative.",
            valueName: "address"),
        fallback: "relative links", read: { $0.choice($1) }, shown: { $0.options.item?.publicURL?.text })

    static let datetime = Setting<SurveyPeriod>(
        option: "datetime",
        help: ArgumentHelp(
            "Tell catalogs that missions were flown then, where their boundaries do not say: a day, a moment with its zone, or two with a slash between.",
            valueName: "time"),
        fallback: "what boundaries say", read: { $0.choice($1) },
        shown: { settings in
            settings.options.item?.period.map { period in
                [period.start, period.end].compactMap { $0.map(SurveyPeriod.text) }.joined(separator: "/")
            }
        })

    static let license = text(
        "license",
        "Tell catalogs these terms of use where nothing else names any: an identifier of SPDX, or an address.",
        "name", fallback: "what boundaries say"
    ) { $0.options.item?.license }

    static let provider = Setting<[STACProvider]>(
        option: "provider",
        help: ArgumentHelp(
            "Tell catalogs of somebody who has to do with the products, besides those that boundaries name: NAME, 'NAME;ROLE,ROLE' or 'NAME;ROLE;ADDRESS'; may be given several times.",
            valueName: "provider"),
        fallback: "those that boundaries name", read: { $0.list($1, separator: "|") },
        shown: { settings in
            settings.options.item.flatMap {
                $0.providers.isEmpty ? nil : $0.providers.map(\.name).joined(separator: ", ")
            }
        })

    static let workingDir = text(
        "working-dir", contract: [VariableSet.first.workingDirectory],
        "Download to and work in this folder; /tmp/processing by default.", "dir",
        fallback: "`\(Postprocess.Options.workingDirectory)`", completion: .directory
    ) { $0.options.versions["rclone"] == nil ? nil : $0.options.workingDirectory }

    static let stream = flag(
        "stream",
        "Read rasters on S3 where they lie, those parts that the boundary touches, instead of downloading them.",
        no: "download them first"
    ) { $0.options.stream }

    static let resume = flag(
        "resume", contract: ["SKIP_IF_COMPLETE"],
        "Skip missions that are published already, from the same inputs and options.", no: "do all of them again"
    ) { $0.options.resume }

    static let strict = flag(
        "strict", "Let the exit status tell also of missions that were left out, and of warnings.",
        no: "tell only of those that failed, as a whole or in part"
    ) { $0.isStrict }

    static let with = Setting<[PluginName]>(
        option: "with",
        help: ArgumentHelp(
            "Give each mission to the program canopy-NAME, which may add files to it, before it is published; may be given several times. See canopy-plugins(7).",
            valueName: "name"),
        fallback: "no plugins", read: { $0.list($1) },
        shown: { settings in
            let names = settings.options.plugins.programs.map(\.name)
            return names.isEmpty ? nil : names.joined(separator: ", ")
        })

    static let withTimeout = whole(
        "with-timeout", in: Postprocess.Plugins.timeLimits,
        "End a plugin that takes more than so many seconds for a mission, 3600 by default.", "seconds",
        fallback: "\(Postprocess.Plugins.usualTimeLimit)"
    ) { $0.options.plugins.programs.isEmpty ? nil : "\($0.options.plugins.timeLimit) s" }

    static let keep = flag("keep", "Keep what the run put into the working directory.", no: "remove it") {
        $0.options.keep
    }

    static let dryRun = flag("dry-run", "Print what would be done, and do nothing.", no: "do it") { $0.options.dryRun }

    static let s3Provider = text(
        "s3-provider", contract: ["S3_PROVIDER"],
        "Expect this kind of S3 service, by the name that rclone has for it; 'Other' by default.", "name",
        fallback: "Other")

    static let jobs = whole(
        "jobs", in: 1...1024, "Work on so many cores; all of them by default.", "n", fallback: "all cores"
    ) { "\($0.options.writing.jobs)" }

    static let memory = Setting<MemorySize>(
        option: "memory",
        help: ArgumentHelp(
            "Use at most so much memory, for example 512M or 2G. By default 512M, or half of the container's limit if that is less, but not less than 128M.",
            valueName: "size"),
        fallback: "512M, or half of the container's limit, but not less than 128M",
        read: { $0.choice($1) }, shown: { "\($0.options.writing.memory >> 20) MiB for pixels" })

    static let json = flag("json", "Print all results and errors as one document of JSON; see canopy-json(7).")
    static let jsonLines = flag("json-lines", "Print each result and error as it comes, a line of JSON each.")
    static let quiet = flag("quiet", "Show no progress and no notes; warnings and errors stay.")
    static let verbose = Setting<Int>(
        option: "verbose",
        help: ArgumentHelp(
            "Show what each file became, what took how long, and why; given twice, each transfer as well."),
        fallback: "false",
        read: { variables, name in
            // As a number, too: there is one variable for an option that is given twice.
            if let text = variables.text(name), let number = Int(text), (0...2).contains(number) { return number }
            return variables.flag(name).map { $0 ? 1 : 0 }
        })

    static let progress = Setting<ProgressDisplay>(
        option: "progress",
        help: ArgumentHelp(
            "Show how far the work has come: a bar on a terminal, a line each half minute elsewhere. 'auto', the default, shows none with --quiet.",
            valueName: "when"),
        fallback: "auto", read: { $0.choice($1) })
    static let logFormat = Setting<LogFormat>(
        option: "log-format",
        help: ArgumentHelp(
            "Write the log as 'text', the default, or as 'json', an object a line; see canopy-json(7).",
            valueName: "format"),
        fallback: "text", read: { $0.choice($1) })
    static let logFile = flag(
        "log-file", "Publish the log of each mission beside its manifest, as log.jsonl, an object a line."
    ) { $0.options.logFile }

    /// All of them, in the order of tables.
    static let all: [any SettingDescription] = [
        input, boundaries, output, dataset, boundary, bbox, bboxCRS, product, name, shard, maxDim, workingDir, stream,
        resume, layout, features, compress, level, predictor, chm, thumbnails, coverHeight,
        thumbStyle, thumbRange, cameras, report, stac, publicURL, datetime, license, provider, with, withTimeout,
        strict, keep, dryRun, memory, jobs, s3Provider, json, jsonLines, quiet, verbose, progress,
        logFormat, logFile,
    ]

    /// Whether parts of files may come without TLS from other machines: a variable of every subcommand.
    static let allowHTTP = "CANOPY_ALLOW_HTTP"

    /// Variables for which there is no option, because command lines can be read by others.
    static let keys = ["S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"]

    /// Every variable that means something to `canopy postprocess`.
    static var variables: [String] {
        keys + [allowHTTP] + all.flatMap { [$0.variable] + $0.contract } + VariableSet.later.allNames
    }
}

// How settings of each kind are declared.
extension Settings {
    private static func text(
        _ option: String, contract: [String] = [], _ help: String, _ valueName: String, fallback: String,
        completion: CompletionKind? = nil, shown: @escaping @Sendable (PostprocessSettings) -> String? = { _ in nil }
    ) -> Setting<String> {
        Setting(
            option: option, contract: contract, help: ArgumentHelp("\(help)", valueName: valueName),
            fallback: fallback, completion: completion, read: { $0.text($1) }, shown: shown)
    }

    private static func whole(
        _ option: String, contract: [String] = [], in range: ClosedRange<Int>, _ help: String, _ valueName: String,
        fallback: String, shown: @escaping @Sendable (PostprocessSettings) -> String?
    ) -> Setting<Int> {
        Setting(
            option: option, contract: contract, help: ArgumentHelp("\(help)", valueName: valueName),
            fallback: fallback, range: range, read: { $0.whole($1, in: range) }, shown: shown)
    }

    private static func choice<Value: ExpressibleByArgument & RawRepresentable<String> & Sendable>(
        _ option: String, _ help: String, _ valueName: String, fallback: String,
        shown: @escaping @Sendable (PostprocessSettings) -> Value
    ) -> Setting<Value> {
        Setting(
            option: option, help: ArgumentHelp("\(help)", valueName: valueName), fallback: fallback,
            read: { $0.choice($1) }, shown: { shown($0).rawValue })
    }

    private static func flag(
        _ option: String, contract: [String] = [], _ help: String, no negation: String? = nil,
        fallback: String = "false",
        shown: @escaping @Sendable (PostprocessSettings) -> Bool = { _ in false }
    ) -> Setting<Bool> {
        Setting(
            option: option, contract: contract, help: ArgumentHelp("\(help)"), negation: negation, fallback: fallback,
            read: { $0.flag($1) }, shown: { shown($0) ? "yes" : nil })
    }
}
