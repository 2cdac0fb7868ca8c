import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

/// Keys whose letters occur in what rclone says, and in names.
@Suite struct SecretsTests {
    /// A store with this secret key, over an rclone that has one file and copies it, or fails to.
    private func withStore(
        secretKey: String, file: String, failing: Bool = false,
        _ body: (any Store, TemporaryFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let copy =
                failing
                ? #"echo '{"level":"error","msg":"quota of \#(secretKey) is used up: quotaexceeded","object":"\#(file)"}'"#
                : #"mkdir -p "$3"; printf text > "$3/\#(file)"; echo '{"level":"info","msg":"Copied (new)","object":"\#(file)"}'"#
            try folder.script(
                "rclone",
                """
                case "$1 $*" in
                version*) echo rclone v1.60.1;;
                copy*) cat > /dev/null; \(copy) >&2; exit \(failing ? 1 : 0);;
                *--stat*) echo '{"Path":"\(file)","Size":4,"IsDir":false}';;
                lsjson*) echo '[{"Path":"\(file)","Size":4,"IsDir":false}]';;
                esac
                """)
            let access = S3Access(endpoint: "http://127.0.0.1:1", accessKey: "key", secretKey: secretKey)
            let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            try await body(
                try await Stores(s3: access, variables: ["PATH": path]).open(StoreLocation("s3://bucket")), folder)
        }
    }

    @Test(arguments: ["info", "level", "ridge", "Copied", "text", "{", "\"", "4"])
    func `a key that is a word of what rclone says, or of a name, changes nothing`(secretKey: String) async throws {
        try await withStore(secretKey: secretKey, file: "ridge_info.txt") { store, folder in
            let key = try StoreKey("ridge_info.txt")
            #expect(try await store.list(nil, depth: 1, progress: Progress()).files.map(\.key) == [key])
            _ = try await store.fetch(key, to: folder("out/ridge_info.txt"), progress: Progress())
            #expect(try folder.text("out/ridge_info.txt") == "text")
        }
    }

    @Test func `a failure is understood with the key in it, and shown without`() async throws {
        for secretKey in ["quotaexceeded", "used", "deep-secret"] {
            try await withStore(secretKey: secretKey, file: "used.txt", failing: true) { store, folder in
                let error = await #expect(throws: StoreError.self) {
                    try await store.fetch(StoreKey("used.txt"), to: folder("out"), progress: Progress())
                }
                guard case .remote(let failure) = error else { throw try #require(error) }
                #expect(failure.cause == .full)
                #expect(failure.description.contains("s3://bucket/used.txt"))
                #expect(!failure.description.contains("deep-secret"))
            }
        }
    }

    @Test(arguments: ["pass", "p@ss", "p/ss", "p\"ss", "p%ss", "p%40ss", "p:s?s#s", "p ss", "@", "p\u{301}@\u{301}s"])
    func `an address is shown without its password, whatever letters that has`(password: String) async throws {
        let endpoint = "http://user:\(password)@127.0.0.1:1"
        let access = S3Access(endpoint: endpoint, accessKey: "key", secretKey: "deep-secret")
        try await withTemporaryFolder { folder in
            // What an rclone says that takes the address apart in its own way.
            let words = #"echo "{\"level\":\"error\",\"msg\":\"$RCLONE_CONFIG_CANOPY_ENDPOINT is odd\"}" >&2; exit 2"#
            try folder.script("rclone", "[ \"$1\" = version ] && { echo rclone v1.60.1; exit; }\n" + words)
            let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            let error = await #expect(throws: StoreError.self) {
                try await Stores(s3: access, variables: ["PATH": path]).open(StoreLocation("s3://bucket"))
                    .stat(StoreKey("key"))
            }
            for text in ["\(access)", "\(try #require(error))"] { #expect(!text.contains(password) || password == "@") }
            #expect("\(access)".hasPrefix("http://****@127.0.0.1:1 "))
            #expect(!"\(try #require(error))".contains("user"))
        }
    }
}
