internal import Diagnostics
internal import Raster
internal import Terminal

extension Activity {
    /// `down a.tif 43 %, 5.0 MiB/s; making b.tif; up c.tif and 1 more 80 %, 3.1 MiB/s`, as far as it goes on.
    var text: String {
        let making = Self.names(making).map { "making \($0)" }
        return [downloads.text("down"), making, uploads.text("up")].compactMap(\.self).joined(separator: "; ")
    }

    fileprivate static func names(_ names: [String]) -> String? {
        guard let first = names.first else { return nil }
        return names.count == 1 ? first.printable : "\(first.printable) and \(names.count - 1) more"
    }
}

extension Activity.Transfers {
    fileprivate func text(_ direction: String) -> String? {
        let rate = rate >= 1 ? Formatting.bytes(Int(clamping: rate.rounded())) + "/s" : nil
        guard let names = Activity.names(files) else { return rate.map { "\(direction) \($0)" } }
        let share = size > 0 ? "\(Int(clamping: 100 * Double(moved) / Double(size))) %" : nil
        return "\(direction) \(names)" + [share, rate].compactMap { $0.map { " " + $0 } }.joined(separator: ",")
    }
}
