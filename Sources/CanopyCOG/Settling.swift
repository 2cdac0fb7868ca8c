internal import GDAL
internal import Raster

extension COGOptions {
    /// Changes what would not make a good file, with a warning each.
    mutating func settle(for profile: inout RasterProfile, warnings: Warnings) {
        settleBlockSize(for: profile.size, warnings)
        dropClassNames(of: &profile, warnings)
    }

    /// Validators take tiles as wide as the raster for strips.
    private mutating func settleBlockSize(for size: Size, _ warnings: Warnings) {
        guard format == .cog, blockSize == size.width,
            min(size.width, size.height) > COGWriter.largestWithoutOverviews
        else { return }
        blockSize /= 2
        warnings.add(
            "tiles as wide as the raster would make an invalid COG; they are \(blockSize) pixels wide instead of "
                + "\(size.width)")
    }

    /// GDAL would put the names into a file beside the raster.
    private mutating func dropClassNames(of profile: inout RasterProfile, _ warnings: Warnings) {
        guard profile.bands.contains(where: { !$0.categories.isEmpty }) else { return }
        warnings.add("the names of classes are dropped: a GeoTIFF has no place for them")
        if overviewResampling == .auto { overviewResampling = .nearest }
        for band in profile.bands.indices { profile.bands[band].categories = [] }
    }

    /// Refuses at the start what GDAL would refuse late or, worse, change silently.
    func refuseWhatCannotBeWritten(_ profile: RasterProfile, as target: String) throws(COGError) {
        guard compression == .none || Library.supports(compression: compression.gdal) else {
            throw .refused("GDAL \(Library.version) was built without \(compression.rawValue); use --compress deflate")
        }
        let colors = profile.bands.count - (profile.alphaBand == nil ? 0 : 1)
        let isPicture =
            profile.type == .uint8 && (colors == 3 || (compression == .jpeg && profile.bands.count == 1))
            && !profile.bands.contains(where: \.isClassified)
        if compression == .webp || compression == .jpeg, !isPicture {
            throw .refused(
                "\(compression.rawValue) is for 8-bit pictures in red, green and blue, not for \(profile.bands.count) "
                    + "bands of \(profile.type.rawValue); use --compress deflate")
        }
        if compression == .lerc, profile.type == .int64 || profile.type == .uint64 || profile.type == .int8 {
            throw .refused("lerc cannot hold samples of type \(profile.type.rawValue); use --compress deflate")
        }
        guard bigTIFF != .no || largestFile(for: profile) < 1 << 32 else {
            throw .refused(
                "'\(target)' might grow beyond the 4 GiB that a file without 64-bit offsets can have; "
                    + "use --bigtiff auto")
        }
    }
}
