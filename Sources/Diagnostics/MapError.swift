/// Makes a call whose errors are one case of the caller's own: `try mapError(to: RasterError.gdal, try Dataset.open(path))`.
///
/// - Parameter wrap: The case.
public func mapError<Result: ~Copyable, Cause: Error, Failure: Error>(
    to wrap: (Cause) -> Failure, _ call: @autoclosure () throws(Cause) -> Result
) throws(Failure) -> Result {
    do throws(Cause) { return try call() } catch { throw wrap(error) }
}
