internal import Foundation
internal import PNG
internal import Raster

/// A bar of colors with the values that they stand for, on white below a picture.
struct LegendStrip {
    /// The longest side of the picture with its legend.
    private let longest: Int
    /// Pixels of a dot of the font.
    private let dot: Int

    /// The shortest of the longest sides that there is room on.
    static let leastSide = 120
    /// Dots from the strip's upper edge to the bar, to its end, to the values' upper and lower end, and to the edge.
    private static let (bar, barEnd, text, textEnd, end) = (3, 10, 13, 20, 23)
    /// Dots beside the bar.
    private static let margin = 3

    /// The legend of a picture with that longest side; `nil` where there is no room for one.
    init?(in longest: Int) {
        guard longest >= Self.leastSide else { return nil }
        self.longest = longest
        dot = max(1, longest / 400)
    }

    private var height: Int { Self.end * dot }

    /// The size of the picture of a raster, so that with the legend it is no larger than was asked for.
    func size(for raster: Size) -> Size {
        let size = raster.fitted(into: longest)
        let room = longest - height
        guard size.height > room else { return size }
        let width = Int(clamping: (Double(size.width) * Double(room) / Double(size.height)).rounded())
        return Size(width: max(1, width), height: room)
    }

    /// A picture with its legend. One that is narrower than a legend can be comes to lie on the left.
    func below(_ picture: Picture, _ scale: ColorScale, _ ramp: ColorRamp) -> Picture {
        let width = max(picture.width, min(longest, Self.leastSide * dot))
        var samples: [UInt8] = []
        samples.reserveCapacity(width * (picture.height + height) * 4)
        let blank = [UInt8](repeating: 0, count: (width - picture.width) * 4)
        for row in 0..<picture.height {
            samples += picture.samples[row * picture.width * 4..<(row + 1) * picture.width * 4]
            samples += blank
        }
        samples += strip(width, scale, ramp)
        return Picture(
            width: width, height: picture.height + height, channels: .rgba, samples: samples, texts: picture.texts)
    }

    private func strip(_ width: Int, _ scale: ColorScale, _ ramp: ColorRamp) -> [UInt8] {
        var canvas = Canvas(width: width, height: height)
        let left = Self.margin * dot
        let right = width - left
        for column in left..<right {
            let color = ramp.color(at: Float(column - left) / Float(max(1, right - left - 1)))
            canvas.fill(columns: column..<column + 1, rows: Self.bar * dot..<Self.barEnd * dot, color)
        }
        // No label begins before the one on its left has ended.
        var free = 0
        for (value, label) in Self.labels(scale, room: (right - left) / dot) {
            let place = left + Int(clamping: Double(right - left - 1) * value)
            let length = DigitFont.width(of: label) * dot
            let start = min(max(place - length / 2, left / 2), width - length - left / 2)
            guard start >= free else { continue }
            canvas.fill(columns: place..<place + dot, rows: Self.barEnd * dot..<(Self.text - 1) * dot, Canvas.ink)
            canvas.write(label, column: start, row: Self.text * dot, dot: dot)
            free = start + length + 3 * dot
        }
        return canvas.samples
    }

    /// Values with their places from 0 to 1, as many as there is room for: round ones, else the ends.
    static func labels(_ scale: ColorScale, room: Int) -> [(place: Double, text: String)] {
        let (low, high) = (Double(scale.low), Double(scale.high))
        guard low < high else { return [(0.5, text(low, decimals: 2, scale.unit))] }
        let most = max(2, room / 40)
        var step = pow(10, log10((high - low) / Double(most)).rounded(.down))
        step *= [1.0, 2, 5, 10].first { (high - low) / (step * $0) <= Double(most) } ?? 10
        let decimals = max(0, Int(clamping: -log10(step).rounded(.down)))
        let (first, last) = ((low / step - 1e-6).rounded(.up), (high / step + 1e-6).rounded(.down))
        guard decimals <= 6, first < last, last.magnitude < 1e9 else {
            return [(0, text(low, decimals: nil, scale.unit)), (1, text(high, decimals: nil, scale.unit))]
        }
        return stride(from: first, through: last, by: 1).map { number in
            let value = number * step
            return (min(max((value - low) / (high - low), 0), 1), text(value, decimals: decimals, scale.unit))
        }
    }

    /// A value as the font can write it, with its unit if that is meters or feet.
    private static func text(_ value: Double, decimals: Int?, _ unit: String?) -> String {
        var text = decimals.map { String(format: "%.\($0)f", value) } ?? String(format: "%.3g", value)
        if text.hasPrefix("-"), text.allSatisfy({ "-0.".contains($0) }) { text.removeFirst() }
        text.removeAll { $0 == "+" }
        switch unit?.lowercased() {
        case "m", "meter", "metre", "meters", "metres": return text + " m"
        case "ft", "foot", "feet", "us-ft", "ftus", "us survey foot", "foot_us": return text + " ft"
        default: return text
        }
    }
}

/// Pixels to draw on, white at first.
private struct Canvas {
    static let ink = Color(repeating: 24)

    private let width: Int
    private let height: Int
    private(set) var samples: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        samples = [UInt8](repeating: 255, count: width * height * 4)
    }

    mutating func fill(columns: Range<Int>, rows: Range<Int>, _ color: Color) {
        for row in rows.clamped(to: 0..<height) {
            for column in columns.clamped(to: 0..<width) {
                for part in 0..<3 {
                    samples[(row * width + column) * 4 + part] = UInt8(clamping: color[part].rounded())
                }
            }
        }
    }

    mutating func write(_ text: String, column: Int, row: Int, dot: Int) {
        for (place, sign) in text.enumerated() {
            let left = column + place * DigitFont.advance * dot
            for (line, bits) in (DigitFont.rows(of: sign) ?? []).enumerated() {
                for across in 0..<DigitFont.width where bits >> (DigitFont.width - 1 - across) & 1 == 1 {
                    let (x, y) = (left + across * dot, row + line * dot)
                    fill(columns: x..<x + dot, rows: y..<y + dot, Self.ink)
                }
            }
        }
    }
}
