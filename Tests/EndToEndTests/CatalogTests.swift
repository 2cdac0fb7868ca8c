import CanopyTesting
import ExampleMission
import Foundation
import Testing

/// Programs from PyPI that read catalogs, in the folder that `make test-python` puts them into.
private enum Readers {
    static let program = Binary(path: "\(TestData.package)/.build-python/bin/python3")
    static let absence = "pystac, odc-stac and rio-tiler are not installed: call 'make test-python'"

    static let areInstalled = FileManager.default.isExecutableFile(atPath: program.path)

    static func run(_ script: String, _ arguments: [String], in folder: TemporaryFolder) async throws -> Binary.Outcome
    {
        try await program(["\(TestData.package)/Tests/STAC/\(script).py"] + arguments, in: folder)
    }
}

/// What catalogs are read with can read ours.
@Suite(.enabled(if: Readers.areInstalled, "\(Readers.absence)"))
struct CatalogTests {
    private let stac = [
        "--stac", "--datetime", "2023-06-01", "--license", "CC-BY-4.0", "--provider", "Lab;host;https://lab.org",
    ]
    private let item = "out/example-ridge/processed_01/01_example-ridge.json"

    /// What a client has seen of an asset.
    private struct Sight: Decodable {
        struct Client: Decodable {
            let shape: [Int]
            let transform: [Double]?
            let epsg: Int?
            let type: String?
            let nodata: Double?
            let header: Int?
            let statistics: [[Double]]?
            let count: Int
            let minimum: Double
            let maximum: Double
            let mean: Double
        }

        let odc: Client
        let rioTiler: Client

        enum CodingKeys: String, CodingKey {
            case odc = "odc-stac"
            case rioTiler = "rio-tiler"
        }
    }

    private struct Item: Decodable {
        struct Asset: Decodable {
            struct Band: Decodable {
                struct Statistics: Decodable { let minimum, maximum, mean: Double?; let count: Int }
                let statistics: Statistics
            }
            let bands: [Band]?
            let shape: [Int]?
            let transform: [Double]?
            let header: Int?

            enum CodingKeys: String, CodingKey {
                case bands
                case shape = "proj:shape"
                case transform = "proj:transform"
                case header = "file:header_size"
            }
        }
        let assets: [String: Asset]
    }

    @Test func `items, collections and catalogs are as the schemas of STAC say`() async throws {
        try await withExamples([Example.all[0], Example.all[1]]) { folder in
            for options in [stac, stac + ["--public-url", "https://example.org/forest"]] {
                #expect(try await canopy(process + options, in: folder).status == 0)
                let address = options.suffix(from: stac.count)
                let collect = ["stac", "collect", "out", "-o", "out/catalog", "--title", "Ridges", "--overwrite"]
                let outcome = try await canopy(collect + address, in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                let documents = ["catalog", "collection", "older-runs"].map { "out/catalog/\($0).json" }
                let older = "out/example-ridge/processed_02/02_example-ridge.json"
                let verdict = try await Readers.run("validate", documents + [item, older], in: folder)
                #expect(verdict.status == 0, "\(verdict.output) \(verdict.errors)")
            }
        }
    }

    @Test func `documents that break the schemas are noticed`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            #expect(try await canopy(process + stac, in: folder).status == 0)
            let text = try String(contentsOfFile: folder(item), encoding: .utf8)
            for (part, other) in [
                (#""stac_version" : "1.1.0""#, #""stac_version" : 1"#), (#""file:size" : "#, #""file:size" : -"#),
                (#""colormap_name" : "viridis""#, #""colormap_name" : 1"#),
                (#""proj:code" : "EPSG:32610""#, #""proj:code" : 32610"#), (#""data_type""#, #""raster:type""#),
                (#""processing:datetime" :"#, #""processing:time" :"#),
            ] {
                #expect(text.contains(part))
                try folder.file("changed.json", text.replacingOccurrences(of: part, with: other))
                #expect(try await Readers.run("validate", ["changed.json"], in: folder).status != 0, "\(other)")
            }
        }
    }

    @Test func `odc-stac and rio-tiler load through the item the pixels that it tells of`() async throws {
        try await withExamples([Example.all[0]]) { folder in
            #expect(try await canopy(process + stac, in: folder).status == 0)
            let told = try JSONDecoder().decode(Item.self, from: Data(contentsOf: URL(filePath: folder(item))))
            for key in ["chm", "dsm-ptcloud", "dtm-ptcloud"] {
                let outcome = try await Readers.run("load", [item, key], in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                let sight = try JSONDecoder().decode(Sight.self, from: Data(outcome.output.utf8))
                let asset = try #require(told.assets[key])
                let statistics = try #require(asset.bands?.first?.statistics)
                #expect(sight.odc.transform == asset.transform && sight.odc.epsg == 32610)
                #expect(sight.odc.type == "float32" && sight.odc.nodata != nil)
                #expect(sight.rioTiler.header == asset.header)
                #expect(sight.rioTiler.statistics == [[statistics.minimum, statistics.maximum].compactMap(\.self)])
                for client in [sight.odc, sight.rioTiler] {
                    #expect(client.shape == asset.shape && client.count == statistics.count)
                    #expect(client.minimum == statistics.minimum && client.maximum == statistics.maximum)
                    #expect(abs(client.mean - (statistics.mean ?? 0)) < 1e-3)
                }
            }
        }
    }
}
