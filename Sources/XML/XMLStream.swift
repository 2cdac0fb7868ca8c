internal import CExpat

/// Reads an XML document that comes in pieces, in memory that does not grow with it.
///
/// Nothing is ever fetched or expanded: a document type that declares entities or names another file is refused, so that a
/// document has but the entities that XML itself has. Encodings are those of expat: UTF-8, UTF-16, ISO 8859-1 and ASCII.
///
/// See: [expat](https://libexpat.github.io/doc/).
public struct XMLStream: ~Copyable {
    /// The version of expat, such as `2.5.0`.
    public static var libraryVersion: String {
        let version = XML_ExpatVersionInfo()
        return "\(version.major).\(version.minor).\(version.micro)"
    }

    private let parser: XML_Parser
    private let listener: Listener

    /// A document that has not begun.
    ///
    /// - Throws: ``XMLError`` where there is no memory for it.
    public init(_ visitor: any XMLVisitor, limits: XMLLimits = XMLLimits()) throws(XMLError) {
        guard let parser = XML_ParserCreate(nil) else { throw XMLError("out of memory") }
        self.parser = parser
        listener = Listener(visitor, limits, parser)
        // The listener lives as long as the parser: both are this value's.
        XML_SetUserData(parser, Unmanaged.passUnretained(listener).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let name, let attributes else { return }
                Listener.of(data)?.begin(String(cString: name), attributes)
            },
            { data, name in
                guard let name else { return }
                Listener.of(data)?.end(String(cString: name))
            })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let text else { return }
            let bytes = UnsafeRawBufferPointer(start: text, count: max(0, Int(count)))
            Listener.of(data)?.add(bytes)
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, systemID, publicID, hasDeclarations in
            if systemID != nil || publicID != nil || hasDeclarations != 0 { Listener.of(data)?.refuseDocumentType() }
        }
    }

    deinit { XML_ParserFree(parser) }

    /// Reads the next piece.
    ///
    /// - Throws: ``XMLError`` where the document is not well-formed, goes beyond a limit, or the visitor has had enough.
    ///   Nothing more is to be read then.
    public borrowing func read(_ piece: [UInt8]) throws(XMLError) {
        var rest = piece[...]
        // Expat counts bytes by numbers of 32 bits.
        while !rest.isEmpty {
            let part = rest.prefix(1 << 20)
            rest = rest.dropFirst(part.count)
            let status = part.withUnsafeBytes { bytes in
                XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), 0)
            }
            try check(status)
            listener.bytes += part.count
            try listener.checkPending()
        }
    }

    /// Says that the document has come to its end.
    ///
    /// - Throws: ``XMLError`` where it has not.
    public consuming func end() throws(XMLError) { try check(XML_Parse(parser, nil, 0, 1)) }

    private borrowing func check(_ status: XML_Status) throws(XMLError) {
        if let failure = listener.failure { throw failure }
        guard status == XML_STATUS_ERROR else { return }
        let code = XML_GetErrorCode(parser)
        let line = listener.line
        switch code {
        case XML_ERROR_NO_ELEMENTS: throw XMLError("there is no element in it, or it ends in the first one", line: line)
        case XML_ERROR_UNKNOWN_ENCODING:
            throw XMLError("it names an encoding that is not read; save it as UTF-8", line: line)
        case XML_ERROR_NO_MEMORY: throw XMLError("out of memory", line: line)
        default: throw XMLError(XML_ErrorString(code).map { String(cString: $0) } ?? "not well-formed", line: line)
        }
    }
}

/// What expat tells, on its way to the visitor.
private final class Listener {
    private struct Element {
        let isWanted: Bool
        var text: [UInt8] = []
    }

    private let visitor: any XMLVisitor
    private let limits: XMLLimits
    private let parser: XML_Parser
    private var open: [Element] = []
    private var names: Set<String> = []
    private var nameBytes = 0
    private(set) var failure: XMLError?
    /// Bytes that have been read, and where of these the last thing began that expat knows.
    var bytes = 0
    private var known = 0

    init(_ visitor: any XMLVisitor, _ limits: XMLLimits, _ parser: XML_Parser) {
        self.visitor = visitor
        self.limits = limits
        self.parser = parser
    }

    static func of(_ data: UnsafeMutableRawPointer?) -> Listener? {
        data.map { Unmanaged<Listener>.fromOpaque($0).takeUnretainedValue() }
    }

    var line: Int { Int(clamping: XML_GetCurrentLineNumber(parser)) }

    func begin(_ name: String, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>) {
        guard failure == nil else { return }
        guard open.count < limits.depth else {
            return stop(XMLError("more than \(limits.depth) elements are within each other", line: line))
        }
        note(name)
        var pairs: [String: String] = [:]
        var index = 0
        while let key = attributes[index], let value = attributes[index + 1] {
            let key = String(cString: key)
            note(key)
            pairs[key] = String(cString: value)
            index += 2
        }
        guard nameBytes <= limits.names else {
            return stop(XMLError("its elements and attributes have too many different names", line: line))
        }
        do throws(XMLError) {
            open.append(Element(isWanted: try visitor.begin(name, pairs)))
        } catch { stop(error) }
    }

    private func note(_ name: String) {
        if nameBytes <= limits.names, names.insert(name).inserted { nameBytes += name.utf8.count }
    }

    func end(_ name: String) {
        guard failure == nil, let element = open.popLast() else { return }
        do throws(XMLError) {
            try visitor.end(name, String(decoding: element.text, as: UTF8.self))
        } catch { stop(error) }
    }

    func add(_ text: UnsafeRawBufferPointer) {
        guard failure == nil, let last = open.indices.last, open[last].isWanted else { return }
        guard open[last].text.count + text.count <= limits.text else {
            return stop(XMLError("an element has a text of more than \(limits.text) bytes", line: line))
        }
        open[last].text += text
    }

    func refuseDocumentType() {
        stop(
            XMLError(
                "its document type (DOCTYPE) declares entities or names another file, and neither is followed; take it out",
                line: line))
    }

    /// Refuses what goes on and on: expat keeps it until it ends.
    func checkPending() throws(XMLError) {
        let index = Int(clamping: XML_GetCurrentByteIndex(parser))
        if index > known { known = index }
        guard bytes - known <= limits.tag else {
            throw XMLError("a tag or a comment has more than \(limits.tag) bytes", line: line)
        }
    }

    private func stop(_ error: XMLError) {
        // The visitor does not know where it is.
        failure = failure ?? (error.line == nil ? XMLError(error.reason, line: line) : error)
        XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
}
