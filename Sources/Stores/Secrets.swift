internal import Files

/// Texts that nobody is to read.
struct Secrets: Sendable {
    private let texts: [String]

    /// Secrets, each also as Go writes it between quotes.
    init(_ texts: [String]) {
        let forms = texts.filter { !$0.isEmpty }.flatMap { text in
            [text, text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")]
        }
        // The longest first: one may be part of another.
        self.texts = Set(forms).inOrder { -$0.utf8.count }
    }

    /// `text` with `****` for every secret in it, those in addresses (`https://user:password@host`) included.
    func hidden(in text: String) -> String {
        var text = text
        for secret in texts { text.replace(secret, with: "****") }
        return text.replacing(#/:\/\/(?:[^\/@\s"]+|[^\/@\s":]*:[^\s"]*)@/#, with: "://****@")
    }
}

/// An address as users type it, which may have a name and a password in it, of any letters.
struct Address {
    /// What stands before the host: a scheme or nothing.
    let scheme: Substring
    /// The name and the password.
    let userInfo: Substring?
    /// The host and what follows.
    let host: Substring

    init(_ text: String) {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        scheme = text[..<start]
        // A password may have slashes and signs like this in it, though a well-formed address may not; a host cannot.
        let end = text.utf8[start...].lastIndex(of: UInt8(ascii: "@"))
        userInfo = end.map { text[start..<$0] }
        host = text[(end.map(text.utf8.index(after:)) ?? start)...]
    }

    /// The address for people.
    var shown: String { "\(scheme)\(userInfo == nil ? "" : "****@")\(host)" }
    /// The address for programs. S3 signs requests and has no use for passwords; who is told none can tell none.
    var withoutUserInfo: String { "\(scheme)\(host)" }
}
