public import CanopyInfo
internal import Foundation
internal import Raster
internal import RasterIO
public import Terminal

extension Info.Report: Renderable {
    /// The file's name, and below it a line for each thing that it says.
    public func text(width: Int?) -> String {
        var lines: [(heading: String, text: String)] = [
            ("size", "\(raster.size) pixels, \(Formatting.bytes(raster.bytes))"),
            ("grid", raster.gridLine),
            ("crs", raster.crs?.line ?? "none"),
        ]
        if let vertical = raster.crs?.vertical { lines.append(("heights", vertical)) }
        let count = raster.bands.count
        lines.append(("bands", "\(count) \(count == 1 ? "band" : "bands") of \(raster.sampleType.rawValue)"))
        lines += raster.bands.enumerated().map { ("  \($0 + 1)", $1.line) }
        lines.append(("validity", raster.validity.line))
        lines.append(("storage", raster.storage.line(raster.size)))
        lines.append(
            (
                "overviews",
                raster.overviews.isEmpty ? "none" : raster.overviews.map(\.description).joined(separator: ", ")
            ))
        if let cog {
            lines.append(("cog", "\(cog.valid ? "a valid" : "not a valid") Cloud Optimized GeoTIFF"))
            lines += (cog.errors + cog.warnings).map { ("", $0) }
        }
        let widest = lines.map(\.heading.count).max() ?? 0
        let texts = lines.map { line in
            "  " + line.heading + String(repeating: " ", count: widest - line.heading.count) + "  " + line.text
        }
        return ([raster.path] + texts).map { $0.printable + "\n" }.joined()
    }
}

extension RasterDescription {
    fileprivate var gridLine: String {
        guard let transform, let bounds else { return "without a place on Earth" }
        let pixel =
            transform.isAxisAligned
            ? "pixels of \(number(abs(transform.pixelWidth))) x \(number(abs(transform.pixelHeight)))" : "turned pixels"
        return "\(pixel), x \(number(bounds.minX)) to \(number(bounds.maxX)), y \(number(bounds.minY)) to "
            + number(bounds.maxY)
    }
}

extension RasterDescription.CRS {
    fileprivate var line: String { code.map { "\($0), \(name)" } ?? name }
}

extension RasterDescription.Band {
    fileprivate var line: String {
        var parts = [interpretation.rawValue]
        if let name { parts.append("'\(name)'") }
        if let unit { parts.append("in \(unit)") }
        if scale != nil || offset != nil {
            parts.append("scaled by \(number(scale ?? 1)), plus \(number(offset ?? 0))")
        }
        return parts.joined(separator: ", ")
    }
}

extension RasterDescription.ValidityMark {
    fileprivate var line: String {
        switch kind {
        case .none: "nothing marks pixels as not valid"
        case .nodata: "nodata \(nodata ?? "")"
        case .alpha: "alpha, band \(alphaBand ?? 0)"
        case .mask: "a mask"
        }
    }
}

extension RasterDescription.Storage {
    fileprivate func line(_ size: Size) -> String {
        let blocks =
            blockSize.width == size.width
            ? "strips of \(blockSize.height) \(blockSize.height == 1 ? "row" : "rows")" : "tiles of \(blockSize) pixels"
        let interleaved = interleaving.map { ", interleaved by \($0.lowercased())" } ?? ""
        return "\(blocks), \(compression ?? "not compressed")\(interleaved)"
    }
}

/// A number without a fraction that is none, and without what sums of fractions leave behind their last digit.
private func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(format: "%.12g", value)
}
