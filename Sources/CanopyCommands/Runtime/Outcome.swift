internal import Diagnostics
internal import Terminal

/// What came of one of several inputs.
enum Outcome: Renderable {
    /// Why there is no report.
    struct Failure: Encodable {
        let input: String
        let error: String
        let warnings: [String]
    }

    case done(FileWork.Result)
    case failed(Failure)

    init(of input: String, _ warnings: Warnings, _ places: WorkFiles, _ work: () async throws -> FileWork.Result) async
    {
        do {
            self = .done(try await work())
        } catch {
            self = .failed(
                Failure(input: input, error: places.sentence(of: error), warnings: warnings.all.map(places.shown)))
        }
    }

    var result: FileWork.Result? {
        switch self {
        case .done(let result): result
        case .failed: nil
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .done(let result): try result.report.encode(to: encoder)
        case .failed(let failure): try failure.encode(to: encoder)
        }
    }

    func text(width: Int?) -> String {
        switch self {
        case .done(let result): result.report.text(width: width)
        case .failed(let failure): failure.error + "\n"
        }
    }
}
