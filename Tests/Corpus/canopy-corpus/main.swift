import CanopyCommands
import CanopyTesting
import Foundation

// Calls the program on damaged and hostile files, in a process for each call, and says what went wrong with it.
//
//   canopy-corpus RUNS SEED       so many runs, from this seed on
//   canopy-corpus hostile FOLDER  only writes the hostile files there

func complain(_ sentence: String) { FileHandle.standardError.write(Data((sentence + "\n").utf8)) }

let arguments = CommandLine.arguments
if arguments.count == 3, arguments[1] == "hostile" {
    do {
        try Hostile.make(in: TemporaryFolder(path: arguments[2]))
        exit(0)
    } catch {
        complain("the hostile files cannot be made: \(error)")
        exit(1)
    }
}
guard arguments.count == 3, let count = Int(arguments[1]), count > 0, let seed = Int(arguments[2]), seed >= 0,
    !seed.addingReportingOverflow(count).overflow
else {
    complain("usage: canopy-corpus RUNS SEED\n       canopy-corpus hostile FOLDER")
    exit(64)
}

let folder = TemporaryFolder(path: NSTemporaryDirectory() + "canopy-corpus-\(UUID().uuidString)")
var failures = 0
do {
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    for name in ["bases", "hostile"] { try folder.folder(name) }
    // GDAL has files open and keeps locks: it starts in children only.
    let log = folder("log")
    let limits = Child.StretchRange(seconds: 120, idleTimeout: 600, memory: 8 << 30)
    let made = Child.run(limits, output: log, errors: log) {
        do {
            try Bases.make(in: TemporaryFolder(path: folder("bases")))
            try Hostile.make(in: TemporaryFolder(path: folder("hostile")))
            return 0
        } catch {
            complain("\(error)")
            return 1
        }
    }
    guard made.status == 0 else {
        complain("the files cannot be made: \(made) \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
        exit(1)
    }
    let corpus = try Corpus(bases: folder("bases"), hostile: folder("hostile"))
    let shards = max(1, min(count, ProcessInfo.processInfo.activeProcessorCount))
    var totals = Tally()
    for tally in Shards.run(
        shards, in: folder,
        { shard in
            var tally = Tally()
            let place = TemporaryFolder(path: folder("shard\(shard)"))
            for number in stride(from: seed + shard, to: seed + count, by: shards) {
                Run(Case(seed: number, of: corpus), of: corpus, in: place).carryOut(&tally)
            }
            return tally
        })
    { totals.add(tally) }
    print(totals.summary)
    failures = totals.failures
    if totals.runs != count {
        complain("only \(totals.runs) of \(count) runs were made")
        failures += 1
    }
} catch {
    complain("the corpus cannot be made: \(error)")
    failures = 1
}
exit(failures == 0 ? 0 : 1)
