import Inventory

/// One place of a source's document beside its field in the table: what stands there, or what its absence means.
struct SourceNode {
    let schema: SourceSchemaNode
    let path: String
    /// What the document says; `nil` when it says nothing.
    let written: DocumentValue?

    init(_ document: DocumentValue) { self.init(schema: SourceSchema.root, path: "", written: document) }

    private init(schema: SourceSchemaNode, path: String, written: DocumentValue?) {
        self.schema = schema
        self.path = path
        self.written = written
    }

    /// The field under a key, which must be one of the table's.
    subscript(key: String) -> SourceNode {
        guard let child = self.schema.child(key) else {
            preconditionFailure("the table has no field \(ProfileShape.path(self.schema.field.path, key))")
        }
        return SourceNode(schema: child, path: ProfileShape.path(self.path, key), written: self.written?[key])
    }

    /// Whether the document has it.
    var isWritten: Bool { self.written != nil }

    /// What holds: what is written, or what the table puts in its place.
    var value: DocumentValue? { self.written ?? self.schema.field.standard }

    /// The items of a list; none for anything else.
    var items: [SourceNode] {
        (self.value?.items ?? []).enumerated().map { index, value in
            SourceNode(schema: self.schema, path: "\(self.path)[\(index)]", written: value)
        }
    }

    var text: String? {
        guard case .text(let text) = self.value else { return nil }
        return text
    }

    var flag: Bool? {
        guard case .flag(let flag) = self.value else { return nil }
        return flag
    }

    var integer: Int64? {
        guard case .integer(let number) = self.value else { return nil }
        return number
    }

    var number: Int? { self.integer.flatMap { Int(exactly: $0) } }

    /// One text, or those of a list.
    var texts: [String] {
        if let text = self.text { return [text] }
        return (self.value?.items ?? []).compactMap { item in
            if case .text(let text) = item { text } else { nil }
        }
    }

    /// The keys of an object with their texts, in the order of the keys.
    var pairs: [RecordFieldValue] {
        let entries = (self.value?.entries ?? []).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return entries.compactMap { entry in
            if case .text(let text) = entry.value { RecordFieldValue(entry.key, text) } else { nil }
        }
    }

    /// The case of an enumeration whose raw values are the table's words.
    func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) -> Choice? {
        self.text.flatMap(Choice.init(rawValue:))
    }

    /// What has been found, or a fault that stops the reading. It never happens to a document that was judged.
    func needed<Value>(_ value: Value?) throws(ProfileFaults) -> Value {
        guard let value else {
            throw ProfileFaults([ProfileFault(self.path, .wrongKind, "is not what a source's document says here")])
        }
        return value
    }
}
