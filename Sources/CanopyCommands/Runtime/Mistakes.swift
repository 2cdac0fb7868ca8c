internal import Diagnostics
internal import Files
internal import RasterIO

/// What is wrong with the files that were named, as far as it can be known before any is made.
struct Mistakes: Error {
    /// A sentence each.
    let problems: [String]

    /// Looks at everything that was named and throws where something is wrong.
    ///
    /// - Parameters:
    ///   - inputs: The rasters to be read.
    ///   - others: Further files to be read, which are looked at elsewhere.
    ///   - outputs: The files to be made.
    ///   - overwrite: Whether outputs may be there already.
    ///   - problems: What has been found already.
    static func check(
        inputs: [RasterInput], reading others: [String] = [], outputs: [String], overwrite: Bool,
        besides problems: [String] = []
    ) throws {
        var problems = problems + inputs.compactMap(problem(with:))
        let files = InputFiles(inputs.compactMap(\.path) + others)
        for output in outputs {
            do {
                try files.check(output)
                try OutputFile.check(output, overwrite: overwrite)
            } catch {
                // A folder that is not there is told of once.
                guard error.reason == .noFolder else {
                    problems.append(Phrasing.options.sentence(of: error))
                    continue
                }
                let isTold = outputs.prefix { $0 != output }.contains {
                    Path.folder(of: $0) == Path.folder(of: output)
                }
                if !isTold { problems.append(Phrasing.options.sentence(of: error)) }
            }
        }
        if !problems.isEmpty { throw Mistakes(problems: problems) }
    }

    private static func problem(with input: RasterInput) -> String? {
        do throws(RasterError) { try input.check() } catch { return Phrasing.options.sentence(of: error) }
        guard let path = input.path, !Path.isFile(path) else { return nil }
        return "cannot open '\(path)': it is no regular file; copy it into one first"
    }
}
