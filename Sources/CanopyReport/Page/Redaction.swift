/// Takes out of texts what is nobody's business: where on a machine something lay, and which service was asked.
///
/// Warnings and reasons of failures are sentences for whoever runs the program. Published, they keep names of files and lose
/// the folders and addresses before them.
struct Redaction: Sendable {
    func callAsFunction(_ text: String) -> String {
        // Longer ones are no sentences, and patterns take long to be looked for in them.
        var text = text.count > 2000 ? text.prefix(2000) + "…" : text
        // Addresses: of files their names are left, of services nothing.
        text = text.replacing(#/[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s'"<>]*/#) { Self.name(of: $0.output) }
        // Paths between quotation marks may have spaces in them, others have none.
        text = text.replacing(#/'(?:~|[A-Za-z]:)?[\/\\][^']*'/#) {
            "'" + Self.name(of: $0.output.dropFirst().dropLast()) + "'"
        }
        text = text.replacing(#/(^|[\s(\[="',;:])((?:~|[A-Za-z]:)?[\/\\][^\s'")\],;]+)/#) {
            $0.output.1 + Self.name(of: $0.output.2)
        }
        // Hosts by their numbers, or by names with a port.
        text = text.replacing(#/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/#, with: "…")
        text = text.replacing(#/\[[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\](?::\d+)?/#, with: "…")
        text = text.replacing(#/\b(?:localhost|(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+):\d{2,5}\b/#, with: "…")
        return text
    }

    private static func name(of path: Substring) -> Substring {
        let parts = path.split { $0 == "/" || $0 == "\\" }
        // A name alone behind a scheme is that of a host or a bucket.
        guard parts.count > 2 || !path.contains("://"), let last = parts.last else { return "…" }
        return last
    }
}
