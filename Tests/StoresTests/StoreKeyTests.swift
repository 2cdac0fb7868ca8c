import CanopyTesting
import Foundation
import Stores
import Testing

struct StoreKeyTests {
    @Test(arguments: [
        ("", StoreKey.Problem.empty), ("/a", .absolute), ("/", .absolute), ("a//b", .emptyComponent),
        ("a/", .emptyComponent), ("..", .dots), ("../a", .dots), ("a/../b", .dots), ("a/..", .dots), ("./a", .dots),
        ("a/.", .dots), ("-a", .leadingDash), ("a/-b", .leadingDash), ("a\nb", .controlCharacter),
        ("a\u{0}", .controlCharacter), ("\u{9B}31m", .controlCharacter), ("a/\u{301}/..", .dots),
        ("a\u{240A}b", .signOfControlCharacter), ("a/\u{2421}", .signOfControlCharacter),
        ("a\u{201B}b", .signOfControlCharacter),
    ])
    func `a path that could leave its folder or become an option is no key`(text: String, problem: StoreKey.Problem) {
        #expect(throws: problem) { try StoreKey(text) }
    }

    @Test func `a key knows its name and its folder`() throws {
        let key = try StoreKey("a/b/c.tif")
        #expect(key.name == "c.tif")
        #expect(key.folder?.text == "a/b")
        #expect(key.folder?.folder?.folder == nil)
        #expect(try StoreKey("a").appending(StoreKey("b/c.tif")) == key)
    }

    @Test func `a key lies in its folders and in itself only`() throws {
        let key = try StoreKey("a/bc/d")
        for folder in ["a", "a/bc", "a/bc/d"] { #expect(key.lies(in: try StoreKey(folder))) }
        for other in ["a/b", "bc", "a/bc/d/e", "A"] { #expect(!key.lies(in: try StoreKey(other))) }
    }

    @Test func `composed and decomposed letters make different keys`() throws {
        let keys = try [StoreKey("\u{E9}"), StoreKey("e\u{301}")]
        #expect(keys[0] != keys[1])
        #expect(Set(keys).count == 2)
    }

    @Test func `a slash with a combining mark still separates`() throws {
        let key = try StoreKey("a/\u{301}b")
        #expect(key.folder?.text == "a")
        #expect(Array(key.name.unicodeScalars) == ["\u{301}", "b"])
    }

    @Test func `a key is a text in JSON, and a bad one is refused`() throws {
        let keys = [try StoreKey("a/b")]
        let json = try JSONEncoder().encode(keys)
        #expect(try JSONDecoder().decode([String].self, from: json) == ["a/b"])
        #expect(try JSONDecoder().decode([StoreKey].self, from: json) == keys)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([StoreKey].self, from: Data(#"["../b"]"#.utf8)) }
    }
}

struct StoreLocationTests {
    @Test(arguments: [
        ("data", StoreLocation.Place.local(path: "data"), "data"),
        ("data//", .local(path: "data"), "data/"),
        ("/", .local(path: "/"), "/"),
        (".", .local(path: "."), "."),
        ("./a:b", .local(path: "./a:b"), "./a:b"),
        ("/a:b/c", .local(path: "/a:b/c"), "/a:b/c"),
        ("s3://bucket", .s3(bucket: "bucket", prefix: ""), "s3://bucket"),
        ("s3://bucket/", .s3(bucket: "bucket", prefix: ""), "s3://bucket/"),
        ("S3://my.bucket/a/b c/", .s3(bucket: "my.bucket", prefix: "a/b c"), "s3://my.bucket/a/b c/"),
        ("js2:", .rclone(remote: "js2", path: ""), "js2:"),
        ("js2:ofo/x", .rclone(remote: "js2", path: "ofo/x"), "js2:ofo/x"),
        ("nas:/srv/x/", .rclone(remote: "nas", path: "/srv/x"), "nas:/srv/x/"),
        ("nas:/", .rclone(remote: "nas", path: "/"), "nas:/"),
        ("my remote:ofo/", .rclone(remote: "my remote", path: "ofo"), "my remote:ofo/"),
    ])
    func `what a user types is understood and written back`(text: String, place: StoreLocation.Place, back: String)
        throws
    {
        let location = try StoreLocation(text)
        #expect(location.place == place)
        #expect(location.description == back)
        #expect(try StoreLocation(back) == location)
        #expect(try JSONDecoder().decode([StoreLocation].self, from: JSONEncoder().encode([location])) == [location])
    }

    @Test(arguments: [
        "", "s3://", "s3:///x", "s3://ab", "s3://-bucket/x", "s3://buc ket", "s3://bucket/../x", "s3://bucket/a//b",
        "s3://bucket/-x", "http://host/x", "gs://bucket", ":s3,secret_access_key=x:bucket", ":local:/etc", "-r:x",
        "a\nb",
        "remote:a/../b", "remote:-x", "remote:/a/../b", "remote://a",
    ])
    func `what is no store is refused with what to write instead`(_ text: String) {
        let problem = #expect(throws: StoreLocation.Problem.self) { try StoreLocation(text) }
        #expect(problem?.description.contains("\n") == false)
    }

    @Test(arguments: [
        ("/a/b", "c/d", "/a/b/c/d"), ("/", "c", "/c"), ("s3://bucket", "c/d", "s3://bucket/c/d"),
        ("s3://bucket/a/", "c", "s3://bucket/a/c"), ("r:", "c", "r:c"), ("r:a", "c", "r:a/c"),
        ("r:/", "c/d", "r:/c/d"), ("r:/a", "c", "r:/a/c"),
    ])
    func `something in a folder has a location, whose parent is the folder`(folder: String, key: String, whole: String)
        throws
    {
        let location = try StoreLocation(folder).appending(StoreKey(key))
        #expect(location.description == whole)
        #expect(try StoreLocation(folder).key(of: location)?.text == key)
        let parent = try #require(location.parent)
        #expect(parent.folder.appending(parent.key).description == whole)
    }

    @Test(arguments: ["/", "..", ".", "s3://bucket", "r:", "r:/"])
    func `a place without a name of its own has no parent`(_ text: String) throws {
        #expect(try StoreLocation(text).parent == nil)
    }

    @Test(arguments: [
        ("/a", "/a"), ("/a", "/ab"), ("/a/b", "/a"), ("s3://bucket/a", "s3://bucket/ab"), ("s3://one", "s3://two/x"),
        ("s3://bucket", "r:bucket/x"), ("r:a", "q:a/b"),
        ("r:", "r:/a"), ("r:a", "r:/a/b"), ("r:/a", "r:a/b"),
    ])
    func `what lies elsewhere has no key`(folder: String, other: String) throws {
        #expect(try StoreLocation(folder).key(of: StoreLocation(other)) == nil)
    }

    @Test func `paths are one place however they are written`() async throws {
        try await withTemporaryFolder { folder in
            try folder.file("real/x")
            try folder.link("link", to: "real")
            let real = try StoreLocation(folder("real"))
            for text in ["link", "real/", "link/../real", "./real/."] {
                #expect(real.isSamePlace(as: try StoreLocation(folder(text))))
            }
            #expect(real.key(of: try StoreLocation(folder("link/y/z")))?.text == "y/z")
        }
    }
}
