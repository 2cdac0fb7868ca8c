internal import CPNG

extension Picture {
    /// Writes the picture as a PNG file. Equal pictures give equal files: nothing tells of the time.
    public func write(to path: String) throws(PNGError) {
        let texts = self.texts.map { canopy_png_text($0) }
        defer { for text in texts { text.deallocate() } }

        var reason = [CChar](repeating: 0, count: Int(CANOPY_PNG_REASON_SIZE))
        let result = samples.withUnsafeBufferPointer { samples in
            texts.withUnsafeBufferPointer { texts in
                var picture = canopy_png_picture(
                    width: UInt32(width), height: UInt32(height), channels: Int32(channels.rawValue),
                    samples: samples.baseAddress, texts: texts.baseAddress, text_count: Int32(texts.count))
                return canopy_png_write(path, &picture, &reason)
            }
        }
        guard result == 0 else { throw PNGError(action: "write", path: path, reason: sentence(reason)) }
    }
}

private func sentence(_ reason: [CChar]) -> String {
    let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.isEmpty ? "libpng gives no reason" : text
}

extension canopy_png_text {
    /// Owns copies of both strings until it is deallocated. Latin-1 where it suffices, as every reader knows it.
    fileprivate init(_ text: Picture.Text) {
        let latin = latin1(text.text)
        self.init(
            keyword: copy(latin1(text.keyword) ?? Array(text.keyword.utf8)), text: copy(latin ?? Array(text.text.utf8)),
            is_utf8: latin == nil ? 1 : 0)
    }

    fileprivate func deallocate() {
        keyword.deallocate()
        text.deallocate()
    }
}

/// The text in Latin-1; `nil` where it has other characters.
private func latin1(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
        guard let byte = UInt8(exactly: scalar.value) else { return nil }
        bytes.append(byte)
    }
    return bytes
}

private func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar> {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[bytes.count] = 0
    return copy
}
