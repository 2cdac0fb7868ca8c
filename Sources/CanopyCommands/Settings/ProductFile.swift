internal import ArgumentParser

/// A file of a mission, and what it is: `dsm=exports/surface.tif`.
struct ProductFile: Hashable, Sendable, ExpressibleByArgument {
    let type: String
    let file: String

    /// Takes a type and a path with `=` between them. A type becomes a part of a file's name.
    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "=") else { return nil }
        type = String(argument[..<sign])
        file = String(argument[argument.index(after: sign)...])
        guard type.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9._-]*/#) != nil, !file.isEmpty else { return nil }
    }
}
