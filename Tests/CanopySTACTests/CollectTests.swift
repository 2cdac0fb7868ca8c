import CanopyTesting
import Diagnostics
import Foundation
import Raster
import Stores
import Testing

@testable import CanopySTAC

/// Catalogs over the items of a store.
@Suite struct CollectTests {
    /// A published mission: its item, and the manifest without which it would be none.
    private func publish(
        _ folder: TemporaryFolder, _ path: String, _ id: String, day: String = "2023-06-01", longitude: Double = 10,
        change: (inout [String: Any]) -> Void = { _ in }
    ) throws {
        let ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map { Point(x: longitude + $0.0, y: 50 + $0.1) }
        var properties = STACProperties(title: id, period: try #require(SurveyPeriod(day)))
        properties.license = "CC0-1.0"
        properties.platform = "Matrice 300"
        properties.gsd = 0.05
        var asset = STACAsset(href: "./full/\(id)_chm.tif", type: "image/tiff", title: "Canopy", roles: ["data"])
        asset.grid = STACAsset.Grid(
            size: Size(width: 2, height: 3), transform: nil, code: "EPSG:32632", wkt: nil)
        let item = STACItem(
            id: id, geometry: GeoJSONPolygons([[ring]]), properties: properties, assets: ["chm": asset])
        let json = try JSONSerialization.jsonObject(with: try STAC.json(item))
        var fields = try #require(json as? [String: Any])
        change(&fields)
        try folder.file("\(path)/\(id).json", try JSONSerialization.data(withJSONObject: fields))
        try folder.file("\(path)/manifest.json", "{}")
    }

    private func collect(
        _ folder: TemporaryFolder, to output: String = "store",
        _ change: (inout CollectItems.Options) -> Void = { _ in }
    ) async throws -> CollectItems.Report {
        var options = CollectItems.Options()
        change(&options)
        return try await CollectItems(options: options).run(
            CollectItems.Locations(
                store: StoreLocation(path: folder("store")), output: StoreLocation(path: folder(output))))
    }

    private func document(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder(name))))
        return try #require(json as? [String: Any])
    }

    private func links(_ document: [String: Any], _ rel: String) -> [String] {
        (document["links"] as? [[String: String]] ?? []).filter { $0["rel"] == rel }.compactMap { $0["href"] }
    }

    @Test func `a collection has every mission, with what they have in common`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "01_oak")
            try publish(folder, "store/elm/processed_01", "elm", day: "2024-01-02", longitude: 12) {
                guard var properties = $0["properties"] as? [String: Any] else { return }
                properties["gsd"] = 0.1
                $0["properties"] = properties
            }
            let report = try await collect(folder) { $0.title = "Forests" }
            #expect(report.missions == 2 && report.olderRuns == 0 && report.skipped == 0 && report.warnings == [])
            #expect(
                report.outputs.map(\.description).map { $0.split(separator: "/").last } == [
                    "collection.json", "catalog.json",
                ])

            let collection = try document(folder, "store/collection.json")
            #expect(collection["type"] as? String == "Collection" && collection["stac_version"] as? String == "1.1.0")
            #expect(collection["id"] as? String == "missions" && collection["title"] as? String == "Forests")
            #expect(collection["license"] as? String == "CC0-1.0")
            #expect(links(collection, "item") == ["./oak/processed_01/01_oak.json", "./elm/processed_01/elm.json"])
            let extent = collection["extent"] as? [String: [String: Any]]
            #expect(extent?["spatial"]?["bbox"] as? [[Double]] == [[10, 50, 13, 51]])
            #expect(
                extent?["temporal"]?["interval"] as? [[String]] == [["2023-06-01T00:00:00Z", "2024-01-02T23:59:59Z"]])
            let summaries = collection["summaries"] as? [String: Any]
            #expect(summaries?["gsd"] as? [String: Double] == ["minimum": 0.05, "maximum": 0.1])
            #expect(summaries?["platform"] as? [String] == ["Matrice 300"])
            #expect(summaries?["proj:code"] as? [String] == ["EPSG:32632"])
            let assets = collection["item_assets"] as? [String: [String: Any]]
            #expect(
                assets?["chm"]?["type"] as? String == "image/tiff" && assets?["chm"]?["roles"] as? [String] == ["data"])

            let catalog = try document(folder, "store/catalog.json")
            #expect(catalog["type"] as? String == "Catalog" && links(catalog, "child") == ["./collection.json"])
            #expect(
                links(collection, "parent") == ["./catalog.json"] && links(collection, "root") == ["./catalog.json"])
        }
    }

    @Test func `of runs of one mission the latest is in the collection, those before are in another one`() async throws
    {
        try await withTemporaryFolder { folder in
            for run in ["01", "02", "10"] { try publish(folder, "store/oak/processed_\(run)", "\(run)_oak") }
            for run in ["01", "03"] { try publish(folder, "store/000123/photogrammetry_\(run)", "000123") }
            // These are two missions, though their folders look like runs.
            for name in ["plot_01", "plot_02"] { try publish(folder, "store/\(name)", name) }
            let report = try await collect(folder)
            #expect(report.missions == 4 && report.olderRuns == 3)
            #expect(
                links(try document(folder, "store/collection.json"), "item") == [
                    "./000123/photogrammetry_03/000123.json", "./oak/processed_10/10_oak.json",
                    "./plot_01/plot_01.json",
                    "./plot_02/plot_02.json",
                ])
            #expect(
                links(try document(folder, "store/older-runs.json"), "item") == [
                    "./000123/photogrammetry_01/000123.json", "./oak/processed_01/01_oak.json",
                    "./oak/processed_02/02_oak.json",
                ])
            #expect(
                links(try document(folder, "store/catalog.json"), "child") == [
                    "./collection.json", "./older-runs.json",
                ])
        }
    }

    @Test func `damaged and hostile items are left out, with a warning that names each`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak")
            func spoil(_ id: String, _ change: (inout [String: Any]) -> Void) throws {
                try publish(folder, "store/\(id)/processed_01", id, change: change)
            }
            try spoil("other-name") { $0["id"] = "elsewhere" }
            try spoil("no-feature") { $0["type"] = "FeatureCollection" }
            try spoil("old-version") { $0["stac_version"] = "0.9.0" }
            try spoil("no-date") { $0["properties"] = ["title": "x", "datetime": NSNull()] }
            try spoil("bad-date") { $0["properties"] = ["datetime": "yesterday"] }
            try spoil("bad-box") { $0["bbox"] = [0, 0, 1e308, 1] }
            try spoil("upside-down") { $0["bbox"] = [0, 10, 1, 5] }
            try spoil("short-box") { $0["bbox"] = [0, 10] }
            try spoil("many-files") { fields in
                let asset = ["href": "x"]
                fields["assets"] = Dictionary(uniqueKeysWithValues: (0...1000).map { ("a\($0)", asset) })
            }
            try folder.file("store/cut/processed_01/cut.json", #"{"type": "Feat"#)
            try folder.file("store/deep/processed_01/deep.json", String(repeating: "[", count: 100_000))
            try folder.file("store/large/processed_01/large.json", String(repeating: " ", count: KnownItem.largest + 1))
            for name in ["cut", "deep", "large"] { try folder.file("store/\(name)/processed_01/manifest.json", "{}") }
            let report = try await collect(folder)
            #expect(report.missions == 1 && report.skipped == 12)
            #expect(report.warnings.count == 12)
            for name in [
                "other-name", "no-feature", "old-version", "no-date", "bad-date", "bad-box", "upside-down", "short-box",
                "many-files", "cut", "deep", "large",
            ] {
                let warnings = report.warnings.filter { $0.contains("/\(name)/processed_01/\(name).json' ") }
                #expect(warnings.count == 1 && warnings.allSatisfy { $0.hasSuffix("; it is left out") }, "\(name)")
            }
        }
    }

    @Test func `what an item says too much of is not repeated`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak") { fields in
                guard var properties = fields["properties"] as? [String: Any] else { return }
                properties["platform"] = String(repeating: "x", count: 100_000)
                properties["title"] = String(repeating: "x", count: 100_000)
                properties["license"] = "<script>alert(1)</script>"
                fields["properties"] = properties
                fields["assets"] = [
                    String(repeating: "k", count: 10_000): ["href": "x"], "chm": ["href": "x", "title": ""],
                ]
            }
            _ = try await collect(folder)
            let path = folder("store/collection.json")
            #expect(try Data(contentsOf: URL(filePath: path)).count < 5000)
            #expect(try document(folder, "store/collection.json")["license"] as? String == "other")
        }
    }

    @Test func `of two missions of one name the second is left out, with a warning`() async throws {
        try await withTemporaryFolder { folder in
            for place in ["north", "south"] { try publish(folder, "store/\(place)", "oak") }
            let report = try await collect(folder)
            #expect(report.missions == 1 && report.skipped == 1)
            #expect(report.warnings.map { $0.contains("/south/oak.json' has the name of another") } == [true])
        }
    }

    @Test func `providers that others describe in their own way are kept as far as they are understood`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak") { fields in
                guard var properties = fields["properties"] as? [String: Any] else { return }
                properties["providers"] = [["name": "Lab", "roles": ["owner", "host"], "url": "javascript:alert(1)"]]
                fields["properties"] = properties
            }
            #expect(try await collect(folder).missions == 1)
            let providers = try document(folder, "store/collection.json")["providers"] as? [[String: Any]]
            #expect(providers?.first?["roles"] as? [String] == ["host"] && providers?.first?["url"] == nil)
        }
    }

    @Test func `files beside no manifest are not published, so they are no items`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak")
            try publish(folder, "store/elm/processed_01", "elm")
            try FileManager.default.removeItem(atPath: folder("store/elm/processed_01/manifest.json"))
            let report = try await collect(folder)
            #expect(report.missions == 1 && report.skipped == 0)
        }
    }

    @Test func `without any item there is no catalog`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("store/oak/processed_01/manifest.json", "{}")
            let error = await #expect(throws: CollectError.self) { try await collect(folder) }
            #expect(error == .noItems(StoreLocation(path: folder("store"))))
            #expect(!FileManager.default.fileExists(atPath: folder("store/catalog.json")))
        }
    }

    @Test func `from a folder in the store links lead up and down again`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak")
            _ = try await collect(folder, to: "store/catalogs/all")
            let collection = try document(folder, "store/catalogs/all/collection.json")
            #expect(links(collection, "item") == ["../../oak/processed_01/oak.json"])
        }
    }

    @Test func `with a public address links begin with it, and documents say where they are`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak tree/processed_01", "oak#1")
            _ = try await collect(folder, to: "store/catalogs") { $0.publicURL = WebAddress("https://x.org:8001/b/") }
            let collection = try document(folder, "store/catalogs/collection.json")
            #expect(links(collection, "item") == ["https://x.org:8001/b/oak%20tree/processed_01/oak%231.json"])
            #expect(links(collection, "self") == ["https://x.org:8001/b/catalogs/collection.json"])
            #expect(links(collection, "root") == ["https://x.org:8001/b/catalogs/catalog.json"])
        }
    }

    @Test func `outside the store only a public address leads to the items`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak")
            let error = await #expect(throws: CollectError.self) { try await collect(folder, to: "elsewhere") }
            #expect(error?.explanation.remedies == [.publicAddress])
            _ = try await collect(folder, to: "elsewhere") { $0.publicURL = WebAddress("https://x.org") }
            let collection = try document(folder, "elsewhere/collection.json")
            #expect(links(collection, "item") == ["https://x.org/oak/processed_01/oak.json"])
            #expect(links(collection, "self") == [] && links(collection, "root") == ["./catalog.json"])
        }
    }

    @Test func `documents that are there are replaced only if that is allowed`() async throws {
        try await withTemporaryFolder { folder in
            for run in ["01", "02"] { try publish(folder, "store/oak/processed_\(run)", "\(run)_oak") }
            _ = try await collect(folder)
            let error = await #expect(throws: CollectError.self) { try await collect(folder) }
            #expect(error?.explanation.remedies == [.overwrite])
            try FileManager.default.removeItem(atPath: folder("store/oak/processed_01"))
            let report = try await collect(folder) { $0.overwrite = true }
            #expect(report.missions == 1 && report.olderRuns == 0)
            // Nothing leads to it any more.
            #expect(!FileManager.default.fileExists(atPath: folder("store/older-runs.json")))
        }
    }

    @Test func `items under different terms, or some without any, make a collection under others`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak")
            try publish(folder, "store/elm/processed_01", "elm") { fields in
                guard var properties = fields["properties"] as? [String: Any] else { return }
                properties["license"] = nil
                fields["properties"] = properties
            }
            _ = try await collect(folder)
            #expect(try document(folder, "store/collection.json")["license"] as? String == "other")
            _ = try await collect(folder) {
                $0.overwrite = true
                $0.license = "CC BY 4.0"
            }
            #expect(try document(folder, "store/collection.json")["license"] as? String == "CC-BY-4.0")
        }
    }

    @Test func `missions on both sides of the antimeridian are in one small box`() async throws {
        try await withTemporaryFolder { folder in
            try publish(folder, "store/oak/processed_01", "oak", longitude: 178)
            try publish(folder, "store/elm/processed_01", "elm", longitude: -179)
            _ = try await collect(folder)
            let extent = try document(folder, "store/collection.json")["extent"] as? [String: [String: Any]]
            #expect(extent?["spatial"]?["bbox"] as? [[Double]] == [[178, 50, -178, 51]])
        }
    }
}
