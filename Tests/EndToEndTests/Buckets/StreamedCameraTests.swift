import CanopyTesting
import Foundation
import Testing

/// Camera locations of missions in a bucket.
@Suite(.wantsObjectServer) struct StreamedCameraTests {
    private struct Summary: Decodable {
        struct Mission: Decodable {
            struct Transferred: Decodable {
                let downloaded: Int
                let streamed: Int
                let streamedForCameras: Int?
            }
            let transferred: Transferred
            let warnings: [String]
        }
        let results: [Mission]
    }

    @Test func `with today's workflow's variables a streamed mission has the table that a folder would have`()
        async throws
    {
        try await withBucket { bucket in
            let mission = "01_example-ridge"
            try await bucket.rclone(
                "copy", bucket.remote("runs/" + mission), bucket.remote("internal/photogrammetry_03"))
            try await bucket.rclone(
                "copyto",
                bucket.remote("boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"),
                bucket.remote("bounds/\(mission)/metadata-mission/\(mission)_mission-metadata.gpkg"))
            let first = [
                "S3_BUCKET_INPUT_DATA", "INPUT_DATA_DIRECTORY", "INPUT_BOUNDARY_DIRECTORY", "OUTPUT_DIRECTORY",
                "WORKING_DIR",
            ]
            var variables = Dictionary(uniqueKeysWithValues: first.map { ($0, String?.none) })
            variables.merge([
                "PROJECT_NAME": mission, "S3_BUCKET_INTERNAL": bucket.name, "S3_PHOTOGRAMMETRY_DIR": "internal",
                "PHOTOGRAMMETRY_CONFIG_SUBFOLDER": "photogrammetry_03", "INPUT_BOUNDARY_DIR": "bounds",
                "S3_BUCKET_PUBLIC": bucket.name, "S3_POSTPROCESSED_DIR": "public",
                "TEMP_WORKING_DIR_POSTPROCESSING": bucket.folder("work"),
            ]) { $1 }
            let outcome = try await bucket.canopy(["postprocess", "--stream", "--json"], variables)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let report = try JSONDecoder().decode(Summary.self, from: Data(outcome.output.utf8)).results[0]
            #expect(report.warnings == [])
            #expect(report.transferred.streamed > 0 && (report.transferred.streamedForCameras ?? 0) > 0)

            let name = "\(mission)_camera-locations.gpkg"
            try await bucket.rclone(
                "copyto", bucket.remote("public/\(mission)/photogrammetry_03/full/\(name)"),
                bucket.folder("streamed.gpkg"))
            let data = "\(bucket.folder("mission"))/\(mission)"
            try await bucket.rclone("copy", bucket.remote("runs/" + mission), bucket.folder("mission"))
            let local = try await bucket.canopy(
                ["cameras", "\(data)_cameras.xml", "--dtm", "\(data)_dtm-ptcloud.tif", "-o", "local.gpkg"])
            #expect(local.status == 0, "\(local.errors)")
            #expect(try bytes(bucket.folder("streamed.gpkg")) == bytes(bucket.folder("local.gpkg")))
            #expect(try FileManager.default.contentsOfDirectory(atPath: bucket.folder("work")) == [])

            // The verb by itself reads both where they lie, and writes there.
            let runs = "s3://\(bucket.name)/runs/\(mission)/\(mission)"
            let remote = try await bucket.canopy([
                "cameras", "\(runs)_cameras.xml", "--dtm", "\(runs)_dtm-ptcloud.tif", "-o",
                "s3://\(bucket.name)/tables/a.gpkg",
            ])
            #expect(remote.status == 0 && remote.output.hasPrefix("s3://\(bucket.name)/tables/a.gpkg: "), "\(remote)")
            try await bucket.rclone("copyto", bucket.remote("tables/a.gpkg"), bucket.folder("remote.gpkg"))
            #expect(try bytes(bucket.folder("remote.gpkg")) == bytes(bucket.folder("local.gpkg")))

            let without = try await bucket.canopy(["postprocess", "--no-cameras", "--dry-run"], variables)
            #expect(without.status == 0 && !without.output.contains("camera-locations"), "\(without.errors)")
        }
    }
}
