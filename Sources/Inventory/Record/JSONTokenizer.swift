/// What JSON consists of. The content of a string or number is in ``JSONTokenizer/text``.
enum JSONToken: Equatable {
    case objectStart, objectEnd, arrayStart, arrayEnd, colon, comma
    case string, number, `true`, `false`, null
}

/// Cuts pieces of JSON (RFC 8259) into tokens, one at a time, and goes on where the piece before ended.
struct JSONTokenizer {
    private enum Place {
        case between
        case string
        /// Behind a backslash.
        case escape
        /// Within `\u` and four digits.
        case unicode(digitCount: Int, value: UInt32)
        case number
        case word
    }

    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    /// No number of an inventory is longer, and neither is `false`.
    private static let wordBytesMax = 128

    /// The content of the last string, escapes resolved, or the characters of the last number.
    private(set) var text: [UInt8] = []
    /// The last string is longer than what was kept of it.
    private(set) var isCut = false
    /// Strings are kept up to this many bytes; all of them are judged.
    var textBytesMax = 0
    private var place = Place.between
    private var utf8 = UTF8Progress()
    /// The first half of a pair of `\u` escapes.
    private var highSurrogate: UInt32?
    private var markCount: Int? = 0

    /// Whether the bytes so far end in the middle of a token.
    var isWithinToken: Bool {
        if case .between = self.place { return false }
        return true
    }

    /// The next token that is complete within `bytes`.
    ///
    /// - Parameter position: where to read on; moved behind what was read.
    /// - Returns: `nil` when more bytes are needed.
    mutating func next(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) throws(SourceFailure) -> JSONToken? {
        while position < bytes.count {
            switch self.place {
            case .between:
                if let token = try self.begin(bytes[position], &position) { return token }
            case .string:
                if try self.readString(bytes, &position) { return .string }
            case .escape:
                try self.readEscape(bytes[position])
                position += 1
            case .unicode(let digitCount, let value):
                try self.readDigit(bytes[position], digitCount, value)
                position += 1
            case .number, .word:
                if try self.readWord(bytes, &position) { return try self.finishWord() }
            }
        }
        return nil
    }

    /// A number or word is over with the body, unless it was cut off with it.
    mutating func end() throws(SourceFailure) -> JSONToken? {
        switch self.place {
        case .between: return nil
        case .number, .word: if let token = try? self.finishWord() { return token }
        case .string, .escape, .unicode: break
        }
        throw SourceFailure(.truncated, "the body ends within a value")
    }

    private static func broken(_ what: String) -> SourceFailure { SourceFailure(.malformed, "JSON: \(what)") }

    private mutating func begin(_ byte: UInt8, _ position: inout Int) throws(SourceFailure) -> JSONToken? {
        if let count = self.markCount, try self.isPartOfMark(byte, count) {
            position += 1
            return nil
        }
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d: break
        case UInt8(ascii: "{"): return Self.single(.objectStart, &position)
        case UInt8(ascii: "}"): return Self.single(.objectEnd, &position)
        case UInt8(ascii: "["): return Self.single(.arrayStart, &position)
        case UInt8(ascii: "]"): return Self.single(.arrayEnd, &position)
        case UInt8(ascii: ":"): return Self.single(.colon, &position)
        case UInt8(ascii: ","): return Self.single(.comma, &position)
        case UInt8(ascii: "\""):
            self.clear()
            self.place = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            self.clear()
            self.place = .number
            return nil
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            self.clear()
            self.place = .word
            return nil
        default: throw Self.broken("no value begins like this")
        }
        position += 1
        return nil
    }

    private static func single(_ token: JSONToken, _ position: inout Int) -> JSONToken {
        position += 1
        return token
    }

    private mutating func clear() {
        self.text.removeAll(keepingCapacity: true)
        self.isCut = false
    }

    private mutating func isPartOfMark(_ byte: UInt8, _ count: Int) throws(SourceFailure) -> Bool {
        guard byte == Self.byteOrderMark[count] else {
            guard count == 0 else { throw Self.broken("no value begins like this") }
            self.markCount = nil
            return false
        }
        self.markCount = count + 1 < Self.byteOrderMark.count ? count + 1 : nil
        return true
    }

    /// - Returns: whether the string is over.
    private mutating func readString(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) throws(SourceFailure) -> Bool {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            if byte >= 0x80 || self.utf8.isWithinCharacter {
                guard self.utf8.takes(byte) else { throw Self.broken("a string is not UTF-8") }
            }
            position += 1
        }
        if position > start {
            self.settleSurrogate()
            self.keep(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        }
        guard position < bytes.count else { return false }
        guard !self.utf8.isWithinCharacter else { throw Self.broken("a string is not UTF-8") }
        let byte = bytes[position]
        guard byte >= 0x20 else { throw Self.broken("a string holds a control character") }
        position += 1
        guard byte == UInt8(ascii: "\"") else {
            self.place = .escape
            return false
        }
        self.settleSurrogate()
        self.place = .between
        return true
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        let room = self.textBytesMax - self.text.count
        if bytes.count > room { self.isCut = true }
        if room > 0 { self.text.append(contentsOf: bytes.prefix(room)) }
    }

    private mutating func readEscape(_ byte: UInt8) throws(SourceFailure) {
        guard byte != UInt8(ascii: "u") else {
            self.place = .unicode(digitCount: 0, value: 0)
            return
        }
        let character: UInt8? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0c
            case UInt8(ascii: "n"): 0x0a
            case UInt8(ascii: "r"): 0x0d
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        guard let character else { throw Self.broken("an escape that there is not") }
        self.settleSurrogate()
        self.keep(CollectionOfOne(character))
        self.place = .string
    }

    private mutating func readDigit(_ byte: UInt8, _ count: Int, _ value: UInt32) throws(SourceFailure) {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
            throw Self.broken("an escape that there is not")
        }
        let value = value << 4 | UInt32(digit)
        guard count == 3 else {
            self.place = .unicode(digitCount: count + 1, value: value)
            return
        }
        self.place = .string
        if let high = self.highSurrogate, (0xdc00...0xdfff).contains(value) {
            self.highSurrogate = nil
            self.keep(scalar: 0x10000 + (high - 0xd800) << 10 + (value - 0xdc00))
        } else {
            self.settleSurrogate()
            if (0xd800...0xdbff).contains(value) { self.highSurrogate = value } else { self.keep(scalar: value) }
        }
    }

    /// Half a pair, as of a text that was cut, becomes U+FFFD.
    private mutating func settleSurrogate() {
        guard self.highSurrogate != nil else { return }
        self.highSurrogate = nil
        self.keep(scalar: 0xfffd)
    }

    private mutating func keep(scalar value: UInt32) {
        self.keep(Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8))
    }

    /// - Returns: whether the number or word is over.
    private mutating func readWord(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) throws(SourceFailure) -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                guard self.text.count < Self.wordBytesMax else { throw Self.broken("a number is too long") }
                self.text.append(bytes[position])
                position += 1
            default: return true
            }
        }
        return false
    }

    private mutating func finishWord() throws(SourceFailure) -> JSONToken {
        defer { self.place = .between }
        if case .number = self.place {
            guard JSONNumber.isValid(self.text) else { throw Self.broken("a number that is none") }
            return .number
        }
        if self.text.elementsEqual("true".utf8) { return .true }
        if self.text.elementsEqual("false".utf8) { return .false }
        if self.text.elementsEqual("null".utf8) { return .null }
        throw Self.broken("a word that there is not")
    }
}

/// The grammar of numbers.
enum JSONNumber {
    static func isValid(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.digits(&rest)
        guard let first = whole.first, whole.count == 1 || first != UInt8(ascii: "0") else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !Self.digits(&rest).isEmpty else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard !Self.digits(&rest).isEmpty else { return false }
        }
        return rest.isEmpty
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits
    }
}

/// Judges UTF-8 byte by byte (Unicode 15, table 3-7).
struct UTF8Progress {
    private var bytesMissing = 0
    /// What the next byte may be: the first one behind a lead byte is more restricted than the others.
    private var allowed: ClosedRange<UInt8> = 0x80...0xbf

    var isWithinCharacter: Bool { self.bytesMissing > 0 }

    /// - Returns: `false` for a byte that cannot stand here.
    mutating func takes(_ byte: UInt8) -> Bool {
        guard self.bytesMissing == 0 else {
            guard self.allowed.contains(byte) else { return false }
            self.allowed = 0x80...0xbf
            self.bytesMissing -= 1
            return true
        }
        switch byte {
        case 0x00...0x7f: return true
        case 0xc2...0xdf: self.bytesMissing = 1
        case 0xe0: (self.bytesMissing, self.allowed) = (2, 0xa0...0xbf)
        case 0xed: (self.bytesMissing, self.allowed) = (2, 0x80...0x9f)
        case 0xe1...0xef: self.bytesMissing = 2
        case 0xf0: (self.bytesMissing, self.allowed) = (3, 0x90...0xbf)
        case 0xf1...0xf3: self.bytesMissing = 3
        case 0xf4: (self.bytesMissing, self.allowed) = (3, 0x80...0x8f)
        default: return false
        }
        return true
    }
}
