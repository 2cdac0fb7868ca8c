public import CanopyReport
public import Terminal

extension MissionIndex.Report: Renderable {
    /// What was made, in a line.
    public func text(width: Int?) -> String {
        var parts = ["\(missions) \(missions == 1 ? "mission" : "missions")"]
        for (count, words) in [
            (good, "good"), (attention, "to look at"), (bad, "with problems"), (unknown, "not checked"),
            (skipped.count, "left out"),
        ] where count > 0 {
            parts.append("\(count) \(words)")
        }
        return "\(output): \(parts.joined(separator: ", "))".printable + "\n"
    }
}
