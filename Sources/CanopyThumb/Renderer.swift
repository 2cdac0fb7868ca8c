internal import PNG
internal import Raster

/// A reduced raster in colors.
struct Renderer {
    /// How values became colors.
    let look: Thumb.Rendering
    /// The values at the ends of the scales.
    let limits: [StretchRange]
    /// The colors of the one scale; `nil` where there is none.
    let ramp: ColorRamp?
    private let size: Size
    private let opacity: [Float]
    private let color: (Int) -> Color

    init(
        of reduced: Reduced, subject: RenderMode, style: Style, range: StretchRange? = nil, quantity: Quantity,
        type: PixelType, cell: CellSize
    ) {
        size = reduced.size
        switch subject {
        case .colors(_, let isNatural):
            look = .color
            opacity = reduced.coverage
            limits = type == .uint8 ? [] : colorLimits(of: reduced.bands, isNatural: isNatural)
            ramp = nil
            color = colors(reduced.bands, limits: limits)
        case .palette(_, let palette):
            look = .palette
            limits = []
            ramp = nil
            let entries = reduced.bands[0].map { palette.entry($0) }
            opacity = zip(reduced.coverage, entries).map { $0 * Float($1?.alpha ?? 0) / 255 }
            color = { pixel in
                entries[pixel].map { Color(Float($0.red), Float($0.green), Float($0.blue)) } ?? .zero
            }
        case .classes, .quantity:
            let values = reduced.bands[0]
            opacity = reduced.coverage
            look = Thumb.Rendering(style == .auto ? quantity.style : style)
            guard let ranking = Ranking(values, count: values.count) else {
                limits = []
                ramp = nil
                color = { _ in .zero }
                return
            }
            let usual =
                look == .viridis && quantity == .canopyHeight ? .aboveGround(ranking) : StretchRange(around: ranking)
            let scale = range ?? usual
            let ramp = ColorRamp.of(look)
            limits = look == .hillshade ? [] : [scale]
            self.ramp = look == .hillshade ? nil : ramp
            color =
                switch look {
                // Shades tell errors from slopes by the raster's own heights, whatever they are colored by.
                case .terrain: relief(values, HeightGrid(size: size, cell: cell), colors: scale, plausible: usual)
                case .hillshade: hillshade(values, HeightGrid(size: size, cell: cell), scale: usual)
                case .viridis, .color, .palette, .gray: { ramp.color(at: scale.position(of: values[$0])) }
                }
        }
    }

    /// The finished picture. Neither time nor version is in it: equal rasters give equal files.
    func picture(title: String) -> Picture {
        var samples: [UInt8] = []
        samples.reserveCapacity(size.area * 4)
        for pixel in 0..<size.area {
            let alpha = byte(opacity[pixel] * 255)
            let color = alpha > 0 ? color(pixel) : .zero
            samples.append(byte(color.x))
            samples.append(byte(color.y))
            samples.append(byte(color.z))
            samples.append(alpha)
        }
        return Picture(
            width: size.width, height: size.height, channels: .rgba, samples: samples,
            texts: [Picture.Text("Title", title), Picture.Text("Software", "canopy")])
    }
}

private func byte(_ value: Float) -> UInt8 { UInt8(clamping: value.rounded()) }

/// Natural colors share one scale, which keeps their balance; other bands have nothing to do with each other.
private func colorLimits(of bands: [[Float]], isNatural: Bool) -> [StretchRange] {
    if isNatural {
        guard let ranking = Ranking(bands.joined(), count: bands.count * (bands.first?.count ?? 0)) else { return [] }
        return Array(repeating: StretchRange(around: ranking), count: bands.count)
    }
    let limits = bands.map { Ranking($0, count: $0.count).map(StretchRange.init(around:)) }
    return limits.contains { $0 != nil } ? limits.map { $0 ?? StretchRange(low: 0, high: 1) } : []
}

private func colors(_ bands: [[Float]], limits: [StretchRange]) -> (Int) -> Color {
    func component(_ band: Int, _ pixel: Int) -> Float {
        let value = bands[band][pixel]
        if value.isNaN { return 0 }
        return limits.isEmpty ? value : limits[band].position(of: value) * 255
    }
    return { pixel in Color(component(0, pixel), component(1, pixel), component(2, pixel)) }
}

private func hillshade(_ heights: [Float], _ grid: HeightGrid, scale: StretchRange) -> (Int) -> Color {
    let brightness = Hillshade(of: heights, within: scale, on: grid).brightness
    return { ColorRamp.gray.color(at: brightness[$0]) }
}

/// Shadows are blue and lights warm, as outdoors; level ground keeps the color of its height.
private func relief(
    _ heights: [Float], _ grid: HeightGrid, colors scale: StretchRange, plausible: StretchRange
) -> (Int) -> Color {
    let brightness = Hillshade(of: heights, within: plausible, on: grid).brightness
    let shadow = Color(24, 32, 52)
    let light = Color(255, 252, 240)
    return { pixel in
        let color = ColorRamp.terrain.color(at: scale.position(of: heights[pixel]))
        let difference = brightness[pixel] - Hillshade.level
        if difference < 0 { return color + (shadow - color) * (-difference / Hillshade.level * 0.8) }
        return color + (light - color) * (difference / (1 - Hillshade.level) * 0.5)
    }
}

extension ColorRamp {
    /// The colors of a look that has one scale.
    fileprivate static func of(_ look: Thumb.Rendering) -> ColorRamp {
        switch look {
        case .viridis: viridis
        case .terrain: terrain
        case .color, .palette, .gray, .hillshade: gray
        }
    }
}

extension Thumb.Rendering {
    init(_ style: Style) {
        switch style {
        case .auto, .gray: self = .gray
        case .viridis: self = .viridis
        case .terrain: self = .terrain
        case .hillshade: self = .hillshade
        }
    }
}

extension [PaletteColor] {
    /// The color of a class; `nil` where the palette has none.
    fileprivate func entry(_ value: Float) -> PaletteColor? {
        guard let index = Int(exactly: value), indices.contains(index) else { return nil }
        return self[index]
    }
}
