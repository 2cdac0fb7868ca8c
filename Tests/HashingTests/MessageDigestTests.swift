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

    @Test(arguments: [0, 1, 63, 64, 65, 1000])
    func `two hashes by turns are those of each alone`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        func alone(_ function: MessageDigest.Function) throws -> String {
            guard var digest = MessageDigest(function) else { throw Refused() }
            bytes.withUnsafeBytes { digest.update($0) }
            return digest.hexadecimal()
        }
        guard var md5 = MessageDigest(.md5), var sha256 = MessageDigest(.sha256) else { throw Refused() }
        for part in [bytes[..<(count / 3)], bytes[(count / 3)...]] {
            Array(part).withUnsafeBytes { MessageDigest.update(&md5, &sha256, $0) }
        }
        let hashes = (md5.hexadecimal(), sha256.hexadecimal())
        #expect(try hashes == (alone(.md5), alone(.sha256)))
    }

    private struct Refused: Error {}
}
