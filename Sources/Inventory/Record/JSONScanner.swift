/// Reads the elements of one array in a JSON document, and what the document says of the next page.
///
/// Of the document around the array nothing is held. Keys of a record may not stand twice in one object.
struct JSONScanner: RecordScanning {
    private enum Expectation {
        case value
        /// Behind `[`.
        case valueOrEnd
        /// Behind `{`.
        case keyOrEnd
        /// Behind a comma in an object.
        case key
        case colon, commaOrEnd
        /// The document is complete.
        case nothing
    }

    /// Where a value stands in the trees of pointers.
    private struct Nodes {
        var document = JSONPointerTree.nowhere
        var column = JSONPointerTree.nowhere
    }

    /// An object or array that is open.
    private struct Frame {
        let isObject: Bool
        let nodes: Nodes
        /// Its elements are the records.
        let holdsRecords: Bool
        /// Tells the keys of one object from those of another.
        let serial: UInt64
        /// Of the value that is being read, in an array.
        var index = 0
    }

    /// What pointers into the document lead to, in the order in which the tree has them.
    private enum Mark {
        static let records = 0
        static let next = 1
    }

    /// A longer key outside of records is none that a pointer asks for.
    private static let keyBytesMax = 1024

    private let recordsPointer: String
    private let document: JSONPointerTree
    private let columns: JSONPointerTree
    private var tokenizer = JSONTokenizer()
    private var expectation = Expectation.value
    private var frames: [Frame] = []
    private var frameCount: UInt64 = 0
    /// Of the value that comes next.
    private var upcoming = Nodes(document: JSONPointerTree.root)
    private var hasFoundRecords = false
    private var hasFoundNext = false
    private var next: String?
    /// How many frames lie around the record that is being read.
    private var recordDepth: Int?
    private var recordStart = 0
    /// Keys of the record, each with its object.
    private var keys: Set<UInt64> = []
    private var row: RecordRow
    /// Bytes in the pieces before this one.
    private var byteCount = 0

    init(records: String, columns: [String], next: String?) {
        self.recordsPointer = records
        self.document = JSONPointerTree([records] + (next.map { [$0] } ?? []))
        self.columns = JSONPointerTree(columns)
        self.row = RecordRow(columnCount: columns.count)
    }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into collector: inout RecordCollector) throws(SourceFailure)
    {
        var position = 0
        while let token = try self.tokenizer.next(bytes, &position) {
            try self.handle(token, endingAt: self.byteCount + position, &collector)
        }
        self.byteCount += bytes.count
        try self.judgeLength(at: self.byteCount, collector)
    }

    mutating func end(into collector: inout RecordCollector) throws(SourceFailure) -> String? {
        if let token = try self.tokenizer.end() { try self.handle(token, endingAt: self.byteCount, &collector) }
        guard case .nothing = self.expectation else {
            throw SourceFailure(.truncated, "the body ends within the JSON document")
        }
        guard self.hasFoundRecords else {
            throw SourceFailure(.malformed, BoundedText.make("no array at \"\(self.recordsPointer)\""))
        }
        return self.next
    }

    private static func broken(_ what: String) -> SourceFailure { SourceFailure(.malformed, "JSON: \(what)") }

    private mutating func handle(
        _ token: JSONToken, endingAt end: Int, _ collector: inout RecordCollector
    ) throws(SourceFailure) {
        switch (self.expectation, token) {
        case (.nothing, _): throw Self.broken("something follows the document")
        case (.valueOrEnd, .arrayEnd), (.keyOrEnd, .objectEnd), (.commaOrEnd, .objectEnd), (.commaOrEnd, .arrayEnd):
            try self.close(isObject: token == .objectEnd, endingAt: end, &collector)
        case (.value, .objectStart), (.value, .arrayStart), (.valueOrEnd, .objectStart), (.valueOrEnd, .arrayStart):
            try self.open(isObject: token == .objectStart, startingAt: end - 1)
        case (.value, _), (.valueOrEnd, _): try self.readScalar(token, endingAt: end, &collector)
        case (.key, .string), (.keyOrEnd, .string): try self.readKey(collector)
        case (.colon, .colon): self.expectation = .value
        case (.commaOrEnd, .comma): self.goOn()
        case (.key, _), (.keyOrEnd, _): throw Self.broken("a key is missing")
        case (.colon, _): throw Self.broken("a colon is missing")
        case (.commaOrEnd, _): throw Self.broken("a comma is missing")
        }
        try self.judgeLength(at: end, collector)
        self.prepareText()
    }

    /// Strings are kept where something is made of them.
    private mutating func prepareText() {
        self.tokenizer.textBytesMax =
            switch self.expectation {
            case .key, .keyOrEnd: self.recordDepth == nil ? Self.keyBytesMax : RecordLimits.recordBytesMax
            case .colon, .commaOrEnd, .nothing: 0
            case .value, .valueOrEnd:
                if self.columns.mark(self.upcoming.column) != nil {
                    RecordLimits.recordBytesMax
                } else {
                    self.document.mark(self.upcoming.document) == Mark.next ? RecordCollector.nextBytesMax : 0
                }
            }
    }

    private func judgeLength(at position: Int, _ collector: RecordCollector) throws(SourceFailure) {
        guard self.recordDepth != nil, position - self.recordStart > RecordLimits.recordBytesMax else { return }
        throw Self.tooLong(collector)
    }

    private static func tooLong(_ collector: RecordCollector) -> SourceFailure {
        SourceFailure(
            .tooLarge, "record \(collector.recordNumber) is longer than \(RecordLimits.recordBytesMax) bytes")
    }

    private mutating func open(isObject: Bool, startingAt start: Int) throws(SourceFailure) {
        guard self.frames.count < RecordLimits.depthMax else {
            throw SourceFailure(.hostile, "JSON is nested deeper than \(RecordLimits.depthMax)")
        }
        var nodes = self.upcoming
        var holdsRecords = false
        if self.recordDepth == nil {
            let isOnlyRecord = self.frames.isEmpty && isObject && self.recordsPointer.isEmpty
            if isOnlyRecord || self.frames.last?.holdsRecords == true {
                self.recordDepth = self.frames.count
                self.recordStart = start
                nodes.column = JSONPointerTree.root
                self.hasFoundRecords = true
            } else if self.document.mark(nodes.document) == Mark.records {
                guard !isObject else { throw self.noArray() }
                try self.findRecords()
                holdsRecords = true
            }
        }
        self.frameCount += 1
        self.frames.append(
            Frame(isObject: isObject, nodes: nodes, holdsRecords: holdsRecords, serial: self.frameCount))
        self.expectation = isObject ? .keyOrEnd : .valueOrEnd
        if !isObject { self.prepareElement() }
    }

    private mutating func close(
        isObject: Bool, endingAt end: Int, _ collector: inout RecordCollector
    ) throws(SourceFailure) {
        guard self.frames.popLast()?.isObject == isObject else { throw Self.broken("a bracket of the wrong kind") }
        if self.recordDepth == self.frames.count {
            try self.judgeLength(at: end, collector)
            try self.finishRecord(&collector)
        }
        self.finishValue()
    }

    private mutating func finishRecord(_ collector: inout RecordCollector) throws(SourceFailure) {
        self.recordDepth = nil
        try collector.add(self.row)
        self.row.clear()
        self.keys.removeAll(keepingCapacity: true)
    }

    private mutating func finishValue() { self.expectation = self.frames.isEmpty ? .nothing : .commaOrEnd }

    /// Behind a comma.
    private mutating func goOn() {
        guard let frame = self.frames.last, !frame.isObject else {
            self.expectation = .key
            return
        }
        self.expectation = .value
        self.frames[self.frames.count - 1].index += 1
        self.prepareElement()
    }

    private mutating func prepareElement() {
        guard let frame = self.frames.last else { return }
        self.upcoming.document = self.document.child(of: frame.nodes.document, index: frame.index)
        self.upcoming.column =
            frame.holdsRecords ? JSONPointerTree.root : self.columns.child(of: frame.nodes.column, index: frame.index)
    }

    private mutating func readKey(_ collector: RecordCollector) throws(SourceFailure) {
        guard let frame = self.frames.last else { return }
        self.expectation = .colon
        if self.recordDepth != nil {
            var fingerprint = Fingerprint()
            self.tokenizer.text.withUnsafeBufferPointer { fingerprint.add($0) }
            guard self.keys.insert(fingerprint.value ^ frame.serial &* 0x9e37_79b9_7f4a_7c15).inserted else {
                throw Self.broken("a key stands twice in record \(collector.recordNumber)")
            }
        }
        guard !self.tokenizer.isCut else {
            self.upcoming = Nodes()
            return
        }
        self.upcoming.document = self.document.child(of: frame.nodes.document, step: self.tokenizer.text)
        self.upcoming.column = self.columns.child(of: frame.nodes.column, step: self.tokenizer.text)
    }

    private mutating func readScalar(
        _ token: JSONToken, endingAt end: Int, _ collector: inout RecordCollector
    ) throws(SourceFailure) {
        let value = try self.scalar(token)
        let isRecord = self.recordDepth == nil && self.frames.last?.holdsRecords == true
        if let column = self.columns.mark(self.upcoming.column), isRecord || self.recordDepth != nil, let value {
            guard !self.tokenizer.isCut else { throw Self.tooLong(collector) }
            self.row.set(column, toBytes: value)
        }
        if isRecord { try self.finishRecord(&collector) }
        switch self.document.mark(self.upcoming.document) {
        case Mark.records where self.recordDepth == nil && !isRecord:
            // Some servers write an empty list so.
            guard token == .null else { throw self.noArray() }
            try self.findRecords()
        case Mark.next: try self.readNext(value)
        default: break
        }
        self.finishValue()
    }

    /// The characters of a value; `nil` for null.
    private func scalar(_ token: JSONToken) throws(SourceFailure) -> [UInt8]? {
        switch token {
        case .string, .number: self.tokenizer.text
        case .true: Array("true".utf8)
        case .false: Array("false".utf8)
        case .null: nil
        case .objectStart, .objectEnd, .arrayStart, .arrayEnd, .colon, .comma: throw Self.broken("a value is missing")
        }
    }

    private mutating func findRecords() throws(SourceFailure) {
        guard !self.hasFoundRecords else { throw Self.broken("two values at \"\(self.recordsPointer)\"") }
        self.hasFoundRecords = true
    }

    private func noArray() -> SourceFailure {
        SourceFailure(.malformed, BoundedText.make("no array, but another value at \"\(self.recordsPointer)\""))
    }

    private mutating func readNext(_ value: [UInt8]?) throws(SourceFailure) {
        guard !self.hasFoundNext else { throw Self.broken("two values that lead to the next page") }
        self.hasFoundNext = true
        guard !self.tokenizer.isCut else { throw Self.broken("what leads to the next page is too long") }
        let text = Blanks.trimmed(String(decoding: value ?? [], as: UTF8.self))
        self.next = text.isEmpty ? nil : text
    }
}
