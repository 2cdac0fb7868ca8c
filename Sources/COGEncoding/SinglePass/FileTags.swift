internal import Codecs
internal import Files
internal import GDAL
internal import Raster
internal import TIFF

/// The tags that say what a raster is and where it lies, in GDAL's own words.
///
/// See: [GDAL's GTiff driver](https://gdal.org/en/stable/drivers/raster/gtiff.html) for those of its own, GDAL_METADATA and
/// GDAL_NODATA.
///
/// GeoTIFF keys are not ours to invent: GDAL writes a file of one pixel with the raster's description, and its tags are
/// carried over.
struct FileTags {
    /// Everything the pixel's directory says, less how and where its pixel is stored.
    private let image: IFD

    /// What tells of the storage of pixels, which is the writer's business.
    private static let storage: [Tag] = [
        .newSubfileType, .imageWidth, .imageLength, .compression, .stripOffsets, .rowsPerStrip, .stripByteCounts,
        .planarConfiguration, .predictor, .tileWidth, .tileLength, .tileOffsets, .tileByteCounts,
    ]
    /// What an overview has in common with its image.
    private static let shared: [Tag] = [
        .bitsPerSample, .photometricInterpretation, .samplesPerPixel, .colorMap, .extraSamples, .sampleFormat,
        .gdalNoData,
    ]

    init(_ profile: RasterProfile, statistics: [Statistics], resampling: String) throws(GDALError) {
        var directory = IFD()
        let bytes = try Dataset.onePixelFile(describedAs: profile) { (pixel) throws(GDALError) in
            try pixel.describe(statistics)
            try pixel.setMetadataItem("OVERVIEW_RESAMPLING", resampling)
        }
        do throws(TIFFError) {
            let first = try TIFFStructure(of: MemoryFile(bytes)).directories[0].directory
            for tag in first.tags where !Self.storage.contains(tag) { directory[tag] = first[tag] }
        } catch {
            throw GDALError("describe the raster", reason: error.description)
        }
        // GDAL's drivers read this tag and do not carry it on.
        if profile.hasPremultipliedAlpha, case .alpha(let band) = profile.validity {
            directory.associateAlpha(sample: band)
        }
        image = directory
    }

    /// The directory of the raster at full resolution or, with `isReduced`, of an overview.
    func directory(_ storage: TileStorage, isReduced: Bool) -> IFD {
        var directory = isReduced ? IFD() : image
        if isReduced {
            for tag in Self.shared { directory[tag] = image[tag] }
            directory[.newSubfileType] = .longs([UInt32(Subfile.reduced.rawValue)])
        }
        storage.write(into: &directory)
        return directory
    }

    /// The directory of the mask of either.
    func maskDirectory(_ storage: TileStorage, isReduced: Bool) -> IFD {
        let subfile: Subfile = isReduced ? [.reduced, .mask] : .mask
        var directory = IFD([
            .newSubfileType: .longs([UInt32(subfile.rawValue)]), .bitsPerSample: .shorts([1]),
            .photometricInterpretation: .shorts([4]), .samplesPerPixel: .shorts([1]), .sampleFormat: .shorts([1]),
        ])
        storage.write(into: &directory)
        return directory
    }
}

/// How the tiles of a directory are stored, and where.
struct TileStorage {
    let grid: TileGrid
    let compression: Compression
    let predictor: Predictor
    let variant: TIFFVariant
    let offsets: [Int]
    let sizes: [Int]

    fileprivate func write(into directory: inout IFD) {
        directory[.imageWidth] = .longs([UInt32(grid.size.width)])
        directory[.imageLength] = .longs([UInt32(grid.size.height)])
        directory[.compression] = .shorts([compression.tiff])
        directory[.planarConfiguration] = .shorts([1])
        if compression.takesPredictor { directory[.predictor] = .shorts([predictor.rawValue]) }
        directory[.tileWidth] = .shorts([UInt16(grid.side)])
        directory[.tileLength] = .shorts([UInt16(grid.side)])
        // Where those of the classic variant do not fit, the file is written in the other.
        directory[.tileOffsets] =
            variant == .classic
            ? .longs(offsets.map(UInt32.init(truncatingIfNeeded:))) : .long8s(offsets.map(UInt64.init))
        directory[.tileByteCounts] = .longs(sizes.map(UInt32.init))
    }
}

extension Compression {
    /// TIFF's number of those that canopy does itself.
    fileprivate var tiff: UInt16 {
        switch self {
        case .deflate: 8
        case .zstd: 50000
        default: 1
        }
    }
}
