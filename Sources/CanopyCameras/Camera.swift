/// A camera as Metashape's list of cameras has it.
struct Camera: Hashable, Sendable {
    /// Its label, as in the file.
    let label: String
    /// Where it was in EPSG:4978, in meters; `nil` where it is not aligned.
    let place: Vector?

    /// The image's name: the label without its folder and its extension.
    var imageID: Substring {
        let name = label.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, name.index(after: dot) != name.endIndex
        else { return name }
        return name[..<dot]
    }
}

/// A place, or the way to it, in three dimensions.
struct Vector: Hashable, Sendable {
    var x: Double
    var y: Double
    var z: Double

    var length: Double { (x * x + y * y + z * z).squareRoot() }
}
