import CanopyTesting
import Foundation
import Raster
import Testing

/// Missions of a bucket, processed by what the workflow's variables say.
@Suite(.wantsObjectServer) struct StoreToStoreTests {
    private static let types = ["chm", "dsm-ptcloud", "dtm-ptcloud", "ortho-dsm-ptcloud"]
    private static let copied = ["cameras.xml", "points-copc.laz", "report.pdf"]

    /// The published objects of a mission with these rasters.
    private func layout(_ run: String, rasters: [String]) -> [String] {
        let (folder, mission) = ("example-ridge/processed_\(run)", "\(run)_example-ridge")
        return rasters.flatMap { ["\(folder)/full/\(mission)_\($0).tif", "\(folder)/thumbnails/\(mission)_\($0).png"] }
            + Self.copied.map { "\(folder)/full/\(mission)_\($0)" } + ["\(folder)/manifest.json"]
    }

    /// Gives the second mission a surface model whose end is missing.
    private func damage(_ bucket: Bucket) async throws {
        let key = "runs/02_example-ridge/02_example-ridge_dsm-ptcloud.tif"
        let copy = bucket.folder("damaged.tif")
        try await bucket.rclone("copyto", bucket.remote(key), copy)
        let file = try FileHandle(forUpdating: URL(filePath: copy))
        try file.truncate(atOffset: try file.seekToEnd() / 2)
        try file.close()
        try await bucket.rclone("copyto", copy, bucket.remote(key))
    }

    @Test func `of three missions the good is published, the damaged in part, and each other reason is told`()
        async throws
    {
        try await withBucket { bucket in
            try await damage(bucket)
            let outcome = try await bucket.postprocess()
            #expect(outcome.status == 1)
            let lines = outcome.output.split(separator: "\n")
            func says(_ words: String...) -> Bool { lines.contains { line in words.allSatisfy(line.contains) } }
            #expect(says("01_example-ridge ", " succeeded "))
            #expect(says("02_example-ridge ", " partial "))
            #expect(says("02_example-ridge: error: ", "02_example-ridge_dsm-ptcloud.tif"))
            #expect(says("03_example-meadow ", " skipped "))
            #expect(
                says(
                    "03_example-meadow: warning: it has 6 products (",
                    "there is no boundary at 's3://\(bucket.name)/boundaries/"))
            #expect(lines.last?.hasPrefix("3 missions found: 1 succeeded, 1 partial, 0 failed, 1 skipped; ") == true)

            let objects = try await bucket.objects(in: "published")
            let rest = layout("02", rasters: ["dtm-ptcloud", "ortho-dsm-ptcloud"])
            #expect(objects.keys.sorted() == (layout("01", rasters: Self.types) + rest).sorted())
            for (run, status) in [("01", "succeeded"), ("02", "partial")] {
                let folder = "example-ridge/processed_\(run)"
                let manifest = try #require(try await bucket.manifest(in: "published/" + folder))
                #expect(manifest.status == status)
                let written = try #require(objects[folder + "/manifest.json"]).modified
                let products = objects.filter { $0.key.hasPrefix(folder) && !$0.key.hasSuffix("manifest.json") }
                #expect(products.count == manifest.outputs.count)
                for output in manifest.outputs { #expect(products["\(folder)/\(output.path)"]?.md5 == output.md5) }
                for product in products.values { #expect(product.modified <= written, "\(product.path)") }
            }
            // Nothing is left in the working directory, which stays.
            #expect(try FileManager.default.contentsOfDirectory(atPath: bucket.folder("work")) == [])
        }
    }

    @Test func `in both layouts, what is published is, byte for byte, what folders would hold`() async throws {
        try await withBucket { bucket in
            let mission: [String: String?] = ["DATASET_NAME": "01_example-ridge"]
            let nested = try await bucket.postprocess(mission)
            try await bucket.rclone("copy", bucket.remote("runs/01_example-ridge"), bucket.remote("flat"))
            let flat = try await bucket.postprocess([
                "INPUT_DATA_DIRECTORY": "flat", "CANOPY_LAYOUT": "flat", "OUTPUT_DIRECTORY": "from-flat",
            ])
            for (source, target) in [("runs", "data"), ("boundaries", "boundaries")] {
                try await bucket.rclone("copy", bucket.remote(source), bucket.folder(target))
            }
            let local = try await canopy(process, mission, in: bucket.folder)
            for outcome in [nested, flat, local] { #expect(outcome.status == 0, "\(outcome.errors)") }

            let line = "cd out && find . -type f ! -name manifest.json -exec md5sum {} +"
            let sums = try await shell(line, in: bucket.folder).output.split(separator: "\n").map(String.init)
            #expect(sums.count == 11)
            for folder in ["published", "from-flat"] {
                let objects = try await bucket.objects(in: folder).filter { !$0.key.hasSuffix("manifest.json") }
                #expect(objects.values.map { "\($0.md5 ?? "")  ./\($0.path)" }.sorted() == sums.sorted())
            }
        }
    }

    /// What the catalog, tree detection, registration of field trees and species prediction read of a mission, and the rest
    /// of what photogrammetry exports.
    private static let today = [
        "cameras.xml", "chm-mesh.tif", "chm-ptcloud.tif", "dsm-mesh.tif", "dsm-ptcloud.tif", "dtm-ptcloud.tif",
        "log.txt",
        "mesh-metadata.xml", "mesh.ply", "metrics.yaml", "ortho-dsm-ptcloud.tif", "points.copc.laz", "report.pdf",
    ]

    @Test func `with the later variables every file of the mission's is published, by the names its readers know`()
        async throws
    {
        try await withBucket { bucket in
            let source = "runs/01_example-ridge/01_example-ridge_"
            func copy(_ name: String, _ key: String) async throws {
                try await bucket.rclone("copyto", bucket.remote(name), bucket.remote(key))
            }
            for name in ["cameras.xml", "dsm-ptcloud.tif", "dtm-ptcloud.tif", "ortho-dsm-ptcloud.tif", "report.pdf"] {
                try await copy(source + name, "default/photogrammetry_03/000123_" + name)
            }
            try await copy(source + "dsm-ptcloud.tif", "default/photogrammetry_03/000123_dsm-mesh.tif")
            try await copy(source + "points-copc.laz", "default/photogrammetry_03/000123_points.copc.laz")
            for name in [
                "000123_log.txt", "000123_metrics.yaml", "000123_mesh.ply", "000123_mesh-metadata.xml",
                "000123_dsm-mesh.tfw", "000123_old_dsm.tif", "000123_old_metrics.yaml", "000124_log.txt",
            ] { try await bucket.put(name, as: "default/photogrammetry_03/" + name) }
            try await copy(
                "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg",
                "bounds/000123/metadata-mission/000123_mission-metadata.gpkg")
            let names = [
                "S3_BUCKET_INPUT_DATA", "INPUT_DATA_DIRECTORY", "INPUT_BOUNDARY_DIRECTORY", "OUTPUT_DIRECTORY",
            ]
            var variables = Dictionary(uniqueKeysWithValues: (names + ["WORKING_DIR"]).map { ($0, String?.none) })
            for (name, value) in [
                "S3_BUCKET_INTERNAL": bucket.name, "S3_PHOTOGRAMMETRY_DIR": "default",
                "PHOTOGRAMMETRY_CONFIG_SUBFOLDER": "photogrammetry_03", "PROJECT_NAME": "000123",
                "INPUT_BOUNDARY_DIR": "bounds", "S3_BUCKET_PUBLIC": bucket.name, "S3_POSTPROCESSED_DIR": "today",
                "TEMP_WORKING_DIR_POSTPROCESSING": bucket.folder("temp/workflow/000123/postprocessing"),
            ] { variables.updateValue(value, forKey: name) }
            let outcome = try await bucket.postprocess(variables)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            let rasters = Self.today.filter { $0.hasSuffix(".tif") }.map { $0.dropLast(4) }
            let objects = try await bucket.objects(in: "today/000123/photogrammetry_03")
            #expect(
                objects.keys.sorted()
                    == (["camera-locations.gpkg"] + Self.today).map { "full/000123_" + $0 } + ["manifest.json"]
                    + rasters.map { "thumbnails/000123_\($0).png" })
        }
    }

    @Test func `there need be no place to write but the working directory`() async throws {
        try await withBucket { bucket in
            let nowhere: [String: String?] = [
                "DATASET_NAME": "01_example-ridge", "TMPDIR": "/nowhere", "HOME": "/nowhere",
                "XDG_CACHE_HOME": "/nowhere",
            ]
            let first = try await bucket.postprocess(nowhere)
            #expect(first.status == 0, "\(first.errors)")
            let again = try await bucket.postprocess(nowhere.merging(["SKIP_IF_COMPLETE": "true"]) { $1 })
            #expect(again.status == 0 && again.output.contains("unchanged"), "\(again.output)\(again.errors)")
        }
    }

    @Test func `match finds in a bucket what it finds in folders`() async throws {
        struct Mission: Decodable, Equatable {
            let name: String
            let boundary: String?
            let products: [String]?
            let bytes: Int?
        }
        try await withBucket { bucket in
            for folder in ["runs", "boundaries"] {
                try await bucket.rclone("copy", bucket.remote(folder), bucket.folder(folder))
            }
            let lists = try await ["s3://\(bucket.name)/", ""].asyncMap { place in
                let outcome = try await bucket.canopy([
                    "match", "--input", place + "runs", "--boundaries", place + "boundaries", "--json", "--all",
                ])
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try JSONDecoder().decode([Mission].self, from: Data(outcome.output.utf8))
            }
            #expect(lists[0].count == 3 && lists[0] == lists[1])
        }
    }

    @Test func `sync takes a folder to a bucket and back, and a second time moves nothing`() async throws {
        try await withBucket { bucket in
            let place = "s3://\(bucket.name)/archive"
            for name in ["a.tif", "deep/b c.laz", "deep/ä.pdf"] { try bucket.folder.file("src/" + name, "of " + name) }
            let up = try await bucket.canopy(["sync", "src", place])
            let down = try await bucket.canopy(["sync", place, "dst"])
            #expect(up.status == 0 && down.status == 0, "\(up.errors)\(down.errors)")
            #expect(try files(in: bucket.folder("dst")) == ["a.tif", "deep/b c.laz", "deep/ä.pdf"])
            for name in try files(in: bucket.folder("src")) {
                #expect(try bytes(bucket.folder("dst/" + name)) == bytes(bucket.folder("src/" + name)))
            }
            let objects = try await bucket.objects(in: "archive")
            #expect(try await bucket.canopy(["sync", "src", place]).status == 0)
            #expect(try await bucket.objects(in: "archive") == objects)
            let misspelt = try await bucket.canopy(["sync", place + "-x", "dst", "--quiet", "--delete"])
            #expect(misspelt.status == 1)
            #expect(misspelt.errors == "canopy sync: there is nothing at '\(place)-x'; check the name\n")
            #expect(try files(in: bucket.folder("dst")).count == 3)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ work: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await work(element)) }
        return values
    }
}
