public import Diagnostics
public import Files
public import GDAL

/// A raster that is to be read, wherever it lies. It is opened as often as there are readers.
public struct RasterInput: Sendable {
    private enum Place: Sendable {
        case path(String)
        case file(CachedFile)
        case nowhere(Explanation)
    }

    private let place: Place
    /// What messages and reports call it: the path, or the file's name.
    public let name: String

    /// A file of this machine, with what lies beside it.
    public init(_ path: String) {
        place = .path(path)
        name = path
    }

    /// A file that lies anywhere; nothing is looked for beside it.
    ///
    /// - Parameter memory: Bytes for pixels, of which an eighth at most is for what is fetched ahead, 8 MiB at most.
    public init(_ file: any RandomAccessFile, memory: Int = .max) {
        place = .file(CachedFile(file, memory: memory))
        name = file.name
    }

    /// One that cannot be had, which is told where it is used.
    public init(_ name: String, unavailable reason: Explanation) {
        place = .nowhere(reason)
        self.name = name
    }

    /// Its path, where it is a file of this machine.
    public var path: String? { if case .path(let path) = place { path } else { nil } }

    /// Its bytes, where they do not lie on this machine.
    var slowFile: CachedFile? { if case .file(let file) = place { file } else { nil } }

    /// Its bytes.
    ///
    /// - Throws: ``ReadingError`` where there is no such file.
    public func bytes() throws(ReadingError) -> any RandomAccessFile {
        switch place {
        case .path(let path): try LocalFile(path)
        case .file(let file): file
        case .nowhere(let reason): throw .unreadable(reason.sentence())
        }
    }

    /// The number of its bytes.
    func size() throws(RasterError) -> Int {
        do throws(ReadingError) { return try bytes().size } catch {
            throw .refused("cannot open '\(name)': \(error)")
        }
    }

    /// Opens it once more, for one reader; ``openRaster(_:memory:warnings:)`` has seen to it that it can be read.
    public func dataset(warnings: Warnings = Warnings()) throws(GDALError) -> Dataset {
        switch place {
        case .path(let path): try Dataset.open(path, warnings: warnings)
        case .file(let file): try Dataset.open(file, warnings: warnings)
        case .nowhere(let reason): throw GDALError("open '\(name)'", reason: reason.sentence(), code: .openFailed)
        }
    }

    /// Refuses what is no file, in the words that all users of rasters have for it.
    public func check() throws(RasterError) {
        if case .nowhere(let reason) = place { throw .unavailable(reason) }
        guard let path else { return }
        guard Path.exists(path) else { throw .missing(path) }
        guard !Path.isFolder(path) else { throw .refused("cannot open '\(path)': it is a folder; name a GeoTIFF") }
    }
}
