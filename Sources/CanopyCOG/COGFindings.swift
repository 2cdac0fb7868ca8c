internal import Files
internal import GDAL
internal import RasterIO
internal import TIFF

/// What a validation complains of.
struct COGFindings {
    var errors: [String] = []
    var warnings: [String] = []
}

extension COGFindings {
    /// The size that a reader takes as it is: larger images want tiles and overviews.
    fileprivate static let smallSide = 512
    /// The first directory stands within this many bytes, or a reader does not find it with its first request.
    private static let latestDirectory = 300

    /// GDAL reads the file and knows what to do with each of its images: the structure does not tell whether a
    /// compression or a type of samples is one that exists.
    mutating func checkOpening(_ input: RasterInput, _ pyramid: ImagePyramid) throws(TIFFError) {
        do throws(GDALError) {
            let usable = try input.dataset().overviews.count
            if usable < pyramid.overviews.count {
                errors.append("GDAL can use only \(usable) of the \(pyramid.overviews.count) overviews")
            }
        } catch {
            // That a store does not answer is no fault of the file's.
            if input.path == nil, error.code == .fileIO { throw .unreadable(error.reason) }
            errors.append("GDAL cannot open the file: \(error.reason)")
        }
    }

    /// Overviews are in the file, not beside it.
    mutating func checkSidecars(of path: String) {
        for suffix in [".ovr", ".OVR", ".msk.ovr"] where Path.exists(path + suffix) {
            errors.append("overviews stand beside the file, in '\(path)\(suffix)'; they should be in it")
        }
    }

    /// Large images are tiled and have overviews, each smaller than the one before.
    mutating func checkSizes(of pyramid: ImagePyramid) {
        // What the tags say: rio-cogeo takes tiles for strips where one is exactly as wide as its level.
        for level in pyramid.levels where level.blocks.isLarge && !level.blocks.isTiled {
            errors.append("\(level.name) is \(level.blocks.size) and not tiled: its blocks are strips")
        }
        if pyramid.full.blocks.isLarge && pyramid.overviews.isEmpty {
            warnings.append("the image is \(pyramid.full.blocks.size) and has no overviews")
        }

        for (larger, smaller) in zip(pyramid.levels, pyramid.overviews)
        where smaller.blocks.width > larger.blocks.width || smaller.blocks.height > larger.blocks.height {
            errors.append("\(smaller.name) is larger than \(larger.name)")
        }
        // rio-cogeo's measure of an overview is its width: the factor by which it is narrower than the image, rounded.
        let width = pyramid.full.blocks.width
        let factors = pyramid.overviews.map { (2 * width + $0.blocks.width) / (2 * $0.blocks.width) }
        for (overview, factor) in zip(pyramid.overviews, factors) where factor < 2 {
            errors.append("\(overview.name) is as wide as the image, or nearly so")
        }
        if factors != factors.sorted() { errors.append("the overviews are not in the order of their sizes") }
    }

    /// The first directory follows the header, or GDAL's structural metadata behind it, and these still hold.
    mutating func checkStart(of structure: TIFFStructure, _ ghostArea: GhostArea?) {
        if ghostArea?.isOutdated == true {
            errors.append(
                "the file was changed after it was written as a cloud optimized one: KNOWN_INCOMPATIBLE_EDITION=YES")
        }
        let offset = structure.header.firstDirectory
        if offset > Self.latestDirectory {
            errors.append(
                "the first directory stands at byte \(offset), which should be \(Self.latestDirectory) at most")
        }
        // GDAL takes both sizes of a header for good, whichever the file has.
        guard offset != TIFFVariant.classic.headerSize, offset != TIFFVariant.big.headerSize else { return }
        let end = structure.header.variant.headerSize + (ghostArea?.encoded.count ?? 0)
        let expected = end + end % 2
        if offset != expected {
            errors.append("the first directory stands at byte \(offset), which should be \(expected)")
        }
    }

    /// Directories come first and the largest image's first of them; then blocks, those of the smallest image first.
    mutating func checkOrder(of pyramid: ImagePyramid) {
        for (larger, smaller) in zip(pyramid.levels, pyramid.overviews)
        where smaller.directoryOffset < larger.directoryOffset {
            errors.append(
                "the directory of \(smaller.name), at byte \(smaller.directoryOffset), should stand after that of "
                    + "\(larger.name), at byte \(larger.directoryOffset)")
        }
        // Images of which no block was ever written stand nowhere.
        let written = pyramid.levels.filter { $0.dataOffset != nil }
        for (larger, smaller) in zip(written, written.dropFirst()) {
            guard let first = larger.dataOffset, let second = smaller.dataOffset, first < second else { continue }
            errors.append(
                "the blocks of \(larger.name), from byte \(first) on, should stand after those of \(smaller.name), "
                    + "from byte \(second) on")
        }
        if let last = pyramid.levels.last, let smallest = written.last, let offset = smallest.dataOffset,
            offset < last.directoryOffset
        {
            errors.append(
                "the blocks of \(smallest.name), from byte \(offset) on, should stand after all directories, the last "
                    + "of which is at byte \(last.directoryOffset)")
        }
    }
}

extension ImageBlocks {
    var size: String { "\(width) x \(height)" }

    fileprivate var isLarge: Bool { max(width, height) > COGFindings.smallSide }
}
