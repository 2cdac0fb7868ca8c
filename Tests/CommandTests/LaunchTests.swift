import ArgumentParser
import CanopyTesting
import Testing
import Threads

@testable import CanopyCommands

@Suite struct LaunchTests {
    @Test func `without a verb the help is shown, as an error`() async {
        let call = await Call()
        #expect(call.code == 64)
        #expect(call.output == "")
        #expect(call.errors.contains("SUBCOMMANDS:"))
    }

    @Test(arguments: [["--help"], ["help"], ["crop", "--help"], ["help", "crop"]])
    func `help that was asked for is a result`(arguments: [String]) async {
        let call = await Call(arguments)
        #expect(call.code == 0)
        #expect(call.output.contains("USAGE: canopy"))
        #expect(call.errors == "")
    }

    @Test func `the version names the tool`() async {
        let call = await Call("--version")
        #expect(call.code == 0)
        #expect(call.output.hasPrefix("canopy \(Version.number) "))
    }

    @Test func `a misspelled verb is wrong usage, and the right one is suggested`() async {
        for call in [await Call("corp", "x"), await Call("help", "corp")] {
            #expect(call.code == 64)
            #expect(
                call.errors == """
                    canopy: there is no command 'corp'; did you mean 'crop'?
                    See 'canopy help -a' for all commands.\n
                    """)
        }
    }

    @Test func `work that throws after a signal ends as that signal says`() async {
        for (signal, name) in [(Int32(1), "SIGHUP"), (2, "SIGINT"), (3, "SIGQUIT"), (15, "SIGTERM")] {
            let interruption = Interruption()
            interruption.interrupt(by: signal)
            let call = await Call("cog", "missing.tif", "-o", "out.tif", interruption: interruption)
            #expect(call.code == 128 + signal)
            #expect(call.errors == "canopy cog: stopped by \(name)\n")
        }
    }

    @Test func `a failure is one line and exit status 1`() async throws {
        try await withTemporaryFolder { folder in
            let call = await Call("cog", folder("missing\n.tif"), "-o", folder("out.tif"))
            #expect(call.code == 1)
            #expect(call.output == "")
            #expect(call.errors.hasPrefix("canopy cog: "))
            #expect(call.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func `blocking work leaves Swift's own threads free`() async {
        // More of them at once than there are threads, each waiting for the next: they end only if none takes up one.
        await withTaskGroup { group in
            let gates = (0..<64).map { _ in Gate() }
            for (index, gate) in gates.enumerated() {
                group.addTask {
                    await runBlocking {
                        if index + 1 < gates.count { gates[index + 1].wait() }
                        gate.open()
                    }
                }
            }
        }
    }

    @Test func `an error on an own thread keeps its type`() async {
        struct Small: Error, Equatable {}
        await #expect(throws: Small()) { try await runBlocking { () throws(Small) in throw Small() } }
    }
}
