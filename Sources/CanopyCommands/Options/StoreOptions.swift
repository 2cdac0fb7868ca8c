internal import ArgumentParser
internal import CanopyMatch
internal import Stores

/// Where missions and their boundaries are, and how they lie there.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take missions from this store: a folder, or s3://BUCKET/PREFIX.", valueName: "store"))
    var input: String?

    @Option(
        help: ArgumentHelp(
            "Take missions' boundaries from this store: a folder, or s3://BUCKET/PREFIX.", valueName: "store"))
    var boundaries: String?

    @Option(
        help: ArgumentHelp(
            "Expect products in a folder per mission ('nested', the default) or all in one folder ('flat').",
            valueName: "layout"))
    var layout: MissionLayout?

    @OptionGroup
    var provider: ProviderOptions
}

/// What kind of S3 it is.
struct ProviderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Expect this kind of S3 service, by the name that rclone has for it; 'Other' by default.",
            valueName: "name"))
    var s3Provider: String?
}

extension StoreLocation {
    /// The location that an option's value means.
    init(option name: String, _ text: String) throws {
        do throws(Problem) { try self.init(text) } catch { throw ValidationError("--\(name): \(error)") }
    }
}
