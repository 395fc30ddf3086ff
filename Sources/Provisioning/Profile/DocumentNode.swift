/// A row of the table that says what a kind of document may hold.
protocol DocumentField: Sendable {
    /// Keys with dots between them; `[]` stands for any item of a list.
    var path: String { get }
    /// What its absence means; `nil` when nothing takes its place.
    var standard: DocumentValue? { get }
    /// The whole of such a document.
    static var root: DocumentSchemaNode<Self> { get }
}

extension DocumentField {
    /// The keys of the path.
    package var keys: [String] {
        self.path.split(separator: ".").map { $0.hasSuffix("[]") ? String($0.dropLast(2)) : String($0) }
    }
}

/// One field with the fields below it.
package struct DocumentSchemaNode<Field: Sendable>: Sendable {
    /// The row of the table.
    package let field: Field
    /// The last key of the field's path; empty for the document.
    package let key: String
    /// In the table's order. Of a list of objects these are the fields of each object.
    package let children: [DocumentSchemaNode]

    /// - Parameters:
    ///   - fields: those below the field, with the keys of their paths.
    ///   - depth: how many keys lead to the field.
    init(_ field: Field, key: String = "", in fields: [(field: Field, keys: [String])], depth: Int = 0) {
        self.field = field
        self.key = key
        self.children = fields.filter { $0.keys.count == depth + 1 }.map { child in
            let below = fields.filter { $0.keys.count > depth + 1 && $0.keys[depth] == child.keys[depth] }
            return DocumentSchemaNode(child.field, key: child.keys[depth], in: below, depth: depth + 1)
        }
    }

    /// The field under a key.
    package func child(_ key: String) -> DocumentSchemaNode? { self.children.first { $0.key == key } }
}

/// One place of a document beside its field in the table: what stands there, or what its absence means.
struct DocumentNode<Field: DocumentField> {
    let schema: DocumentSchemaNode<Field>
    let path: String
    /// What the document says; `nil` when it says nothing.
    let written: DocumentValue?

    init(_ document: DocumentValue) {
        self.init(schema: Field.root, path: "", written: document)
    }

    private init(schema: DocumentSchemaNode<Field>, path: String, written: DocumentValue?) {
        self.schema = schema
        self.path = path
        self.written = written
    }

    /// The field under a key, which must be one of the table's.
    subscript(key: String) -> DocumentNode {
        guard let child = self.schema.child(key) else {
            preconditionFailure("the table has no field \(ProfileShape.path(self.schema.field.path, key))")
        }
        return DocumentNode(schema: child, path: ProfileShape.path(self.path, key), written: self.written?[key])
    }

    /// Whether the document has it.
    var isWritten: Bool { self.written != nil }

    /// What holds: what is written, or what the table puts in its place.
    var value: DocumentValue? { self.written ?? self.schema.field.standard }

    /// The items of a list; none for anything else.
    var items: [DocumentNode] {
        (self.value?.items ?? []).enumerated().map { index, value in
            DocumentNode(schema: self.schema, path: "\(self.path)[\(index)]", written: value)
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

    /// The case of an enumeration whose raw values are the table's words.
    func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) -> Choice? {
        self.text.flatMap(Choice.init(rawValue:))
    }

    /// What has been found, or a fault that stops the reading. It never happens to a document of the right shape.
    func needed<Value>(_ value: Value?) throws(ProfileFaults) -> Value {
        guard let value else {
            throw ProfileFaults([ProfileFault(self.path, .wrongKind, "is not what the schema says")])
        }
        return value
    }
}
