internal import ArgumentParser
internal import CanopySTAC
internal import Stores

/// `canopy stac`: what is done with the items of published missions.
struct StacCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stac",
        abstract: "Make catalogs of published missions.",
        discussion: "The items that catalogs lead to are made by 'canopy postprocess --stac'.",
        subcommands: [StacCollectCommand.self])
}

/// `canopy stac collect`.
struct StacCollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Make a collection and a static catalog over the items of a store.",
        usage: "canopy stac collect <store> --output <dir> [<options>]",
        discussion: """
            Every mission that was published with --stac has an item beside its manifest. The collection has the latest run \
            of each, a second one the runs before; the catalog leads to both. Files that are no items are left out with a \
            warning.
            """)

    @Argument(
        help: ArgumentHelp(
            "Where missions are published: a folder, s3://BUCKET/PREFIX, or REMOTE:PATH.", valueName: "store"))
    var store: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Write the documents into this folder; also s3://BUCKET/PREFIX or REMOTE:PATH.", valueName: "dir"),
        completion: .directory)
    var output: String

    @Option(help: "Call the collection this in programs; 'missions' by default.")
    var id: String?

    @Option(help: "Give it this title.")
    var title: String?

    @Option(help: ArgumentHelp("Say this of the collection.", valueName: "text"))
    var description: String?

    @Option(Settings.publicURL)
    var publicURL: WebAddress?

    @Option(Settings.license)
    var license: String?

    @Option(
        name: .customLong(Settings.provider.option), parsing: .unconditionalSingleValue, help: Settings.provider.help,
        transform: STACProvider.read)
    var providers: [STACProvider] = []

    @Flag(help: "Replace an output that exists already.")
    var overwrite = false

    @OptionGroup(title: "Store options")
    var provider: ProviderOptions

    @OptionGroup(title: "General options")
    var general: GlobalOptions

    mutating func validate() throws {
        for (name, value) in [("id", id), ("title", title), ("description", description)] {
            guard let value else { continue }
            let isPlain = value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            guard !value.isEmpty, value.utf8.count <= 10_000, isPlain else {
                throw ValidationError("--\(name) is a line of text")
            }
        }
    }

    func run() async throws {
        var options = CollectItems.Options()
        options.id = id ?? options.id
        options.title = title
        options.summary = description ?? options.summary
        options.license = license
        options.providers = providers
        options.publicURL = publicURL
        options.overwrite = overwrite
        let locations = CollectItems.Locations(
            store: try StoreLocation(of: "<store>", store), output: try StoreLocation(of: "--output", output))
        _ = try await general.run(
            "stac collect", CollectItems(options: options), on: locations,
            with: try Stores(for: [locations.store, locations.output], provider: provider.s3Provider)
        ) { report, results, log in
            log.warn(report.warnings)
            try results.add(report)
        }
    }
}
