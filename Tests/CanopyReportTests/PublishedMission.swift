import Foundation

@testable import CanopyReport

/// The fields of a mission's manifest, as a test wants them.
struct PublishedMission {
    var fields: [String: Any]

    /// A mission with nothing wrong.
    init(_ name: String = "01_forest") {
        fields = [
            "format": 2, "mission": name, "status": "succeeded",
            "inputs": [["role": "boundary", "key": "forest.gpkg", "size": 1]],
            "options": [
                "features": "union", "maxDim": 800, "thumbStyle": "auto", "compression": "deflate", "predictor": "auto",
                "blockSize": 512, "overviewResampling": "auto", "bigTIFF": "auto", "productFormat": 1, "makes": ["chm"],
            ],
            "outputs": [
                Self.raster("dsm", name), Self.raster("dtm", name), Self.raster("chm", name), Self.picture("dsm", name),
                Self.picture("chm", name),
            ],
            "chm": [Any](), "warnings": [String](), "failures": [Any](),
            "versions": ["canopy": "1.0.0", "gdal": "3.6.2"], "started": "2026-01-02T03:04:04Z",
            "finished": "2026-01-02T03:04:05Z", "seconds": 1.5,
            "footprint": [
                "type": "Polygon",
                "coordinates": [
                    [
                        [-120.001, 39.0], [-119.9985, 39.0003], [-119.9978, 39.0022], [-119.9995, 39.003],
                        [-120.0012, 39.0021], [-120.001, 39.0],
                    ]
                ],
            ],
        ]
    }

    private static func raster(_ type: String, _ name: String) -> [String: Any] {
        var raster: [String: Any] = [
            "size": ["width": 1000, "height": 800], "sampleType": "float32", "compression": "deflate",
            "overviews": [Any](), "bands": [["unit": "m", "validPixels": 800_000, "validPercent": 100]],
            "validPercentOfBoundary": 99.5,
            "file": [
                "crs": ["name": "WGS 84 / UTM zone 10N", "code": "EPSG:32610", "vertical": "EGM96 height", "wkt": "…"],
                "validity": ["kind": "none"], "groundResolution": 0.1, "isCOG": true, "headerBytes": 1,
            ],
        ]
        if type == "chm" {
            raster["canopy"] = [
                "percentiles": [["percent": 50, "height": 3.25], ["percent": 95, "height": 21.5]],
                "histogram": ["from": -0.5, "step": 0.5, "counts": [10, 50, 30, 10], "below": 0, "above": 0],
                "cover": [["above": 2, "percent": 40, "meanHeight": 9.5], ["above": 5, "percent": 30]],
                "negativePercent": 0.1, "implausiblePercent": 0,
            ]
        }
        return [
            "path": "full/\(name)_\(type).tif", "role": "data", "type": type, "size": 1234,
            "sha256": String(repeating: "ab", count: 32), "md5": String(repeating: "cd", count: 16), "raster": raster,
        ]
    }

    private static func picture(_ type: String, _ name: String) -> [String: Any] {
        [
            "path": "thumbnails/\(name)_\(type).png", "role": "thumbnail", "type": type, "size": 99,
            "md5": String(repeating: "cd", count: 16),
            "picture": [
                "size": ["width": 800, "height": 640], "metersPerPixel": 0.125, "north": 0,
                "scale": ["low": 0, "high": 35, "unit": "m", "colors": ["#440154", "#fde725"]],
            ],
        ]
    }

    /// The same with another value, as JSON, at a path of keys and places: `outputs/0/size`. `nil` takes it out.
    func with(_ path: String, _ json: String?) throws -> PublishedMission {
        var copy = self
        let value = try json.map { try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed) }
        copy.fields = Self.set(path.split(separator: "/")[...], in: fields, value) as? [String: Any] ?? [:]
        return copy
    }

    /// The same with a text at a path.
    func with(_ path: String, text: String) throws -> PublishedMission {
        let json = try JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
        return try with(path, String(decoding: json, as: UTF8.self))
    }

    private static func set(_ path: ArraySlice<Substring>, in node: Any, _ value: Any?) -> Any? {
        guard let first = path.first else { return value }
        if let place = Int(first), var list = node as? [Any], list.indices.contains(place) {
            list[place] = set(path.dropFirst(), in: list[place], value) ?? NSNull()
            return list
        }
        guard var object = node as? [String: Any] else { return node }
        object[String(first)] = set(path.dropFirst(), in: object[String(first)] ?? [String: Any](), value)
        return object
    }

    /// The manifest's bytes.
    var json: [UInt8] {
        get throws { Array(try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])) }
    }

    var facts: MissionFacts? { get throws { MissionFacts(json: try json) } }

    /// The paths of all texts in it.
    var texts: [String] { Self.texts(in: fields).map { $0.joined(separator: "/") } }

    private static func texts(in node: Any) -> [[String]] {
        switch node {
        case is String: return [[]]
        case let object as [String: Any]:
            return object.keys.sorted().flatMap { key in texts(in: object[key] ?? 0).map { [key] + $0 } }
        case let list as [Any]:
            return list.enumerated().flatMap { place, element in texts(in: element).map { ["\(place)"] + $0 } }
        default: return []
        }
    }
}
