internal import Files
internal import Foundation
public import Logging

/// A log for programs: an object of JSON for each message, a line each. Its schema is `schemas/log.schema.json`.
public struct LineLog: LogHandler {
    /// Messages below this level are not written.
    public var logLevel: Logger.Level
    /// What is said with every message.
    public var metadata: Logger.Metadata = [:]
    /// Where task-local metadata come from.
    public var metadataProvider: Logger.MetadataProvider?
    private let command: String
    private let write: @Sendable (String) -> Void

    /// A log of a command, which hands its lines to `write`.
    public init(command: String, level: Logger.Level, write: @escaping @Sendable (String) -> Void) {
        self.command = command
        self.logLevel = level
        self.write = write
    }

    /// What is said with every message, by key.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a message.
    public func log(event: LogEvent) {
        let facts =
            metadata.merging(metadataProvider?.get() ?? [:]) { _, new in new }
            .merging(event.metadata ?? [:]) { _, new in new }
        let line = Line(command, event.level, "\(event.message)", facts.mapValues { "\($0)" })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(line) else { return }
        write(String(decoding: json, as: UTF8.self))
    }
}

/// A message. What it is about comes as metadata of these names; others mean nothing here.
private struct Line: Encodable {
    let version = 1
    let time: String
    let level: String
    let command: String
    let message: String
    let mission: String?
    let step: String?
    let file: String?
    let seconds: Double?
    let bytes: Int?
    let percent: Double?

    init(_ command: String, _ level: Logger.Level, _ message: String, _ facts: [String: String]) {
        time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        self.level = level.rawValue
        self.command = command
        self.message = message
        mission = facts["mission"]
        step = facts["step"]
        file = facts["file"]
        seconds = facts["seconds"].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
        bytes = facts["bytes"].flatMap { Int($0) }
        percent = facts["percent"].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
    }
}
