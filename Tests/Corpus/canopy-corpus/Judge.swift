import CanopyCrop
import CanopyTesting
import Foundation
import GDAL
import GDALOracle
import RandomCases
import Raster

/// Holds what a run has made against what GDAL reads, pixel by pixel.
struct Judge {
    let corpus: Corpus
    let one: Case
    /// What was read, and what was made.
    let input: String
    let output: String
    /// What the run said.
    let said: Data
    /// What is wrong, a sentence each.
    private(set) var verdict: [String] = []

    init(_ one: Case, of corpus: Corpus, input: String, output: String, said: Data) {
        self.corpus = corpus
        self.one = one
        self.input = input
        self.output = output
        self.said = said
    }

    mutating func judge() throws {
        switch one.verb {
        case .cog: try judgeCopy()
        case .crop: try judgeCrop(of: input)
        case .boundary: try judgeCrop(of: corpus.terrain)
        case .thumb: try judgePicture()
        case .surface: try judgeHeights(input, corpus.terrain)
        case .terrain: try judgeHeights(corpus.terrain, input)
        case .validate: break  // The layout is looked at there, and no pixel.
        }
    }

    private mutating func expect(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
        if !isRight { verdict.append(sentence()) }
    }

    /// All of a file, or a window of it. What GDAL only tells of while it says that all is well is an error, too.
    private func reading(_ path: String, _ window: Window? = nil) throws -> RasterReading {
        try RasterReading(path, window: window, toleratesErrors: false)
    }

    private mutating func judgeCopy() throws {
        let source = try reading(input)
        let result = try reading(output)
        guard result.size == source.size, result.type == source.type, result.bands.count == source.bands.count else {
            return expect(
                false, "\(source.size), \(source.bands.count) bands became \(result.size), \(result.bands.count)")
        }
        for band in source.bands.indices {
            let wrong = zip(source.bands[band], result.bands[band]).count { $0 != $1 }
            expect(wrong == 0, "\(wrong) bytes of band \(band + 1) are not those that GDAL reads")
        }
        if let mask = source.mask {
            expect(result.mask.map { zip($0, mask).allSatisfy { ($0 > 0) == ($1 > 0) } } == true, "the mask is another")
        } else {
            expect(result.mask?.allSatisfy { $0 > 0 } ?? true, "a mask hides pixels that GDAL shows")
        }
    }

    private mutating func judgeCrop(of input: String) throws {
        let window = try printedResults(String(decoding: said, as: UTF8.self), as: Crop.Report.self)[0].window
        let source = try reading(input, window)
        let result = try reading(output)
        guard result.size == window.size, result.type == source.type else {
            return expect(false, "the crop is \(result.size) and its window \(window)")
        }
        let crop = CroppedPixels(result, in: Window(window.size), of: source)
        expect(
            crop.isMarked, "the crop marks pixels outside as \(result.meanings), \(String(describing: result.nodata))")
        guard crop.isMarked else { return }
        let others = (0..<window.size.area).filter { !crop.isSame($0, as: $0) && !crop.isNothing($0) }
        expect(others.isEmpty, "\(others.count) pixels are neither the raster's nor outside")
        // Of a raster that lies where its undamaged one does it is known what is inside.
        guard one.verb == .crop, window == Window(Bases.size), source.grid == (try reading(corpus.terrain)).grid else {
            return
        }
        let inside = try burn([Bases.outline], onto: source.grid, size: source.size, allTouched: false)
        let lost = inside.indices.count { inside[$0] && !crop.isSame($0, as: $0) }
        expect(lost == 0, "\(lost) pixels inside are lost")
    }

    private mutating func judgeHeights(_ surface: String, _ terrain: String) throws {
        let result = try reading(output)
        // Of a terrain on another grid not everything is read.
        guard result.size == Bases.size, try Dataset.open(terrain).size == result.size else { return }
        let (dsm, dtm) = (try reading(surface), try reading(terrain))
        guard dsm.grid == dtm.grid else { return }
        let heights = [dsm, dtm].map { $0.visible(ofBand: 0) }
        let made = result.visible(ofBand: 0)
        var wrong = 0
        for pixel in made.indices {
            let (high, low) = (heights[0][pixel], heights[1][pixel])
            // What no place on Earth is as high as may be taken for nothing.
            guard !(abs(high) >= 9999), !(abs(low) >= 9999) else { continue }
            let expected = Float(high - low)
            if !(Float(made[pixel]) == expected || (made[pixel].isNaN && expected.isNaN)) { wrong += 1 }
        }
        expect(wrong == 0, "\(wrong) heights are not the surface's less the terrain's")
    }

    private mutating func judgePicture() throws {
        allowPictures()
        let picture = try RasterReading(output)
        let longest = max(picture.size.width, picture.size.height)
        expect(longest <= 800, "the picture is \(picture.size)")
        // Of a larger raster, or one with overviews, not everything is looked at.
        let source = try RasterReading(input)
        guard source.size == picture.size, source.overviews.isEmpty else { return }
        let colors = ["Red", "Green", "Blue"].compactMap(source.meanings.firstIndex)
        let bands =
            colors.count == 3 ? colors : source.bands.count - (source.alpha == nil ? 0 : 1) > 2 ? [0, 1, 2] : [0]
        let hidden = bands.map { source.hidden(inBand: $0) }
        let alpha = picture.alpha.map { picture.bands[$0] }
        let wrong =
            source.bands[0].isEmpty
            ? 0
            : (0..<source.size.area).count { pixel in
                let isShown = (alpha?[pixel] ?? 255) > 0
                return isShown && hidden.allSatisfy { $0[pixel] }
            }
        expect(wrong == 0, "\(wrong) pixels are shown that are not valid")
    }
}
