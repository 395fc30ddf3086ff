extension DocumentValue {
    /// Reads one JSON text (RFC 8259), strictly: no comments, no trailing commas, no duplicate keys, no lost digits.
    ///
    /// - Parameters:
    ///   - json: the whole text, UTF-8 without a byte order mark.
    ///   - limits: judged before memory is taken.
    package static func read(
        json: [UInt8], limits: DocumentLimits = DocumentLimits()
    ) -> Result<DocumentValue, DocumentRefusal> {
        var reader = DocumentReader(bytes: json, limits: limits)
        do throws(DocumentRefusal) {
            return .success(try reader.document())
        } catch {
            return .failure(error)
        }
    }
}

/// One pass over the bytes of a JSON text.
private struct DocumentReader {
    let bytes: [UInt8]
    let limits: DocumentLimits
    var place = 0
    var valueCount = 0

    init(bytes: [UInt8], limits: DocumentLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(DocumentRefusal) -> DocumentValue {
        guard self.bytes.count <= self.limits.byteCountMax else { throw self.refusal(.tooLong) }
        guard String(validating: self.bytes, as: UTF8.self) != nil else { throw self.refusal(.notUTF8) }
        let value = try self.value(depth: 1)
        self.skipBlanks()
        guard self.place == self.bytes.count else { throw self.refusal(.goesOn) }
        return value
    }

    private func refusal(_ reason: DocumentRefusal.Reason, at place: Int? = nil) -> DocumentRefusal {
        let place = place ?? self.place
        let before = self.bytes[..<place]
        let lineBegin = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return DocumentRefusal(
            reason, byteOffset: place, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: place - lineBegin + 1)
    }

    private var next: UInt8? { self.place < self.bytes.count ? self.bytes[self.place] : nil }

    private mutating func skipBlanks() {
        while let byte = self.next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { self.place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) throws(DocumentRefusal) {
        guard let byte = self.next else { throw self.refusal(.endsEarly) }
        guard byte == UInt8(ascii: character) else { throw self.refusal(.character) }
        self.place += 1
    }

    private mutating func value(depth: Int) throws(DocumentRefusal) -> DocumentValue {
        self.skipBlanks()
        guard let byte = self.next else { throw self.refusal(.endsEarly) }
        guard self.valueCount < self.limits.valueCountMax else { throw self.refusal(.tooManyValues) }
        self.valueCount += 1
        switch byte {
        case UInt8(ascii: "{"): return .object(try self.entries(depth: depth))
        case UInt8(ascii: "["): return .list(try self.items(depth: depth))
        case UInt8(ascii: "\""): return .text(try self.text())
        case UInt8(ascii: "t"): return try self.word("true", .flag(true))
        case UInt8(ascii: "f"): return try self.word("false", .flag(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try self.number()
        default: throw self.refusal(.character)
        }
    }

    private mutating func word(_ word: StaticString, _ value: DocumentValue) throws(DocumentRefusal) -> DocumentValue {
        for character in "\(word)".unicodeScalars { try self.take(character) }
        return value
    }

    private mutating func items(depth: Int) throws(DocumentRefusal) -> [DocumentValue] {
        guard depth <= self.limits.depthMax else { throw self.refusal(.tooDeep) }
        try self.take("[")
        self.skipBlanks()
        var items: [DocumentValue] = []
        if self.next == UInt8(ascii: "]") {
            self.place += 1
            return items
        }
        while true {
            items.append(try self.value(depth: depth + 1))
            if try self.ends(with: "]") { return items }
        }
    }

    private mutating func entries(depth: Int) throws(DocumentRefusal) -> [DocumentEntry] {
        guard depth <= self.limits.depthMax else { throw self.refusal(.tooDeep) }
        try self.take("{")
        self.skipBlanks()
        var entries: [DocumentEntry] = []
        var keys: Set<String> = []
        if self.next == UInt8(ascii: "}") {
            self.place += 1
            return entries
        }
        while true {
            self.skipBlanks()
            let keyPlace = self.place
            guard self.valueCount < self.limits.valueCountMax else { throw self.refusal(.tooManyValues) }
            self.valueCount += 1
            let key = try self.text()
            guard keys.insert(key).inserted else { throw self.refusal(.duplicateKey, at: keyPlace) }
            self.skipBlanks()
            try self.take(":")
            entries.append(DocumentEntry(key, try self.value(depth: depth + 1)))
            if try self.ends(with: "}") { return entries }
        }
    }

    /// Takes a comma or the end of a list or object.
    private mutating func ends(with end: Unicode.Scalar) throws(DocumentRefusal) -> Bool {
        self.skipBlanks()
        if self.next == UInt8(ascii: ",") {
            self.place += 1
            return false
        }
        try self.take(end)
        return true
    }
}

extension DocumentReader {
    private mutating func text() throws(DocumentRefusal) -> String {
        try self.take("\"")
        var characters: [UInt8] = []
        while let byte = self.next {
            switch byte {
            case UInt8(ascii: "\""):
                self.place += 1
                return String(decoding: characters, as: UTF8.self)
            case UInt8(ascii: "\\"):
                characters += try self.escape()
            case 0..<0x20:
                throw self.refusal(.controlCharacter)
            default:
                characters.append(byte)
                self.place += 1
            }
        }
        throw self.refusal(.endsEarly)
    }

    private mutating func escape() throws(DocumentRefusal) -> [UInt8] {
        let begin = self.place
        self.place += 1
        guard let byte = self.next else { throw self.refusal(.endsEarly) }
        self.place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try self.scalar(begin)).utf8)
        default: throw self.refusal(.escape, at: begin)
        }
    }

    /// What stands behind `\u`: four digits, or two halves of a surrogate pair.
    private mutating func scalar(_ begin: Int) throws(DocumentRefusal) -> Character {
        let first = try self.fourDigits(begin)
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard first < 0xdc00 else { throw self.refusal(.escape, at: begin) }
        for character in ["\\", "u"] as [Unicode.Scalar] {
            guard self.next == UInt8(ascii: character) else { throw self.refusal(.escape, at: begin) }
            self.place += 1
        }
        let second = try self.fourDigits(begin)
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw self.refusal(.escape, at: begin) }
        return Character(scalar)
    }

    private mutating func fourDigits(_ begin: Int) throws(DocumentRefusal) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = self.next else { throw self.refusal(.endsEarly) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw self.refusal(.escape, at: begin)
            }
            number = number << 4 | UInt32(digit)
            self.place += 1
        }
        return number
    }

    private mutating func digits() -> Int {
        let begin = self.place
        while let byte = self.next, (0x30...0x39).contains(byte) { self.place += 1 }
        return self.place - begin
    }

    private mutating func number() throws(DocumentRefusal) -> DocumentValue {
        let begin = self.place
        if self.next == UInt8(ascii: "-") { self.place += 1 }
        let startsWithZero = self.next == UInt8(ascii: "0")
        let wholeCount = self.digits()
        guard wholeCount == 1 || (wholeCount > 1 && !startsWithZero) else { throw self.refusal(.number, at: begin) }
        var isWhole = true
        if self.next == UInt8(ascii: ".") {
            isWhole = false
            self.place += 1
            guard self.digits() > 0 else { throw self.refusal(.number, at: begin) }
        }
        if self.next == UInt8(ascii: "e") || self.next == UInt8(ascii: "E") {
            isWhole = false
            self.place += 1
            if self.next == UInt8(ascii: "+") || self.next == UInt8(ascii: "-") { self.place += 1 }
            guard self.digits() > 0 else { throw self.refusal(.number, at: begin) }
        }
        let text = String(decoding: self.bytes[begin..<self.place], as: UTF8.self)
        if isWhole {
            guard let number = Int64(text) else { throw self.refusal(.numberNotKept, at: begin) }
            return .integer(number)
        }
        guard let number = Double(text), number.isFinite, DecimalDigits(text) == DecimalDigits(number.description)
        else {
            throw self.refusal(.numberNotKept, at: begin)
        }
        return .number(number)
    }
}

/// A decimal number without what can be written in several ways: two texts are the same number when these are equal.
private struct DecimalDigits: Equatable {
    /// Without zeros at either end.
    let digits: [Character]
    /// Power of ten of the last digit; saturated, so that a long exponent is no trap.
    let exponent: Int

    init(_ text: String) {
        let parts = text.lowercased().drop { $0 == "-" }.split(separator: "e", maxSplits: 1)
        let halves = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var digits = Array(halves.joined())
        var exponent = -(halves.count > 1 ? halves[1].count : 0)
        if parts.count > 1 {
            exponent += Int(parts[1]).map { min(max($0, -1_000_000), 1_000_000) } ?? 1_000_000
        }
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        self.digits = Array(digits.drop { $0 == "0" })
        self.exponent = self.digits.isEmpty ? 0 : exponent
    }
}
