import Testing

@testable import CanopyReport

struct MarkupTests {
    @Test func `text is never taken for markup`() {
        let text = #"<script>&"'`"#
        let escaped = "&lt;script&gt;&amp;&quot;&#39;&#96;"
        #expect(HTML(text).markup == escaped)
        #expect(HTML(.p) { text }.markup == "<p>\(escaped)</p>\n")
        #expect(HTML(.img, .set(.alt, text)).markup == "<img alt=\"\(escaped)\">")
    }

    @Test func `what does not show, or turns text around, is spelled out`() {
        #expect(HTML("a\u{202E}b\u{0}c\nd").markup == #"a\u{202E}b\0c\nd"#)
        #expect(HTML(.p, .set(.alt, "\u{200B}")).markup.contains(#"\u{200B}"#))
        #expect(HTML("שלום é").markup == "שלום é")
    }

    @Test(arguments: [
        ("full/a.tif", "./full/a.tif"), ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("//host/x", ".///host/x"), ("a b#c?d%41", "./a%20b%23c%3Fd%2541"), ("é\"'<", "./%C3%A9%22%27%3C"),
        ("https://host/x", "./https%3A//host/x"),
    ])
    func `links lead to files below the page only`(path: String, link: String) {
        #expect(HTML(.a, .href(HTML.Link(path: path))).markup == "<a href=\"\(link)\"></a>")
    }

    @Test(
        arguments: [
            (0, "0 %"), (0.004, "under 0.01 %"), (0.25, "0.25 %"), (12.34, "12.3 %"), (99.94, "99.94 %"),
            (99.999, "over 99.99 %"), (100, "100 %"),
        ] as [(Double, String)])
    func `some is never told as none, nor nearly all as all`(value: Double, text: String) {
        #expect(Words.percent(value) == text)
    }

    @Test func `figures are told as people write them`() {
        #expect(Words.number(-0.004, decimals: 2) == "0.00")
        #expect(Words.number(1234.5, decimals: 1) == "1234.5")
        #expect(Words.number(-12345.678, decimals: 2) == "-12,345.68")
        #expect(Words.number(1e300) == "1e+300")
        #expect(Words.plain(12.500, decimals: 3) == "12.5")
        #expect(Words.meters(0.0666) == "6.7 cm")
        #expect(Words.meters(0.2) == "20 cm")
        #expect(Words.area(6860) == "0.69 ha")
        #expect(Words.bytes(1 << 30) == "1.0 GiB")
        #expect(Words.duration(187) == "3 min 07 s")
    }

    @Test(arguments: [
        ("cannot read '/tmp/processing/01 x/a b.tif': no", "cannot read 'a b.tif': no"),
        ("wrote /var/lib/data/x.tif, twice", "wrote x.tif, twice"),
        ("'s3://internal-bucket/raw/01_x/x.tif' is empty", "'x.tif' is empty"),
        ("get https://objects.example.org:8001/b/x?key=1 failed", "get x?key=1 failed"),
        ("s3://internal-bucket is gone", "… is gone"),
        ("dial tcp 10.20.30.40:9000: refused", "dial tcp …: refused"),
        ("asked objects.example.org:8001 twice", "asked … twice"), ("asked localhost:9000", "asked …"),
        ("at [fe80::1]:443", "at …"), ("C:\\data\\x.tif is", "x.tif is"), ("in ~/data/x.tif", "in x.tif"),
        ("EPSG:32610 at 12:30; 1/2 of full/01_x.tif", "EPSG:32610 at 12:30; 1/2 of full/01_x.tif"),
    ])
    func `machines, services and buckets are kept out of published sentences`(text: String, published: String) {
        #expect(Redaction()(text) == published)
    }
}
