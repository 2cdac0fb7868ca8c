import Diagnostics
import Testing

@testable import CanopyCommands

/// What a person who watches reads of what goes on.
@Suite struct ActivityTextTests {
    @Test func `what is on its way stands there with share and rate, and what is made`() {
        var activity = Activity()
        #expect(activity.texts == [])
        activity.downloads.files = ["a.tif"]
        (activity.downloads.moved, activity.downloads.size, activity.downloads.rate) = (43, 100, 5 * 0x1p20)
        activity.making = ["cropping b\u{1b}.tif", "drawing b.png"]
        activity.uploads.files = ["c.tif", "c.png", "d.tif"]
        #expect(
            activity.texts.first == "down a.tif 43 %, 5.0 MiB/s" && activity.texts.last == "up c.tif and 2 more")
        #expect(activity.texts[1].hasPrefix("cropping b") && activity.texts[1].hasSuffix(".tif and 1 more"))
        #expect(!activity.texts[1].contains("\u{1b}"))
    }

    @Test func `of files that nobody names it is told how much there is of them`() {
        var activity = Activity()
        (activity.uploads.moved, activity.uploads.size, activity.uploads.rate) = (1 << 20, 4 << 20, 0x1p20)
        #expect(activity.texts == ["up 1.0 MiB of 4.0 MiB, 1.0 MiB/s"])
    }

    @Test func `what cannot be is told, too`() {
        var activity = Activity()
        activity.downloads.files = ["a.tif"]
        (activity.downloads.moved, activity.downloads.size) = (.max, .max)
        activity.downloads.rate = .infinity
        #expect(activity.texts[0].hasPrefix("down a.tif 100 %, "))
    }
}
