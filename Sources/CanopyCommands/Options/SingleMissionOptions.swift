internal import ArgumentParser

/// One mission by itself, wherever its products and its boundary lie.
struct SingleMissionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The folder of one mission, which --boundary or --bbox belongs to, or else a store like --input.",
            valueName: "dir"),
        completion: .directory)
    var folder: String?

    @Option(Settings.boundary)
    var boundary: String?

    @Option(name: .customLong(Settings.bbox.option), parsing: .unconditional, help: Settings.bbox.help)
    var bbox: BoxSides?

    @Option(Settings.bboxCRS)
    var bboxCRS: String?

    @Option(name: .customLong(Settings.product.option), parsing: .singleValue, help: Settings.product.help)
    var products: [ProductFile] = []

    @Option(Settings.name)
    var name: String?

    /// Refuses what cannot be meant together with options that name stores.
    func check(beside stores: StoreOptions) throws {
        if folder != nil, stores.input != nil {
            throw ValidationError("name the input as an argument or with --input, not both")
        }
        let boundaries = [
            boundary.map { _ in "--boundary" }, bbox.map { _ in "--bbox" },
            stores.boundaries.map { _ in "--boundaries" },
        ].compactMap(\.self)
        if boundaries.count > 1 {
            throw ValidationError("\(boundaries.joined(separator: " and ")) exclude each other; leave one out")
        }
        if stores.boundaries != nil, !products.isEmpty || name != nil || bboxCRS != nil {
            throw ValidationError(
                "--product, --name and --bbox-crs have a meaning for one mission only; name its boundary with --boundary"
            )
        }
    }
}
