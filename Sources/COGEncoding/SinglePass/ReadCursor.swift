internal import Raster

/// Goes through the rectangles of a ``BlockReadingPlan``, row by row.
struct ReadCursor {
    private let plan: BlockReadingPlan
    private let columns: [Range<Int>]
    private var band = 0
    private var column = 0

    init(_ plan: BlockReadingPlan) {
        self.plan = plan
        columns = plan.columns
    }

    /// The rows of pixels of the next rectangle; `nil` after the last.
    var rows: Range<Int>? { band < plan.bands ? plan.rows(of: band) : nil }

    /// The next rectangle.
    mutating func next() -> Window? {
        guard let rows else { return nil }
        let window = Window(columns: columns[column], rows: rows)
        column += 1
        if column == columns.count {
            column = 0
            band += 1
        }
        return window
    }
}
