/// Rows of text in aligned columns.
public struct Table: Sendable {
    /// A column's heading and the side its cells keep to.
    public struct Column: Sendable {
        let heading: String
        let isNumeric: Bool

        /// A column of words, which keep to the left.
        public static func text(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }

        /// A column of numbers, which keep to the right.
        public static func number(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// A table without rows.
    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; cells that it lacks stay empty.
    public mutating func append(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? cells[$0].printable : "" })
    }

    /// The table as lines. On a terminal of `width` columns lines are cut there; in a file they are whole.
    public func text(width: Int?) -> String {
        let lines = [columns.map(\.heading)] + rows
        let widths = columns.indices.map { column in lines.map { $0[column].displayWidth }.max() ?? 0 }
        return lines.map { cells in
            var line = columns.indices.map { pad(cells[$0], to: widths[$0], $0) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return Self.cut(line, to: width) + "\n"
        }.joined()
    }

    private func pad(_ cell: String, to width: Int, _ column: Int) -> String {
        let space = String(repeating: " ", count: width - cell.displayWidth)
        return columns[column].isNumeric ? space + cell : cell + space
    }

    private static func cut(_ line: String, to width: Int?) -> String {
        guard let width, width > 0, line.displayWidth > width else { return line }
        return line.prefix(ofWidth: width - 1) + "…"
    }
}
