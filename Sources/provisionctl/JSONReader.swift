/// Reads JSON and keeps the order of members and the digits of numbers, which Foundation's readers do not.
struct JSONReader {
    indirect enum Value: Equatable {
        struct Member: Equatable {
            let name: String
            let value: Value
        }

        /// `null`, `true`, `false`, or a number as it stands there.
        case literal(String)
        case text(String)
        case list([Value])
        case object([Member])
    }

    /// Nothing of the API stands deeper.
    private static let depthMax = 64

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ bytes: [UInt8]) throws(CommandFailure) -> Value {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 1)
        guard reader.next() == nil else { throw Self.failure }
        return value
    }

    private static var failure: CommandFailure { .answerUnreadable("it is not JSON") }

    /// The next byte that is no blank; it stays.
    private mutating func next() -> UInt8? {
        while self.place < self.bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(self.bytes[self.place]) {
            self.place += 1
        }
        return self.place < self.bytes.count ? self.bytes[self.place] : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard self.next() == UInt8(ascii: character) else { return false }
        self.place += 1
        return true
    }

    private mutating func value(depth: Int) throws(CommandFailure) -> Value {
        guard depth <= Self.depthMax, let first = self.next() else { throw Self.failure }
        switch first {
        case UInt8(ascii: "{"): return .object(try self.members(depth: depth))
        case UInt8(ascii: "["): return .list(try self.items(depth: depth))
        case UInt8(ascii: "\""): return .text(try self.text())
        default: return .literal(try self.literal())
        }
    }

    private mutating func members(depth: Int) throws(CommandFailure) -> [Value.Member] {
        self.place += 1
        var members: [Value.Member] = []
        if self.take("}") { return members }
        repeat {
            guard self.next() == UInt8(ascii: "\"") else { throw Self.failure }
            let name = try self.text()
            guard self.take(":") else { throw Self.failure }
            members.append(.init(name: name, value: try self.value(depth: depth + 1)))
        } while self.take(",")
        guard self.take("}") else { throw Self.failure }
        return members
    }

    private mutating func items(depth: Int) throws(CommandFailure) -> [Value] {
        self.place += 1
        var items: [Value] = []
        if self.take("]") { return items }
        repeat { items.append(try self.value(depth: depth + 1)) } while self.take(",")
        guard self.take("]") else { throw Self.failure }
        return items
    }

    private mutating func literal() throws(CommandFailure) -> String {
        let start = self.place
        while self.place < self.bytes.count, Self.isOfLiteral(self.bytes[self.place]) { self.place += 1 }
        let text = String(decoding: self.bytes[start..<self.place], as: UTF8.self)
        guard text.wholeMatch(of: /null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/) != nil
        else { throw Self.failure }
        return text
    }

    private static func isOfLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: - Texts

    private mutating func text() throws(CommandFailure) -> String {
        self.place += 1
        var units: [UInt8] = []
        while self.place < self.bytes.count {
            let byte = self.bytes[self.place]
            self.place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else { throw Self.failure }
                return text
            case UInt8(ascii: "\\"): units += try self.escape()
            case 0..<0x20: throw Self.failure
            default: units.append(byte)
            }
        }
        throw Self.failure
    }

    private mutating func escape() throws(CommandFailure) -> [UInt8] {
        guard self.place < self.bytes.count else { throw Self.failure }
        let byte = self.bytes[self.place]
        self.place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(try self.unicode().utf8)
        default: throw Self.failure
        }
    }

    /// One scalar, of one escape or of two that belong together.
    private mutating func unicode() throws(CommandFailure) -> String {
        let first = try self.digits()
        guard (0xd800...0xdbff).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw Self.failure }
            return String(Character(scalar))
        }
        guard self.place + 1 < self.bytes.count, self.bytes[self.place] == UInt8(ascii: "\\"),
            self.bytes[self.place + 1] == UInt8(ascii: "u")
        else { throw Self.failure }
        self.place += 2
        let second = try self.digits()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw Self.failure }
        return String(Character(scalar))
    }

    private mutating func digits() throws(CommandFailure) -> UInt32 {
        guard self.place + 4 <= self.bytes.count,
            let number = UInt32(String(decoding: self.bytes[self.place..<self.place + 4], as: UTF8.self), radix: 16)
        else { throw Self.failure }
        self.place += 4
        return number
    }
}
