import CanopyTesting
import Diagnostics
import Foundation
import Stores
import Testing

struct ChecksumTests {
    // The values are those of RFC 1321 and FIPS 180.
    @Test(arguments: [
        (
            "", "d41d8cd98f00b204e9800998ecf8427e",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        ),
        (
            "abc", "900150983cd24fb0d6963f7d28e17f72",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
    ])
    func `both hashes are those of the standards`(text: String, md5: String, sha256: String) async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("file", text)
            let both = try Checksum(ofFileAt: path)
            #expect(both.md5 == md5)
            #expect(both.sha256 == sha256)
            #expect(try Checksum.md5(ofFileAt: path) == md5)
            #expect(try Checksum.sha256(ofFileAt: path) == sha256)
        }
    }

    @Test func `a file of many pieces has the hash of a million letters`() async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("file", Data(repeating: UInt8(ascii: "a"), count: 1_000_000))
            let watch = Watch()
            let sha256 = try Checksum.sha256(ofFileAt: path, progress: watch.progress)
            #expect(sha256 == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
            #expect(watch.shares.last == 1)
        }
    }

    @Test func `both hashes of a file of many pieces are those that each is alone`() async throws {
        try await withTemporaryFolder { folder in
            let path = try folder.file("file", Data((0..<5_000_003).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }))
            let watch = Watch()
            let both = try Checksum(ofFileAt: path, progress: watch.progress)
            #expect(both.md5 == (try Checksum.md5(ofFileAt: path)))
            #expect(both.sha256 == (try Checksum.sha256(ofFileAt: path)))
            #expect(watch.shares.last == 1)
        }
    }

    @Test func `a missing file and a stop are errors`() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: StoreError.self) { try Checksum(ofFileAt: folder("absent")) }
            let path = try folder.file("file", "text")
            let cancellation = Cancellation()
            cancellation.cancel()
            #expect(throws: StoreError.cancelled) {
                try Checksum(ofFileAt: path, progress: Progress(cancellation: cancellation))
            }
        }
    }
}
