internal import COGEncoding
public import CanopyCHM
public import CanopyCOG
public import CanopyCameras
public import CanopyCrop
public import CanopyThumb
internal import Logging
internal import Raster
public import Terminal

extension RasterReport {
    /// What was written, in a line.
    fileprivate var line: String {
        var parts = ["\(size) pixels"]
        if let band = bands.first {
            parts.append("\(rounded(band.validPercent)) % valid")
            if bands.count == 1, let minimum = band.minimum, let maximum = band.maximum {
                let unit = band.unit.map { " " + abbreviation(ofUnit: $0) } ?? ""
                parts.append("\(rounded(minimum)) to \(rounded(maximum))\(unit)")
            }
        }
        parts.append(Formatting.bytes(bytes))
        return "\(path): \(parts.joined(separator: ", "))".printable + "\n"
    }
}

/// A figure with two decimals.
private func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

/// Meters by their sign; any other unit as the file has it.
private func abbreviation(ofUnit unit: String) -> String {
    ["m", "meter", "metre", "meters", "metres"].contains(unit.lowercased()) ? "m" : unit.printable
}

extension Crop.Report: Renderable {
    /// What was written, in a line.
    public func text(width: Int?) -> String { raster.line }
}

extension CHM.Report: Renderable {
    /// What was written, in a line, and what stands how high, in another.
    public func text(width: Int?) -> String {
        raster.line + (canopy?.line(unit: raster.bands.first?.unit == nil ? "" : " m") ?? "")
    }
}

extension CanopyFigures {
    /// - Parameter unit: What stands behind heights, which are meters unless nobody knows.
    fileprivate func line(unit: String) -> String {
        let shares = cover.map { "\(rounded($0.percent)) % above \(rounded($0.above))\(unit)" }
        let highest = percentiles.first { $0.percent == 95 }?.height.map {
            "95 % of the heights up to \(rounded($0))\(unit)"
        }
        return "  " + (shares + [highest].compactMap(\.self)).joined(separator: ", ") + "\n"
    }
}

extension Cameras.Report: Renderable {
    /// What was written, in a line, and how the mission was flown, in another.
    public func text(width: Int?) -> String {
        let line =
            "\(output): \(cameras.count) cameras, \(cameras.aligned) aligned, \(cameras.aboveTerrain) above the terrain"
        return line.printable + "\n" + (cameras.line ?? "")
    }
}

extension CameraFigures {
    fileprivate var line: String? {
        guard let aglMean else { return nil }
        let fidelity = aglFidelity.map { ", following the terrain by \($0) of 100" } ?? ""
        return "  \(aglMean) m above the ground\(fidelity)\n"
    }
}

extension COG.Report: Renderable {
    /// What was written, in a line.
    public func text(width: Int?) -> String { raster.line }
}

extension COGValidation.Report: Renderable {
    /// The verdict, and a line for each thing that is wrong.
    public func text(width: Int?) -> String {
        let verdict = "\(input): \(valid ? "a valid" : "not a valid") Cloud Optimized GeoTIFF"
        return ([verdict] + (errors + warnings).map { "  \($0)" }).map { $0.printable + "\n" }.joined()
    }
}

extension Thumb.Report: Renderable {
    /// What was drawn, in a line.
    public func text(width: Int?) -> String { "\(output): \(size) pixels, \(style.rawValue)".printable + "\n" }
}

extension Logger {
    /// Tells of warnings.
    func warn(_ warnings: [String]) {
        for text in warnings { warning("\(text)") }
    }
}
