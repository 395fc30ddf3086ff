/// Reads the rows of an XML document: a SOAP answer around a DataSet, a report's export, or ADO's `z:row`.
struct XMLScanner: RecordScanning {
    private let builder: XMLRowBuilder
    private let parser: XMLPushParser?

    init(row: String, columnNames: [String], next: String?, collector: RecordCollector) {
        self.builder = XMLRowBuilder(row: row, columnNames: columnNames, next: next, collector: collector)
        self.parser = XMLPushParser(builder: self.builder, isInner: false)
    }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into collector: inout RecordCollector) throws(SourceFailure)
    {
        let parser = try self.knownParser()
        swap(&self.builder.collector, &collector)
        defer { swap(&self.builder.collector, &collector) }
        parser.take(bytes)
        if let failure = self.builder.failure { throw failure }
        guard parser.isWellFormed else { throw self.broken(parser) }
    }

    mutating func end(into collector: inout RecordCollector) throws(SourceFailure) -> String? {
        let parser = try self.knownParser()
        swap(&self.builder.collector, &collector)
        defer { swap(&self.builder.collector, &collector) }
        let wasWellFormed = parser.end()
        if let failure = self.builder.failure { throw failure }
        guard parser.isWellFormed else {
            let hasEnded = self.builder.hasRoot && self.builder.depth == 0
            guard wasWellFormed, !hasEnded else { throw self.broken(parser) }
            throw SourceFailure(.truncated, "the body ends within the XML document")
        }
        guard self.builder.rowCount > 0 || !self.builder.hasBrokenInner else {
            throw SourceFailure(.malformed, "the XML within the XML is broken")
        }
        return self.builder.next
    }

    private func knownParser() throws(SourceFailure) -> XMLPushParser {
        guard let parser else { throw SourceFailure(.malformed, "no memory for reading XML") }
        return parser
    }

    private func broken(_ parser: XMLPushParser) -> SourceFailure {
        SourceFailure(.malformed, "XML is broken near line \(parser.line)")
    }
}
