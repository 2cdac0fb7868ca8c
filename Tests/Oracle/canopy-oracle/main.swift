import Files
import Foundation
import RandomCases
import Threads

// Compares a number of random cases, and says how many, how many disagreements and how far off the worst was.

func usage() -> Never {
    FileHandle.standardError.write(Data("usage: canopy-oracle CASES SEED [PROGRAM]\n".utf8))
    exit(64)
}

let arguments = CommandLine.arguments
guard (3...4).contains(arguments.count), let count = Int(arguments[1]), count > 0, let seed = Int(arguments[2]),
    !seed.addingReportingOverflow(count).overflow
else { usage() }

let program = arguments.count > 3 ? arguments[3] : nil
let cases = (seed..<(seed + count)).map { RandomCase(seed: $0, through: program) }
let verdicts = await concurrentMap(cases, atOnce: ProcessInfo.processInfo.activeProcessorCount) {
    (one) async throws(Never) in await one.run()
}
var total = Verdict()
for case .success(let verdict) in verdicts { total.add(verdict) }

print("seeds \(seed) to \(seed + count - 1)")
for subject in RandomCase.RenderMode.allCases {
    print("  \(subject.rawValue): \(cases.count { $0.subject == subject })")
}
print("largest difference (allowed), of so many numbers")
for measure in Measure.allCases {
    let largest = total.largest[measure, default: 0]
    print("  \(measure.rawValue): \(largest) (\(measure.tolerance)), of \(total.compared[measure, default: 0])")
}
print("\(total.refusals) cases had nothing to show and were refused")
print("\(total.undecided) pixels lie on an outline: rounding decides on which side")
for sentence in total.sentences { print(sentence) }
let worst = total.largest.max { $0.value < $1.value }
print("\(count) cases, \(total.disagreements) disagreements, largest difference \(worst?.value ?? 0)")
exit(total.disagreements == 0 ? 0 : 1)
