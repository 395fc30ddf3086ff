import CLibXML

/// Makes rows of what parsers tell: every element of one name is a row, its attributes and children are the columns.
///
/// A text that begins with `<`, as the results of SOAP operations that return strings do, is read as a document within the
/// document.
final class XMLRowBuilder {
    private static let faultNamespaces = [
        "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope",
    ]
    private static let diffgramNamespace = "urn:schemas-microsoft-com:xml-diffgram-v1"
    /// Local names of SOAP's faults and of a diffgram's former rows.
    private static let faultName = Array("Fault".utf8)
    private static let faultTextNames = [Array("faultstring".utf8), Array("Text".utf8)]
    private static let formerNames = [Array("before".utf8), Array("errors".utf8)]
    /// Markup around a name or value, for the length of a record.
    private static let markupBytes = 5
    /// Texts that are tried as documents. An answer has one; each costs a parser.
    private static let innerCountMax = 64

    private let rowName: [UInt8]
    private let columnNames: [[UInt8]]
    private let nextName: [UInt8]?
    /// Lent for the length of one call.
    var collector: RecordCollector
    /// The first thing that was wrong; nothing is read after it.
    private(set) var failure: SourceFailure?
    /// What leads to the next page.
    private(set) var next: String?
    private(set) var hasRoot = false
    /// Elements that are open.
    private(set) var depth = 0

    /// The depths of elements that are open and mean something.
    private var rowDepth: Int?
    private var skippedDepth: Int?
    private var faultDepth: Int?
    private var capturedDepth: Int?
    private var innerDepth: Int?

    private var row: RecordRow
    private var rowBytes = 0
    /// The child of the row that is open, where it is a wanted column, and where its text began.
    private var column: (index: Int, textStart: Int)?
    /// The text of a fault or of what leads to the next page.
    private var captured: [UInt8] = []
    private var faultText: [UInt8] = []
    /// The open element has had blanks alone so far.
    private var mayHoldDocument = false
    private var inner: XMLPushParser?
    private var isInnerBroken = false
    /// A document within the document was broken before it had a row: it may have been none.
    private(set) var hasBrokenInner = false
    private(set) var rowCount = 0
    private var rowCountBeforeInner = 0
    private var innerCount = 0

    init(row: String, columnNames: [String], next: String?, collector: RecordCollector) {
        self.rowName = Array(row.utf8)
        self.columnNames = columnNames.map { Array($0.utf8) }
        self.nextName = next.map { Array($0.utf8) }
        self.collector = collector
        self.row = RecordRow(columnCount: columnNames.count)
    }

    private func fail(_ code: SourceFailure.Code, _ detail: String) {
        if self.failure == nil { self.failure = SourceFailure(code, detail) }
    }

    /// Entities stand in a document type.
    func meetDocumentType() { self.fail(.hostile, "XML has a document type") }

    /// A tag, comment or reference that does not end.
    func meetLongTag() {
        self.fail(.tooLarge, "a tag or comment is longer than \(RecordLimits.recordBytesMax) bytes")
    }

    func meetManyNames() { self.fail(.hostile, "XML has more than \(XMLPushParser.nameCountMax) names") }

    /// Five pointers an attribute: name, prefix, namespace, start and end of the value. None is kept beyond this call.
    func elementOpened(
        _ name: XMLName, namespace: UnsafePointer<xmlChar>?, attributes: UnsafeBufferPointer<UnsafePointer<xmlChar>?>,
        isInner: Bool
    ) {
        if !isInner { self.finishInner() }
        guard self.failure == nil else { return }
        guard self.depth < RecordLimits.depthMax else {
            return self.fail(.hostile, "XML is nested deeper than \(RecordLimits.depthMax)")
        }
        self.depth += 1
        self.hasRoot = true
        self.mayHoldDocument = false
        guard self.skippedDepth == nil else { return }
        if let rowDepth {
            self.lengthen(by: name.bytes.count)
            for index in stride(from: 0, to: attributes.count - 4, by: 5) {
                self.lengthen(by: Self.value(attributes, index).count)
            }
            if self.depth == rowDepth + 1 { self.openColumn(name) }
        } else if name.matches(self.rowName) {
            self.openRow(attributes)
        } else {
            self.openOther(name, namespace: namespace, isInner: isInner)
        }
    }

    private func openRow(_ attributes: UnsafeBufferPointer<UnsafePointer<xmlChar>?>) {
        self.rowDepth = self.depth
        self.rowCount += 1
        self.rowBytes = self.rowName.count
        for index in stride(from: 0, to: attributes.count - 4, by: 5) {
            guard let pointer = attributes[index] else { continue }
            let name = XMLName(pointer)
            let value = Self.value(attributes, index)
            self.lengthen(by: name.bytes.count + value.count)
            guard self.failure == nil else { return }
            if let column = self.column(named: name) {
                self.row.set(column, toBytes: Self.ampersandsRestored(value))
            }
        }
    }

    private func openColumn(_ name: XMLName) {
        self.column = self.column(named: name).map { ($0, self.row.text.count) }
    }

    private func openOther(_ name: XMLName, namespace: UnsafePointer<xmlChar>?, isInner: Bool) {
        if self.faultDepth != nil {
            if Self.faultTextNames.contains(where: name.equals) { self.capture() }
        } else if name.equals(Self.faultName), Self.faultNamespaces.contains(Self.text(namespace)) {
            self.faultDepth = self.depth
        } else if Self.formerNames.contains(where: name.equals),
            Self.text(namespace) == Self.diffgramNamespace
        {
            // What rows were before they were changed.
            self.skippedDepth = self.depth
        } else if let nextName, name.matches(nextName) {
            self.capture()
        } else {
            self.mayHoldDocument = !isInner
        }
    }

    private func capture() {
        self.capturedDepth = self.depth
        self.captured.removeAll(keepingCapacity: true)
    }

    func elementClosed(isInner: Bool) {
        if !isInner { self.finishInner() }
        guard self.failure == nil else { return }
        self.mayHoldDocument = false
        if self.depth == self.skippedDepth {
            self.skippedDepth = nil
        } else if self.depth == self.rowDepth {
            self.closeRow()
        } else if let rowDepth, self.depth == rowDepth + 1 {
            if let column { self.row.set(column.index, to: column.textStart..<self.row.text.count) }
            self.column = nil
        } else if self.depth == self.capturedDepth {
            self.closeCaptured()
        } else if self.depth == self.faultDepth {
            let words = Blanks.trimmed(String(decoding: self.faultText, as: UTF8.self))
            self.fail(.malformed, BoundedText.make("SOAP fault: \(words)"))
        }
        self.depth -= 1
    }

    private func closeRow() {
        self.rowDepth = nil
        do {
            try self.collector.add(self.row)
        } catch {
            self.failure = error
        }
        self.row.clear()
    }

    private func closeCaptured() {
        self.capturedDepth = nil
        guard self.faultDepth == nil else {
            self.faultText = self.captured
            return
        }
        let text = Blanks.trimmed(String(decoding: self.captured, as: UTF8.self))
        if !text.isEmpty { self.next = text }
    }

    func textCame(_ bytes: UnsafeBufferPointer<UInt8>, isInner: Bool) {
        // Before anything else: what is open within the inner document is none of the outer one's business.
        if !isInner, self.inner != nil { return self.readInner(bytes) }
        guard self.skippedDepth == nil else { return }
        if let rowDepth {
            self.lengthen(by: bytes.count)
            if self.failure == nil, self.column != nil, self.depth == rowDepth + 1 {
                self.row.text.append(contentsOf: bytes)
            }
        } else if self.depth == self.capturedDepth {
            self.captured.append(contentsOf: bytes)
            self.judgeCaptured()
        } else if !isInner {
            self.seekDocument(bytes)
        }
    }

    /// A fault says enough in its beginning; half an address leads nowhere.
    private func judgeCaptured() {
        guard self.captured.count > RecordCollector.nextBytesMax else { return }
        if self.faultDepth != nil {
            self.captured.removeSubrange(BoundedText.bytesMax...)
        } else {
            self.fail(.malformed, "what leads to the next page is too long")
        }
    }

    private func lengthen(by count: Int) {
        self.rowBytes += count + Self.markupBytes
        if self.rowBytes > RecordLimits.recordBytesMax {
            self.fail(
                .tooLarge,
                "record \(self.collector.recordNumber) is longer than \(RecordLimits.recordBytesMax) bytes")
        }
    }

    private func column(named name: XMLName) -> Int? {
        if let column = self.columnNames.firstIndex(where: { name.equals($0) }) { return column }
        return name.isEscaped ? self.columnNames.firstIndex(of: XMLName.resolved(name.bytes)) : nil
    }

    private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    private static func value(
        _ attributes: UnsafeBufferPointer<UnsafePointer<xmlChar>?>, _ index: Int
    ) -> UnsafeBufferPointer<UInt8> {
        guard let start = attributes[index + 3], let end = attributes[index + 4], start <= end else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(start: start, count: end - start)
    }

    /// Without entity substitution libxml2 hands out an ampersand inside an attribute as `&#38;`, and only that.
    private static func ampersandsRestored(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard value.contains(UInt8(ascii: "&")) else { return Array(value) }
        let reference = Array("&#38;".utf8)
        var restored: [UInt8] = []
        var index = value.startIndex
        while index < value.endIndex {
            restored.append(value[index])
            index += value[index...].starts(with: reference) ? reference.count : 1
        }
        return restored
    }
}

/// A document that is the text of an element.
extension XMLRowBuilder {
    private func seekDocument(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard self.mayHoldDocument, let first = bytes.firstIndex(where: { !Blanks.contains($0) }) else { return }
        self.mayHoldDocument = false
        guard bytes[first] == UInt8(ascii: "<"), self.innerCount < Self.innerCountMax else { return }
        self.innerCount += 1
        self.inner = XMLPushParser(builder: self, isInner: true)
        self.isInnerBroken = false
        self.innerDepth = self.depth
        self.rowCountBeforeInner = self.rowCount
        self.readInner(UnsafeBufferPointer(rebasing: bytes[first...]))
    }

    private func readInner(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let inner, !self.isInnerBroken else { return }
        inner.take(bytes)
        self.judgeInner(inner, .malformed)
    }

    /// Broken before its first row, the text may have been no document; behind it, records are lost.
    private func judgeInner(_ inner: XMLPushParser, _ code: SourceFailure.Code) {
        guard !inner.isWellFormed, self.failure == nil else { return }
        self.isInnerBroken = true
        self.hasBrokenInner = true
        if self.rowCount > self.rowCountBeforeInner {
            self.fail(code, "the XML within the XML is broken near its line \(inner.line)")
        }
    }

    private func finishInner() {
        guard let inner, let innerDepth else { return }
        if !self.isInnerBroken { self.judgeInner(inner, inner.end() ? .truncated : .malformed) }
        self.inner = nil
        self.innerDepth = nil
        self.depth = innerDepth
        self.rowDepth = nil
        self.skippedDepth = nil
        self.capturedDepth = nil
        self.faultDepth = nil
        self.column = nil
        self.row.clear()
    }
}
