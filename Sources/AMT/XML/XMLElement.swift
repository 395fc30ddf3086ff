/// One element of an ``XMLTable``.
struct XMLElement: Sendable {
    let table: XMLTable
    let position: Int

    private var row: XMLTable.Row { self.table.rows[self.position] }

    /// The local name.
    var name: String { self.table.names[Int(self.row.name)] }

    /// The namespace's URI; empty for none.
    var namespace: String { self.table.names[Int(self.row.namespace)] }

    /// The text as it came; empty for an empty element and for one that has child elements.
    var text: String {
        String(decoding: self.table.text[Int(self.row.textStart)..<Int(self.row.textEnd)], as: UTF8.self)
    }

    /// The text without white space at its ends, as numbers, booleans and URIs are read.
    var trimmedText: String {
        String(decoding: self.trimmedBytes, as: UTF8.self)
    }

    /// The bytes of ``trimmedText``.
    var trimmedBytes: ArraySlice<UInt8> {
        var bytes = self.table.text[Int(self.row.textStart)..<Int(self.row.textEnd)]
        while let first = bytes.first, Self.isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, Self.isBlank(last) { bytes.removeLast() }
        return bytes
    }

    func isNamed(_ name: String, in namespace: String) -> Bool {
        self.name == name && self.namespace == namespace
    }

    /// Child elements in document order.
    var children: Children { Children(table: self.table, position: self.row.firstChild) }

    /// The first child of this name in this namespace.
    func child(_ name: String, in namespace: String) -> XMLElement? {
        self.children.first { $0.isNamed(name, in: namespace) }
    }

    /// Attributes in document order, namespace declarations left out.
    var attributes: [(namespace: String, name: String, value: String)] {
        self.table.attributes[Int(self.row.attributeStart)..<Int(self.row.attributeEnd)].map {
            (self.table.names[Int($0.namespace)], self.table.names[Int($0.name)], $0.value)
        }
    }

    /// The value of an attribute without a namespace.
    func attribute(_ name: String) -> String? {
        self.attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
    }

    /// The text read as a qualified name (`e:AlreadyExists`), its prefix resolved where this element stands.
    ///
    /// - Returns: `nil` when the text is no such name or its prefix is not declared.
    var qualifiedName: (namespace: String, name: String)? {
        let parts = self.trimmedText.split(separator: ":", omittingEmptySubsequences: false)
        guard let local = parts.last, !local.isEmpty, parts.count <= 2 else { return nil }
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        guard let namespace = self.namespace(ofPrefix: prefix) else { return nil }
        return (namespace, String(local))
    }

    private func namespace(ofPrefix prefix: String) -> String? {
        var position = Int32(self.position)
        while position >= 0 {
            let row = self.table.rows[Int(position)]
            for declaration in self.table.declarations[Int(row.declarationStart)..<Int(row.declarationEnd)]
            where self.table.names[Int(declaration.prefix)] == prefix {
                return self.table.names[Int(declaration.namespace)]
            }
            position = row.parent
        }
        return prefix.isEmpty ? "" : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0a).contains(byte) || byte == 0x0d
    }

    struct Children: Sequence, IteratorProtocol {
        let table: XMLTable
        var position: Int32

        mutating func next() -> XMLElement? {
            guard self.position >= 0 else { return nil }
            let element = XMLElement(table: self.table, position: Int(self.position))
            self.position = self.table.rows[Int(self.position)].nextSibling
            return element
        }
    }
}
