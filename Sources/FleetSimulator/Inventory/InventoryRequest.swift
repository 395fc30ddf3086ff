import NIOHTTP1

/// One request to the inventory, read whole.
struct InventoryRequest: Sendable {
    let method: HTTPMethod
    let path: String
    let headers: HTTPHeaders
    let body: [UInt8]
    /// `http://host:port`, as the client called it.
    let origin: String
    /// In order; names may come more than once.
    let query: [(name: String, value: String)]

    init(method: HTTPMethod, target: String, headers: HTTPHeaders, body: [UInt8], isEncrypted: Bool) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        self.path = String(parts[0])
        self.headers = headers
        self.body = body
        self.origin = (isEncrypted ? "https://" : "http://") + (headers.first(name: "Host") ?? "localhost")
        self.query = parts.count < 2 ? [] : Self.pairs(parts[1])
    }

    /// The value of that name in the query; `nil` when it is not there or empty.
    func text(_ name: String) -> String? {
        self.query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    func number(_ name: String) -> Int? { self.text(name).flatMap { Int($0) } }

    /// The path and query with some names given other values, others left as they are.
    func target(replacing values: [(name: String, value: String)]) -> String {
        let kept = self.query.filter { pair in !values.contains { $0.name == pair.name } }
        return self.path + "?" + (kept + values).map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.unescaped(parts[0]), parts.count > 1 ? Self.unescaped(parts[1]) : "")
        }
    }

    private static func unescaped(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x3a: String(UnicodeScalar(byte))
            default: "%" + Text.hex([byte]).uppercased()
            }
        }.joined()
    }
}

/// What goes back.
struct InventoryAnswer: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case records(RecordStream)
    }

    var status = HTTPResponseStatus.ok
    var headers: HTTPHeaders = [:]
    var body: Body
    /// The body goes out in a gzip member.
    var isCompressed = false

    /// An answer of that type.
    init(_ contentType: String, _ body: Body) {
        self.headers.add(name: "Content-Type", value: contentType)
        self.body = body
    }

    /// A short text, as most refusals are.
    init(_ status: HTTPResponseStatus, _ text: String) {
        self.init("text/plain; charset=utf-8", .bytes(Array((text + "\n").utf8)))
        self.status = status
    }
}

/// Which records one request asks for.
struct RecordWindow: Equatable, Sendable {
    /// A larger page is cut down to this.
    static let sizeMax = 1_000_000

    let offset: Int
    let size: Int
    /// Of the records that the filter leaves.
    let total: Int

    init(offset: Int, size: Int, total: Int, sizeMax: Int = Self.sizeMax) {
        self.size = min(max(1, size), sizeMax)
        self.offset = min(max(0, offset), total)
        self.total = total
    }

    /// - Parameter page: counts from `first`.
    init(page: Int, first: Int, size: Int, total: Int) {
        let known = min(max(1, size), Self.sizeMax)
        let before = min(max(0, page - first), Int(Int32.max))
        self.init(offset: before * known, size: known, total: total)
    }

    var numbers: Range<Int> { self.offset..<min(self.total, self.offset + self.size) }

    /// Where the next page begins; `nil` when this is the last.
    func next(loops: Bool) -> Int? {
        if loops { return self.offset == 0 ? min(self.size, self.total) : 0 }
        return self.offset + self.size < self.total ? self.offset + self.size : nil
    }
}
