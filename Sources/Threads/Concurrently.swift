/// The results for all elements in their order, a few at a time: a remote store answers slowly, but many at once.
public func concurrentMap<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element], atOnce limit: Int = 8,
    _ work: @escaping @Sendable (Element) async throws(Failure) -> Value
) async -> [Result<Value, Failure>] {
    let results = await results(elements, atOnce: limit, untilFailure: false, work)
    return results.all.compactMap(\.self)
}

/// The values for all elements in their order, a few at a time; the first failure ends the work on the others.
public func concurrentMap<Element: Sendable, Value: Sendable, Failure: Error>(
    allOf elements: [Element], atOnce limit: Int,
    _ work: @escaping @Sendable (Element) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
    let results = await results(elements, atOnce: limit, untilFailure: true, work)
    if let failure = results.firstFailure { throw failure }
    return results.all.compactMap { try? $0?.get() }
}

/// The results in the order of the elements, and the failure that came first: those that follow may only tell of being ended.
private func results<Element: Sendable, Value: Sendable, Failure: Error>(
    _ elements: [Element], atOnce limit: Int, untilFailure: Bool,
    _ work: @escaping @Sendable (Element) async throws(Failure) -> Value
) async -> (all: [Result<Value, Failure>?], firstFailure: Failure?) {
    await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group in
        var all = [Result<Value, Failure>?](repeating: nil, count: elements.count)
        var firstFailure: Failure?
        func note(_ index: Int, _ result: Result<Value, Failure>) {
            all[index] = result
            guard case .failure(let failure) = result, firstFailure == nil else { return }
            firstFailure = failure
            if untilFailure { group.cancelAll() }
        }
        for (index, element) in elements.enumerated() {
            if index >= limit, let (index, result) = await group.next() { note(index, result) }
            if untilFailure, firstFailure != nil { break }
            group.addTask {
                do throws(Failure) { return (index, .success(try await work(element))) } catch {
                    return (index, .failure(error))
                }
            }
        }
        for await (index, result) in group { note(index, result) }
        return (all, firstFailure)
    }
}
