internal import Diagnostics
internal import GDAL
internal import Raster
internal import RasterIO

extension COGOptions {
    /// Changes what would not make a good file, with a warning each.
    mutating func normalize(for profile: inout RasterProfile, warnings: Warnings) {
        normalizeBlockSize(for: profile.size, warnings)
        dropClassNames(of: &profile, warnings)
    }

    /// Makes sure that the coordinate reference system is one that the file's own tags hold: what they cannot, GDAL would
    /// put into a file beside it, which is not published, and say nothing.
    func normalizeSystem(of profile: inout RasterProfile, for target: String, _ warnings: Warnings) throws(RasterError)
    {
        guard let wkt = profile.georeference.crs else { return }
        let system = try mapError(to: RasterError.gdal, try SpatialReference(wkt: wkt))
        if try mapError(to: RasterError.gdal, try system.isKept(byTagsFrom: wkt)) { return }
        let horizontal = system.horizontal
        guard try mapError(to: RasterError.gdal, try SpatialReference(wkt: horizontal).isKept(byTagsFrom: horizontal))
        else {
            throw .refused(
                "'\(target)' cannot be in \(system.name), for which a GeoTIFF has no place; bring the raster into another "
                    + "system first, with gdalwarp")
        }
        warnings.add(
            "'\(target)' is in the horizontal part of \(system.name): a GeoTIFF has no place for what its heights refer to"
        )
        profile.georeference.crs = horizontal
    }

    /// rio-cogeo takes a level that is exactly one tile wide for one of strips.
    private mutating func normalizeBlockSize(for size: Size, _ warnings: Warnings) {
        let asked = blockSize
        let side = blockSizes(for: size)[0]
        if let asked, side < asked {
            warnings.add(
                "tiles are \(side) pixels wide instead of \(asked), which is exactly the width of one of the levels: "
                    + "there are validators that would take its tiles for strips")
        }
        blockSize = side
    }

    /// The sides that a raster's tiles can have, in the order of preference: the largest that no large level is exactly as
    /// wide as comes first. Smaller ones that one is come last, for want of memory; where there is no other, all will do.
    func blockSizes(for size: Size) -> [Int] {
        let sides = Self.blockSizes.reversed().filter { $0 <= side }
        let largest = COGWriter.largestWithoutOverviews
        let levels = ([size] + size.overviews(tile: largest)).filter { $0.longest > largest }
        let suitable = sides.filter { side in levels.allSatisfy { $0.width != side } }
        guard format == .cog, let smallest = suitable.last else { return sides }
        return suitable + sides.filter { $0 < smallest }
    }

    /// GDAL would put the names into a file beside the raster.
    private mutating func dropClassNames(of profile: inout RasterProfile, _ warnings: Warnings) {
        guard profile.bands.contains(where: { !$0.categories.isEmpty }) else { return }
        warnings.add("the names of classes are dropped: a GeoTIFF has no place for them")
        if overviewResampling == .auto { overviewResampling = .nearest }
        for band in profile.bands.indices { profile.bands[band].categories = [] }
    }

    /// Refuses at the start what GDAL would refuse late or, worse, change silently.
    func validate(_ profile: RasterProfile, as target: String) throws(RasterError) {
        guard validationErrors.isEmpty else {
            throw .refused("cannot write '\(target)': " + validationErrors.joined(separator: "; "))
        }
        guard compression == .none || GDALLibrary.supports(compression: compression.gdal) else {
            throw .refused(
                "GDAL \(GDALLibrary.version) was built without \(compression.rawValue)", [.deflate])
        }
        let colors = profile.bands.count - (profile.alphaBand == nil ? 0 : 1)
        let isPicture =
            profile.type == .uint8 && (colors == 3 || (compression == .jpeg && profile.bands.count == 1))
            && !profile.bands.contains(where: \.isClassified)
        if compression == .webp || compression == .jpeg, !isPicture {
            let kinds = compression == .jpeg ? "in gray or in red, green and blue" : "in red, green and blue"
            throw .refused(
                "\(compression.rawValue) is for 8-bit pictures \(kinds), not for \(profile.bands.count) "
                    + "\(profile.bands.count == 1 ? "band" : "bands") of \(profile.type.rawValue)", [.deflate])
        }
        if compression == .lerc, profile.type == .int64 || profile.type == .uint64 || profile.type == .int8 {
            throw .refused("lerc cannot hold samples of type \(profile.type.rawValue)", [.deflate])
        }
        guard bigTIFF != .no || largestFile(for: profile) < 1 << 32 else {
            throw .refused(
                "'\(target)' might grow beyond the 4 GiB that a file without 64-bit offsets can have",
                [.largeOffsets])
        }
    }
}

extension Remedy {
    /// The compression that holds every raster.
    fileprivate static let deflate = Remedy.compression([Compression.deflate.rawValue])
}

extension SpatialReference {
    /// Whether a GeoTIFF gives this system back.
    fileprivate borrowing func isKept(byTagsFrom wkt: String) throws(GDALError) -> Bool {
        guard let text = try Dataset.systemRead(fromTagsOf: wkt) else { return false }
        let kept = try SpatialReference(wkt: text)
        return isSame(as: kept) && epoch == kept.epoch
    }
}
