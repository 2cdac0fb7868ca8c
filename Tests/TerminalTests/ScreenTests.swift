import Logging
import Terminal
import Testing

@Suite struct ScreenTests {
    @Test func `a log line goes above the progress and does not cut it`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream(columns: 80))
        screen.show(["crop 10 %"])
        screen.print("canopy: warning: ring repaired")
        #expect(recorder.text.hasSuffix("\r\u{1b}[Kcanopy: warning: ring repaired\ncrop 10 %"))
    }

    @Test func `nothing but lines is written where nobody watches`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream())
        screen.show(["crop 10 %"])
        screen.print("canopy: done")
        #expect(recorder.text == "canopy: done\n")
    }

    @Test func `the log says warning and error, and no word for notes`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream())
        let log = Logger(label: "canopy") { ScreenLog(label: $0, on: screen, level: .info) }
        log.debug("unseen")
        log.info("12 tiles")
        log.warning("no boundary", metadata: ["mission": "01_x", "bytes": "2"])
        log.error("disk full")
        #expect(
            recorder.text == """
                canopy: 12 tiles
                canopy: warning: no boundary
                canopy: disk full

                """)
    }

    @Test func `the log is colored only where colors are wanted`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream(columns: 80, hasColor: true))
        Logger(label: "canopy") { ScreenLog(label: $0, on: screen, level: .info) }.warning("x")
        #expect(recorder.text == "canopy: \u{1b}[33mwarning\u{1b}[0m: x\n")
    }

    @Test func `an error in the log looks like the one that ends a call, in red`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream(columns: 80, hasColor: true))
        Logger(label: "canopy sync") { ScreenLog(label: $0, on: screen, level: .info) }.error("disk full")
        #expect(recorder.text == "\u{1b}[31mcanopy sync\u{1b}[0m: disk full\n")
    }
}

@Suite struct ProgressBarTests {
    @Test func `a terminal gets a bar with the time that is left, which is gone at the end`() {
        let (recorder, clock) = (Recorder(), HandClock())
        let bar = ProgressBar("crop", on: Screen(recorder.stream(columns: 80))) { clock.now }
        clock.advance(by: .seconds(10))
        bar.update(0.5)
        #expect(recorder.text.contains("crop [====================                    ]  50 %  10 s left"))
        bar.finish()
        bar.update(0.9)
        #expect(recorder.text.hasSuffix("\r\u{1b}[K"))
    }

    @Test func `a terminal's bar is drawn ten times a second at most`() {
        let (recorder, clock) = (Recorder(), HandClock())
        let bar = ProgressBar("crop", on: Screen(recorder.stream(columns: 80))) { clock.now }
        for step in 0..<1000 {
            bar.update(Double(step) / 1000)
            clock.advance(by: .milliseconds(1))
        }
        #expect(recorder.text.split(separator: "\r").count == 10)
    }

    @Test(arguments: [1, 10, 20, 40, 60, 80, 120]) func `the bar is never as wide as the terminal`(columns: Int) {
        let (recorder, clock) = (Recorder(), HandClock())
        let bar = ProgressBar("crop a-rather-long-name.tif", on: Screen(recorder.stream(columns: columns))) {
            clock.now
        }
        clock.advance(by: .seconds(10))
        bar.update(0.5)
        let line = recorder.text.dropFirst("\r\u{1b}[K".count)
        #expect(line.count < columns)
    }

    @Test func `a log file gets no bar, and a line in half a minute`() {
        let (recorder, clock) = (Recorder(), HandClock())
        let bar = ProgressBar("crop", on: Screen(recorder.stream())) { clock.now }
        for second in 0..<100 {
            bar.update(Double(second) / 100)
            clock.advance(by: .seconds(1))
        }
        bar.finish()
        #expect(recorder.text == "crop:  30 %\ncrop:  60 %\ncrop:  90 %\n")
    }

    @Test func `what is done stands below the bar, a line each, cut where the terminal ends`() {
        for columns in [30, 40, 80] {
            let (recorder, clock) = (Recorder(), HandClock())
            let bar = ProgressBar("crop", on: Screen(recorder.stream(columns: columns))) { clock.now }
            bar.update(details: ["down a.tif 43 %, 5.0 MiB/s", "cropping b\u{7}.tif, which has a rather long name"])
            clock.advance(by: .seconds(10))
            bar.update(0.5)
            let lines = recorder.text.split(separator: "\u{1b}[J").last?.split(separator: "\n") ?? []
            #expect(lines.count == 3 && lines.allSatisfy { $0.count < columns })
            #expect(lines[0].hasPrefix("crop") && lines[0].hasSuffix(" 50 %  10 s left"))
            #expect(lines[1] == "  down a.tif 43 %, 5.0 MiB/s".prefix(columns - 1))
            #expect(lines[2].hasPrefix("  cropping b") && !lines[2].contains("\u{7}"))
        }
    }

    @Test func `a log line goes above all of it, and all of it goes at the end`() {
        let recorder = Recorder()
        let screen = Screen(recorder.stream(columns: 80))
        screen.show(["crop 10 %", "  down a", "  up b"])
        screen.print("canopy: done")
        #expect(recorder.text.hasSuffix("\r\u{1b}[2A\u{1b}[Jcanopy: done\ncrop 10 %\n  down a\n  up b"))
        screen.show([])
        #expect(recorder.text.hasSuffix("\r\u{1b}[2A\u{1b}[J"))
        screen.show(["crop 20 %"])
        screen.show([])
        #expect(recorder.text.hasSuffix("crop 20 %\r\u{1b}[K"))
    }

    @Test func `a log file is told what is done as well`() {
        let (recorder, clock) = (Recorder(), HandClock())
        let bar = ProgressBar("crop", on: Screen(recorder.stream())) { clock.now }
        bar.update(details: ["making b.tif", "up a.tif"])
        clock.advance(by: .seconds(40))
        bar.update(0.5)
        #expect(recorder.text == "crop:  50 %; making b.tif; up a.tif\n")
    }

    @Test func `a log for programs gets no bar, on a terminal neither`() {
        let (recorder, clock) = (Recorder(), HandClock())
        let screen = Screen(recorder.stream(columns: 80))
        let bar = ProgressBar("crop", line: { share, _ in screen.print("{\(share)}") }, on: screen) { clock.now }
        for _ in 0..<100 {
            bar.update(0.5)
            clock.advance(by: .seconds(1))
        }
        bar.finish()
        #expect(recorder.text == "{0.5}\n{0.5}\n{0.5}\n")
    }

    @Test func `a share that is no number counts as nothing`() {
        let recorder = Recorder()
        ProgressBar("crop", on: Screen(recorder.stream(columns: 80))).update(.nan)
        #expect(recorder.text.contains("  0 %"))
    }
}
