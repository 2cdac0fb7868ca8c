import Hashing
import Testing

@Suite struct MessageDigestTests {
    /// The digests that RFC 1321 and FIPS 180-2 give for `abc`, fed in two pieces.
    @Test(arguments: [
        (MessageDigest.Function.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `bytes in pieces have the hash that the standard gives`(_ function: MessageDigest.Function, _ expected: String)
    {
        guard var digest = MessageDigest(function) else {
            Issue.record("OpenSSL refuses \(function)")
            return
        }
        for piece in ["a", "bc"] { Array(piece.utf8).withUnsafeBytes { digest.update($0) } }
        #expect(digest.hexadecimal() == expected)
    }
}
