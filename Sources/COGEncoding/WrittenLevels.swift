internal import Diagnostics
internal import Files
internal import GDAL
internal import Raster
internal import TIFF

/// The levels that a file of GDAL's is to have, which is held against what it has before it is used or gets its name.
struct WrittenLevels {
    private let images: [ExpectedImage]

    init(_ profile: RasterProfile, overviews: [Size]) {
        let hasMask = profile.validity == .mask
        images = ([profile.size] + overviews).enumerated().flatMap { number, size in
            let level: Subfile = number == 0 ? [] : .reduced
            return (hasMask ? [level, level.union(.mask)] : [level]).map {
                ExpectedImage($0, width: size.width, height: size.height)
            }
        }
    }

    /// Refuses a file that is not whole.
    func check(_ path: String) throws(GDALError) {
        let flaw: String?
        do throws(TIFFError) {
            let source = try mapError(to: TIFFError.init, try LocalFile(path))
            let structure = try TIFFStructure.ofWritten(source, images: images)
            let ghostArea = try GhostArea(of: source, header: structure.header)
            // A block of which a part is missing has a place and a size all the same, but no leader or no trailer.
            flaw = try ImagePyramid(of: structure).blockErrors(ghostArea, in: source).first
        } catch {
            throw GDALError("write '\(path)'", reason: Self.sentence(error.description), code: .fileIO)
        }
        if let flaw {
            throw GDALError("write '\(path)'", reason: Self.sentence(flaw), code: .fileIO)
        }
    }

    private static func sentence(_ flaw: String) -> String {
        "what GDAL wrote is not whole, so try again (\(flaw))"
    }
}
