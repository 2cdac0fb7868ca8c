internal import GDAL
internal import Logging

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a worker tells the process that started it, a line each.
enum WorkerMessage: Codable, Sendable {
    /// A line for the log.
    case log(Logger.Level, String)
    /// How much is done.
    case progress(Double)
    /// An output is made, or given up.
    case settled(ProcessingOutcome.Settled)
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
