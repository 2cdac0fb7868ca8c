/// What a canopy height model says of the canopy: a drawing and two tables.
struct CanopySection {
    private let canopy: ManifestFields.Canopy
    private let type: String

    init(_ canopy: ManifestFields.Canopy, of type: String) {
        self.canopy = canopy
        self.type = type
    }

    var html: HTML {
        HTML([
            Histogram(canopy)?.figure ?? .empty,
            HTML(.div, .class("columns")) {
                HTML.table(
                    "Percentiles: so much of the area is lower", columns: [.head("Share"), .number("Height")],
                    rows: canopy.percentiles.map { percentile in
                        [
                            HTML(Words.plain(percentile.percent, decimals: 2) + " %"),
                            HTML(
                                percentile.height.map { Words.number($0, decimals: 2) + " m" } ?? "beyond all counted"),
                        ]
                    })
                HTML.table(
                    "Cover: so much of the area is higher",
                    columns: [.head("Above"), .number("Cover"), .number("Mean height there")],
                    rows: canopy.cover.map { cover in
                        [
                            HTML(Words.plain(cover.above, decimals: 2) + " m"), HTML(Words.percent(cover.percent)),
                            HTML(cover.meanHeight.map { Words.number($0, decimals: 2) + " m" } ?? "none"),
                        ]
                    })
            },
        ])
    }
}
