internal import ArgumentParser
internal import CanopyMatch
internal import Stores

/// Where missions and their boundaries are, and how they lie there.
struct StoreOptions: ParsableArguments {
    @Option(Settings.input)
    var input: String?

    @Option(Settings.boundaries)
    var boundaries: String?

    @Option(Settings.layout)
    var layout: MissionLayout?

    @OptionGroup
    var provider: ProviderOptions
}

/// What kind of S3 it is.
struct ProviderOptions: ParsableArguments {
    @Option(Settings.s3Provider)
    var s3Provider: String?
}

extension StoreLocation {
    /// The location that the value of an option or argument means, which messages call by that name.
    init(of name: String, _ text: String) throws {
        do throws(Problem) { try self.init(text) } catch { throw ValidationError("\(name): \(error)") }
    }
}
