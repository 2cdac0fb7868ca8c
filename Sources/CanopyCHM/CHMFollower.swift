public import COGEncoding
public import Diagnostics
internal import Files
internal import Raster
public import RasterIO

extension CHM {
    /// Has a canopy height model made of the pixels of its surface while that is written, by what observes them.
    ///
    /// - Parameters:
    ///   - files: The files that it would be made of; that of the surface is not there yet.
    ///   - surface: The surface, which `writer` is going to write.
    /// - Returns: `nil` where the model is better made of the surface's file.
    public func follower(
        _ files: Files, of surface: some RasterSource, writtenBy writer: COGWriter, progress: Progress,
        warnings: Warnings
    ) throws(CHMError) -> CHMFollower? {
        let memory = options.writing.memory
        let profile = try mapError(
            to: CHMError.raster, try writer.description(ofFileOf: surface.profile, as: files.dsm.name))
        let top = try mapError(
            to: CHMError.raster,
            try HeightRaster(files.dsm, profile, blocks: surface.blocks, warnings: warnings))
        guard top.isPlain else { return nil }
        let bottom = try mapError(
            to: CHMError.raster, try HeightRaster(files.dtm, memory: memory, warnings: warnings))
        let (source, tally) = try source(top, less: bottom, warnings)
        let follower = try mapError(
            to: CHMError.raster,
            try COGWriter(options: options.writing).follower(
                making: source, of: surface, writtenBy: writer, for: files.output, observer: tally, warnings: warnings,
                progress: progress))
        return follower.map { CHMFollower(self, files, $0, tally, warnings) }
    }
}

/// A canopy height model that is made of its surface while that is written.
public struct CHMFollower: Sendable {
    private let chm: CHM
    private let files: CHM.Files
    private let follower: COGFollower
    private let tally: HeightTally?
    private let warnings: Warnings

    fileprivate init(
        _ chm: CHM, _ files: CHM.Files, _ follower: COGFollower, _ tally: HeightTally?, _ warnings: Warnings
    ) {
        self.chm = chm
        self.files = files
        self.follower = follower
        self.tally = tally
        self.warnings = warnings
    }

    /// Who is to see the surface's pixels.
    public var observer: any ChunkObserver { follower }

    /// Makes the file, when that of the surface is there.
    ///
    /// - Returns: What running the operation gives; `nil` where something has gone wrong before, and the model is to be made of
    ///   the surface's file.
    public func finish() throws(CHMError) -> CHM.Report? {
        let target = try chm.output(files)
        guard let written = try mapError(to: CHMError.raster, try follower.finish(to: target)) else { return nil }
        return try chm.commit(target, written, tally, of: files, warnings)
    }
}
