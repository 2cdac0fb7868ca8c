internal import Diagnostics
internal import Files
internal import Raster
internal import TIFF

/// Which blocks of a dataset are in its files, by the files' own word.
///
/// GDAL reads zeros, and says that nothing was ever written there, where it cannot make sense of the place of a block. So
/// canopy looks itself.
final class StoredBlocks {
    /// Where the image is.
    private enum Place {
        /// On a disk, where other files may lie beside it.
        case path(String)
        case file(any RandomAccessFile)
    }

    private let place: Place
    private let image: BlockIndex
    private let mask: BlockIndex?
    /// What reads the image without GDAL, where that can be.
    let reader: BlockReader?
    /// Overviews and their masks, looked up when the first of them is read.
    private var overviews: [Overview]?

    private struct Overview {
        let isMask: Bool
        let index: BlockIndex
    }

    /// The blocks of the file at `path`; `nil` where it is no TIFF file, of which GDAL has to tell.
    ///
    /// - Throws: ``TIFFError`` where the image or its mask cannot be found.
    convenience init?(_ path: String) throws(TIFFError) {
        try self.init(at: .path(path))
    }

    /// The blocks of a file that has nothing beside it; `nil` where it is no TIFF file.
    ///
    /// - Throws: ``TIFFError`` where it cannot be read, or the image or its mask cannot be found.
    convenience init?(of file: any RandomAccessFile) throws(TIFFError) {
        try self.init(at: .file(file))
    }

    private init?(at place: Place) throws(TIFFError) {
        guard let file = try Self.structure(at: place, tags: BlockReader.tags) else { return nil }
        self.place = place
        reader = (file.content as? LocalFile).flatMap { BlockReader($0, file.structure) }
        image = try BlockIndex(of: file.structure.directories[0].directory, fileSize: file.size)
        let masks = file.structure.directories.dropFirst().filter { $0.directory.subfile.isMaskOfImage }
        if let placed = masks.first {
            mask = try BlockIndex(of: placed.directory, fileSize: file.size)
        } else if case .path(let path) = place, let beside = try Self.structure(at: .path(path + ".msk")) {
            mask = try BlockIndex(of: beside.structure.directories[0].directory, fileSize: beside.size)
        } else {
            mask = nil
        }
    }

    private static func structure(
        at place: Place, tags: Set<Tag> = BlockIndex.tags
    ) throws(TIFFError) -> (structure: TIFFStructure, content: any RandomAccessFile, size: Int)? {
        do throws(TIFFError) {
            let file: any RandomAccessFile =
                switch place {
                case .path(let path): try mapError(to: TIFFError.init, try LocalFile(path))
                case .file(let file): file
                }
            return (try TIFFStructure(of: file, tags: tags), file, file.size)
        } catch {
            switch (error, place) {
            case (.notTIFF, _), (.unreadable, .path): return nil
            default: throw error
            }
        }
    }

    /// What is known of the blocks that hold the pixels in a window of an image of this size, or of its mask.
    func state(of window: Window, size: Size, isMask: Bool, level: Level) throws(TIFFError) -> BlockIndex.State? {
        let index =
            switch level {
            case .full: isMask ? mask : image
            case .overview: try overview(size, isMask: isMask)
            }
        // What does not lie in the image GDAL refuses.
        guard let index, index.width == size.width, index.height == size.height,
            window.intersection(Window(size)) == window
        else { return nil }
        return index.state(ofColumns: window.columns, rows: window.rows)
    }

    private func overview(_ size: Size, isMask: Bool) throws(TIFFError) -> BlockIndex? {
        let overviews: [Overview]
        if let known = self.overviews { overviews = known } else { overviews = try readOverviews() }
        self.overviews = overviews
        return overviews.first {
            $0.isMask == isMask && $0.index.width == size.width && $0.index.height == size.height
        }?
        .index
    }

    private func readOverviews() throws(TIFFError) -> [Overview] {
        var overviews: [Overview] = []
        func add(_ place: Place, isMask: Bool, isOverview: (Int, Subfile) -> Bool) throws(TIFFError) {
            guard let file = try Self.structure(at: place) else { return }
            for (number, placed) in file.structure.directories.enumerated() {
                let subfile = placed.directory.subfile
                guard isOverview(number, subfile) else { continue }
                overviews.append(
                    Overview(
                        isMask: isMask || subfile.contains(.mask),
                        index: try BlockIndex(of: placed.directory, fileSize: file.size)))
            }
        }
        try add(place, isMask: false) { $0 > 0 && $1.contains(.reduced) }
        if case .path(let path) = place {
            try add(.path(path + ".ovr"), isMask: false) { _, _ in true }
            try add(.path(path + ".msk"), isMask: true) { number, _ in number > 0 }
            try add(.path(path + ".msk.ovr"), isMask: true) { _, _ in true }
        }
        return overviews
    }
}

extension Subfile {
    fileprivate var isMaskOfImage: Bool { contains(.mask) && !contains(.reduced) }
}
