public import ArgumentParser
internal import COGEncoding
public import CanopyCHM
public import CanopyCrop
public import CanopyMatch
public import CanopyPlugins
public import CanopySTAC
public import CanopyThumb

// The choices that options offer are those that the libraries know.

extension Compression: ExpressibleByArgument {}
extension PredictorChoice: ExpressibleByArgument {}
extension BigTIFFChoice: ExpressibleByArgument {}
extension OverviewResampling: ExpressibleByArgument {}
extension OutputFormat: ExpressibleByArgument {}
extension FeatureCombination: ExpressibleByArgument {}
extension Style: ExpressibleByArgument {}
extension MissionLayout: ExpressibleByArgument {}

/// A value that can be written in one form only, which whoever has another one is told.
protocol FormedArgument: ExpressibleByArgument {
    /// The form, as what comes behind 'it takes'.
    static var form: String { get }
}

extension FormedArgument {
    /// Reads a value of an option.
    @Sendable static func read(_ text: String) throws -> Self {
        guard let value = Self(argument: text) else { throw ValidationError("it takes \(form)") }
        return value
    }
}

/// The sides that tiles may have, in pixels.
enum BlockSize: Int, CaseIterable, ExpressibleByArgument {
    case smallest = 128
    case small = 256
    case middle = 512
    case large = 1024
}

extension CoverHeight: FormedArgument {
    static var form: String { "a height in meters, in whole centimeters, such as 2 or 1.37" }

    /// Meters, in whole centimeters.
    public init?(argument: String) {
        guard let meters = Double(argument) else { return nil }
        self.init(meters: meters)
    }
}

extension StretchRange: FormedArgument {
    static var form: String { "two numbers with a comma between, the lower one first, such as 0,40" }

    /// `0,40`.
    public init?(argument: String) {
        let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count == 2, let low = ends[0], let high = ends[1] else { return nil }
        self.init(from: low, to: high)
    }
}

extension Shard: FormedArgument {
    static var form: String { "a part and the number of parts, counted from 0, such as 0/4 to 3/4" }

    /// `3/8`.
    public init?(argument: String) { self.init(argument) }
}

extension PluginName: ExpressibleByArgument {
    /// `hillshade`, for the program `canopy-hillshade`.
    public init?(argument: String) { self.init(argument) }
}

extension SurveyPeriod: FormedArgument {
    static var form: String { "2023-06-01, 2023-06-01T10:30:00Z, or two of these with a slash between" }

    /// `2023-06-01`, `2023-06-01T10:30:00Z`, or two of these with a slash between.
    public init?(argument: String) { self.init(argument) }
}

extension WebAddress: FormedArgument {
    static var form: String { "an address that begins with https:// or http://" }

    /// `https://example.org/forests`.
    public init?(argument: String) { self.init(argument) }
}

extension STACProvider: FormedArgument {
    static var form: String { "NAME, 'NAME;ROLE,ROLE' or 'NAME;ROLE;ADDRESS'" }

    /// `NAME;ROLE,ROLE;ADDRESS`, of which the name may stand alone.
    public init?(argument: String) { self.init(argument) }
}
