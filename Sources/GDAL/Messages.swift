internal import CGDAL
internal import Diagnostics

/// What GDAL, and the libraries below it, say during one call on the thread that makes it.
final class Messages {
    private(set) var failure: (code: Int32, text: String)?
    /// Whether GDAL was about to follow an address that stands in a file.
    private(set) var isAskedForAddress = false
    private var warnings: [String] = []

    func receive(_ level: CPLErr, _ code: Int32, _ text: String) {
        switch level {
        case CE_Warning:
            warnings.append(text)
        case CE_Failure, CE_Fatal:
            // The first failure is the cause; what follows tells of its consequences.
            if failure == nil { failure = (code, text) }
            if code == CPLE_HttpResponse, !isAskedForAddress {
                isAskedForAddress = true
                failure = (code, text)
            }
        default:
            break
        }
    }

    /// Takes warnings of a kind for failures.
    func takeForFailures(_ isFailure: (String) -> Bool) {
        guard let first = warnings.first(where: isFailure) else { return }
        warnings.removeAll(where: isFailure)
        receive(CE_Failure, Int32(CPLE_AppDefined), first)
    }

    /// Hands on what was said: what means something for the result as a warning in canopy's words, the rest as a note.
    func tell(_ listener: Warnings, of file: String?, _ action: String) {
        for text in warnings {
            if let meaning = Self.meaning(of: text) {
                listener.add(file.map { "'\($0)' \(meaning)" } ?? "\(action): it \(meaning)")
            } else {
                listener.note("\(action): \(text)")
            }
        }
    }

    /// Messages that mean something for the result, by words that are in them, and what they mean for it.
    private static let meanings: [(words: [String], meaning: String)] = [
        (
            ["got from GeoTIFF keys is not the same as the one from the EPSG registry"],
            "describes its coordinate reference system otherwise than the EPSG code that it names; check where the result "
                + "lies"
        ),
        (
            ["Ignoring vertical information"],
            "names a vertical reference system that has no known meaning; what its heights refer to is taken as unknown"
        ),
        (
            ["cannot be translated to Simple Geometry"],
            "has a polygon whose rings do not fit into each other; each is taken for a polygon of its own"
        ),
        (
            ["to UTF-8"],
            "has text that is not in the encoding it names; conditions on that text may not hold"
        ),
        (
            ["color channels and ExtraSamples doesn't match SamplesPerPixel"],
            "does not say what all of its bands stand for; those beyond its colors are taken for samples that are not alpha"
        ),
        (
            ["tag ignored"],
            "has a tag that cannot be read and counts as missing; look at the result, or export the file again"
        ),
        (["tag is missing, assuming"], guess), (["tag value assumed incorrect"], guess),
        (["StripByteCounts\" field, ignoring"], guess),
    ]
    private static let guess =
        "does not say truly how its samples are stored, so that is a guess; look at the result, or export the file again"

    private static func meaning(of text: String) -> String? {
        meanings.first { $0.words.allSatisfy(text.contains) }?.meaning
    }
}
