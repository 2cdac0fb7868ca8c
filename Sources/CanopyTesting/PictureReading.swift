internal import CLibPNG
internal import Foundation
public import PNG

extension Picture {
    /// A PNG file that cannot be read: libpng's reason.
    public struct Unreadable: Error, CustomStringConvertible {
        /// The reason.
        public let description: String
    }

    /// Reads a PNG file as samples of 8 bits, with its texts as far as they are not compressed.
    public init(contentsOf path: String) throws {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        // Between its calls libpng keeps the address.
        let samples: [UInt8] = try withUnsafeMutablePointer(to: &image) { image in
            defer { png_image_free(image) }
            guard png_image_begin_read_from_file(image, path) != 0 else { throw Unreadable(image.pointee) }
            image.pointee.format &= png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
            let count = Int(image.pointee.width) * Int(image.pointee.height) * image.pointee.channels
            var samples = [UInt8](repeating: 0, count: count)
            guard png_image_finish_read(image, nil, &samples, 0, nil) != 0 else { throw Unreadable(image.pointee) }
            return samples
        }
        guard let channels = Channels(rawValue: image.channels) else { throw Unreadable(image) }
        self.init(
            width: Int(image.width), height: Int(image.height), channels: channels, samples: samples,
            texts: Self.texts(in: try [UInt8](Data(contentsOf: URL(filePath: path)))))
    }

    /// See: https://www.w3.org/TR/png-3/#11textinfo
    private static func texts(in file: [UInt8]) -> [Text] {
        var texts: [Text] = []
        var rest = file.dropFirst(8)
        while rest.count >= 12 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: rest.dropFirst(4).prefix(4), as: UTF8.self)
            let parts = rest.dropFirst(8).prefix(length).split(separator: 0, omittingEmptySubsequences: false)
            switch type {
            case "tEXt" where parts.count == 2:
                texts.append(Text(latin1(parts[0]), latin1(parts[1])))
            case "iTXt" where parts.count == 6:
                // Keyword, two zeros for no compression, two texts that stay empty, and the text.
                texts.append(Text(latin1(parts[0]), String(decoding: parts[5], as: UTF8.self)))
            default:
                break
            }
            rest = rest.dropFirst(12 + length)
        }
        return texts
    }

    private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

extension png_image {
    /// Gray or colors, with or without alpha.
    fileprivate var channels: Int { Int(format & png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)) + 1 }
}

extension Picture.Unreadable {
    fileprivate init(_ image: png_image) {
        description = withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
