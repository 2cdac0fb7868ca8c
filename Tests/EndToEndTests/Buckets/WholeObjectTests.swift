import CanopyTesting
import Foundation
import Testing

/// Rasters elsewhere that are downloaded, because they cannot well be read where they lie.
@Suite(.wantsObjectServer) struct WholeObjectTests {
    private let key = "runs/01_example-ridge/01_example-ridge_dsm-ptcloud.tif"

    private func expectSame(_ bucket: Bucket, _ output: String, asFrom input: String) async throws {
        let local = try await bucket.canopy(["cog", input, "-o", bucket.folder("local.tif"), "--overwrite"])
        #expect(local.status == 0, "\(local.errors)")
        #expect(try bytes(output) == bytes(bucket.folder("local.tif")))
        #expect(try files(in: bucket.folder("work")) == [])
    }

    @Test func `a raster of one large strip is downloaded where its pixels are needed`() async throws {
        try await withBucket { bucket in
            var fixture = try RasterFixture(width: 1700, height: 1400)
            fixture.options = ["BLOCKYSIZE=1400"]
            let file = try fixture.write(to: bucket.folder("strip.tif"))
            try await bucket.rclone("copyto", file, bucket.remote("strip.tif"))
            let place = "s3://\(bucket.name)/strip.tif"
            let note = "canopy cog: '\(place)' is downloaded whole before it is read: "
            let output = bucket.folder("out.tif")
            let outcome = try await bucket.canopy(["cog", place, "-o", output])
            #expect(outcome.status == 0 && outcome.errors.contains(note), "\(outcome.errors)")
            try await expectSame(bucket, output, asFrom: file)
            let info = try await bucket.canopy(["info", place])
            #expect(info.status == 0 && !info.errors.contains(note), "\(info.errors)")
            let quiet = try await bucket.canopy(["cog", place, "-o", output, "--overwrite", "--quiet"])
            #expect(quiet.status == 0 && quiet.errors == "")
        }
    }

    @Test(.enabled(if: canMountDisks, "this user may not mount a disk of its own"))
    func `what there is no room for is not downloaded`() async throws {
        try await withBucket { bucket in
            var fixture = try RasterFixture(width: 1700, height: 1400)
            fixture.options = ["BLOCKYSIZE=1400"]
            let file = try fixture.write(to: bucket.folder("strip.tif"))
            try await bucket.rclone("copyto", file, bucket.remote("strip.tif"))
            try bucket.folder.folder("disk")
            let line = """
                exec unshare --user --mount --map-root-user sh -euc \
                    'mount -t tmpfs -o size=1m none disk; "$0" cog "$1" -o out.tif; ls -A disk' "$1" "$2"
                """
            let outcome = try await bucket.shell(
                line, [canopy.path, "s3://\(bucket.name)/strip.tif"], ["WORKING_DIR": "disk"])
            #expect(outcome.status == 1 && outcome.output == "")
            let message =
                "canopy cog: 'disk' has 1.0 MiB free, but 's3://\(bucket.name)/strip.tif', which has to be downloaded, has "
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(!outcome.errors.contains(" / "), "\(outcome.errors)")
            #expect(try bucket.folder.names().contains("out.tif") == false)
        }
    }

    @Test func `where the service gives no ranges, rasters are downloaded`() async throws {
        try await withBucket { bucket in
            let port = try #require(bucket.server.endpoint.split(separator: ":").last).description
            try await TestServer.run("flaw", [port, "whole", "-"]) { endpoint in
                let output = bucket.folder("out.tif")
                let place = "s3://\(bucket.name)/\(key)"
                let variables = ["S3_ENDPOINT": endpoint]
                let outcome = try await bucket.canopy(["cog", place, "-o", output], variables)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.errors.contains("its service does not give parts of files"))
                let file = bucket.folder("copy.tif")
                try await bucket.rclone("copyto", bucket.remote(key), file)
                try await expectSame(bucket, output, asFrom: file)
                let info = try await bucket.canopy(["info", place, place + "x"], variables)
                #expect(info.status == 1 && info.output.hasPrefix(place + "\n"), "\(info.output)")
                #expect(info.errors.contains("there is nothing at '\(place)x'"), "\(info.errors)")
            }
        }
    }

    @Test func `remotes of rclone can be inputs, boundaries and outputs`() async throws {
        try await withBucket { bucket in
            let server = bucket.server
            let variables: [String: String?] = [
                "RCLONE_CONFIG": try bucket.folder.file(
                    "rclone.conf",
                    """
                    [cluster]
                    type = s3
                    provider = Ceph
                    endpoint = \(server.endpoint)
                    access_key_id = \(server.accessKey)
                    secret_access_key = \(server.secretKey)
                    """), "S3_ENDPOINT": nil, "S3_ACCESS_KEY": nil, "S3_SECRET_KEY": nil,
            ]
            let remote = "cluster:\(bucket.name)"
            let outline = "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"
            let outcome = try await bucket.canopy(
                ["crop", "\(remote)/\(key)", "--boundary", "\(remote)/\(outline)", "--output-dir", remote, "--json"],
                variables)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("rclone's remotes give files as a whole"))
            #expect(outcome.output.contains("\"\(remote)/01_example-ridge_dsm-ptcloud.tif\""), "\(outcome.output)")
            #expect(!outcome.output.contains(".canopy-"))
            #expect(try await bucket.objects(in: "")["01_example-ridge_dsm-ptcloud.tif"] != nil)
            let refused = try await bucket.canopy(["info", "nowhere:x.tif"], variables)
            #expect(refused.status == 1 && refused.errors.contains("rclone has no such remote"), "\(refused.errors)")
        }
    }

    @Test func `what is no raster is refused as it is on this machine`() async throws {
        try await withBucket { bucket in
            try await bucket.put("no raster", as: "text.tif")
            for place in ["s3://\(bucket.name)/text.tif", bucket.folder("put/text.tif")] {
                let outcome = try await bucket.canopy(["cog", place, "-o", "out.tif"])
                #expect(outcome.status == 1)
                #expect(outcome.errors == "canopy cog: cannot open '\(place)': \(reason(outcome.errors))\n")
            }
            try #require(FileManager.default.fileExists(atPath: bucket.folder("out.tif")) == false)
        }
    }

    private func reason(_ errors: String) -> String {
        errors.split(separator: "': ", maxSplits: 1).last.map { String($0.dropLast()) } ?? ""
    }
}
