import Diagnostics
import Testing

@Suite struct SpellingTests {
    @Test(arguments: [
        ("crop", "crop", 0), ("crop", "corp", 1), ("crop", "rop", 1), ("crop", "croop", 1), ("crop", "drop", 1),
        ("", "abc", 3), ("abc", "", 3), ("thumb", "sync", 5), ("match", "mathc", 1),
    ])
    func `a slip is a letter too many, too few, wrong, or swapped`(a: String, b: String, count: Int) {
        #expect(Spelling.distance(a, b) == count)
        #expect(Spelling.distance(b, a) == count)
    }

    @Test func `only the nearest words are suggested, and none that is far`() {
        let words = ["crop", "chm", "cog", "thumb", "match", "sync", "postprocess"]
        #expect(Spelling.nearest(to: "posprocess", among: words) == ["postprocess"])
        #expect(Spelling.nearest(to: "tumb", among: words) == ["thumb"])
        #expect(Spelling.nearest(to: "x", among: words) == [])
        #expect(Spelling.nearest(to: "status", among: words) == [])
    }

    @Test func `a word that others begin with may mean them`() {
        #expect(
            Spelling.nearest(to: "--bound", among: ["--boundary", "--buffer", "--boundaries"]) == [
                "--boundaries", "--boundary",
            ])
        #expect(Spelling.nearest(to: "po", among: ["postprocess"]) == [])
    }

    @Test func `the question names all that is near`() {
        #expect(Spelling.question([]) == "")
        #expect(Spelling.question(["chm", "cog"]) == "; did you mean 'chm' or 'cog'?")
    }
}
