import CanopyTesting
import Foundation
import Testing

/// Missions of a bucket that were published before.
@Suite(.wantsObjectServer) struct StoreRerunTests {
    private let resume: [String: String?] = ["SKIP_IF_COMPLETE": "true"]

    /// The runs whose published objects another pass has written anew; all of a run's objects are, or none.
    private func runsWritten(
        _ bucket: Bucket, _ others: [String: String?] = [:]
    ) async throws -> Set<String> {
        let before = try await bucket.objects(in: "published/example-ridge")
        let outcome = try await bucket.postprocess(others)
        #expect(outcome.status == 0, "\(outcome.output)")
        let after = try await bucket.objects(in: "published/example-ridge")
        #expect(before.keys == after.keys)
        var written: Set<String> = []
        for (run, objects) in Dictionary(grouping: after.values, by: { $0.path.prefix(while: { $0 != "/" }) }) {
            let new = objects.filter { $0.modified != before[$0.path]?.modified }
            #expect(new.isEmpty || new.count == objects.count, "\(new.map(\.path))")
            if !new.isEmpty { written.insert(String(run)) }
        }
        return written
    }

    @Test func `a resumed run does again what has changed or is partial, any other run does all again`() async throws {
        try await withBucket { bucket in
            #expect(try await bucket.postprocess().status == 0)
            #expect(try await runsWritten(bucket, resume) == [])
            try await bucket.put("another", as: "runs/01_example-ridge/01_example-ridge_report.pdf")
            #expect(try await runsWritten(bucket, resume) == ["processed_01"])
            let manifest = "published/example-ridge/processed_02/manifest.json"
            let text = try await bucket.rclone("cat", bucket.remote(manifest))
            try await bucket.put(text.replacing(#""succeeded""#, with: #""partial""#), as: manifest)
            #expect(try await runsWritten(bucket, resume) == ["processed_02"])
            #expect(try await runsWritten(bucket, resume) == [])
            #expect(try await runsWritten(bucket, ["DATASET_NAME": "01_example-ridge"]) == ["processed_01"])
        }
    }

    @Test func `wherever a run is killed, no old manifest stands over new products`() async throws {
        let mission = "01_example-ridge"
        let moments = [
            ("cropping \(mission)_dsm-ptcloud.tif", "0"), ("publishing \(mission)_dsm-ptcloud.tif", "0.15"),
            ("publishing \(mission)_chm.png", "0"), ("having \(mission)_report.pdf copied", "0.2"),
        ]
        let line = """
            canopy postprocess 2> log & run=$!
            until grep -qF "$1" log; do kill -0 $run; sleep 0.01; done
            sleep "$2"
            kill -KILL $run 2> kill.log || true
            wait $run 2> wait.log || true
            """
        try await withBucket { bucket in
            let first: [String: String?] = ["DATASET_NAME": mission, "OUTPUT_MAX_DIM": "90"]
            #expect(try await bucket.postprocess(first).status == 0)
            let folder = "published/example-ridge/processed_01"
            try await bucket.rclone("copy", bucket.remote(folder), bucket.remote("saved"))
            for (index, (words, pause)) in moments.enumerated() {
                try await bucket.rclone("sync", bucket.remote("saved"), bucket.remote(folder))
                let others = first.merging(["OUTPUT_MAX_DIM": "\(60 + index)"]) { $1 }
                let killed = try await bucket.shell(line, [words, pause], others)
                #expect(killed.status == 0, "\(killed.errors)")
                guard let manifest = try await bucket.manifest(in: folder) else { continue }
                let objects = try await bucket.objects(in: folder)
                for output in manifest.outputs { #expect(objects[output.path]?.md5 == output.md5, "\(words)") }
            }
            // What a killed run leaves behind is in nobody's way.
            #expect(try await bucket.postprocess(first.merging(resume) { $1 }).status == 0)
        }
    }
}
