internal import COGEncoding
internal import CanopyTesting

/// A case of the comparison with oracles: everything about it follows from its seed.
public struct RandomCase: Sendable {
    /// The operations that are compared.
    public enum RenderMode: String, CaseIterable, Sendable {
        case crop, chm, cog, thumb, invariants
    }

    /// The seed.
    public let seed: Int
    /// What is compared.
    public let subject: RenderMode

    /// Of ten seeds in a row, each subject gets its share.
    private static let shares: [RenderMode] = [.crop, .crop, .chm, .cog, .crop, .thumb, .crop, .chm, .cog, .invariants]

    /// The path of the program `canopy`, where it is compared with GDAL's programs; else libraries are.
    private let program: String?

    /// The case of a seed.
    ///
    /// - Parameter program: The path of the program `canopy`, to be compared with what GDAL's programs make; crops and
    ///   canopy heights can be. The libraries are compared if `nil`.
    public init(seed: Int, through program: String? = nil) {
        let shares = program == nil ? Self.shares : [.crop, .chm]
        self.seed = seed
        self.program = program
        subject = shares[(seed % shares.count + shares.count) % shares.count]
    }

    /// The command that repeats this case alone.
    private var command: String {
        "make oracle CASES=1 SEED=\(seed)" + (program == nil ? "" : " PROGRAM=.build/release/canopy")
    }

    /// Makes the case's files in a folder of their own, which is removed, and compares.
    public func run() async -> Verdict {
        await judged { folder, generator, verdict in
            if let program { return try await compare(Binary(path: program), folder, &generator, &verdict) }
            switch subject {
            case .crop: try CropCase(in: folder, using: &generator).check(&verdict)
            case .chm:
                let models = try RandomTerrain(using: &generator)
                try CHMCase(in: folder, of: models, using: &generator).check(&verdict)
            case .cog: try COGCase(in: folder, using: &generator).check(&verdict)
            case .thumb: try ThumbCase(in: folder, using: &generator).check(&verdict)
            case .invariants: try InvariantCase(in: folder, using: &generator).check(&verdict)
            }
        }
    }

    /// Compares programs, with the options that they have unless told otherwise.
    private func compare(
        _ canopy: Binary, _ folder: TemporaryFolder, _ generator: inout SeededGenerator, _ verdict: inout Verdict
    ) async throws {
        guard subject == .chm else {
            return try await CropCase(in: folder, writing: COGOptions(), using: &generator)
                .check(&verdict, through: canopy)
        }
        // gdalwarp neither scales samples nor leaves out those that are not a number without being declared nodata.
        let models = try RandomTerrain(in: [.whole, .nodata], using: &generator)
        try await CHMCase(in: folder, of: models, writing: COGOptions(), using: &generator)
            .check(&verdict, through: canopy)
    }

    private func judged(
        _ body: (TemporaryFolder, inout SeededGenerator, inout Verdict) async throws -> Void
    ) async -> Verdict {
        var verdict = Verdict()
        do {
            verdict = try await withTemporaryFolder { folder in
                var generator = SeededGenerator(seed: seed)
                var verdict = Verdict()
                try await body(folder, &generator, &verdict)
                return verdict
            }
        } catch {
            verdict.expect(false, "it fails: \(error)")
        }
        return verdict.named("\(subject.rawValue), seed \(seed), repeat it with '\(command)'")
    }
}
