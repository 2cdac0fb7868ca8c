internal import ArgumentParser
internal import COGEncoding
internal import Files

/// How much of the machine a subcommand may use.
struct ResourceOptions: ParsableArguments {
    @Option(Settings.jobs)
    var jobs: Int?

    @OptionGroup
    var limit: MemoryOptions

    /// Bytes of memory, where somebody has named them.
    var memory: MemorySize? {
        get { limit.memory }
        set { limit.memory = newValue }
    }

    /// The writer's defaults with these resources.
    var writing: COGOptions {
        var writing = COGOptions()
        writing.jobs = jobs ?? HostLimits.cores
        writing.memory = budget.pixels
        return writing
    }

    /// The memory that the subcommand may use.
    var budget: MemoryBudget { limit.budget }
}

/// How much memory a subcommand may use.
struct MemoryOptions: ParsableArguments {
    @Option(Settings.memory)
    var memory: MemorySize?

    /// The memory that the subcommand may use.
    var budget: MemoryBudget { MemoryBudget(bytes: memory?.bytes) }
}
