import COGEncoding
import CanopyCHM
import CanopyCOG
import CanopyCrop
import CanopyTesting
import CanopyThumb
import Foundation
import Raster
import RasterIO
import Threads

/// One call of a verb on fixtures, and what came of it.
struct Trial: Sendable {
    /// What `judge.py` is told of a call that made something.
    struct Job: Codable, Sendable {
        var kind: String
        var source: String
        var result: String
        var boundary: String?
        var ground: String?
        var features: String?
        var touched: Bool?
        var layer: String?
    }

    let job: Job
    /// The sentence of a call that was refused.
    var refusal: String?
    var warnings: [String] = []
    /// What is wrong with the result.
    var complaints: [String] = []

    /// What the table says.
    var outcome: String {
        if let refusal { return "refused: " + refusal }
        if !complaints.isEmpty { return "wrong: " + complaints.joined(separator: "; ") }
        return warnings.isEmpty ? "right" : "right; warns: " + warnings.joined(separator: "; ")
    }

    /// Does what the job says.
    static func run(_ job: Job) async -> Trial {
        await runBlocking {
            var trial = Trial(job: job)
            do { trial.warnings = try warnings(of: job) } catch { trial.refusal = "\(error)" }
            for (path, name) in [
                (job.source, "raster.tif"), (job.boundary, "boundary"), (job.ground, "terrain.tif"),
                (job.result, "\(job.kind).tif"),
            ] {
                guard let path else { continue }
                trial.refusal?.replace(path, with: name)
                trial.warnings = trial.warnings.map { $0.replacing(path, with: name) }
            }
            return trial
        }
    }

    private static func warnings(of job: Job) throws -> [String] {
        // What fits must not depend on the machine.
        var writing = COGOptions()
        writing.jobs = 2
        writing.memory = 384 << 20
        switch job.kind {
        case "crop":
            var options = Crop.Options()
            options.writing = writing
            options.boundary.combination = job.features.flatMap(FeatureCombination.init) ?? .union
            options.boundary.layer = job.layer
            options.rule = job.touched == true ? .allTouched : .center
            return try Crop(options: options).run(
                .init(input: RasterInput(job.source), boundary: job.boundary ?? "", output: job.result)
            )
            .warnings
        case "cog":
            var options = COG.Options()
            options.writing = writing
            return try COG(options: options).run(.init(input: RasterInput(job.source), output: job.result)).warnings
        case "chm":
            var options = CHM.Options()
            options.writing = writing
            return try CHM(options: options).run(
                .init(dsm: RasterInput(job.source), dtm: RasterInput(job.ground ?? ""), output: job.result)
            ).warnings
        default:
            return try Thumb().run(.init(input: RasterInput(job.source), output: job.result)).warnings
        }
    }
}

/// The fixtures of one of the scripts, and all calls on them.
struct Matrix: Sendable {
    /// A kind of fixture: its group, its name, and the calls by verb.
    struct Row: Sendable {
        let group: String
        let name: String
        let trials: [Trial]
    }

    let verbs: [String]
    let rows: [Row]

    private struct Fixture: Decodable {
        var group: String?
        var name: String
        var source: String
        var boundary: String?
        var ground: String?
        var features: String?
        var touched: Bool?
        var layer: String?
    }

    /// Makes the fixtures, calls the verbs and has the results judged.
    init(_ script: String, _ verbs: [String], in folder: TemporaryFolder) async throws {
        let list = try await GDALTools.script(Self.path(script), [folder.path])
        let fixtures = try JSONDecoder().decode([Fixture].self, from: Data(list.utf8))
        let jobs = fixtures.enumerated().flatMap { number, fixture in
            verbs.map { verb in
                Trial.Job(
                    kind: verb, source: folder(fixture.source),
                    result: folder("\(number)-\(verb).\(verb == "thumb" ? "png" : "tif")"),
                    boundary: fixture.boundary.map(folder.callAsFunction),
                    ground: fixture.ground.map(folder.callAsFunction), features: fixture.features,
                    touched: fixture.touched, layer: fixture.layer)
            }
        }
        var trials = await concurrentMap(jobs, atOnce: 2) { (job) async throws(Never) in await Trial.run(job) }
            .map { $0.get() }
        let made = trials.indices.filter { trials[$0].refusal == nil }
        let text = String(decoding: try JSONEncoder().encode(made.map { trials[$0].job }), as: UTF8.self)
        let verdicts = try await GDALTools.script(Self.path("judge"), [try folder.file("jobs.json", text)])
        let complaints = try JSONDecoder().decode([[String]].self, from: Data(verdicts.utf8))
        for (index, complaints) in zip(made, complaints) { trials[index].complaints = complaints }
        self.verbs = verbs
        rows = fixtures.enumerated().map { number, fixture in
            Row(
                group: fixture.group ?? "", name: fixture.name,
                trials: Array(trials[(number * verbs.count)..<((number + 1) * verbs.count)]))
        }
    }

    private static func path(_ script: String) -> String { TestData.package + "/Tests/MatrixTests/\(script).py" }

    /// The rows as a table.
    var table: String {
        let hasGroups = rows.contains { !$0.group.isEmpty }
        let columns = (hasGroups ? ["what", "which"] : ["which"]) + verbs
        let lines = rows.map { row in
            (hasGroups ? [row.group] : []) + [row.name] + row.trials.map(\.outcome)
        }
        return ([columns, columns.map { _ in "---" }] + lines).map { cells in
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }.joined()
    }
}
