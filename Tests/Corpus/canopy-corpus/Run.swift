import CanopyCommands
import CanopyTesting
import Foundation

/// What runs came to.
struct Tally: Codable {
    var runs = 0
    /// Files made; these were held against GDAL's reading.
    var made = 0
    /// Refusals.
    var refused = 0
    /// Runs ended by a signal, by the time or memory they took, with files left behind, with a file that is not what GDAL
    /// reads, or with a status or words that say nothing.
    var signals = 0
    var hangs = 0
    var overuse = 0
    var leftovers = 0
    var disagreements = 0
    var speechless = 0
    /// Files that GDAL itself could not be asked about.
    var unjudged = 0
    /// The most memory that a run took.
    var memory = 0

    var failures: Int { signals + hangs + overuse + leftovers + disagreements + speechless }

    mutating func add(_ other: Tally) {
        for count in [
            \Tally.runs, \.made, \.refused, \.signals, \.hangs, \.overuse, \.leftovers, \.disagreements, \.speechless,
            \.unjudged,
        ] { self[keyPath: count] += other[keyPath: count] }
        memory = max(memory, other.memory)
    }

    var summary: String {
        """
        \(runs) runs: \(made) made what GDAL reads, \(refused) refused, \(unjudged) beyond GDAL; at most \(memory >> 20) MB
        \(signals) signals, \(hangs) hangs, \(overuse) beyond 1 GB, \(leftovers) leftovers, \(disagreements) disagreements, \
        \(speechless) without a word
        """
    }
}

/// One case, carried out and judged.
struct Run {
    private let one: Case
    private let corpus: Corpus
    private let folder: TemporaryFolder

    init(_ one: Case, of corpus: Corpus, in folder: TemporaryFolder) {
        self.one = one
        self.corpus = corpus
        self.folder = folder
    }

    private var arguments: [String] { one.arguments(in: folder, corpus) }

    func carryOut(_ tally: inout Tally) {
        do {
            try one.write(to: folder)
            let before = try TemporaryFolder(path: folder("in")).names()
            setenv("TMPDIR", folder("tmp"), 1)
            let ending = launch(memory: 0xA5)
            tally.runs += 1
            tally.memory = max(tally.memory, ending.memory)
            note(ending, &tally)
            let isMade = ending.status == 0 && one.verb != .validate
            let left = try TemporaryFolder(path: folder("out")).names() + TemporaryFolder(path: folder("tmp")).names()
            let inputs = try TemporaryFolder(path: folder("in")).names()
            if left != (isMade ? [one.outputName] : []) || inputs != before {
                tally.leftovers += 1
                tell("leaves \(left), and \(inputs) of \(before)")
            }
            if ending.status == 0 { judge(&tally) }
            if isMade, !makesTheSame() {
                tally.disagreements += 1
                tell("hands on what there was in memory")
            }
        } catch {
            tally.disagreements += 1
            tell("cannot be tried: \(error)")
        }
    }

    /// Calls the program where memory that nobody has written holds one byte everywhere.
    private func launch(memory byte: Int32) -> Child.Ending {
        let words = arguments
        return Child.run(output: folder("output"), errors: folder("errors")) {
            UnwrittenMemory.fill(with: byte)
            Child.wait { await Canopy.launch(words) }
        }
    }

    /// Whether the same is made where memory holds another byte.
    private func makesTheSame() -> Bool {
        let made = folder("out/" + one.outputName)
        let first = FileManager.default.contents(atPath: made)
        try? FileManager.default.removeItem(atPath: made)
        _ = launch(memory: 0x5A)
        return first != nil && FileManager.default.contents(atPath: made) == first
    }

    private func note(_ ending: Child.Ending, _ tally: inout Tally) {
        let said = (try? String(contentsOfFile: folder("errors"), encoding: .utf8)) ?? ""
        switch (ending.signal, ending.status) {
        case (SIGXCPU, _), (SIGALRM, _):
            tally.hangs += 1
            tell("does not end")
        case (let signal?, _):
            tally.signals += 1
            tell("is ended by signal \(signal): \(said.suffix(300))")
        case (nil, 0): tally.made += 1
        case (nil, 1), (nil, 2):
            tally.refused += 1
            let output = (try? String(contentsOfFile: folder("output"), encoding: .utf8)) ?? ""
            if said.isEmpty, output.isEmpty {
                tally.speechless += 1
                tell("says nothing")
            }
        default:
            tally.speechless += 1
            tell("exits with \(ending.status ?? -1): \(said.suffix(300))")
        }
        if ending.memory > 1 << 30 {
            tally.overuse += 1
            tell("takes \(ending.memory >> 20) MB")
        }
    }

    /// Judged by a child, which GDAL may end.
    private func judge(_ tally: inout Tally) {
        let verdict = folder("verdict")
        let ending = Child.run(
            Child.StretchRange(seconds: 60, idleTimeout: 300, memory: 4 << 30), output: verdict, errors: verdict
        ) {
            var judge = Judge(
                one, of: corpus, input: folder("in/" + one.item.name + one.item.ending),
                output: folder("out/" + one.outputName),
                said: FileManager.default.contents(atPath: folder("output")) ?? Data())
            do {
                try judge.judge()
            } catch {
                print("made from what GDAL cannot read: \(error)")
                return 2
            }
            for sentence in judge.verdict { print(sentence) }
            return judge.verdict.isEmpty ? 0 : 1
        }
        switch ending.status {
        case 0: break
        case 1, 2:
            tally.disagreements += 1
            tell((try? String(contentsOfFile: verdict, encoding: .utf8)) ?? "")
        default: tally.unjudged += 1
        }
    }

    /// Tells of a failure at once: what comes after it may take long.
    private func tell(_ sentence: String) {
        let line = sentence.split(separator: "\n").joined(separator: "; ")
        print(
            "seed \(one.seed), \(one.verb) of '\(one.item.name)': \(line); repeat it with 'make corpus RUNS=1 SEED=\(one.seed)'"
        )
        fflush(nil)
    }
}
