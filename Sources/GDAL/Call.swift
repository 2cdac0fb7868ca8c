internal import CGDAL
internal import Diagnostics

/// Makes one GDAL call with an error handler of its own.
///
/// GDAL keeps a stack of handlers for each thread, so calls on many threads do not see each other's messages. The call
/// has failed if `succeeded` says so of its result; messages of failures that GDAL got over become warnings.
///
/// - Parameters:
///   - file: What the call is about, as warnings name it.
///   - failsOnMessage: Whether the call has failed as well where GDAL tells of a failure and goes on. What writes sets it:
///     libtiff tells of a full disk by a message, and says that all is well.
///   - isFailure: Whether a warning is to be taken for a failure.
func call<Result>(
    _ action: @autoclosure () -> String, of file: String? = nil, warnings: Warnings?, failsOnMessage: Bool = false,
    isFailure: (String) -> Bool = { _ in false }, succeeded: (Result) -> Bool, _ body: () -> Result
) throws(GDALError) -> Result {
    GDALLibrary.start()
    let messages = Messages()
    let strays = StrayFailures.count
    let result = withExtendedLifetime(messages) {
        CPLPushErrorHandlerEx(
            { level, code, text in
                guard let data = CPLGetErrorHandlerUserData(), let text else { return }
                Unmanaged<Messages>.fromOpaque(data).takeUnretainedValue()
                    .receive(level, Int32(code), VirtualFile.named(oneLine(String(cString: text))))
            }, Unmanaged.passUnretained(messages).toOpaque())
        defer { CPLPopErrorHandler() }
        return body()
    }
    messages.takeForFailures(isFailure)
    if let warnings { messages.tell(warnings, of: file, action()) }
    if failsOnMessage, messages.failure == nil, let text = StrayFailures.last(since: strays) {
        messages.receive(CE_Failure, Int32(CPLE_FileIO), text)
    }
    let hasFailed =
        !succeeded(result) || (failsOnMessage && messages.failure != nil) || messages.isAskedForAddress
    if hasFailed {
        throw GDALError(
            action(), reason: messages.failure?.text ?? "GDAL gives no reason",
            code: GDALError.Code(rawValue: messages.failure?.code ?? 0))
    }
    if let failure = messages.failure {
        warnings?.add("GDAL got over a fault when it was to \(action()): \(failure.text)")
    }
    return result
}

/// A GDAL call that returns an error class.
func check(
    _ action: @autoclosure () -> String, of file: String? = nil, warnings: Warnings?, failsOnMessage: Bool = false,
    _ body: () -> CPLErr
) throws(GDALError) {
    _ = try call(
        action(), of: file, warnings: warnings, failsOnMessage: failsOnMessage,
        succeeded: { $0 == CE_None || $0 == CE_Warning }, body)
}

/// Messages become parts of sentences: no line breaks, no full stop at the end.
func oneLine(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    while let last = line.last, last == "." || last == " " { line.removeLast() }
    return line
}
