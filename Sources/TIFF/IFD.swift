/// A directory of a TIFF file (an IFD): the tags of one image, which may be an overview or a mask of another.
public struct IFD: Hashable, Sendable {
    private var values: [Tag: TagValue]

    /// A directory with these tags.
    public init(_ values: [Tag: TagValue] = [:]) { self.values = values }

    /// The tags, in the order in which a file lists them.
    public var tags: [Tag] { values.keys.sorted() }

    /// The value of a tag; `nil` where the directory has none.
    public subscript(tag: Tag) -> TagValue? {
        get { values[tag] }
        set { values[tag] = newValue }
    }
}

/// What a directory's image is to the file's first: the bits of the tag NewSubfileType.
public struct Subfile: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt64
    /// From the bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// At a lower resolution: an overview.
    public static let reduced = Subfile(rawValue: 1)
    /// A mask.
    public static let mask = Subfile(rawValue: 4)
}

extension IFD {
    /// What the image is to the file's first.
    public var subfile: Subfile { Subfile(rawValue: self[.newSubfileType]?.integer ?? 0) }

    /// Whether the sample of this number is an alpha by which the colors are multiplied already.
    public func hasAssociatedAlpha(sample: Int) -> Bool {
        guard let index = extraSample(sample), let meanings = self[.extraSamples]?.integers else { return false }
        return meanings.indices.contains(index) && meanings[index] == 1
    }

    /// Declares the sample of this number such an alpha.
    public mutating func associateAlpha(sample: Int) {
        guard let index = extraSample(sample), var meanings = self[.extraSamples]?.integers,
            meanings.indices.contains(index)
        else { return }
        meanings[index] = 1
        self[.extraSamples] = .shorts(meanings.map(UInt16.init(truncatingIfNeeded:)))
    }

    /// Its number among the samples that come after the colors.
    private func extraSample(_ sample: Int) -> Int? {
        self[.extraSamples].map { sample - (samplesPerPixel - $0.count) }
    }

    /// Samples of each pixel.
    public var samplesPerPixel: Int { self[.samplesPerPixel]?.integer.flatMap(Int.init(exactly:)) ?? 1 }
}
