/// Reads one XML document into nodes: no document type, no processing instructions behind the declaration, bounded.
struct XMLReader {
    /// A WS-Man request of the classes served here is nine elements deep at most.
    static let depthMax = 24
    /// Far more than the largest Put has.
    static let elementCountMax = 1_000
    /// Clients declare every namespace they know on the envelope.
    static let attributeCountMax = 64

    private struct Open {
        let qualifiedName: [UInt8]
        var node: XMLNode
        let bindings: [String: String]
    }

    private let bytes: [UInt8]
    private var position = 0
    private var elementCount = 0
    private var open: [Open] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the document and gives its root.
    static func root(of bytes: [UInt8]) throws(XMLRefusal) -> XMLNode {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var reader = XMLReader(bytes)
        return try reader.document()
    }

    private mutating func document() throws(XMLRefusal) -> XMLNode {
        _ = self.take([0xef, 0xbb, 0xbf])
        if self.take("<?xml") { try self.skip(past: "?>") }
        var root: XMLNode?
        while self.position < self.bytes.count {
            if self.take("<!--") {
                try self.skip(past: "-->")
            } else if self.take("<![CDATA[") {
                try self.append(text: self.slice(upTo: "]]>"))
            } else if self.starts("<!") {
                throw .documentType
            } else if self.take("</") {
                if let closed = try self.close() { root = closed }
            } else if self.take("<") {
                guard root == nil else { throw .malformed }
                if let closed = try self.openElement() { root = closed }
            } else {
                try self.characterData()
            }
        }
        guard let root, self.open.isEmpty else { throw .malformed }
        return root
    }

    private mutating func characterData() throws(XMLRefusal) {
        let start = self.position
        while self.position < self.bytes.count, self.bytes[self.position] != UInt8(ascii: "<") { self.position += 1 }
        let raw = self.bytes[start..<self.position]
        if self.open.isEmpty {
            guard raw.allSatisfy(Self.isSpace) else { throw .malformed }
        } else {
            try self.append(text: Self.unescaped(raw))
        }
    }

    private mutating func append(text: [UInt8]) throws(XMLRefusal) {
        guard let last = self.open.indices.last else { throw .malformed }
        self.open[last].node.text += String(decoding: text, as: UTF8.self)
    }

    /// Behind `<`. Gives the root when the document is one empty element.
    private mutating func openElement() throws(XMLRefusal) -> XMLNode? {
        guard self.open.count < Self.depthMax else { throw .tooDeep }
        self.elementCount += 1
        guard self.elementCount <= Self.elementCountMax else { throw .tooMany }
        let qualifiedName = try self.name()
        var raw: [(name: [UInt8], value: String)] = []
        while true {
            let hadSpace = self.skipSpace()
            if self.starts("/>") || self.starts(">") { break }
            guard hadSpace, raw.count < Self.attributeCountMax else { throw .malformed }
            let attribute = try self.attribute()
            guard !raw.contains(where: { $0.name == attribute.name }) else { throw .malformed }
            raw.append(attribute)
        }
        let isEmpty = self.take("/>")
        if !isEmpty { _ = self.take(">") }
        let element = try self.element(qualifiedName, attributes: raw)
        if isEmpty { return self.finish(element.node) }
        self.open.append(element)
        return nil
    }

    private func element(
        _ qualifiedName: [UInt8], attributes raw: [(name: [UInt8], value: String)]
    ) throws(XMLRefusal) -> Open {
        var bindings = self.open.last?.bindings ?? ["xml": "http://www.w3.org/XML/1998/namespace", "": ""]
        var plain: [(prefix: String, name: String, value: String)] = []
        for attribute in raw {
            let (prefix, name) = Self.split(attribute.name)
            if prefix.isEmpty, name == "xmlns" {
                bindings[""] = attribute.value
            } else if prefix == "xmlns" {
                guard !attribute.value.isEmpty else { throw .malformed }
                bindings[name] = attribute.value
            } else {
                plain.append((prefix, name, attribute.value))
            }
        }
        var attributes: [XMLNode.Attribute] = []
        for attribute in plain {
            guard let namespace = attribute.prefix.isEmpty ? "" : bindings[attribute.prefix] else {
                throw .unboundPrefix
            }
            attributes.append(.init(namespace: namespace, name: attribute.name, value: attribute.value))
        }
        let (prefix, name) = Self.split(qualifiedName)
        guard let namespace = bindings[prefix] else { throw .unboundPrefix }
        let node = XMLNode(namespace: namespace, name: name, attributes: attributes)
        return Open(qualifiedName: qualifiedName, node: node, bindings: bindings)
    }

    /// Behind `</`. Gives the root when it was the root that closed.
    private mutating func close() throws(XMLRefusal) -> XMLNode? {
        let name = try self.name()
        _ = self.skipSpace()
        guard self.take(">"), let closed = self.open.popLast(), closed.qualifiedName == name else { throw .malformed }
        return self.finish(closed.node)
    }

    private mutating func finish(_ node: XMLNode) -> XMLNode? {
        guard let parent = self.open.indices.last else { return node }
        self.open[parent].node.children.append(node)
        return nil
    }

    private mutating func attribute() throws(XMLRefusal) -> (name: [UInt8], value: String) {
        let name = try self.name()
        _ = self.skipSpace()
        guard self.take("=") else { throw .malformed }
        _ = self.skipSpace()
        let quote: String
        if self.take("\"") { quote = "\"" } else if self.take("'") { quote = "'" } else { throw .malformed }
        let value = try self.slice(upTo: quote)
        guard !value.contains(UInt8(ascii: "<")) else { throw .malformed }
        return (name, String(decoding: try Self.unescaped(value[...]), as: UTF8.self))
    }

    private mutating func name() throws(XMLRefusal) -> [UInt8] {
        let start = self.position
        while self.position < self.bytes.count, Self.isNameByte(self.bytes[self.position]) { self.position += 1 }
        let name = Array(self.bytes[start..<self.position])
        let colons = name.filter { $0 == UInt8(ascii: ":") }.count
        guard let first = name.first, let last = name.last, colons <= 1, last != UInt8(ascii: ":") else {
            throw .malformed
        }
        guard first >= 0x41 else { throw .malformed }
        return name
    }

    private mutating func slice(upTo end: String) throws(XMLRefusal) -> [UInt8] {
        let start = self.position
        try self.skip(past: end)
        return Array(self.bytes[start..<(self.position - end.utf8.count)])
    }

    private mutating func skip(past end: String) throws(XMLRefusal) {
        while self.position < self.bytes.count {
            if self.take(end) { return }
            self.position += 1
        }
        throw .malformed
    }

    private mutating func skipSpace() -> Bool {
        let start = self.position
        while self.position < self.bytes.count, Self.isSpace(self.bytes[self.position]) { self.position += 1 }
        return self.position > start
    }

    private func starts(_ text: String) -> Bool { self.bytes[self.position...].starts(with: text.utf8) }

    private mutating func take(_ text: String) -> Bool { self.take(Array(text.utf8)) }

    private mutating func take(_ expected: [UInt8]) -> Bool {
        guard self.bytes[self.position...].starts(with: expected) else { return false }
        self.position += expected.count
        return true
    }

    private static func split(_ name: [UInt8]) -> (prefix: String, name: String) {
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else {
            return ("", String(decoding: name, as: UTF8.self))
        }
        return (String(decoding: name[..<colon], as: UTF8.self), String(decoding: name[(colon + 1)...], as: UTF8.self))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x80...: true
        default: false
        }
    }

    /// The five named entities and numbered characters; anything else with `&` is malformed.
    private static func unescaped(_ raw: ArraySlice<UInt8>) throws(XMLRefusal) -> [UInt8] {
        guard raw.contains(UInt8(ascii: "&")) else { return Array(raw) }
        var result: [UInt8] = []
        var rest = raw
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<ampersand]
            guard let end = rest[ampersand...].firstIndex(of: UInt8(ascii: ";")), end - ampersand <= 10 else {
                throw .malformed
            }
            let name = String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self)
            guard let character = Self.character(named: name) else { throw .malformed }
            result += Array(String(character).utf8)
            rest = rest[(end + 1)...]
        }
        return result + rest
    }

    private static func character(named name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": "&"
        case "lt": "<"
        case "gt": ">"
        case "quot": "\""
        case "apos": "'"
        default: Self.numberedCharacter(name)
        }
    }

    private static func numberedCharacter(_ name: String) -> Unicode.Scalar? {
        let number: UInt32?
        if name.hasPrefix("#x") {
            number = UInt32(name.dropFirst(2), radix: 16)
        } else if name.hasPrefix("#") {
            number = UInt32(name.dropFirst())
        } else {
            number = nil
        }
        guard let number, number >= 0x20 || number == 0x09 || number == 0x0a || number == 0x0d else { return nil }
        return Unicode.Scalar(number)
    }
}
