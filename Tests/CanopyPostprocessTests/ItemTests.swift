import COGEncoding
import CanopyCrop
import CanopySTAC
import CanopyTesting
import Files
import Foundation
import GDAL
import Raster
import Stores
import Testing

@testable import CanopyPostprocess

/// The item for catalogs that is published with a mission.
@Suite struct ItemTests {
    private let folder = "oak/processed_01"
    private let place = "oak/processed_01/01_oak.json"

    /// What makes a mission have an item.
    private func wanted(_ options: inout Postprocess.Options) {
        options.item = ItemOptions()
        options.item?.period = SurveyPeriod("2023-06-01")
    }

    private func item(_ missions: Missions) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: missions.out(place))))
        return try #require(json as? [String: Any])
    }

    private func assets(_ item: [String: Any]) -> [String: [String: Any]] {
        item["assets"] as? [String: [String: Any]] ?? [:]
    }

    private func properties(_ item: [String: Any]) -> [String: Any] { item["properties"] as? [String: Any] ?? [:] }

    /// A boundary like those of other tests, with attributes.
    private func boundary(_ missions: Missions, crs: String? = "EPSG:32610", _ attributes: [[String: VectorValue]])
        throws
    {
        let path = try missions.boundary("oak")
        let outline = "POLYGON ((500004 4399996, 500020 4399996, 500020 4399984, 500004 4399984, 500004 4399996))"
        let features = attributes.map { VectorFeature(wkt: outline, attributes: $0) }
        try VectorFile.create(path, layers: [VectorLayer(name: "mission", crs: crs, features: features)])
    }

    @Test func `the item lies beside the manifest, which lists it with its role and type`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await missions.runOne { wanted(&$0) }
            #expect(report.warnings == [] && report.products == 4 && report.thumbnails == 3)
            let output = try #require(
                try MissionManifest(missions.out(folder + "/manifest.json")).outputs["01_oak.json"])
            #expect(output["role"] as? String == "metadata" && output["type"] as? String == "stac")
            #expect(output["mediaType"] as? String == "application/json")
            let checksum = try Checksum(ofFileAt: missions.out(place))
            #expect(output["sha256"] as? String == checksum.sha256 && output["md5"] as? String == checksum.md5)
            let item = try item(missions)
            #expect(item["type"] as? String == "Feature" && item["stac_version"] as? String == "1.1.0")
            #expect(item["id"] as? String == "01_oak")
        }
    }

    @Test func `without the option there is none, and nothing else is different`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            let without = try missions.published()
            _ = try await missions.run { wanted(&$0) }
            #expect(try missions.published() == (without + [place]).sorted())
        }
    }

    @Test func `every file is an asset with its size, a multihash, a role and a type`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_points-copc.laz")
            try missions.file("01_oak", "01_oak_cloud.copc.laz")
            try missions.file("01_oak", "01_oak_mesh.ply")
            try missions.file("01_oak", "01_oak_mesh.obj")
            _ = try await missions.run { wanted(&$0) }
            let assets = assets(try item(missions))
            let manifest = try MissionManifest(missions.out(folder + "/manifest.json"))
            let listed = manifest.outputs.keys.filter { $0 != "01_oak.json" }.map { "./" + $0 } + ["./manifest.json"]
            #expect(assets.values.compactMap { $0["href"] as? String }.sorted() == listed.sorted())
            for asset in assets.values where asset["href"] as? String != "./manifest.json" {
                let path = missions.out(folder) + "/" + (asset["href"] as? String ?? "")
                #expect(asset["file:size"] as? Int == Path.size(of: path))
                #expect(asset["file:checksum"] as? String == "1220" + (try Checksum(ofFileAt: path).sha256))
            }
            #expect(assets["points-copc"]?["type"] as? String == "application/vnd.laszip+copc")
            #expect(assets["cloud"]?["type"] as? String == "application/vnd.laszip+copc")
            #expect(assets["report"]?["type"] as? String == "application/pdf")
            #expect(assets["report"]?["roles"] as? [String] == ["metadata"])
            #expect(assets["mesh.ply"] != nil && assets["mesh.obj"]?["type"] as? String == "model/obj")
            #expect(assets["manifest"]?["roles"] as? [String] == ["metadata"])
        }
    }

    @Test func `a file whose SHA-256 nobody has computed is told by its MD5`() throws {
        let file = STACAsset.File(size: 3, sha256: nil, md5: "900150983cd24fb0d6963f7d28e17f72")
        #expect(file.checksum == "d50110900150983cd24fb0d6963f7d28e17f72")
        #expect(STACAsset.File(size: 3, sha256: nil, md5: "").checksum == nil)
    }

    @Test func `rasters tell their grid to the bit, and what their bands are like`() async throws {
        try await withMissions { missions in
            try missions.raster("01_oak", "dsm-ptcloud", 30, holes: 4..<8)
            try missions.raster("01_oak", "dtm-ptcloud", 10)
            try missions.boundary("oak")
            _ = try await missions.run { wanted(&$0) }
            let asset = try #require(assets(try item(missions))["dsm-ptcloud"])
            #expect(asset["type"] as? String == "image/tiff; application=geotiff; profile=cloud-optimized")
            #expect(asset["roles"] as? [String] == ["data"])
            #expect(asset["proj:code"] as? String == "EPSG:32610" && asset["proj:shape"] as? [Int] == [12, 16])
            #expect(asset["proj:transform"] as? [Double] == [1, 0, 500_004, 0, -1, 4_399_996])
            #expect(asset["proj:bbox"] as? [Double] == [500_004, 4_399_984, 500_020, 4_399_996])
            #expect(asset["gsd"] as? Double == 1 && asset["raster:spatial_resolution"] as? Double == 1)
            #expect((asset["file:header_size"] as? Int ?? 0) > 8)
            let band = try #require((asset["bands"] as? [[String: Any]])?.first)
            #expect(band["data_type"] as? String == "float32" && band["nodata"] as? Double == -9999)
            // Nothing says what its heights are in.
            #expect(band["unit"] == nil)
            let statistics = try #require(band["statistics"] as? [String: Double])
            #expect(statistics["minimum"] == 38 && statistics["maximum"] == 49 && statistics["mean"] == 43.5)
            #expect(statistics["count"] == 144 && statistics["valid_percent"] == 75)
            #expect(abs((statistics["stddev"] ?? 0) - (143.0 / 12).squareRoot()) < 1e-9)
            #expect(properties(try item(missions))["gsd"] as? Double == 1)
        }
    }

    @Test func `numbers of the grid survive item and manifest to the bit`() throws {
        var asset = STACAsset(href: "x", type: nil, title: nil, roles: [])
        let (origin, side) = (716_865.3999999999, 0.1 + 0.2)
        asset.grid = STACAsset.Grid(
            size: Size(width: 3, height: 2),
            transform: GeoTransform(originX: origin, pixelWidth: side, originY: -origin, pixelHeight: -side),
            code: "EPSG:32610", wkt: nil)
        struct Told: Decodable {
            let transform: [Double]

            enum CodingKeys: String, CodingKey { case transform = "proj:transform" }
        }
        let told = try JSONDecoder().decode(Told.self, from: try STAC.json(asset)).transform
        #expect(told == [side, 0, origin, 0, -side, -origin])
        #expect(String(decoding: try STAC.json(asset), as: UTF8.self).contains("0.30000000000000004"))
    }

    @Test func `values that JSON has no number for are told by name`() throws {
        for (value, name) in [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")] {
            var band = STACBand(type: .float32)
            band.nodata = .real(value)
            let json = try JSONSerialization.jsonObject(with: try STAC.json(band)) as? [String: Any]
            #expect(json?["nodata"] as? String == name)
        }
        var band = STACBand(type: .uint64)
        band.nodata = .unsigned(.max)
        #expect(String(decoding: try STAC.json(band), as: UTF8.self).contains("18446744073709551615"))
    }

    @Test func `pictures under 600 pixels are thumbnails, of which one has the name that clients look for`()
        async throws
    {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { wanted(&$0) }
            let assets = assets(try item(missions))
            let pictures = assets.filter { ($0.value["href"] as? String)?.hasPrefix("./thumbnails/") == true }
            // There is no ortho: the canopy comes first.
            #expect(pictures.keys.sorted() == ["dsm-ptcloud-thumbnail", "dtm-ptcloud-thumbnail", "thumbnail"])
            #expect(assets["thumbnail"]?["href"] as? String == "./thumbnails/01_oak_chm.png")
            #expect(pictures.values.allSatisfy { $0["roles"] as? [String] == ["thumbnail"] })
        }
    }

    @Test func `larger pictures are overviews`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { wanted(&$0) }
            let json = try #require(FileManager.default.contents(atPath: missions.out(folder + "/manifest.json")))
            var manifest = try #require(Manifest(json: Array(json)))
            for index in manifest.outputs.indices {
                manifest.outputs[index].raster?.size = Size(width: 5000, height: 100)
            }
            let options = ItemOptions()
            manifest.survey = Survey(attributes: [["date": "2023-06-01"]])
            let item = try #require(STACItem(manifest, options, in: try StoreKey("oak/processed_01")))
            let pictures = item.assets.filter { $0.key.hasSuffix("-overview") }
            #expect(pictures.count == 3 && pictures.values.allSatisfy { $0.roles == ["overview"] })
            #expect(item.assets["thumbnail"] == nil)
        }
    }

    @Test func `only what our validation passes is called a Cloud Optimized GeoTIFF`() throws {
        let key = try StoreKey("full/oak_dsm.tif")
        #expect(MediaType.of(key, isCOG: true) == "image/tiff; application=geotiff; profile=cloud-optimized")
        #expect(MediaType.of(key) == "image/tiff; application=geotiff")
        #expect(MediaType.of(try StoreKey("full/oak_camera-locations.gpkg")) == "application/geopackage+sqlite3")
        for name in ["full/oak_mesh.ply", "oak"] { #expect(MediaType.of(try StoreKey(name)) == nil) }
    }

    @Test func `an ortho is data and a picture at once`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { wanted(&$0) }
            let json = try #require(FileManager.default.contents(atPath: missions.out(folder + "/manifest.json")))
            var manifest = try #require(Manifest(json: Array(json)))
            let index = try #require(manifest.outputs.firstIndex { $0.type == "dsm-ptcloud" && $0.role == .data })
            let band = try #require(manifest.outputs[index].raster?.bands.first)
            manifest.outputs[index].raster?.sampleType = .uint8
            manifest.outputs[index].raster?.bands = [ColorInterpretation.blue, .green, .red, .alpha].map { color in
                var band = band
                band.interpretation = color
                return band
            }
            manifest.survey = Survey(attributes: [["date": "2023-06-01"]])
            let item = try #require(STACItem(manifest, ItemOptions(), in: try StoreKey("oak")))
            let asset = try #require(item.assets["dsm-ptcloud"])
            #expect(asset.roles == ["data", "visual"])
            #expect(asset.bands.map(\.name) == ["blue", "green", "red", "alpha"])
            #expect(asset.bands.last?.nodata == nil)
            #expect(item.properties.renders["dsm-ptcloud"]?.bands == [3, 2, 1])
        }
    }

    @Test func `the footprint is the boundary as used, in degrees`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.boundary("oak", shifts: [0, 2])
            for features in ["union", "intersection"] {
                _ = try await missions.run {
                    wanted(&$0)
                    $0.features = features == "union" ? .union : .intersection
                }
                let item = try item(missions)
                let box = try #require(item["bbox"] as? [Double])
                let width = (box[2] - box[0]) * .pi / 180 * 6_378_137 * cos(box[1] * .pi / 180)
                #expect(abs(width - (features == "union" ? 18 : 14)) < 0.1, "\(width)")
                #expect((item["geometry"] as? [String: Any])?["type"] as? String == "Polygon")
            }
        }
    }

    @Test func `date, platform, license and providers come from the boundary, else from the options`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try boundary(
                missions,
                [
                    [
                        "earliest_date_derived": "2022-05-04", "aircraft_model_name": "Phantom 4",
                        "license": "CC BY 4.0",
                        "contributor_names": "Jane Doe",
                    ]
                ])
            func told(_ options: inout Postprocess.Options) {
                wanted(&options)
                options.item?.license = "CC0"
                options.item?.providers = [STACProvider(name: "Lab", roles: [.host])]
            }
            _ = try await missions.run { told(&$0) }
            var known = properties(try item(missions))
            #expect(known["datetime"] is NSNull && known["start_datetime"] as? String == "2022-05-04T00:00:00Z")
            #expect(known["end_datetime"] as? String == "2022-05-04T23:59:59Z")
            #expect(known["platform"] as? String == "Phantom 4" && known["license"] as? String == "CC-BY-4.0")
            let names = (known["providers"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
            #expect(names == ["Jane Doe", "Lab"])

            try boundary(missions, [["mission_id": "oak"]])
            _ = try await missions.run { told(&$0) }
            known = properties(try item(missions))
            #expect(known["start_datetime"] as? String == "2023-06-01T00:00:00Z" && known["platform"] == nil)
            #expect(known["license"] as? String == "CC0-1.0")
        }
    }

    @Test func `a moment is a datetime by itself`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run {
                wanted(&$0)
                $0.item?.period = SurveyPeriod("2023-06-01T10:00:00Z")
            }
            let known = properties(try item(missions))
            #expect(known["datetime"] as? String == "2023-06-01T10:00:00Z" && known["start_datetime"] == nil)
            #expect(known["license"] == nil && known["providers"] == nil)
        }
    }

    @Test func `without any date there is no item but one warning, and the mission has succeeded`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await missions.runOne { $0.item = ItemOptions() }
            #expect(report.status == .succeeded && report.warnings.count == 1)
            #expect(report.warnings.first?.contains("no item for catalogs") == true)
            #expect(!Path.exists(missions.out(place)))
            // It is not done again for that.
            let again = try await missions.runOne {
                $0.item = ItemOptions()
                $0.resume = true
            }
            #expect(again.unchanged)
        }
    }

    @Test func `other options make the mission be done again, the same do not`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run()
            func resumed(_ change: (inout Postprocess.Options) -> Void) async throws -> Bool {
                try await missions.runOne {
                    $0.resume = true
                    change(&$0)
                }.unchanged
            }
            #expect(try await !resumed { wanted(&$0) })
            #expect(try await resumed { wanted(&$0) })
            #expect(
                try await !resumed {
                    wanted(&$0)
                    $0.item?.license = "CC0"
                })
            #expect(
                try await !resumed {
                    wanted(&$0)
                    $0.item?.publicURL = WebAddress("https://x.org")
                })
            #expect(try await !resumed { _ in })
        }
    }

    @Test func `an item from before does not outlive what it tells of`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { wanted(&$0) }
            #expect(Path.isFile(missions.out(place)))
            let report = try await missions.runOne()
            #expect(report.warnings == [] && !Path.exists(missions.out(place)))
        }
    }

    @Test func `a file that is called as the item would be, and is none of ours, stays with a warning`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.folder.file("out/\(place)", "mine")
            for _ in 0..<2 {
                let report = try await missions.runOne()
                #expect(report.warnings.contains { $0.contains("'\(place)' is of an earlier run") })
                #expect(try String(contentsOfFile: missions.out(place), encoding: .utf8) == "mine")
            }
        }
    }

    @Test func `a dry run tells of the item`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let report = try await missions.runOne {
                wanted(&$0)
                $0.dryRun = true
            }
            #expect(report.plan?.last?.text == "01_oak.json" && report.products == 4 && report.thumbnails == 3)
        }
    }

    @Test func `with a public address links begin with it, whatever files are called`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_notes #1?.txt")
            _ = try await missions.run {
                wanted(&$0)
                $0.item?.publicURL = WebAddress("https://x.org:8001/swift/v1/forest/")
            }
            let item = try item(missions)
            let top = "https://x.org:8001/swift/v1/forest/oak/processed_01/"
            #expect(assets(item)["chm"]?["href"] as? String == top + "full/01_oak_chm.tif")
            #expect(assets(item)["notes #1?"]?["href"] as? String == top + "full/01_oak_notes%20%231%3F.txt")
            let links = item["links"] as? [[String: String]]
            #expect(links?.first { $0["rel"] == "self" }?["href"] == top + "01_oak.json")
        }
    }

    @Test func `nothing of this machine or of stores is in an item`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run { wanted(&$0) }
            let text = try String(contentsOfFile: missions.out(place), encoding: .utf8)
            #expect(
                !text.contains(missions.folder.path) && !text.contains("/tmp") && !text.contains("metadata-mission"))
        }
    }

    @Test func `a mission whose boundary has no known place has an item without one, and a warning`() async throws {
        try await withMissions { missions in
            for type in ["dsm-ptcloud", "dtm-ptcloud"] {
                let path = try missions.raster("01_oak", type, type == "dsm-ptcloud" ? 30 : 10)
                let dataset = try Dataset.open(path)
                let profile = try dataset.profile()
                let buffer = PixelBuffer(type: .float32, size: profile.size, bands: 1)
                try dataset.read(Window(profile.size), bands: [0], into: buffer)
                let local = try Dataset.create(path, size: profile.size, bands: 1, type: .float32)
                var other = profile
                other.georeference.crs = nil
                try local.describe(as: other)
                try local.write(Window(profile.size), from: buffer)
                try local.close()
            }
            try boundary(missions, crs: nil, [[:]])
            let report = try await missions.runOne { wanted(&$0) }
            #expect(report.status == .succeeded)
            #expect(report.warnings.contains { $0.contains("has no place on Earth") }, "\(report.warnings)")
            let item = try item(missions)
            #expect(item["geometry"] is NSNull && item["bbox"] == nil)
            let asset = try #require(assets(item)["chm"])
            #expect(asset["proj:code"] is NSNull && asset["proj:transform"] != nil && asset["gsd"] == nil)
            // Nothing is left of what the extension has fields for.
            #expect((item["stac_extensions"] as? [String])?.contains { $0.contains("/raster/") } == false)
        }
    }

    @Test func `a mission called as the manifest is has no item that would take its place`() async throws {
        try await withMissions { missions in
            try missions.usual("manifest", base: "manifest")
            let report = try await missions.runOne { wanted(&$0) }
            #expect(report.status == .succeeded)
            let manifest = try MissionManifest(missions.out("manifest/processed_01/manifest.json"))
            #expect(manifest["mission"] == "manifest")
        }
    }

    @Test func `hostile attributes are text in the item, and no more`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            let hostile = "\"}]}<script>alert(1)</script>\u{202E}\n../../etc"
            try boundary(
                missions,
                [
                    [
                        "date": "2023-06-01", "platform": .text(hostile), "license": .text(hostile),
                        "contributors": .text(hostile),
                    ]
                ])
            let report = try await missions.runOne { $0.item = ItemOptions() }
            #expect(report.status == .succeeded)
            let known = properties(try item(missions))
            #expect(known["platform"] as? String == "\"}]}<script>alert(1)</script> ../../etc")
            #expect(known["license"] as? String == "other")
            #expect((try item(missions)["links"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func `a mission that is published in part says so`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            try missions.file("01_oak", "01_oak_ortho.tif", "damaged")
            _ = try await missions.run { wanted(&$0) }
            #expect((properties(try item(missions))["description"] as? String)?.hasPrefix("Published in part") == true)
        }
    }

    @Test func `the item tells what made it, and how`() async throws {
        try await withMissions { missions in
            try missions.usual("01_oak", base: "oak")
            _ = try await missions.run {
                wanted(&$0)
                $0.versions = ["canopy": "1.2.3"]
                $0.maxDim = 300
            }
            let known = properties(try item(missions))
            #expect((known["processing:software"] as? [String: String])?["canopy"] == "1.2.3")
            #expect((known["processing:software"] as? [String: String])?["gdal"] != nil)
            let expression = known["processing:expression"] as? [String: Any]
            #expect((expression?["expression"] as? [String: Any])?["maxDim"] as? Int == 300)
            let renders = known["renders"] as? [String: [String: Any]]
            #expect(renders?["chm"]?["colormap_name"] as? String == "viridis")
            #expect((renders?["chm"]?["rescale"] as? [[Double]])?.first?.first == 0)
            let canopy = try #require((assets(try item(missions))["chm"]?["bands"] as? [[String: Any]])?.first)
            #expect(canopy["unit"] == nil)
        }
    }
}
