internal import Diagnostics
internal import Files
internal import RasterIO
internal import XML

/// Metashape's list of cameras, `cameras.xml`, read piece by piece.
struct CameraList {
    /// All cameras in the order of the file, of all chunks and groups.
    let cameras: [Camera]
    /// How many are aligned in a component that has no place on Earth.
    let unplaced: Int
    /// How many have a place that is none on Earth.
    let lost: Int

    /// Bytes that are read at once.
    private static let piece = 256 << 10

    /// Reads a list, wherever it lies.
    init(_ input: RasterInput, progress: Progress) throws(CamerasError) {
        let document = CameraDocument()
        do throws(XMLError) {
            try Self.read(input, to: document, progress)
        } catch {
            throw .unreadable(input.name, error.description)
        }
        if progress.isCancelled { throw .cancelled }
        if let problem = document.problem { throw .unreadable(input.name, problem) }
        guard !document.cameras.isEmpty else { throw .unreadable(input.name, "there are none in it") }
        cameras = document.cameras
        unplaced = document.unplaced
        lost = document.lost
    }

    private static func read(
        _ input: RasterInput, to document: CameraDocument, _ progress: Progress
    ) throws(XMLError) {
        let stream = try XMLStream(document)
        let file: any RandomAccessFile
        do throws(ReadingError) { file = try input.bytes() } catch { throw XMLError(error.description) }
        for start in stride(from: 0, to: file.size, by: piece) {
            if progress.isCancelled { return }
            let end = min(file.size, start + piece)
            let bytes: [UInt8]
            do throws(ReadingError) { bytes = try file.bytes(in: start..<end) } catch {
                throw XMLError(error.description)
            }
            try stream.read(bytes)
            progress(Double(end) / Double(file.size))
        }
        try stream.end()
    }
}
