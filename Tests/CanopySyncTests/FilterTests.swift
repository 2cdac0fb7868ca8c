import CanopySync
import Testing

struct FilterTests {
    @Test(arguments: [
        ("*.tif", "a.tif", true), ("*.tif", "deep/in/a.tif", true), ("*.tif", "a.tiff", false),
        ("*.tif", "a.tif/b", false), ("*.tif", ".tif", true), ("a?c", "abc", true), ("a?c", "ac", false),
        ("a?c", "x/aüc", true), ("*", "anything/at/all", true), ("", "a", false),
        ("/a.tif", "a.tif", true), ("/a.tif", "b/a.tif", false), ("/*.tif", "b/a.tif", false),
        ("full/*.tif", "full/a.tif", true), ("full/*.tif", "full/x/a.tif", false),
        ("full/*.tif", "x/full/a.tif", false),
        ("full/**", "full/x/a.tif", true), ("full/**", "full", false), ("full/", "full/x/y", true),
        ("full/", "full", false),
        ("**/full/**", "full/a", true), ("**/full/**", "x/y/full/a/b", true), ("**/full/**", "xfull/a", false),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/xb", false), ("a/**b", "a/x/yb", true),
        ("**.tif", "x/a.tif", true), ("x/**.tif", "x/y/a.tif", true), ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "acb", false),
        ("[a]", "[a]", false), ("[a]", "a", true), ("{a,b}", "a", true), ("A.tif", "a.tif", false),
        ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]", "d", true), ("[^a-c]", "b", false),
        ("[]a]", "]", true), ("[a-]", "-", true), ("[!]a]", "]", false), ("a[/]b", "a/b", false),
        ("a[!x]b", "a/b", false),
        ("[a\\-c]", "-", true), ("[a\\-c]", "b", false), ("[z-a]", "m", false), ("[ä-ö]", "ñ", true),
        ("[a", "[a", true), ("{a", "{a", true), ("{a,b", "{a,b", true), ("a}", "a}", true), ("a,b", "a,b", true),
        ("{01,02}_*", "02_oak", true), ("{01,02}_*", "03_oak", false), ("*.{tif,tiff}", "x/y.tiff", true),
        ("{a,b{c,d}}e", "bde", true), ("{a,b{c,d}}e", "be", false), ("x{,y}z", "xz", true), ("x{,y}z", "xyz", true),
        ("{full,thumbnails}/**", "full/a/b", true), ("{full,thumbnails}/**", "other/a", false),
        ("{**/,}a", "x/y/a", true), ("{**/x,y}/a", "q/x/a", true), ("{*.tif,*.[lL]az}", "a.Laz", true),
        ("{}", "", true), ("{}a", "a", true), ("{a,[}]}", "}", true), ("{a\\,b,c}", "a,b", true),
        ("{{{{{{{{a}}}}}}}}", "a", true), ("\\*", "*", true), ("\\*", "a", false), ("\\[a]", "[a]", true),
        ("\\{a,b}", "{a,b}", true), ("a\\", "a\\", true),
        ("***", "abc", true), ("?/?", "a/b", true), ("?/?", "a/b/c", false),
    ])
    func `patterns mean what is written about them`(pattern: String, key: String, isMatch: Bool) {
        #expect(Glob(pattern).matches(key) == isMatch)
    }

    @Test func `a pattern of many stars is answered`() {
        let pattern = String(repeating: "*a", count: 40) + "/**/b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 400)))
    }

    @Test func `a pattern of many braces is answered`() {
        let pattern = String(repeating: "{a,aa,}", count: 60) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 200)))
        _ = Glob(String(repeating: "{", count: 10_000)).matches("a")
        _ = Glob(String(repeating: "[", count: 100_000)).matches("a")
        let deep = Glob(String(repeating: "{,a", count: 9) + String(repeating: "}", count: 8))
        #expect(deep.matches("aaaaaaaa{") && deep.matches("aaa") && !deep.matches("{"))
    }

    @Test func `nothing included is everything, and excluding comes last`() {
        #expect(Filter().selects("a/b"))
        let filter = Filter(include: ["*.tif", "*.laz"], exclude: ["thumbnails/", "*_chm.tif"])
        #expect(filter.selects("full/x_dsm.tif"))
        #expect(filter.selects("x.laz"))
        #expect(!filter.selects("x.pdf"))
        #expect(!filter.selects("full/x_chm.tif"))
        #expect(!filter.selects("thumbnails/x.tif"))
    }
}
