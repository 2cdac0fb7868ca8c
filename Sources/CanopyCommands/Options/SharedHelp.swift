internal import ArgumentParser

/// What is said of options that several verbs have, each with a default of its own.
enum SharedHelp {
    static let features = ArgumentHelp(
        "Crop to the union of the boundary's features, or to their intersection.", valueName: "how")
    static let maxDim = ArgumentHelp(
        "Make the longer side so many pixels, 800 by default; never more than there are.", valueName: "pixels")
    static let style = ArgumentHelp(
        "Draw rasters of one or two bands like this. 'auto' goes by the type in the file's name.", valueName: "style")
    static let strict: ArgumentHelp = "Let the exit status tell also of missions that were left out, and of warnings."
    static let dryRun: ArgumentHelp = "Print what would be done, and do nothing."
}
