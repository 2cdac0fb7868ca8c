internal import Diagnostics
internal import RasterIO
internal import Stores

extension RasterInput {
    /// The raster that a text on the command line names: a file of this machine, or `s3://bucket/key`, of which only those
    /// parts are read that are needed. One that cannot be opened says so where it is used.
    static func named(_ text: String) async throws -> RasterInput {
        try await named([text])[0]
    }

    /// The same of several, in their order.
    static func named(_ texts: [String]) async throws -> [RasterInput] {
        let objects = try texts.map { try object($0) }
        guard objects.contains(where: { $0 != nil }) else { return texts.map { RasterInput($0) } }
        let stores = try Stores(for: objects.compactMap { $0 })
        let cancellation = CommandContext.current.interruption.cancellation
        var inputs: [RasterInput] = []
        for (text, object) in zip(texts, objects) {
            guard let object else {
                inputs.append(RasterInput(text))
                continue
            }
            do throws(StoreError) {
                inputs.append(RasterInput(try await stores.object(at: object, cancellation: cancellation)))
            } catch {
                if error == .cancelled { throw error }
                inputs.append(RasterInput(text, unavailable: error.explanation))
            }
        }
        return inputs
    }

    /// Whatever has a scheme is no path: there is no folder of that name.
    private static func object(_ text: String) throws -> StoreLocation? {
        guard text.contains("://") else { return nil }
        return try StoreLocation(text)
    }
}
