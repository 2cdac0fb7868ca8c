internal import CCrypto

/// A hash of bytes that come piece by piece, by OpenSSL's libcrypto, which is in the process for GDAL's sake anyway.
public struct MessageDigest: ~Copyable {
    /// A hash function.
    public enum Function: Sendable {
        /// MD5 ([RFC 1321](https://www.rfc-editor.org/rfc/rfc1321)): what object stores compare. No protection against forgers.
        case md5
        /// SHA-256 ([FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4)).
        case sha256
    }

    /// The version of OpenSSL, such as `3.0.15`.
    public static var libraryVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }

    private let context: OpaquePointer

    /// The hash of no bytes yet; `nil` where this machine's OpenSSL refuses the function, as one in FIPS mode does MD5.
    public init?(_ function: Function) {
        guard let context = EVP_MD_CTX_new() else { return nil }
        let kind =
            switch function {
            case .md5: EVP_md5()
            case .sha256: EVP_sha256()
            }
        guard EVP_DigestInit_ex(context, kind, nil) == 1 else {
            EVP_MD_CTX_free(context)
            return nil
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // Fails for contexts that were not begun only, of which there are none.
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Adds bytes to two hashes, by turns, a block of both functions at a time.
    ///
    /// Each step of a hash waits for the one before, so a processor has room for the other one's beside it: where it has
    /// instructions for SHA-256, both by turns take an eighth less than one after the other.
    public static func update(
        _ first: inout MessageDigest, _ second: inout MessageDigest, _ bytes: UnsafeRawBufferPointer
    ) {
        guard let start = bytes.baseAddress else { return }
        for place in stride(from: 0, to: bytes.count, by: block) {
            let count = min(block, bytes.count &- place)
            EVP_DigestUpdate(first.context, start + place, count)
            EVP_DigestUpdate(second.context, start + place, count)
        }
    }

    /// Bytes that MD5 and SHA-256 take at once.
    private static let block = 64

    /// The hash in lower-case hexadecimal.
    public consuming func hexadecimal() -> String {
        var count: UInt32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, initialized in
            EVP_DigestFinal_ex(context, buffer.baseAddress, &count)
            initialized = Int(count)
        }
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
