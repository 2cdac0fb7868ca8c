internal import Foundation

/// The results in a document that `--json` has printed.
public func printedResults<Result: Decodable>(_ text: String, as type: Result.Type = Result.self) throws -> [Result] {
    try JSONDecoder().decode(Document<Result>.self, from: Data(text.utf8)).results
}

private struct Document<Result: Decodable>: Decodable {
    let results: [Result]
}
