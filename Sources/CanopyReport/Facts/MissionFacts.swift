internal import CanopySTAC
internal import Raster
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What pages tell of a published mission: what its `manifest.json` says, as far as pages show it.
///
/// Manifests may come from anywhere: one with anything in it that cannot be is none.
public struct MissionFacts: Sendable {
    /// Bytes that a manifest may have: many times those of a thousand products.
    public static let largest = 8 << 20

    /// What the manifest says.
    let manifest: ManifestFields

    /// What a manifest says; `nil` where the bytes are none that this version understands.
    public init?(json: [UInt8]) {
        guard json.count <= Self.largest else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let manifest = try? decoder.decode(ManifestFields.self, from: Data(json)), manifest.isPossible else {
            return nil
        }
        self.manifest = manifest
    }
}

/// The fields of `manifest.json` that pages show; `schemas/manifest.schema.json` says what they mean.
struct ManifestFields: Sendable, Decodable {
    enum Status: String, Sendable, Decodable {
        case succeeded, partial
    }

    struct Input: Sendable, Decodable {
        var role: String
        var key: StoreKey
        var size: Int
    }

    struct Output: Sendable, Decodable {
        var path: StoreKey
        var role: String
        var type: String
        var size: Int
        var sha256: String?
        var md5: String
        var raster: Raster?
        var picture: Picture?
        var cameras: Cameras?
    }

    /// What the mission's cameras say of the flight.
    struct Cameras: Sendable, Decodable {
        var count: Int
        var aligned: Int
        /// Meters.
        var aglMean: Double?
        var aglFidelity: Int?
    }

    struct Raster: Sendable, Decodable {
        var size: Size
        var sampleType: String
        var compression: String
        var bands: [Band]
        var validPercentOfBoundary: Double?
        var canopy: Canopy?
        var file: File?
    }

    /// What a raster's file says of itself.
    struct File: Sendable, Decodable {
        struct System: Sendable, Decodable {
            var name: String
            var code: String?
            var vertical: String?
        }

        var crs: System?
        var groundResolution: Double?
        var isCOG: Bool
    }

    struct Band: Sendable, Decodable {
        var unit: String?
        var validPixels: Int
        var minimum: Double?
        var maximum: Double?
    }

    struct Canopy: Sendable, Decodable {
        struct Percentile: Sendable, Decodable {
            var percent: Double
            var height: Double?
        }

        struct Histogram: Sendable, Decodable {
            var from: Double
            var step: Double
            var counts: [Int]
            var below: Int
            var above: Int
        }

        struct Cover: Sendable, Decodable {
            var above: Double
            var percent: Double
            var meanHeight: Double?
        }

        var percentiles: [Percentile]
        var histogram: Histogram
        var cover: [Cover]
        var negativePercent: Double
        var implausiblePercent: Double
    }

    /// How values became the colors of a picture, and how large its pixels are.
    struct Picture: Sendable, Decodable {
        /// The scale's ends in the raster's unit, and its colors at even distances.
        struct Scale: Sendable, Decodable {
            var low: Double
            var high: Double
            var unit: String?
            var colors: [HexColor]
        }

        var size: Size
        var scale: Scale?
        /// Meters, from left to right.
        var metersPerPixel: Double?
        /// Where north is, in degrees clockwise from the top.
        var north: Double?
    }

    struct Failure: Sendable, Decodable {
        var product: String
        var reason: String
    }

    struct Options: Sendable, Decodable {
        var features: String
        var maxDim: Int
        var thumbStyle: String
        var compression: String
        var level: Int?
        var predictor: String
        var blockSize: Int
        var overviewResampling: String
        var bigTIFF: String
    }

    struct Transferred: Sendable, Decodable {
        var downloaded, streamed, copied, uploaded: Int
    }

    struct Stages: Sendable, Decodable {
        var downloading, processing, publishing: Double
    }

    var format: Int
    var mission: String
    var status: Status
    var inputs: [Input]
    var options: Options
    var outputs: [Output]
    var warnings: [String]
    var failures: [Failure]
    var versions: [String: String]
    var started: Date
    var finished: Date
    var transferred: Transferred?
    var stages: Stages?
    var seconds: Double?
    var footprint: GeoJSONPolygons?
    var survey: Survey?

    /// Points of an outline that are drawn: with more, pages are slow.
    private static let mostPoints = 100_000

    /// Whether the figures are some that a mission can have: pages compute with them.
    var isPossible: Bool {
        (1...2).contains(format) && (1...1000).contains(mission.utf8.count) && outputs.count <= 2000
            && inputs.count <= 10_000
            && outputs.allSatisfy(\.isPossible) && inputs.allSatisfy { $0.size >= 0 }
            && (footprint?.polygons.joined().reduce(0) { $0 + $1.count } ?? 0) <= Self.mostPoints
            && (seconds ?? 0).isFinite
            && [started, finished, survey?.period?.start ?? started, survey?.period?.end ?? started].allSatisfy {
                (0...253_402_300_799).contains($0.timeIntervalSince1970)
            }
    }
}

extension ManifestFields.Output {
    fileprivate var isPossible: Bool {
        size >= 0 && type.utf8.count <= 1000 && (raster?.isPossible ?? true) && (picture?.isPossible ?? true)
            && (cameras?.isPossible ?? true)
    }
}

extension ManifestFields.Cameras {
    fileprivate var isPossible: Bool {
        (0...Int(Int32.max)).contains(count) && (0...count).contains(aligned) && isHeight(aglMean ?? 0)
            && (0...100).contains(aglFidelity ?? 0)
    }
}

extension ManifestFields.Raster {
    fileprivate var isPossible: Bool {
        size.isPossible && !bands.isEmpty && bands.allSatisfy { $0.validPixels >= 0 }
            && isPercent(validPercentOfBoundary ?? 0)
            && (file?.groundResolution.map { (1e-6...1e6).contains($0) } ?? true) && (canopy?.isPossible ?? true)
    }
}

extension ManifestFields.Canopy {
    fileprivate var isPossible: Bool {
        isPercent(negativePercent) && isPercent(implausiblePercent) && histogram.step == 0.5
            && (-100...400).contains(histogram.from) && histogram.counts.count <= 1000
            && (histogram.counts + [histogram.below, histogram.above]).allSatisfy { (0...1 << 50).contains($0) }
            && cover.count <= 100
            && cover.allSatisfy { isHeight($0.above) && isPercent($0.percent) && isHeight($0.meanHeight ?? 0) }
            && percentiles.count <= 100
            && percentiles.allSatisfy { isPercent($0.percent) && isHeight($0.height ?? 0) }
    }
}

extension ManifestFields.Picture {
    fileprivate var isPossible: Bool {
        size.isPossible && [scale?.low, scale?.high, north].allSatisfy { ($0 ?? 0).magnitude <= 1e9 }
            && (metersPerPixel.map { (1e-6...1e6).contains($0) } ?? true) && (scale?.colors ?? []).count <= 64
    }
}

extension Size {
    fileprivate var isPossible: Bool { (1...Int(Int32.max)).contains(width) && (1...Int(Int32.max)).contains(height) }
}

private func isHeight(_ meters: Double) -> Bool { (-1e6...1e6).contains(meters) }

private func isPercent(_ value: Double) -> Bool { (0...100).contains(value) }

/// A color as `#rrggbb`.
struct HexColor: Sendable, Hashable, Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard text.utf8.count == 7, text.utf8.first == UInt8(ascii: "#"),
            text.dropFirst().allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no color") }
        self.text = text
    }
}
