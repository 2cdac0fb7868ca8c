internal import GDAL
internal import Logging
internal import Stores

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a worker is told by the process that started it, a line each; the job comes first.
enum WorkerOrder: Codable, Sendable {
    /// An input that is on this machine.
    case arrived(StoreKey)
    /// An input that is read where it lies, by way of the process that has the access keys.
    case ranged(StoreKey, name: String, version: String, size: Int)
    /// The answer to a request. Behind the line come the bytes of each range.
    case bytes(request: Int, counts: [Int])
    /// A request that failed.
    case failed(request: Int, reason: String)
}

/// What a worker tells the process that started it, a line each.
enum WorkerMessage: Codable, Sendable {
    /// A line for the log, with what it is about.
    case log(Logger.Level, String, [String: String])
    /// How much is done.
    case progress(Double)
    /// Something happened to an output.
    case event(ProcessingEvent)
    /// A request for bytes of an input that lies elsewhere.
    case read(request: Int, StoreKey, [Range<Int>], ReadingPurpose)
    /// What came of the job. Nothing follows.
    case done(ProcessingOutcome)

    /// Jobs and messages as text of one line.
    static func line(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(value)
    }

    /// What a line says.
    static func value<Value: Decodable>(_ type: Value.Type, of line: some DataProtocol) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(line))
    }
}
