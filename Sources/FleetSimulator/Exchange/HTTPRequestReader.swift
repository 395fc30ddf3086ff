/// One HTTP request, read whole.
struct HTTPRequest: Equatable, Sendable {
    let method: String
    let target: String
    /// Names in lower case.
    let headers: [String: String]
    var body: [UInt8] = []
    let wantsClose: Bool
}

/// What the bytes received so far amount to.
enum HTTPReading: Equatable, Sendable {
    case needsMoreBytes
    /// The head is whole and the client waits for leave to send the body.
    case expectsContinue
    case request(HTTPRequest)
    case refused(HTTPRefusal)
}

/// Why a request gets an error page instead of an answer.
enum HTTPRefusal: String, Error, Equatable, Sendable {
    case bodyTooLong = "body-too-long"
    case headTooLong = "head-too-long"
    case malformed
    case versionUnsupported = "version-unsupported"
}

/// Reads HTTP/1.1 requests from a growing buffer. Strict: it serves one kind of client.
struct HTTPRequestReader: Sendable {
    /// Digest headers make heads of under 1 KiB.
    static let headBytesMax = 8_192
    /// WS-Man allows envelopes of 50,000 bytes.
    static let bodyBytesMax = 65_536
    private static let headerCountMax = 64
    private static let chunkLineBytesMax = 128

    private enum Framing: Equatable, Sendable {
        case length(Int)
        case chunked
    }

    private var buffer: [UInt8] = []
    private var head: (request: HTTPRequest, framing: Framing)?
    private var hasGrantedContinue = false

    /// `true` when nothing of a request was received.
    var isEmpty: Bool { self.buffer.isEmpty && self.head == nil }

    /// `true` when the client sends more than one request can hold without waiting for an answer.
    var isOverfull: Bool { self.buffer.count > Self.headBytesMax + 2 * Self.bodyBytesMax }

    mutating func append(_ bytes: some Sequence<UInt8>) { self.buffer += bytes }

    /// Takes the next request out of the buffer.
    mutating func next() -> HTTPReading {
        do throws(HTTPRefusal) {
            if self.head == nil {
                // Empty lines before a request are allowed.
                while self.buffer.starts(with: [0x0d, 0x0a]) { self.buffer.removeFirst(2) }
                guard try self.readHead() else { return .needsMoreBytes }
            }
            guard var (request, framing) = self.head else { return .needsMoreBytes }
            guard let body = try self.readBody(framing) else {
                if request.headers["expect"]?.lowercased() == "100-continue", !self.hasGrantedContinue {
                    self.hasGrantedContinue = true
                    return .expectsContinue
                }
                return .needsMoreBytes
            }
            self.head = nil
            self.hasGrantedContinue = false
            request.body = body
            framing = .length(0)
            return .request(request)
        } catch {
            return .refused(error)
        }
    }

    private mutating func readHead() throws(HTTPRefusal) -> Bool {
        guard let end = Self.firstRange(of: [0x0d, 0x0a, 0x0d, 0x0a], in: self.buffer[...]) else {
            guard self.buffer.count <= Self.headBytesMax else { throw .headTooLong }
            guard self.looksLikeRequest else { throw .malformed }
            return false
        }
        guard end <= Self.headBytesMax, let text = String(validating: self.buffer[..<end], as: UTF8.self) else {
            throw end <= Self.headBytesMax ? .malformed : .headTooLong
        }
        self.buffer.removeFirst(end + 4)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/") else { throw .malformed }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { throw .versionUnsupported }
        let headers = try Self.headers(lines.dropFirst())
        let isOld = words[2] == "HTTP/1.0"
        let request = HTTPRequest(
            method: String(words[0]), target: String(words[1]), headers: headers,
            wantsClose: isOld || headers["connection"]?.lowercased() == "close")
        self.head = (request, try Self.framing(headers))
        return true
    }

    /// A first line begins with a method in capital letters; TLS or other junk is refused at once.
    private var looksLikeRequest: Bool {
        self.buffer.prefix(8).prefix { $0 != 0x20 }.allSatisfy { (0x41...0x5a).contains($0) }
    }

    private static func headers(_ lines: ArraySlice<Substring>) throws(HTTPRefusal) -> [String: String] {
        guard lines.count <= Self.headerCountMax else { throw .headTooLong }
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { throw .malformed }
            let name = line[..<colon].lowercased()
            guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            if headers[name] != nil, ["content-length", "transfer-encoding", "authorization"].contains(name) {
                throw .malformed
            }
            headers[name] = String(value)
        }
        return headers
    }

    private static func framing(_ headers: [String: String]) throws(HTTPRefusal) -> Framing {
        if let encoding = headers["transfer-encoding"] {
            guard encoding.lowercased() == "chunked", headers["content-length"] == nil else { throw .malformed }
            return .chunked
        }
        guard let length = headers["content-length"] else { return .length(0) }
        guard let count = Int(length), count >= 0, length.utf8.allSatisfy({ $0 >= 0x30 }) else { throw .malformed }
        guard count <= Self.bodyBytesMax else { throw .bodyTooLong }
        return .length(count)
    }

    private mutating func readBody(_ framing: Framing) throws(HTTPRefusal) -> [UInt8]? {
        switch framing {
        case .length(let count):
            guard self.buffer.count >= count else { return nil }
            defer { self.buffer.removeFirst(count) }
            return Array(self.buffer.prefix(count))
        case .chunked:
            return try self.readChunks()
        }
    }

    /// Starts over on every call; the length limit bounds the repeated work.
    private mutating func readChunks() throws(HTTPRefusal) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = self.buffer[...]
        while true {
            guard let lineEnd = Self.firstRange(of: [0x0d, 0x0a], in: rest) else {
                guard rest.count <= Self.chunkLineBytesMax else { throw .malformed }
                return nil
            }
            let digits = rest[rest.startIndex..<lineEnd].prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
            guard
                !digits.isEmpty, digits.count <= 8, let size = Int(String(decoding: digits, as: UTF8.self), radix: 16),
                size >= 0
            else { throw .malformed }
            guard body.count + size <= Self.bodyBytesMax else { throw .bodyTooLong }
            let start = lineEnd + 2
            guard rest.endIndex >= start + size + 2 else { return nil }
            guard rest[(start + size)..<(start + size + 2)].elementsEqual([0x0d, 0x0a]) else { throw .malformed }
            body += rest[start..<(start + size)]
            rest = rest[(start + size + 2)...]
            if size == 0 {
                self.buffer = Array(rest)
                return body
            }
        }
    }

    private static func firstRange(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        var position = bytes.startIndex
        while let found = bytes[position...].firstIndex(of: pattern[0]) {
            guard found + pattern.count <= bytes.endIndex else { return nil }
            if bytes[found..<(found + pattern.count)].elementsEqual(pattern) { return found }
            position = found + 1
        }
        return nil
    }
}
