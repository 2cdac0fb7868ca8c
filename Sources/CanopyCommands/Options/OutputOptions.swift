internal import ArgumentParser
internal import Files
internal import Stores

/// Where the results of a subcommand go that takes one input or several.
struct OutputOptions: ParsableArguments {
    @OptionGroup
    var single: SingleOutputOptions

    @Option(
        help: ArgumentHelp(
            "Write each result into this folder, under the name of its input; made where it is missing. Also s3://BUCKET/PREFIX or REMOTE:PATH.",
            valueName: "dir"),
        completion: .directory)
    var outputDir: String?

    /// One input and where its result goes.
    struct Job: Hashable, Sendable {
        let input: String
        let output: String
    }

    /// What is to be done. `name` gives the name that an input's result has in the folder of `--output-dir`.
    func jobs(
        for inputs: [String], making kind: ResultKind, named name: (String) -> String = { $0 }
    ) throws -> [Job] {
        switch (single.output, outputDir) {
        case (let output?, nil):
            guard let input = inputs.first, inputs.count == 1 else {
                throw ValidationError("--output takes one input, not \(inputs.count); use --output-dir for several")
            }
            try kind.check(output, besides: "--output-dir")
            return [Job(input: input, output: output)]
        case (nil, let folder?):
            return try jobs(for: inputs, in: folder, named: name)
        case (nil, nil):
            throw ValidationError("say where the result goes: --output for a file, --output-dir for a folder")
        case (_?, _?):
            throw ValidationError("--output and --output-dir exclude each other; leave one out")
        }
    }

    /// The option that says where results go; `nil` where none does.
    var place: String? { single.output != nil ? "--output" : outputDir != nil ? "--output-dir" : nil }

    /// The folder of this machine that results go to by their inputs' names; `nil` where there is none.
    var folder: String? {
        get throws {
            guard let outputDir, try StoreLocation.remote(outputDir) == nil else { return nil }
            return outputDir
        }
    }

    private func jobs(for inputs: [String], in folder: String, named name: (String) -> String) throws -> [Job] {
        var sources: [String: String] = [:]
        let place = try StoreLocation.remote(folder)
        return try inputs.map { input in
            let name = name(try StoreLocation.remote(input)?.parent?.key.name ?? Path.name(of: input))
            let output =
                try place.map { $0.appending(try StoreKey(name)).description }
                ?? (folder.hasSuffix("/") ? folder : folder + "/") + name
            if let other = sources.updateValue(input, forKey: output) {
                throw ValidationError(
                    "'\(other)' and '\(input)' would both become '\(output)'; give them one after the other, with --output"
                )
            }
            return Job(input: input, output: output)
        }
    }
}

/// Where the one result of a subcommand goes.
struct SingleOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Write the result to this file; also s3://BUCKET/KEY or REMOTE:PATH, or - for standard output.",
            valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Replace an output that exists already.")
    var overwrite = false

    /// The file that must have been named.
    func required(making kind: ResultKind) throws -> String {
        guard let output else { throw ValidationError("say where the result goes, with --output") }
        try kind.check(output)
        return output
    }
}
