internal import Raster

/// What of a raster a picture shows.
enum RenderMode: Equatable {
    /// Three bands as red, green and blue. `isNatural` where the raster declares them to be just that.
    case colors(bands: [Int], isNatural: Bool)
    /// Classes of one band, in colors of their own.
    case palette(band: Int, colors: [PaletteColor])
    /// Classes of one band without colors.
    case classes(band: Int)
    /// Values of one band.
    case quantity(band: Int)

    init(of profile: RasterProfile) {
        let bands = profile.bands.indices.filter { profile.bands[$0].interpretation != .alpha }
        if bands.count >= 3 {
            let natural = [ColorInterpretation.red, .green, .blue].compactMap { color in
                bands.first { profile.bands[$0].interpretation == color }
            }
            let isNatural = natural.count == 3
            self = .colors(bands: isNatural ? natural : Array(bands.prefix(3)), isNatural: isNatural)
            return
        }
        // A raster that is nothing but an alpha band is shown as a quantity that is valid where it is not 0.
        let band = bands.first ?? 0
        let colors = profile.bands[band].palette
        if !colors.isEmpty {
            self = .palette(band: band, colors: colors)
        } else {
            self = profile.bands[band].isClassified ? .classes(band: band) : .quantity(band: band)
        }
    }

    /// Whether values become colors by one scale.
    func hasScale(in style: Style, _ name: String) -> Bool {
        switch self {
        case .colors, .palette: false
        case .classes, .quantity: (style == .auto ? Quantity(ofFileAt: name).style : style) != .hillshade
        }
    }

    /// The bands to read.
    var bands: [Int] {
        switch self {
        case .colors(let bands, _): bands
        case .palette(let band, _), .classes(let band), .quantity(let band): [band]
        }
    }

    /// Whether samples are names, so that there is nothing between two of them.
    var isClassified: Bool {
        switch self {
        case .palette, .classes: true
        case .colors, .quantity: false
        }
    }
}
