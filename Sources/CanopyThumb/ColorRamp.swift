internal import Raster

/// A color: red, green and blue, from 0 to 255.
typealias Color = SIMD3<Float>

/// Colors for the positions from 0 to 1.
struct ColorRamp {
    /// Colors at even distances.
    private let stops: [Color]

    /// A ramp through colors written as `0xRRGGBB`.
    private init(_ stops: [UInt32]) {
        self.stops = stops.map { stop in
            Color(Float(stop >> 16 & 255), Float(stop >> 8 & 255), Float(stop & 255))
        }
    }

    /// The color at a position from 0 to 1.
    func color(at position: Float) -> Color {
        let place = position * Float(stops.count - 1)
        let lower = min(max(0, Int(clamping: place)), stops.count - 2)
        return stops[lower] + (stops[lower + 1] - stops[lower]) * (place - Float(lower))
    }

    /// Black to white.
    static let gray = ColorRamp([0x000000, 0xFFFFFF])

    /// Matplotlib's color map of that name by Stéfan van der Walt and Nathaniel Smith (CC0), at every eighth color.
    ///
    /// See: [their page](https://bids.github.io/colormap/).
    static let viridis = ColorRamp([
        0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989,
        0x3B528B, 0x375A8D, 0x33638D, 0x2F6A8E, 0x2C728E, 0x297A8E, 0x26818E, 0x23898E,
        0x21908C, 0x1F988B, 0x1F9F88, 0x21A685, 0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C,
        0x5DC963, 0x6ECE58, 0x82D34C, 0x96D83F, 0xABDC32, 0xC0DF24, 0xD5E21A, 0xEAE51A,
        0xFDE725,
    ])

    /// Heights from dark green lowland over olive to pale summits: the higher, the lighter, so that it is read without telling
    /// red from green as well.
    static let terrain = ColorRamp([
        0x17474A, 0x2A6453, 0x4F7F56, 0x7F985A, 0xB0AE68, 0xD8C487, 0xECDBB4, 0xFAF3E6,
    ])

    /// Colors at nine even distances as `#rrggbb`, for legends.
    var hexadecimal: [String] {
        (0...8).map { place in
            let color = color(at: Float(place) / 8)
            return "#"
                + [color.x, color.y, color.z].map { part in
                    let digits = String(UInt8(clamping: part.rounded()), radix: 16)
                    return digits.count == 1 ? "0" + digits : digits
                }.joined()
        }
    }
}
