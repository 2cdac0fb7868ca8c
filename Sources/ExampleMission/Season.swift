/// A color as light: red, green, blue, from 0 to 1.
typealias SeasonColor = SIMD3<Float>

/// What a forest looks like at a time of the year.
public enum Season: String, Sendable, CaseIterable {
    /// Dry grass, all leaves green.
    case summer
    /// Oaks yellow and orange, grass bleached.
    case autumn

    func foliage(of kind: Body.Kind, tint: Float) -> SeasonColor {
        switch (kind, self) {
        case (.fir, _): blend(SeasonColor(0.23, 0.30, 0.19), SeasonColor(0.34, 0.40, 0.27), tint)
        case (.pine, _): blend(SeasonColor(0.33, 0.40, 0.22), SeasonColor(0.42, 0.46, 0.29), tint)
        case (.oak, .summer): blend(SeasonColor(0.40, 0.46, 0.24), SeasonColor(0.50, 0.53, 0.31), tint)
        case (.oak, .autumn): blend(SeasonColor(0.72, 0.40, 0.14), SeasonColor(0.80, 0.66, 0.22), tint)
        case (.snag, _): blend(SeasonColor(0.58, 0.54, 0.49), SeasonColor(0.70, 0.67, 0.62), tint)
        case (.shrub, .summer): blend(SeasonColor(0.36, 0.41, 0.25), SeasonColor(0.50, 0.53, 0.38), tint)
        case (.shrub, .autumn): blend(SeasonColor(0.38, 0.38, 0.25), SeasonColor(0.55, 0.46, 0.32), tint)
        case (.log, _): blend(SeasonColor(0.45, 0.38, 0.31), SeasonColor(0.64, 0.58, 0.51), tint)
        case (.boulder, _): blend(SeasonColor(0.56, 0.54, 0.51), SeasonColor(0.72, 0.70, 0.66), tint)
        }
    }

    var grass: SeasonColor {
        switch self {
        case .summer: SeasonColor(0.62, 0.57, 0.36)
        case .autumn: SeasonColor(0.68, 0.60, 0.44)
        }
    }

    var herbs: SeasonColor {
        switch self {
        case .summer: SeasonColor(0.42, 0.48, 0.25)
        case .autumn: SeasonColor(0.50, 0.46, 0.29)
        }
    }

    var litter: SeasonColor { SeasonColor(0.47, 0.37, 0.27) }
    var soil: SeasonColor { SeasonColor(0.60, 0.51, 0.40) }
    var track: SeasonColor { SeasonColor(0.74, 0.65, 0.53) }
    var gravel: SeasonColor { SeasonColor(0.66, 0.63, 0.57) }
    var water: SeasonColor { SeasonColor(0.16, 0.24, 0.24) }
}

/// `a` where `share` is 0, `b` where it is 1.
@inline(__always)
func blend(_ a: SeasonColor, _ b: SeasonColor, _ share: Float) -> SeasonColor { a + (b - a) * share }
