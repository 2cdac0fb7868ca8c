internal import Diagnostics

extension Phrasing {
    /// Words that name the tool's options.
    static let options = Phrasing { remedy in
        switch remedy {
        case .memory(let bytes): "use --memory \(((bytes - 1) >> 20) + 1)M or more"
        case .jobs(let count): "use --jobs \(count)"
        case .lowerLimits: "set --memory and --jobs lower"
        case .compression(let names): "use --compress \(names.joined(separator: " or "))"
        case .losslessCompression(let names): "--compress \(names.joined(separator: " or ")) keeps them"
        case .largeOffsets: "use --bigtiff auto"
        case .overwrite: "use --overwrite to replace it"
        case .assumedCRS: "name it with --assume-crs"
        case .boxCRS: "name their coordinate system with --bbox-crs"
        case .unionOfFeatures: "try --features union"
        case .layer: "choose with --layer"
        case .ignoredVertical: "subtract them all the same with --ignore-vertical"
        case .exchangedLimits: "swap --min and --max"
        case .smallerPicture: "make it smaller with --max-dim"
        case .surveyTime: "name the time with --datetime"
        case .publicAddress: "name their address with --public-url"
        case .largerPicture: "make it larger with --max-dim"
        case .allowUnencrypted: "set CANOPY_ALLOW_HTTP=true if that is meant"
        case .advice: Phrasing.neutral(remedy)
        }
    }
}
