/// What the library of every subcommand offers: work that can be told how to be done, and that reports what came of it.
///
/// Two kinds refine it: a `RasterOperation` blocks and works on files, a `StoreOperation` waits for stores.
public protocol Operation: Sendable {
    /// What it can be told. Every default is there.
    associatedtype Options: Sendable
    /// What came of a run.
    associatedtype Report: Encodable, Sendable
    /// Why a run came to nothing.
    associatedtype Failure: Explained

    /// What it was told.
    var options: Options { get }

    /// The operation with these options. Odd ones are refused by its runs.
    init(options: Options)
}
