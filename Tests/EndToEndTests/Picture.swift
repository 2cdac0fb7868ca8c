import GDAL
import Raster

/// A whole raster in memory, with what is valid of it.
struct Picture {
    let size: Size
    let transform: GeoTransform
    let interpretations: [ColorInterpretation]
    private let samples: [Double]
    private let mask: [UInt8]

    init(_ path: String) throws {
        let dataset = try Dataset.open(path)
        let profile = try dataset.profile()
        size = profile.size
        guard let place = profile.georeference.transform else {
            throw GDALError("look at '\(path)'", reason: "it lies nowhere")
        }
        transform = place
        interpretations = profile.bands.map(\.interpretation)
        let buffer = PixelBuffer(type: profile.type, size: size, bands: profile.bands.count)
        try dataset.read(Window(size), into: buffer)
        var doubles = Doubles(buffer: buffer)
        samples = profile.type.dispatch(&doubles)
        let validity = PixelBuffer(type: .uint8, size: size, bands: 1)
        try dataset.readMask(Window(size), into: validity)
        mask = Array(validity.bytes)
    }

    private struct Doubles: SampleVisitor {
        let buffer: PixelBuffer
        func visit<S: Sample>(_ type: S.Type) -> [Double] { buffer.samples(as: type).map { $0.double } }
    }

    /// The valid samples of the first band.
    var validSamples: [Double] {
        mask.indices.filter { mask[$0] != 0 }.map { samples[$0 * interpretations.count] }
    }

    /// How many valid pixels are those of `other` at the same place, and how many are not.
    func comparison(with other: Picture) -> (same: Int, different: Int) {
        let bands = interpretations.count
        let right = Int(((transform.originX - other.transform.originX) / transform.pixelWidth).rounded())
        let down = Int(((transform.originY - other.transform.originY) / transform.pixelHeight).rounded())
        var (same, different) = (0, 0)
        for row in 0..<size.height {
            for column in 0..<size.width where mask[row * size.width + column] != 0 {
                let here = (row * size.width + column) * bands
                let there = ((row + down) * other.size.width + column + right) * bands
                if samples[here..<here + bands] == other.samples[there..<there + bands] {
                    same += 1
                } else {
                    different += 1
                }
            }
        }
        return (same, different)
    }
}
