public import CanopySTAC
internal import Stores
public import Terminal

extension CollectItems.Report: Renderable {
    /// What was made, of how many missions.
    public func text(width: Int?) -> String {
        let counts = [
            "\(missions) mission\(missions == 1 ? "" : "s")",
            olderRuns > 0 ? "\(olderRuns) earlier run\(olderRuns == 1 ? "" : "s")" : nil,
            skipped > 0 ? "\(skipped) left out" : nil,
        ].compactMap(\.self)
        return (outputs.map { "wrote \($0)" } + [counts.joined(separator: ", ")]).map { $0.printable + "\n" }.joined()
    }
}
