internal import CGDAL

/// What GDAL says during one call, on the thread that makes it.
private final class Messages {
    var failure: (code: Int32, text: String)?
    var warnings: [String] = []

    func receive(_ level: CPLErr, _ code: Int32, _ text: String) {
        switch level {
        case CE_Warning:
            warnings.append(text)
        case CE_Failure, CE_Fatal:
            // The first failure is the cause; what follows tells of its consequences.
            if failure == nil { failure = (code, text) }
        default:
            break
        }
    }
}

/// Makes one GDAL call with an error handler of its own.
///
/// GDAL keeps a stack of handlers for each thread, so calls on many threads do not see each other's messages. The call
/// has failed if `succeeded` says so of its result; messages of failures that GDAL got over become warnings.
///
/// - Parameters:
///   - failsOnMessage: Whether the call has failed as well where GDAL says so and goes on.
///   - isFailure: Whether a warning is to be taken for a failure.
func call<Result>(
    _ action: @autoclosure () -> String, warnings: Warnings?, failsOnMessage: Bool = false,
    isFailure: (String) -> Bool = { _ in false }, succeeded: (Result) -> Bool, _ body: () -> Result
) throws(GDALError) -> Result {
    Library.start()
    let messages = Messages()
    let result = withExtendedLifetime(messages) {
        CPLPushErrorHandlerEx(
            { level, code, text in
                guard let data = CPLGetErrorHandlerUserData(), let text else { return }
                Unmanaged<Messages>.fromOpaque(data).takeUnretainedValue()
                    .receive(level, Int32(code), oneLine(String(cString: text)))
            }, Unmanaged.passUnretained(messages).toOpaque())
        defer { CPLPopErrorHandler() }
        return body()
    }
    for text in messages.warnings {
        if isFailure(text) { messages.receive(CE_Failure, Int32(CPLE_AppDefined), text) } else { warnings?.add(text) }
    }
    let hasFailed = !succeeded(result) || (failsOnMessage && messages.failure != nil)
    if hasFailed {
        throw GDALError(
            action(), reason: messages.failure?.text ?? "GDAL gives no reason",
            code: GDALError.Code(rawValue: messages.failure?.code ?? 0))
    }
    if let failure = messages.failure { warnings?.add(failure.text) }
    return result
}

/// A GDAL call that returns an error class.
func check(
    _ action: @autoclosure () -> String, warnings: Warnings?, _ body: () -> CPLErr
) throws(GDALError) {
    _ = try call(action(), warnings: warnings, succeeded: { $0 == CE_None || $0 == CE_Warning }, body)
}

/// Messages become parts of sentences: no line breaks, no full stop at the end.
func oneLine(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    while let last = line.last, last == "." || last == " " { line.removeLast() }
    return line
}
