internal import ArgumentParser
internal import CanopyCOG
internal import Files
internal import GDAL

/// How much of the machine a verb may use.
struct ResourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Work on so many cores; all of them by default.", valueName: "n"),
        transform: Number.whole(in: 1...1024))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Use at most so much memory, for example 512M or 2G. By default 512M, or half of the container's limit if that is less.",
            valueName: "size"))
    var memory: MemorySize?

    /// The writer's defaults with these resources.
    var writing: COGOptions {
        var writing = COGOptions()
        writing.jobs = jobs ?? Machine.cores
        writing.memory = budget - cache
        return writing
    }

    /// Holds GDAL to its part of the memory.
    func limitLibraries() { Library.limitCache(bytes: cache) }

    /// Bytes of memory for all.
    private var budget: Int { memory?.bytes ?? Swift.min(512 << 20, (Machine.memoryLimit ?? .max) / 2) }

    /// What of it GDAL may keep of open files: rows of tiles that are read again for the next strip.
    private var cache: Int { budget / 4 }
}
