import ArgumentParser
import Dispatch
import Synchronization
import Terminal

@testable import CanopyCommands

/// What a call of the tool within the tests' process did.
struct Call {
    let code: Int32
    let output: String
    let errors: String

    /// Calls the tool as if with these arguments, with streams that are no terminals.
    init(
        _ arguments: [String], variables: [String: String] = [:], interruption: Interruption = Interruption()
    ) async {
        let (output, errors) = (Text(), Text())
        let invocation = CommandContext(
            arguments: arguments, output: output.stream, screen: Screen(errors.stream), variables: variables,
            interruption: interruption, tool: nil)
        code = await CommandContext.$current.withValue(invocation) { await Canopy.run().rawValue }
        self.output = output.text
        self.errors = errors.text
    }
}

extension Call {
    init(_ arguments: String..., interruption: Interruption = Interruption()) async {
        await self.init(arguments, interruption: interruption)
    }
}

/// Text that is written to a stream.
final class Text: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    var stream: TextStream {
        TextStream { (text) throws(OutputError) in self.written.withLock { $0 += text } }
    }
}

/// Something to wait for that happens once.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }

    func open() { semaphore.signal() }
}
