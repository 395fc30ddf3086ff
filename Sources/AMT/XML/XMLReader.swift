import CLibXML

/// Reads a whole document into an ``XMLTable``: one pass of libxml2's SAX2 parser.
///
/// No document type, no entity but the five predefined ones, no network, no file, nothing printed.
enum XMLReader {
    /// - Parameter body: the whole document; blank space before the XML declaration is tolerated.
    static func read(_ body: [UInt8]) throws(XMLRefusal) -> XMLTable {
        guard body.count <= XMLLimits.bodyBytesMax else { throw .tooLong }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let document = body.drop { blanks.contains($0) }
        guard !document.isEmpty else { throw .empty }
        try Self.judgeEncoding(document)
        guard !Self.holdsDeclaration(document) else { throw .documentType }
        return try Self.parse(document)
    }

    private static func parse(_ document: ArraySlice<UInt8>) throws(XMLRefusal) -> XMLTable {
        Self.prepareLibrary
        guard let context = xmlNewParserCtxt() else { throw .malformed }
        defer { xmlFreeParserCtxt(context) }
        var builder = XMLTableBuilder(byteCount: document.count)
        context.pointee.sax.pointee = Self.handler()
        withUnsafeMutablePointer(to: &builder) { builder in
            context.pointee.userData = UnsafeMutableRawPointer(builder)
            document.withUnsafeBytes { bytes in
                // The options are NONET alone: NOENT and HUGE would open what the limits close. The named encoding
                // wins over a declared one, which was judged before.
                let tree = xmlCtxtReadMemory(
                    context, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), nil, "UTF-8",
                    Int32(XML_PARSE_NONET.rawValue))
                // No handler makes a tree; freeing what must be nil costs nothing.
                if let tree { xmlFreeDoc(tree) }
            }
        }
        if let refusal = builder.refusal { throw refusal }
        guard context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1, let table = builder.table() else {
            throw .malformed
        }
        return table
    }

    /// Runs once; the library wants it before it is used from several threads.
    private static let prepareLibrary: Void = xmlInitParser()

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { context, _, _, _ in
            XMLReader.builder(context)?.pointee.refuse(.documentType)
        }
        handler.startElementNs = {
            context, name, _, namespace, declarationCount, declarations, attributeCount, _, attributes in
            guard let name, let builder = XMLReader.builder(context) else { return }
            builder.pointee.elementOpened(
                name: name, namespace: namespace,
                declarations: UnsafeBufferPointer(
                    start: declarations.map { UnsafePointer($0) },
                    count: declarations == nil ? 0 : Int(declarationCount) * 2),
                attributes: UnsafeBufferPointer(
                    start: attributes.map { UnsafePointer($0) }, count: attributes == nil ? 0 : Int(attributeCount) * 5)
            )
        }
        handler.endElementNs = { context, _, _, _ in XMLReader.builder(context)?.pointee.elementClosed() }
        handler.characters = { context, bytes, count in
            guard let bytes else { return }
            XMLReader.builder(context)?.pointee.textCame(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        handler.cdataBlock = handler.characters
        handler.ignorableWhitespace = handler.characters
        // Without one the library would look for a printing handler.
        handler.serror = { _, _ in }
        return handler
    }

    /// The builder of the parse that calls back; it outlives the parse.
    private static func builder(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTableBuilder>? {
        context?.assumingMemoryBound(to: XMLTableBuilder.self)
    }

    /// UTF-8 and its subset ASCII are the only encodings of SOAP on this wire; others would blind the check for a
    /// document type.
    private static func judgeEncoding(_ document: ArraySlice<UInt8>) throws(XMLRefusal) {
        // UTF-16 and UTF-32 hold zero bytes; their byte order marks and EBCDIC do not begin like XML does.
        guard !document.contains(0), document.first == UInt8(ascii: "<") || document.starts(with: [0xef, 0xbb, 0xbf])
        else { throw .encoding }
        let text = document.starts(with: [0xef, 0xbb, 0xbf]) ? document.dropFirst(3) : document
        guard text.starts(with: "<?xml".utf8) else { return }
        let window = text.prefix(XMLLimits.declarationBytesMax)
        guard let end = Self.position(of: "?>", in: window) else {
            // A short beginning is an answer cut off; a long one is not a declaration.
            throw window.count < XMLLimits.declarationBytesMax ? .malformed : .encoding
        }
        let declaration = window[..<end]
        guard let named = Self.position(of: "encoding", in: declaration) else { return }
        let value = declaration[(named + 8)...]
            .drop { $0 == 0x20 || $0 == UInt8(ascii: "=") || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
            .dropFirst()
            .prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        let lowered = String(decoding: value, as: UTF8.self).lowercased()
        guard lowered == "utf-8" || lowered == "us-ascii" else { throw .encoding }
    }

    /// Looks for `<!DOCTYPE` and `<!ENTITY`; comments and character data sections begin alike and are none.
    private static func holdsDeclaration(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { window in
            guard window.count >= 3 else { return false }
            for start in 0..<(window.count - 2)
            where window[start] == UInt8(ascii: "<") && window[start + 1] == UInt8(ascii: "!")
                && (window[start + 2] == UInt8(ascii: "D") || window[start + 2] == UInt8(ascii: "E"))
            {
                return true
            }
            return false
        }
    }

    /// The first position of an ASCII word.
    private static func position(of word: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
        let count = word.utf8CodeUnitCount
        let first = word.utf8Start.pointee
        return bytes.withUnsafeBufferPointer { (window: UnsafeBufferPointer<UInt8>) -> Int? in
            guard window.count >= count else { return nil }
            for start in 0...(window.count - count) where window[start] == first {
                var length = 1
                while length < count, window[start + length] == word.utf8Start[length] { length += 1 }
                if length == count { return bytes.startIndex + start }
            }
            return nil
        }
    }
}
