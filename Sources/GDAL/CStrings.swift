internal import CGDAL

/// Calls `body` with a null-terminated list of C strings, as GDAL takes options; `nil` for an empty list.
func withCStrings<Result, Failure>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) throws(Failure) -> Result
) throws(Failure) -> Result {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    for string in strings { list = CSLAddString(list, string) }
    defer { CSLDestroy(list) }
    return try body(list)
}

/// A copy of a null-terminated list of C strings that GDAL owns.
func strings(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String] {
    guard let list else { return [] }
    var strings: [String] = []
    var index = 0
    while let string = list[index] {
        strings.append(String(cString: string))
        index += 1
    }
    return strings
}

/// A list of `KEY=VALUE` as a dictionary.
func pairs(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String: String] {
    var pairs: [String: String] = [:]
    for string in strings(list) {
        guard let equals = string.firstIndex(of: "=") else { continue }
        pairs[String(string[..<equals])] = String(string[string.index(after: equals)...])
    }
    return pairs
}
