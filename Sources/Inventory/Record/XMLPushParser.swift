import CLibXML

/// One push parser of libxml2, which tells a builder what it meets.
///
/// No document type, no entity but the five predefined ones, no network, no file, nothing printed. Holds one tag, comment or
/// piece of text at most.
final class XMLPushParser {
    /// The library gets the document in slices of this size, however it came: where a broken one ends, what it says of it
    /// depends on the cut.
    private static let sliceBytes = 1024
    /// The library keeps each name and prefix once, and takes longer with each. An export has some tens, the library itself
    /// brings some of its own.
    static let nameCountMax: Int32 = 4096
    /// Runs once; the library wants it before it is used from several threads.
    private static let prepareLibrary: Void = xmlInitParser()

    private let context: xmlParserCtxtPtr
    /// Owns this parser, or is owned by who owns it; asked at every tag, so that counting who holds it would tell.
    private unowned(unsafe) let builder: XMLRowBuilder
    /// Reads what was the text of an element.
    private let isInner: Bool
    private var slice: [UInt8] = []
    private var isAtStart = true

    /// - Parameter isInner: the document was a text within another one, and what it says of its encoding is no longer true.
    /// - Returns: `nil` when there is no memory for it.
    init?(builder: XMLRowBuilder, isInner: Bool) {
        Self.prepareLibrary
        var handler = Self.handler()
        guard let context = xmlCreatePushParserCtxt(&handler, nil, nil, 0, nil) else { return nil }
        self.context = context
        self.builder = builder
        self.isInner = isInner
        // NOENT and HUGE would open what the limits close.
        let options = XML_PARSE_NONET.rawValue | (isInner ? XML_PARSE_IGNORE_ENC.rawValue : 0)
        _ = xmlCtxtUseOptions(context, Int32(options))
        self.slice.reserveCapacity(Self.sliceBytes)
        context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { xmlFreeParserCtxt(self.context) }

    /// Whether all that came so far was well-formed. Prefixes without a namespace do not matter.
    var isWellFormed: Bool { self.context.pointee.wellFormed == 1 }

    /// The line that was reached.
    var line: Int { self.context.pointee.input.map { Int($0.pointee.line) } ?? 0 }

    func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < bytes.count {
            let count = min(bytes.count - position, Self.sliceBytes - self.slice.count)
            self.slice.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[position..<(position + count)]))
            position += count
            if self.slice.count == Self.sliceBytes { self.parseSlice() }
        }
    }

    /// The document is over; ``isWellFormed`` tells whether it may be.
    ///
    /// - Returns: whether it was well-formed before its end was told.
    func end() -> Bool {
        self.parseSlice()
        guard self.isWellFormed, self.builder.failure == nil else { return self.isWellFormed }
        _ = xmlParseChunk(self.context, nil, 0, 1)
        return true
    }

    private func parseSlice() {
        let isReading = self.isWellFormed && self.builder.failure == nil
        if isReading, !self.slice.isEmpty {
            if self.isAtStart, !self.isInner, Self.claimsUTF16Wrongly(self.slice) {
                _ = xmlCtxtUseOptions(self.context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
            }
            self.isAtStart = false
            self.slice.withUnsafeBytes { bytes in
                _ = xmlParseChunk(
                    self.context, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count), 0)
            }
            if self.waitingByteCount > RecordLimits.recordBytesMax { self.builder.meetLongTag() }
            if xmlDictSize(self.context.pointee.dict) > Self.nameCountMax { self.builder.meetManyNames() }
        }
        self.slice.removeAll(keepingCapacity: true)
    }

    /// .NET writes `encoding="utf-16"` into every text that it makes of a document, also where the text is sent as UTF-8.
    private static func claimsUTF16Wrongly(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xef, 0xbb, 0xbf]) ? start.dropFirst(3) : start[...]
        guard text.starts(with: "<?xml".utf8), let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
        return String(decoding: text[..<end], as: UTF8.self).lowercased().contains("utf-16")
    }

    /// Bytes that the parser has and does not understand before more come.
    private var waitingByteCount: Int {
        guard let input = self.context.pointee.input, let current = input.pointee.cur, let end = input.pointee.end
        else { return 0 }
        return end - current
    }

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { parser, _, _, _ in
            XMLPushParser.tell(parser) { builder, _ in builder.meetDocumentType() }
        }
        handler.startElementNs = { parser, name, _, namespace, _, _, attributeCount, _, attributes in
            guard let name else { return }
            XMLPushParser.tell(parser) { builder, isInner in
                builder.elementOpened(
                    XMLName(name), namespace: namespace,
                    attributes: UnsafeBufferPointer(
                        start: attributes.map { UnsafePointer($0) },
                        count: attributes == nil ? 0 : Int(attributeCount) * 5),
                    isInner: isInner)
            }
        }
        handler.endElementNs = { parser, _, _, _ in
            XMLPushParser.tell(parser) { builder, isInner in builder.elementClosed(isInner: isInner) }
        }
        handler.characters = { parser, bytes, count in
            guard let bytes else { return }
            XMLPushParser.tell(parser) { builder, isInner in
                builder.textCame(UnsafeBufferPointer(start: bytes, count: Int(count)), isInner: isInner)
            }
        }
        handler.cdataBlock = handler.characters
        handler.ignorableWhitespace = handler.characters
        // Without one the library would look for a printing handler.
        handler.serror = { _, _ in }
        return handler
    }

    /// Once something is wrong nothing more is told.
    private static func tell(_ parser: UnsafeMutableRawPointer?, _ body: (XMLRowBuilder, Bool) -> Void) {
        guard let parser else { return }
        let parserObject = Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue()
        if parserObject.builder.failure == nil { body(parserObject.builder, parserObject.isInner) }
        if parserObject.builder.failure != nil { xmlStopParser(parserObject.context) }
    }
}

/// A local name as the parser has it, for the length of one call.
struct XMLName {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether it may hold a `_x0020_`.
    let isEscaped: Bool

    init(_ name: UnsafePointer<xmlChar>) {
        var count = 0
        var isEscaped = false
        while name[count] != 0 {
            if name[count] == UInt8(ascii: "_"), name[count + 1] == UInt8(ascii: "x") { isEscaped = true }
            count += 1
        }
        self.bytes = UnsafeBufferPointer(start: name, count: count)
        self.isEscaped = isEscaped
    }

    /// Whether it is this name, as it stands or with its `_x0020_` resolved.
    func matches(_ name: [UInt8]) -> Bool {
        self.equals(name) || self.isEscaped && Self.resolved(self.bytes) == name
    }

    @inline(__always)
    func equals(_ name: [UInt8]) -> Bool {
        guard self.bytes.count == name.count else { return false }
        for position in 0..<name.count where self.bytes[position] != name[position] { return false }
        return true
    }

    /// `_x` and four hexadecimal digits and `_` stand for one UTF-16 unit; half a pair becomes U+FFFD.
    static func resolved(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var resolved: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if let scalar = Self.scalar(bytes, position) {
                resolved += String(Character(scalar)).utf8
                position += 7
            } else {
                resolved.append(bytes[position])
                position += 1
            }
        }
        return resolved
    }

    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Unicode.Scalar? {
        guard start + 7 <= bytes.count, bytes[start] == UInt8(ascii: "_"), bytes[start + 1] == UInt8(ascii: "x"),
            bytes[start + 6] == UInt8(ascii: "_")
        else { return nil }
        var value: UInt32 = 0
        for byte in bytes[(start + 2)..<(start + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
