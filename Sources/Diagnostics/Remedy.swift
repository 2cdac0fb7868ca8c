/// What would let a piece of work succeed that was refused, as data: whoever offers the work knows what that is called
/// there.
public enum Remedy: Hashable, Sendable, Codable {
    /// Having so many bytes of memory, or more.
    case memory(bytes: Int)
    /// Working on so many cores only.
    case jobs(Int)
    /// Using less memory and fewer cores.
    case lowerLimits
    /// Compressing by one of these methods, by name.
    case compression([String])
    /// Compressing by one of these methods, by name, which loses nothing of what was warned of.
    case losslessCompression([String])
    /// Letting offsets of a TIFF file have 64 bits where they must.
    case largeOffsets
    /// Allowing to replace the output.
    case overwrite
    /// Naming the coordinate reference system of files that name none.
    case assumedCRS
    /// Naming the coordinate reference system of a rectangle's sides.
    case boxCRS
    /// Taking the union of the features rather than what they share.
    case unionOfFeatures
    /// Naming the layer that is meant.
    case layer
    /// Subtracting heights whatever they refer to.
    case ignoredVertical
    /// Exchanging the least and the greatest height.
    case exchangedLimits
    /// Making a smaller picture.
    case smallerPicture
    /// Saying when a survey was flown.
    case surveyTime
    /// Saying where anybody finds what lies in a store.
    case publicAddress
    /// Making a larger picture.
    case largerPicture
    /// Allowing connections without TLS to other machines.
    case allowUnencrypted
    /// Something that the work cannot be told, as an imperative without its full stop.
    case advice(String)
}

/// Words for remedies, an imperative each.
public struct Phrasing: Sendable {
    private let words: @Sendable (Remedy) -> String

    /// The words that `words` gives.
    public init(_ words: @escaping @Sendable (Remedy) -> String) { self.words = words }

    /// The words for a remedy.
    public func callAsFunction(_ remedy: Remedy) -> String { words(remedy) }

    /// The words for an error: those that it has for itself, if it is not ``Explained``.
    public func sentence(of error: any Error) -> String {
        (error as? any Explained)?.explanation.sentence(self) ?? "\(error)"
    }

    /// Words that presume nothing of how the work was asked for.
    public static let neutral = Phrasing { remedy in
        switch remedy {
        case .memory(let bytes): "allow \(Int((Double(bytes) / 0x1p20).rounded(.up))) MB of memory or more"
        case .jobs(let count): "use \(count == 1 ? "one core" : "\(count) cores") only"
        case .lowerLimits: "use less memory and fewer cores"
        case .compression(let names): "compress by \(names.joined(separator: " or "))"
        case .losslessCompression(let names): "\(names.joined(separator: " or ")) keeps them"
        case .largeOffsets: "allow 64-bit offsets"
        case .overwrite: "allow to replace it"
        case .assumedCRS: "name one to be assumed"
        case .boxCRS: "name the coordinate reference system that they are in"
        case .unionOfFeatures: "take their union"
        case .layer: "name the layer that is meant"
        case .ignoredVertical: "subtract them all the same"
        case .exchangedLimits: "exchange them"
        case .smallerPicture: "make it smaller"
        case .surveyTime: "name the time"
        case .publicAddress: "name their public address"
        case .largerPicture: "make it larger"
        case .allowUnencrypted: "allow connections without TLS"
        case .advice(let words): words
        }
    }
}
