import CanopyTesting
import Foundation
import Testing

/// Rasters that subcommands read where they lie in a bucket.
@Suite(.wantsObjectServer) struct ObjectInputTests {
    private let mission = "01_example-ridge"

    /// Where a product of the mission lies in the bucket.
    private func object(_ type: String, _ bucket: Bucket) -> String {
        "s3://\(bucket.name)/runs/\(mission)/\(mission)_\(type).tif"
    }

    /// A copy of a product on this machine.
    private func copy(_ type: String, _ bucket: Bucket) async throws -> String {
        let path = bucket.folder("\(mission)_\(type).tif")
        try await bucket.rclone("copyto", bucket.remote("runs/\(mission)/\(mission)_\(type).tif"), path)
        return path
    }

    @Test func `what is made of objects is, byte for byte, what is made of files`() async throws {
        try await withBucket { bucket in
            let (dsm, dtm, ortho) = ("dsm-ptcloud", "dtm-ptcloud", "ortho-dsm-ptcloud")
            let boundary = bucket.folder("boundary.gpkg")
            let base = "example-ridge"
            try await bucket.rclone(
                "copyto", bucket.remote("boundaries/\(base)/metadata-mission/\(base)_mission-metadata.gpkg"), boundary)
            let calls: [(String, [String], [String])] = [
                ("crop", [ortho], ["--boundary", boundary]), ("crop", [dsm], ["--boundary", boundary]),
                ("cog", [dsm], []), ("cog", [ortho], ["--compress", "lzw"]), ("chm", [dsm, dtm], []),
                ("thumb", [dsm], ["--max-dim", "200"]), ("thumb", [ortho], ["--max-dim", "200"]),
            ]
            for (number, (verb, types, options)) in calls.enumerated() {
                var made: [Data] = []
                for isObject in [true, false] {
                    var inputs: [String] = []
                    for type in types {
                        inputs.append(isObject ? object(type, bucket) : try await copy(type, bucket))
                    }
                    let output = bucket.folder("\(number)-\(isObject)")
                    let outcome = try await bucket.canopy([verb] + inputs + options + ["-o", output])
                    #expect(outcome.status == 0, "\(verb) \(types): \(outcome.errors)")
                    made.append(try Data(contentsOf: URL(filePath: output)))
                }
                #expect(made[0] == made[1], "\(verb) \(types)")
            }
        }
    }

    @Test func `info and the validation look at objects`() async throws {
        try await withBucket { bucket in
            let place = object("dsm-ptcloud", bucket)
            let info = try await bucket.canopy(["info", place])
            #expect(info.status == 0, "\(info.errors)")
            #expect(info.output.hasPrefix(place + "\n"))
            let verdict = try await bucket.canopy(["cog", "--validate", place])
            #expect(verdict.status == 0, "\(verdict.errors)")
            #expect(verdict.output.contains("valid Cloud Optimized GeoTIFF"))
        }
    }

    @Test func `one object that is not there costs itself, and stops what makes something`() async throws {
        try await withBucket { bucket in
            let (there, absent) = (object("dsm-ptcloud", bucket), object("dsm-mesh", bucket))
            let sentence = "there is nothing at '\(absent)'; check the name"
            let info = try await bucket.canopy(["info", absent, there])
            #expect(info.status == 1)
            #expect(info.errors.contains(sentence))
            #expect(info.output.hasPrefix(there + "\n"))
            let thumb = try await bucket.canopy(["thumb", absent, there, "--output-dir", bucket.folder.path])
            #expect(thumb.status == 1)
            #expect(thumb.errors.contains(sentence))
            #expect(try bucket.folder.names().allSatisfy { !$0.hasSuffix(".png") })
        }
    }

    @Test func `without keys, with wrong ones and with another scheme a sentence says so`() async throws {
        try await withBucket { bucket in
            let place = object("dsm-ptcloud", bucket)
            for (variables, input, sentence) in [
                (["S3_SECRET_KEY": nil], place, "S3_SECRET_KEY must be set"),
                (["S3_SECRET_KEY": "wrong"], place, "the secret key does not belong to the access key"),
                ([:], "https://example.org/x.tif", "is an address on the web; download it first"),
            ] as [([String: String?], String, String)] {
                let outcome = try await bucket.canopy(["info", input], variables)
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
                #expect(!outcome.errors.contains(bucket.server.secretKey))
            }
        }
    }
}
