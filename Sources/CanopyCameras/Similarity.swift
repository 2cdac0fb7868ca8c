/// The way from the coordinates of a chunk of Metashape to those of EPSG:4978: turned, enlarged, moved.
struct Similarity: Hashable, Sendable {
    /// Nine numbers, row by row.
    var rotation = [1.0, 0, 0, 0, 1, 0, 0, 0, 1]
    var translation = [0.0, 0, 0]
    var scale = 1.0

    /// Where a place of the chunk is.
    func callAsFunction(_ place: Vector) -> Vector {
        func row(_ number: Int) -> Double {
            let turned =
                rotation[3 * number] * place.x + rotation[3 * number + 1] * place.y + rotation[3 * number + 2] * place.z
            return scale * turned + translation[number]
        }
        return Vector(x: row(0), y: row(1), z: row(2))
    }
}

/// The numbers in a text, white space between them; `nil` where they are not as many, or any of them is no finite number.
func numbers(_ text: String, _ count: Int) -> [Double]? {
    let words = text.split(maxSplits: count, whereSeparator: \.isWhitespace)
    guard words.count == count else { return nil }
    let numbers = words.compactMap { Double($0) }.filter(\.isFinite)
    return numbers.count == count ? numbers : nil
}
