/// Everything of a little-endian TIFF file that stands before its pixels: header, ghost area and directories.
///
/// Each directory is followed by its values, except the places and sizes of blocks: those of all directories come
/// last, as GDAL has them, so that a reader gets every directory with its first few kilobytes however many tiles
/// there are.
///
/// ``byteCount`` depends on the types and counts of the values alone. A writer first fills in zeros to learn where its
/// pixels begin, then the offsets that follow from that.
public struct IFDEncoder: Sendable {
    /// Classic or BigTIFF.
    public var variant: TIFFVariant
    /// What tells GDAL how the blocks are laid out.
    public var ghostArea: GhostArea?
    /// The directories, in the order of their chain.
    public var directories: [IFD]

    /// The front matter with these directories.
    public init(variant: TIFFVariant, ghostArea: GhostArea? = nil, directories: [IFD]) {
        self.variant = variant
        self.ghostArea = ghostArea
        self.directories = directories
    }

    /// The size of the front matter, which is where the pixels may begin.
    public var byteCount: Int { placement.end }

    /// The bytes of the front matter.
    ///
    /// - Throws: ``TIFFError/unencodable(_:)`` where the variant cannot hold the values.
    public func encoded() throws(TIFFError) -> [UInt8] {
        let placement = placement
        try check(end: placement.end)
        var bytes = [UInt8](repeating: 0, count: placement.end)
        func put(_ part: [UInt8], at offset: Int) {
            bytes.replaceSubrange(offset..<(offset + part.count), with: part)
        }
        put(TIFFHeader.encoded(variant, firstDirectory: placement.directories[0]), at: 0)
        if let ghostArea { put(ghostArea.encoded, at: variant.headerSize) }
        for (number, directory) in directories.enumerated() {
            let isLast = number == directories.count - 1
            let next = isLast ? 0 : placement.directories[number + 1]
            put(table(of: directory, values: placement.values[number], next: next), at: placement.directories[number])
            for (tag, offset) in placement.values[number] {
                if let value = directory[tag] { put(value.bytes, at: offset) }
            }
        }
        return bytes
    }

    /// A directory without its values.
    private func table(of directory: IFD, values: [Tag: Int], next: Int) -> [UInt8] {
        let tags = directory.tags
        var bytes = variant == .classic ? UInt16(tags.count).littleEndianBytes : UInt64(tags.count).littleEndianBytes
        for tag in tags {
            guard let value = directory[tag] else { continue }
            bytes += tag.rawValue.littleEndianBytes
            bytes += value.type.rawValue.littleEndianBytes
            bytes += variant.encoded(value.count)
            if let offset = values[tag] {
                bytes += variant.encoded(offset)
            } else {
                bytes += value.bytes
                bytes += [UInt8](repeating: 0, count: variant.offsetSize - value.bytes.count)
            }
        }
        return bytes + variant.encoded(next)
    }

    private func check(end: Int) throws(TIFFError) {
        guard end <= variant.largestOffset else {
            throw .unencodable("classic TIFF ends at 4 GiB, and the directories alone need more; write BigTIFF")
        }
        guard !directories.isEmpty else { throw .unencodable("a TIFF file has at least one directory") }
        for directory in directories {
            let tags = directory.tags
            guard !tags.isEmpty, tags.count <= StructureLimits.tags else {
                throw .unencodable("a directory has 1 to \(StructureLimits.tags) tags, not \(tags.count)")
            }
            if variant == .classic, let tag = tags.first(where: { directory[$0]?.type.isBigOnly == true }) {
                throw .unencodable("classic TIFF cannot hold 64-bit numbers, which tag \(tag.rawValue) has")
            }
        }
    }
}

extension IFDEncoder {
    /// Where everything goes.
    private struct Placement {
        var directories: [Int] = []
        /// The values that do not fit into their entries.
        var values: [[Tag: Int]] = []
        var end: Int

        /// Takes the next `count` bytes that begin at an even offset, as the format wants it.
        mutating func take(_ count: Int) -> Int {
            let offset = end + end % 2
            end = offset + count
            return offset
        }
    }

    private var placement: Placement {
        var placement = Placement(end: variant.headerSize + (ghostArea?.encoded.count ?? 0))
        for directory in directories {
            let tags = directory.tags
            placement.directories.append(
                placement.take(variant.entryCountSize + tags.count * variant.entrySize + variant.offsetSize))
            placement.values.append([:])
            place(tags.filter { !Tag.blockArrays.contains($0) }, of: placement.values.count - 1, in: &placement)
        }
        for (number, directory) in directories.enumerated() {
            place(directory.tags.filter(Tag.blockArrays.contains), of: number, in: &placement)
        }
        return placement
    }

    private func place(_ tags: [Tag], of number: Int, in placement: inout Placement) {
        for tag in tags {
            guard let value = directories[number][tag], value.bytes.count > variant.offsetSize else { continue }
            placement.values[number][tag] = placement.take(value.bytes.count)
        }
    }
}
