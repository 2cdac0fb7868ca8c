internal import Diagnostics
internal import Raster
internal import Terminal

extension Activity {
    /// `down a.tif 43 %, 5.0 MiB/s`, `cropping b.tif` and `up c.tif and 1 more 80 %, 3.1 MiB/s`, as far as it goes on.
    var texts: [String] {
        [downloads.text("down"), Self.names(making), uploads.text("up")].compactMap(\.self)
    }

    fileprivate static func names(_ names: [String]) -> String? {
        guard let first = names.first else { return nil }
        return names.count == 1 ? first.printable : "\(first.printable) and \(names.count - 1) more"
    }
}

extension Activity.Transfers {
    fileprivate func text(_ direction: String) -> String? {
        let rate = rate >= 1 ? Formatting.bytes(Int(clamping: rate.rounded())) + "/s" : nil
        guard let names = Activity.names(files) else {
            let moved = size > 0 ? "\(Formatting.bytes(moved)) of \(Formatting.bytes(size))" : nil
            let facts = [moved, rate].compactMap(\.self)
            return facts.isEmpty ? nil : "\(direction) \(facts.joined(separator: ", "))"
        }
        let share = size > 0 ? "\(Int(clamping: 100 * Double(moved) / Double(size))) %" : nil
        return "\(direction) \(names)" + [share, rate].compactMap { $0.map { " " + $0 } }.joined(separator: ",")
    }
}
