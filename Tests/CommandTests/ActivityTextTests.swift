import Diagnostics
import Testing

@testable import CanopyCommands

/// What a person who watches reads of what goes on.
@Suite struct ActivityTextTests {
    @Test func `what is on its way stands there with share and rate, and what is made`() {
        var activity = Activity()
        #expect(activity.text == "")
        activity.downloads.files = ["a.tif"]
        (activity.downloads.moved, activity.downloads.size, activity.downloads.rate) = (43, 100, 5 * 0x1p20)
        activity.making = ["b\u{1b}.tif", "b.png"]
        activity.uploads.files = ["c.tif", "c.png", "d.tif"]
        #expect(
            activity.text.hasPrefix("down a.tif 43 %, 5.0 MiB/s; making b")
                && activity.text.hasSuffix(" and 1 more; up c.tif and 2 more"))
        #expect(!activity.text.contains("\u{1b}"))
    }

    @Test func `what cannot be is told, too`() {
        var activity = Activity()
        activity.downloads.files = ["a.tif"]
        (activity.downloads.moved, activity.downloads.size) = (.max, .max)
        activity.downloads.rate = .infinity
        #expect(activity.text.hasPrefix("down a.tif 100 %, "))
    }
}
