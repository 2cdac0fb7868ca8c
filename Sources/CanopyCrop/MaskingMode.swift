internal import Raster

/// What the pixels outside the boundary become.
public enum MaskingMode: String, Hashable, Sendable, Codable {
    /// The raster has an alpha band: alpha and color 0.
    case alpha
    /// The raster has a mask: mask and samples 0.
    case mask
    /// The raster has a nodata value: that value.
    case nodata
    /// Red, green and blue without any of these: an alpha band is added.
    case addedAlpha
    /// Floating-point numbers without any of these: NaN becomes the nodata value.
    case addedNaN
    /// Anything else: a mask is added.
    case addedMask

    /// The rule for a raster.
    init(for source: RasterProfile) {
        self =
            switch source.validity {
            case .alpha: .alpha
            case .mask: .mask
            case .nodata: .nodata
            case .all:
                if source.isColorPicture { .addedAlpha } else if source.type.isFloat { .addedNaN } else { .addedMask }
            }
    }

    /// Whether what is valid in the raster is so in its crop for the same reason.
    var keepsValidity: Bool {
        switch self {
        case .alpha, .mask, .nodata: true
        case .addedAlpha, .addedNaN, .addedMask: false
        }
    }

    /// What the crop of a raster says about itself, where this rule holds.
    func profile(of source: RasterProfile) -> RasterProfile {
        var profile = source
        switch self {
        case .alpha, .mask, .nodata: break
        case .addedAlpha:
            profile.bands.append(BandProfile(interpretation: .alpha))
            profile.validity = .alpha(band: profile.bands.count - 1)
        case .addedNaN: profile.validity = .nodata(.real(.nan))
        case .addedMask: profile.validity = .mask
        }
        return profile
    }
}

extension RasterProfile {
    /// Whether bands are declared red, green and blue, in the types that pictures have.
    fileprivate var isColorPicture: Bool {
        let meanings = Set(bands.map(\.interpretation))
        return meanings.isSuperset(of: [.red, .green, .blue]) && (type == .uint8 || type == .uint16)
    }
}
