internal import Diagnostics
internal import Terminal

/// What came of one of several inputs.
enum Outcome<Report: Renderable>: Renderable {
    /// Why there is no report.
    struct Failure: Encodable {
        let input: String
        let error: String
        let warnings: [String]
    }

    case done(Report)
    case failed(Failure)

    init(of input: String, _ warnings: Warnings, _ places: WorkFiles, _ work: () async throws -> Report) async {
        do {
            self = .done(try await work())
        } catch {
            self = .failed(
                Failure(input: input, error: places.sentence(of: error), warnings: warnings.all.map(places.shown)))
        }
    }

    var report: Report? {
        switch self {
        case .done(let report): report
        case .failed: nil
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .done(let report): try report.encode(to: encoder)
        case .failed(let failure): try failure.encode(to: encoder)
        }
    }

    func text(width: Int?) -> String {
        switch self {
        case .done(let report): report.text(width: width)
        case .failed(let failure): failure.error + "\n"
        }
    }
}
