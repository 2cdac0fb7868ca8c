internal import Raster
internal import Stores

/// The pictures of a mission: first one of each kind of raster, then the others.
struct MissionPictures {
    let main: [MissionPicture]
    let others: [MissionPicture]

    init(_ manifest: ManifestFields) {
        let pictures = manifest.outputs.filter { $0.role == "thumbnail" }.enumerated()
            .map { (place: $0.offset, picture: MissionPicture($0.element, number: $0.offset)) }
            .sorted { ($0.picture.kind, $0.place) < ($1.picture.kind, $1.place) }.map(\.picture)
        var seen: Set<Kind> = []
        let isFirst = pictures.map { seen.insert($0.kind).inserted }
        main = zip(pictures, isFirst).filter(\.1).map(\.0)
        others = zip(pictures, isFirst).filter { !$0.1 }.map(\.0)
    }
}

/// A picture with its legend, a scale bar and north.
struct MissionPicture {
    let kind: Kind
    private let output: ManifestFields.Output
    /// Tells its drawings from those of others.
    private let number: Int

    init(_ output: ManifestFields.Output, number: Int) {
        self.output = output
        self.number = number
        kind = Kind(ofType: output.type)
    }

    var figure: HTML {
        HTML(.figure) {
            HTML(.figcaption) {
                HTML(.strong) { kind.name ?? output.type }
                HTML(.span) {
                    kind.subject + ", "
                    HTML.name(output.type)
                }
            }
            HTML(.div, .class(frame)) {
                HTML(.a, .href(HTML.Link(path: output.path.text))) { HTML(.img, image) }
                if let picture = output.picture {
                    HTML(.div, .class("beside")) {
                        HTML(.div, .class("legend")) {
                            if let meters = picture.metersPerPixel {
                                ScaleBar.figure(metersAcross: meters * Double(picture.size.width))
                            }
                        }
                        if let north = picture.north { NorthArrow.figure(degrees: north) }
                    }
                    if let scale = picture.scale, scale.low < scale.high {
                        Legend.figure(
                            "legend-\(number)", low: scale.low, high: scale.high, unit: scale.unit, colors: scale.colors
                        )
                    }
                }
            }
        }
    }

    private var image: [HTML.Attribute] {
        [.src(HTML.Link(path: output.path.text)), .set(.alt, description)]
            + (output.picture.map { [.set(.width, $0.size.width), .set(.height, $0.size.height)] } ?? [])
    }

    private var description: String {
        var text = "\(kind.subject) (\(output.type))"
        if let scale = output.picture?.scale {
            let unit = scale.unit.map { " " + Words.unit($0) } ?? ""
            let ends = [scale.low, scale.high].map { Words.number($0, decimals: 1) }
            text += ", colored from \(ends.joined(separator: " to "))\(unit)"
        }
        return text
    }

    /// Narrow pictures are not drawn over several screens.
    private var frame: String {
        guard let size = output.picture?.size else { return "picture" }
        let ratio = Double(size.height) / Double(size.width)
        return ratio > 3 ? "picture tower" : ratio > 1.4 ? "picture tall" : "picture"
    }
}
