import Terminal
import Testing

@Suite struct HumanTests {
    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
        (1_048_575, "1.0 MiB"), (512 << 20, "512.0 MiB"), (3 << 40, "3.0 TiB"), (5000 << 40, "5000.0 TiB"),
    ])
    func `bytes are told in the greatest unit that fits`(count: Int, text: String) {
        #expect(Formatting.bytes(count) == text)
    }

    @Test(arguments: [
        (Duration.milliseconds(840), "0.8 s"), (.milliseconds(9940), "9.9 s"), (.milliseconds(9960), "10 s"),
        (.seconds(59), "59 s"), (.milliseconds(59_600), "1 min 00 s"), (.seconds(185), "3 min 05 s"),
        (.seconds(7620), "2 h 07 min"),
    ])
    func `durations are told as people say them`(duration: Duration, text: String) {
        #expect(Formatting.duration(duration) == text)
    }
}
