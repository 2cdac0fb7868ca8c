import CanopyTesting
import Foundation
import Testing

/// What `deploy/` gives to engines. `make test-cluster` has engines run it.
@Suite(
    .enabled(if: Python.has("jsonschema") && Python.has("yaml"), "Python's jsonschema or yaml is not installed"))
struct DeployTests {
    private static let folder = TestData.package + "/deploy"
    private let workflow = Self.folder + "/argo.yaml"

    private func flaws(_ file: String, in folder: TemporaryFolder) async throws -> Binary.Outcome {
        try await Python.program([TestData.package + "/Tests/Cluster/manifests", file], in: folder)
    }

    @Test func `the workflow is what Argo takes`() async throws {
        try await withTemporaryFolder { folder in
            let verdict = try await flaws(workflow, in: folder)
            #expect(verdict.status == 0 && verdict.output.isEmpty, "\(verdict.output)\(verdict.errors)")
        }
    }

    @Test(arguments: [
        (#"limit: "2""#, "limit: 2", "retryStrategy.limit"), ("template: match", "template: matches", "'matches'"),
        ("securityContext: *unprivileged", "securityContxt: *unprivileged", "'securityContxt'"),
        ("emptyDir: {}", "emptyDir: work", "volumes.0.emptyDir"), ("entrypoint: missions", "", "'None'"),
        ("      - name: image\n", "      - image\n", "arguments.parameters.0"),
    ])
    func `what Argo would not take is told`(right: String, wrong: String, told: String) async throws {
        try await withTemporaryFolder { folder in
            let text = try String(contentsOfFile: workflow, encoding: .utf8)
            #expect(text.contains(right))
            let changed = try folder.file("argo.yaml", text.replacingOccurrences(of: right, with: wrong))
            let verdict = try await flaws(changed, in: folder)
            #expect(verdict.status == 1 && verdict.output.contains(told), "\(verdict.output)\(verdict.errors)")
        }
    }

    @Test func `the arguments of all engines are canopy's`() async throws {
        try await withExamples { folder in
            let calls = [
                ["match", "--json"], ["postprocess", "--resume", "--dataset=01_example-ridge"],
                ["postprocess", "--json", "--resume", "--jobs=2", "--working-dir=work", "--shard=3/8"],
            ]
            var texts = ""
            for file in ["argo.yaml", "kubernetes-job.yaml", "slurm.sbatch", "Snakefile"] {
                texts += try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
            }
            let stores = ["--input=data", "--boundaries=boundaries"]
            for call in calls {
                let output = call[0] == "match" ? [] : ["--output=out", "--dry-run"]
                let outcome = try await canopy(call + stores + output, in: folder)
                #expect(outcome.status == 0, "\(outcome.errors)")
                for option in call + stores + output.prefix(1) {
                    #expect(texts.contains(option.prefix { $0 != "=" }), "\(option)")
                }
            }
        }
    }
}
