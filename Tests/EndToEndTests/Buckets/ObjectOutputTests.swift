import CanopyTesting
import Foundation
import Testing

/// Boundaries that subcommands take from a bucket, and results that they put there.
@Suite(.wantsObjectServer) struct ObjectOutputTests {
    private let mission = "01_example-ridge"

    private func key(_ type: String) -> String { "runs/\(mission)/\(mission)_\(type).tif" }

    private func object(_ type: String, _ bucket: Bucket) -> String { "s3://\(bucket.name)/\(key(type))" }

    private func copy(_ key: String, _ bucket: Bucket) async throws -> String {
        let path = bucket.folder(URL(filePath: key).lastPathComponent)
        try await bucket.rclone("copyto", bucket.remote(key), path)
        return path
    }

    private let boundary = "boundaries/example-ridge/metadata-mission/example-ridge_mission-metadata.gpkg"

    /// Nothing is in the working directory when a call has ended, whatever came of it.
    private func expectNothingLeft(_ bucket: Bucket) throws {
        #expect(try files(in: bucket.folder("work")) == [])
        #expect(bucket.folder.tree("work").filter { $0.contains(".canopy-") } == [])
    }

    @Test func `what goes to a bucket is, byte for byte, what goes to a file`() async throws {
        try await withBucket { bucket in
            let (dsm, dtm, ortho) = ("dsm-ptcloud", "dtm-ptcloud", "ortho-dsm-ptcloud")
            let outline = try await copy(boundary, bucket)
            let calls: [(String, [String], (String) -> [String])] = [
                ("crop", [ortho], { ["--boundary", $0] }), ("crop", [dsm], { ["--boundary", $0] }),
                ("cog", [dsm], { _ in [] }), ("chm", [dsm, dtm], { _ in [] }),
                ("thumb", [dsm], { _ in ["--max-dim", "200"] }),
            ]
            for (number, (verb, types, options)) in calls.enumerated() {
                let name = "\(number).\(verb == "thumb" ? "png" : "tif")"
                let place = "s3://\(bucket.name)/out/\(name)"
                let made = try await bucket.canopy(
                    [verb] + types.map { object($0, bucket) } + options("s3://\(bucket.name)/\(boundary)")
                        + ["-o", place, "--json"])
                #expect(made.status == 0, "\(verb) \(types): \(made.errors)")
                #expect(made.output.contains("\"\(place)\""), "\(made.output)")
                #expect(!(made.output + made.errors).contains(".canopy-"), "\(made.output) \(made.errors)")

                let file = bucket.folder(name)
                var inputs: [String] = []
                for type in types { inputs.append(try await copy(key(type), bucket)) }
                let local = try await bucket.canopy([verb] + inputs + options(outline) + ["-o", file])
                #expect(local.status == 0, "\(verb) \(types): \(local.errors)")
                let back = bucket.folder("back")
                try await bucket.rclone("copyto", bucket.remote("out/\(name)"), back)
                #expect(try bytes(back) == bytes(file), "\(verb) \(types)")
            }
            try expectNothingLeft(bucket)
        }
    }

    @Test func `several results go to a prefix, and what is there is replaced only on demand`() async throws {
        try await withBucket { bucket in
            let dsm = try await copy(key("dsm-ptcloud"), bucket)
            let call = ["thumb", dsm, object("dtm-ptcloud", bucket), "--output-dir", "s3://\(bucket.name)/pictures/"]
            let first = try await bucket.canopy(call)
            #expect(first.status == 0, "\(first.errors)")
            let names = ["dsm-ptcloud", "dtm-ptcloud"].map { "\(mission)_\($0).png" }
            let made = try await bucket.objects(in: "pictures")
            #expect(made.keys.sorted() == names)
            #expect(first.output.contains("s3://\(bucket.name)/pictures/\(names[0]): "))

            let again = try await bucket.canopy(call)
            #expect(again.status == 1 && again.output == "")
            for name in names {
                let sentence = "'s3://\(bucket.name)/pictures/\(name)' exists already; use --overwrite to replace it"
                #expect(again.errors.contains(sentence), "\(again.errors)")
            }
            #expect(try await bucket.objects(in: "pictures") == made)
            let third = try await bucket.canopy(call + ["--overwrite"])
            #expect(third.status == 0, "\(third.errors)")
            #expect(try await bucket.objects(in: "pictures") != made)
            try expectNothingLeft(bucket)
        }
    }

    @Test func `mistakes with places elsewhere are told before anything is made`() async throws {
        try await withBucket { bucket in
            let (dsm, outline) = (object("dsm-ptcloud", bucket), "s3://\(bucket.name)/\(boundary)")
            let calls: [([String], [String: String?], String)] = [
                (["cog", dsm, "-o", dsm, "--overwrite"], [:], "is the input itself; name another output"),
                (["cog", dsm, "-o", "s3://\(bucket.name)/folder/"], [:], "cannot write 's3://\(bucket.name)/folder/'"),
                (["cog", dsm, "-o", "s3://\(bucket.name)-not/x.tif"], [:], "has no such bucket"),
                (["crop", dsm, "--boundary", outline + "x", "-o", "o.tif"], [:], "there is nothing at '\(outline)x'"),
                (
                    ["crop", dsm, "--boundary", outline, "--layer", "none", "-o", "o.tif"], [:],
                    "layer 'none' of '\(outline)'"
                ),
                (["cog", "local.tif", "-o", outline + "2"], ["S3_SECRET_KEY": nil], "S3_SECRET_KEY must be set"),
                (
                    ["cog", "local.tif", "-o", outline + "2"], ["S3_SECRET_KEY": "wrong"],
                    "the secret key does not belong to the access key"
                ),
            ]
            _ = try RasterFixture().write(to: bucket.folder("local.tif"))
            for (arguments, variables, sentence) in calls {
                let outcome = try await bucket.canopy(arguments, variables)
                #expect(outcome.status == 1, "\(arguments)")
                #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
                #expect(!outcome.errors.contains(".canopy-") && !outcome.errors.contains(bucket.server.secretKey))
            }
            #expect(!FileManager.default.fileExists(atPath: bucket.folder("o.tif")))
            #expect(try files(in: bucket.folder.path).filter { $0.contains(".canopy-") } == [])
        }
    }

    @Test func `a boundary in several files is taken with all of them`() async throws {
        guard await GDALTools.arePresent() else { return }
        try await withBucket { bucket in
            let outline = try await copy(boundary, bucket)
            let shapes = try bucket.folder.folder("shapes")
            try await GDALTools.run("ogr2ogr", [shapes + "/outline.shp", outline])
            try await bucket.rclone("copy", shapes, bucket.remote("shapes"))
            let dsm = try await copy(key("dsm-ptcloud"), bucket)
            var made: [Data] = []
            for place in [shapes + "/outline.shp", "s3://\(bucket.name)/shapes/outline.shp"] {
                let output = bucket.folder("\(made.count).tif")
                let outcome = try await bucket.canopy(["crop", dsm, "--boundary", place, "-o", output])
                #expect(outcome.status == 0, "\(outcome.errors)")
                made.append(try bytes(output))
            }
            #expect(made[0] == made[1])
            try expectNothingLeft(bucket)
        }
    }

    @Test func `a signal during the upload leaves neither an object nor its parts nor anything here`() async throws {
        try await withBucket { bucket in
            _ = try RasterFixture(width: 1600, height: 1600).write(to: bucket.folder("large.tif"))
            // The shell becomes the run, whose number is then still $$.
            let line = """
                (
                    until rclone backend list-multipart-uploads "server:$1" 2> seen | grep -q Key; do
                        kill -0 $$
                        sleep 0.05
                    done
                    kill -TERM $$
                ) &
                exec canopy cog large.tif --compress none -o "s3://$1/out/large.tif"
                """
            let slowly: [String: String?] = [
                "RCLONE_BWLIMIT": "1M", "RCLONE_CONFIG_CANOPY_UPLOAD_CUTOFF": "5Mi",
                "RCLONE_CONFIG_CANOPY_CHUNK_SIZE": "5Mi", "RCLONE_CONFIG_CANOPY_UPLOAD_CONCURRENCY": "1",
            ]
            let outcome = try await bucket.shell(
                line, [bucket.name], slowly.merging(bucket.server.rcloneVariables) { $1 })
            #expect(outcome.status == 143, "\(outcome.errors)")
            #expect(outcome.output == "")
            let uploads = try await bucket.rclone("backend", "list-multipart-uploads", "server:" + bucket.name)
            #expect(!uploads.contains("Key"))
            #expect(try await bucket.objects(in: "out") == [:])
            try expectNothingLeft(bucket)
        }
    }
}
