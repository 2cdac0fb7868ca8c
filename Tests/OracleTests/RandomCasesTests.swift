import RandomCases
import Testing

@Suite("Random rasters and boundaries")
struct RandomCasesTests {
    // Other cases than the first thousands of 'make oracle'; as many as a build without optimisation makes in a minute.
    @Test("come out as independent programs have them", arguments: 10_000..<10_300)
    func agree(seed: Int) async {
        let verdict = await RandomCase(seed: seed).run()
        for sentence in verdict.sentences { Issue.record("\(sentence)") }
        #expect(verdict.disagreements == 0)
    }
}
