internal import COGEncoding
internal import CanopyCHM
internal import CanopyCOG
internal import CanopyCrop
internal import CanopyMatch
internal import CanopyThumb
internal import Raster
internal import Stores

/// A report that has more to tell than most people want to know: for `--verbose`.
protocol Detailed {
    /// A line for each thing.
    var details: [String] { get }
}

extension Crop.Report: Detailed {
    var details: [String] {
        [
            "\(input): read from column \(window.x) and row \(window.y), \(window.width) x \(window.height) pixels",
            "\(output): \(raster.details)",
        ]
    }
}

extension CHM.Report: Detailed {
    var details: [String] { ["\(output): \(raster.details)"] }
}

extension COG.Report: Detailed {
    var details: [String] { ["\(output): \(raster.details)"] }
}

extension Thumb.Report: Detailed {
    var details: [String] {
        limits.enumerated().map { "\(output): scale \($0 + 1) goes from \($1.low) to \($1.high)" }
    }
}

extension Match.Report: Detailed {
    var details: [String] {
        missions.flatMap { mission in
            ["\(mission.name): its boundary is '\(mission.boundary.key)', its output would be '\(mission.output)'"]
                + mission.products.map {
                    "\(mission.name): '\($0.entry.key)' is \($0.type), and becomes '\($0.output)'"
                }
        }
    }
}
