/// A picture in memory: samples of 8 bits, row by row, the channels of a pixel side by side.
public struct Picture: Hashable, Sendable {
    /// What the samples of a pixel are.
    public enum Channels: Int, Sendable {
        /// Brightness.
        case gray = 1
        /// Brightness and opacity.
        case grayAlpha
        /// Red, green and blue.
        case rgb
        /// Red, green, blue and opacity.
        case rgba
    }

    /// A text about the picture, such as its title.
    public struct Text: Hashable, Sendable {
        /// What the text is: 1 to 79 characters of Latin-1; PNG knows `Title`, `Author`, `Software` and others.
        public let keyword: String
        /// The text.
        public let text: String

        /// A text under a keyword.
        public init(_ keyword: String, _ text: String) {
            self.keyword = keyword
            self.text = text
        }
    }

    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// What the samples of a pixel are.
    public let channels: Channels
    /// The samples.
    public let samples: [UInt8]
    /// What is said about the picture, in the order of the file.
    public var texts: [Text] = []

    /// A picture of `width * height` pixels.
    ///
    /// - Parameter samples: Row by row, the channels of a pixel side by side: no more and no fewer than the pixels have.
    public init(width: Int, height: Int, channels: Channels, samples: [UInt8], texts: [Text] = []) {
        precondition(samples.count == width * height * channels.rawValue, "samples do not fill the picture")
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
        self.texts = texts
    }

    /// The same picture without the channels that say nothing: opacity where all of it is opaque, colors where all
    /// are gray. Transparent pixels show no color, so theirs does not count and becomes black.
    public func reduced() -> Picture {
        guard channels == .rgba else { return self }
        var isOpaque = true
        var isGray = true
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let alpha = samples[pixel + 3]
            if alpha != 255 { isOpaque = false }
            if alpha == 0 { continue }
            if samples[pixel] != samples[pixel + 1] || samples[pixel] != samples[pixel + 2] { isGray = false }
            if !isOpaque && !isGray { break }
        }
        let kept: [Int] = (isGray ? [0] : [0, 1, 2]) + (isOpaque ? [] : [3])
        var result: [UInt8] = []
        result.reserveCapacity(width * height * kept.count)
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let isVisible = samples[pixel + 3] != 0
            for channel in kept { result.append(isVisible ? samples[pixel + channel] : 0) }
        }
        let channels: Channels =
            switch (isGray, isOpaque) {
            case (true, true): .gray
            case (true, false): .grayAlpha
            case (false, true): .rgb
            case (false, false): .rgba
            }
        return Picture(width: width, height: height, channels: channels, samples: result, texts: texts)
    }
}
