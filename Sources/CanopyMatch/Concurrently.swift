/// The results for all elements in their order, a few at a time: a remote store answers slowly, but many at once.
func concurrently<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element], atOnce limit: Int = 8,
    _ work: @escaping @Sendable (Element) async throws(Failure) -> Value
) async -> [Result<Value, Failure>] {
    await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group in
        var results: [Int: Result<Value, Failure>] = [:]
        for (index, element) in elements.enumerated() {
            if index >= limit, let (index, result) = await group.next() { results[index] = result }
            group.addTask {
                do throws(Failure) { return (index, .success(try await work(element))) } catch {
                    return (index, .failure(error))
                }
            }
        }
        for await (index, result) in group { results[index] = result }
        return elements.indices.compactMap { results[$0] }
    }
}
