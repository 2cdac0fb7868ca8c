import CanopySTAC
import Foundation
import Raster
import Testing

@testable import CanopyReport

struct PageTests {
    @Test func `whatever a manifest has in it, none of it becomes markup`() throws {
        let hostile = #"<img src=x onerror="pwned=1">'--><script>pwned=1</script>"#
        let mission = try PublishedMission()
            .with("warnings", #"["w"]"#).with("failures", #"[{"product": "p", "reason": "r"}]"#)
            .with("status", #""partial""#).with(
                "survey", #"{"platforms": ["a"], "instruments": ["b"], "licenses": ["c"], "providers": ["d"]}"#)
        let plain = MissionPage(try #require(try mission.facts)).html
        let tags = plain.matches(of: #/<[a-zA-Z!\/]/#).count
        var changed = 0
        for path in mission.texts {
            guard let facts = try mission.with(path, text: hostile).facts else { continue }
            let page = MissionPage(facts).html
            #expect(!page.contains("<img src=x") && !page.contains("<script"), "\(path)")
            if page.contains("&lt;img") {
                changed += 1
                // It may be in a place where fewer things are drawn, but none that was not there before.
                #expect(page.matches(of: #/<[a-zA-Z!\/]/#).count <= tags + 20, "\(path)")
            }
            let index = IndexPage(
                title: hostile,
                missions: [
                    IndexPage.Mission(
                        folder: nil, hasPage: true, outcome: Verdict(facts.manifest).outcome,
                        facts: IndexFacts(facts.manifest))
                ], made: Date(timeIntervalSince1970: 0))
            #expect(!index.html.contains("<img src=x") && !index.html.contains("<script"))
        }
        #expect(changed > 15)
    }

    @Test func `a page loads nothing from elsewhere, and has no script, style or handler but its own styles`() throws {
        let page = MissionPage(try #require(try PublishedMission().facts)).html
        #expect(
            page.contains(#"content="default-src &#39;none&#39;; img-src &#39;self&#39; data:; style-src &#39;sha256-"#)
        )
        #expect(!page.contains("://"), "but for the name of SVG, which is encoded")
        #expect(page.matches(of: #/ (?:on[a-z]+|style|srcset|action)=/#).isEmpty)
        #expect(
            page.matches(of: #/(?:href|src)="([^"]*)"/#).allSatisfy {
                $0.output.1.hasPrefix("./") || $0.output.1.hasPrefix("#")
                    || $0.output.1.hasPrefix("data:image/svg+xml,")
            })
    }

    @Test func `each published file has its row with size, checksum and link`() throws {
        let page = MissionPage(try #require(try PublishedMission().facts)).html
        for type in ["dsm", "dtm", "chm"] {
            #expect(page.contains(#"<a href="./full/01_forest_\#(type).tif"><bdi>01_forest_\#(type).tif</bdi></a>"#))
        }
        #expect(page.contains(String(repeating: "ab", count: 32)))
        #expect(page.contains("MD5 " + String(repeating: "cd", count: 16)))
        #expect(page.contains("1.2 KiB"))
    }

    @Test func `the area is that of the ellipsoid, also across the antimeridian`() throws {
        let forest = try #require(try PublishedMission().facts)
        // By PROJ, in a Lambert azimuthal equal-area projection around the middle.
        #expect(abs(try #require(Footprint(forest.manifest.footprint)).area - 70_153.60) < 0.5)
        let halves = try #require(
            GeoJSONPolygons([Self.box(179.99, 180), Self.box(-180, -179.99)]))
        let footprint = try #require(Footprint(halves))
        #expect(abs(footprint.area - 4_714_128.35) < 20)
        #expect(footprint.sides.map(\.degrees) == ["16.98° S", "17° S", "179.99° E", "179.99° W"])
        #expect(footprint.figure.markup.contains("2.1 km from west to east"))
    }

    private static func box(_ west: Double, _ east: Double) -> [[Point]] {
        [[(west, -17), (east, -17), (east, -16.98), (west, -16.98), (west, -17)].map { Point(x: $0.0, y: $0.1) }]
    }

    @Test(
        arguments: [
            (1, 0.2), (3.2, 1), (29, 5), (31, 10), (60, 20), (149, 20), (151, 50), (1e5, 20_000),
        ] as [(Double, Double)])
    func `a scale bar has a round length that fits into a third of the picture`(across: Double, length: Double) {
        #expect(abs(ScaleBar.length(metersAcross: across) - length) < 1e-9)
    }

    @Test func `values at the ends, and all between, have their place in a legend`() {
        #expect(Drawing.ticks(0, 35, most: 5) == [0, 10, 20, 30])
        #expect(Drawing.ticks(1444.8, 1458.9, most: 5) == [1445, 1450, 1455])
        #expect(Drawing.ticks(5, 5, most: 5).isEmpty)
        #expect(Drawing.ticks(0, .infinity, most: 5).isEmpty)
        #expect(Drawing.ticks(1e12, 1e12 + 1, most: 5).isEmpty)
        let legend = Legend.figure("x", low: 0, high: 100, unit: "US survey foot", colors: [])
        #expect(legend.markup.contains(">100 ft</text>"))
    }

    @Test func `the survey says how many images there are and how high they were taken, where cameras tell`() throws {
        let page = { (cameras: String?) throws -> String in
            MissionPage(try #require(try PublishedMission().with("outputs/0/cameras", cameras).facts)).html
        }
        let told = try page(#"{"count": 922, "aligned": 915, "aboveTerrain": 915, "aglMean": 81.4, "aglFidelity": 94}"#)
        for words in ["Images", "922", "915 aligned", "81.4 m", "above ground; follows the terrain by 94 of 100"] {
            #expect(told.contains(words), "\(words)")
        }
        let few = try page(#"{"count": 3, "aligned": 3, "aboveTerrain": 3}"#)
        #expect(few.contains("Images") && !few.contains("Flying height"))
        let none = try page(nil)
        #expect(!none.contains("Images"))
    }

    @Test func `a histogram leaves out what is far away, and says so`() throws {
        var counts = Array(repeating: 0, count: 400)
        for place in 100..<140 { counts[place] = 1000 }
        counts[399] = 1
        let mission = try PublishedMission().with(
            "outputs/2/raster/canopy/histogram",
            #"{"from": -50, "step": 0.5, "counts": \#(counts), "below": 0, "above": 3}"#)
        let canopy = try #require(try mission.facts?.manifest.outputs[2].raster?.canopy)
        let figure = try #require(Histogram(canopy)).figure.markup
        #expect(figure.matches(of: #/class="bar"/#).count == 40)
        #expect(figure.contains("Not drawn: under 0.01 %, which are further out"))
        #expect(figure.contains("from 0.0 to 20.0 m"))
    }

    @Test func `a histogram of nothing is not drawn`() throws {
        let mission = try PublishedMission().with(
            "outputs/2/raster/canopy/histogram", #"{"from": 0, "step": 0.5, "counts": [], "below": 5, "above": 3}"#)
        let facts = try #require(try mission.facts)
        #expect(Histogram(try #require(facts.manifest.outputs[2].raster?.canopy)) == nil)
        #expect(MissionPage(facts).html.contains("Percentiles"))
    }
}
