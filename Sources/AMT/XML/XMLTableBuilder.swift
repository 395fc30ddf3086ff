import CLibXML

/// Collects what the parser reports into an ``XMLTable``. One builder serves one parse on one thread.
struct XMLTableBuilder {
    private var rows: [XMLTable.Row] = []
    private var names: [String] = []
    /// The parser keeps one copy of each name, so that its address stands for it as long as the parse lasts.
    private var positionsByAddress: [UnsafePointer<xmlChar>: Int32] = [:]
    private var text: [UInt8] = []
    private var attributes: [XMLTable.Attribute] = []
    private var declarations: [XMLTable.Declaration] = []
    /// Open elements, outermost first, each with its last child so far (-1 for none).
    private var open: [(position: Int32, lastChild: Int32)] = []
    /// Most elements are in their neighbour's namespace.
    private var lastNamespace: (address: UnsafePointer<xmlChar>, position: Int32)?
    /// The first thing that was wrong; nothing is collected after it.
    private(set) var refusal: XMLRefusal?

    private static let emptyName: Int32 = 0

    init(byteCount: Int) {
        // Answers have about one element for forty bytes.
        self.rows.reserveCapacity(min(byteCount / 40 + 8, XMLLimits.elementCountMax))
        self.text.reserveCapacity(byteCount / 2)
        self.positionsByAddress.reserveCapacity(64)
        self.names.append("")
    }

    /// - Returns: `nil` when no element was seen.
    func table() -> XMLTable? {
        guard !self.rows.isEmpty else { return nil }
        return XMLTable(
            rows: self.rows, names: self.names, text: self.text, attributes: self.attributes,
            declarations: self.declarations)
    }

    mutating func refuse(_ refusal: XMLRefusal) {
        if self.refusal == nil { self.refusal = refusal }
    }

    /// The counts and arrays are the parser's; they are not kept beyond this call.
    mutating func elementOpened(
        name: UnsafePointer<xmlChar>,
        namespace: UnsafePointer<xmlChar>?,
        declarations declared: UnsafeBufferPointer<UnsafePointer<xmlChar>?>,
        attributes given: UnsafeBufferPointer<UnsafePointer<xmlChar>?>
    ) {
        guard self.refusal == nil else { return }
        guard self.open.count < XMLLimits.depthMax else { return self.refuse(.tooDeep) }
        guard self.rows.count < XMLLimits.elementCountMax else { return self.refuse(.tooManyElements) }
        guard declared.count / 2 + given.count / 5 <= XMLLimits.attributeCountMax else {
            return self.refuse(.tooManyAttributes)
        }
        let position = Int32(self.rows.count)
        let parent = self.open.last
        if let parent {
            if parent.lastChild < 0 {
                // What stood before the first child element is no value.
                let row = self.rows[Int(parent.position)]
                self.text.removeSubrange(Int(row.textStart)...)
                self.rows[Int(parent.position)].textEnd = row.textStart
                self.rows[Int(parent.position)].firstChild = position
            } else {
                self.rows[Int(parent.lastChild)].nextSibling = position
            }
            self.open[self.open.count - 1].lastChild = position
        }
        let declarationStart = Int32(self.declarations.count)
        for index in stride(from: 0, to: declared.count - 1, by: 2) {
            self.declarations.append(
                XMLTable.Declaration(prefix: self.intern(declared[index]), namespace: self.intern(declared[index + 1])))
        }
        let attributeStart = Int32(self.attributes.count)
        self.append(given)
        let textStart = Int32(self.text.count)
        self.rows.append(
            XMLTable.Row(
                name: self.intern(name), namespace: self.internNamespace(namespace), parent: parent?.position ?? -1,
                textStart: textStart, textEnd: textStart,
                attributeStart: attributeStart, attributeEnd: Int32(self.attributes.count),
                declarationStart: declarationStart, declarationEnd: Int32(self.declarations.count)))
        self.open.append((position, -1))
    }

    mutating func elementClosed() {
        guard self.refusal == nil else { return }
        _ = self.open.popLast()
    }

    mutating func textCame(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard self.refusal == nil, let element = self.open.last, element.lastChild < 0 else { return }
        self.text.append(contentsOf: bytes)
        let row = self.rows[Int(element.position)]
        guard self.text.count - Int(row.textStart) <= XMLLimits.textBytesMax else { return self.refuse(.textTooLong) }
        self.rows[Int(element.position)].textEnd = Int32(self.text.count)
    }

    /// Five pointers an attribute: name, prefix, namespace, start and end of the value.
    private mutating func append(_ given: UnsafeBufferPointer<UnsafePointer<xmlChar>?>) {
        for index in stride(from: 0, to: given.count - 4, by: 5) {
            guard let start = given[index + 3], let end = given[index + 4], start <= end else { continue }
            guard end - start <= XMLLimits.textBytesMax else { return self.refuse(.textTooLong) }
            let value = UnsafeBufferPointer(start: start, count: end - start)
            self.attributes.append(
                XMLTable.Attribute(
                    name: self.intern(given[index]), namespace: self.intern(given[index + 2]),
                    value: String(decoding: Self.ampersandsRestored(value), as: UTF8.self)))
        }
    }

    /// Without entity substitution libxml2 hands out an ampersand inside an attribute as `&#38;`, and only that.
    private static func ampersandsRestored(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let reference = Array("&#38;".utf8)
        var restored: [UInt8] = []
        restored.reserveCapacity(value.count)
        var index = value.startIndex
        while index < value.endIndex {
            restored.append(value[index])
            index += value[index...].starts(with: reference) ? reference.count : 1
        }
        return restored
    }

    private mutating func internNamespace(_ namespace: UnsafePointer<xmlChar>?) -> Int32 {
        if let namespace, let last = self.lastNamespace, last.address == namespace { return last.position }
        let position = self.intern(namespace)
        if let namespace { self.lastNamespace = (namespace, position) }
        return position
    }

    private mutating func intern(_ name: UnsafePointer<xmlChar>?) -> Int32 {
        guard let name else { return Self.emptyName }
        if let known = self.positionsByAddress[name] { return known }
        let position = Int32(self.names.count)
        self.names.append(String(cString: name))
        self.positionsByAddress[name] = position
        return position
    }
}
