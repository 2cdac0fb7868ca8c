import CanopyTesting
import Testing

/// What strangers may put where canopy reads: the hostile files and the first of the damaged ones. 'make corpus' tries
/// more of them.
@Suite struct CorpusTests {
    @Test func `damaged and hostile files end in a sentence, or in what GDAL reads, and in nothing else`() async throws
    {
        let outcome = try await Binary("canopy-corpus").run(["360", "0"])
        for line in outcome.output.split(separator: "\n") where line.hasPrefix("seed ") { Issue.record("\(line)") }
        #expect(outcome.status == 0, "\(outcome.output.suffix(600))\(outcome.errors)")
    }
}
