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

/// The sides that tiles may have, in pixels.
enum BlockSize: Int, CaseIterable, ExpressibleByArgument {
    case smallest = 128
    case small = 256
    case middle = 512
    case large = 1024
}

extension CoverHeight: ExpressibleByArgument {
    /// Meters, in whole centimeters.
    public init?(argument: String) {
        guard let meters = Double(argument) else { return nil }
        self.init(meters: meters)
    }
}

extension StretchRange: ExpressibleByArgument {
    /// `0,40`.
    public init?(argument: String) {
        let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count == 2, let low = ends[0], let high = ends[1] else { return nil }
        self.init(from: low, to: high)
    }
}

extension Shard: ExpressibleByArgument {
    /// `3/8`.
    public init?(argument: String) { self.init(argument) }
}

extension PluginName: ExpressibleByArgument {
    /// `hillshade`, for the program `canopy-hillshade`.
    public init?(argument: String) { self.init(argument) }
}

extension SurveyPeriod: ExpressibleByArgument {
    /// `2023-06-01`, `2023-06-01T10:30:00Z`, or two of these with a slash between.
    public init?(argument: String) { self.init(argument) }
}

extension WebAddress: ExpressibleByArgument {
    /// `https://example.org/forests`.
    public init?(argument: String) { self.init(argument) }
}

extension STACProvider: ExpressibleByArgument {
    /// `NAME;ROLE,ROLE;ADDRESS`, of which the name may stand alone.
    public init?(argument: String) { self.init(argument) }
}
