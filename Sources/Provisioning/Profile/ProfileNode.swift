/// One place of a document beside its field in the schema: what stands there, or what its absence means.
struct ProfileNode {
    let schema: ProfileSchemaNode
    let path: String
    /// What the document says; `nil` when it says nothing.
    let written: DocumentValue?

    init(_ document: DocumentValue) {
        self.init(schema: ProfileSchema.root, path: "", written: document)
    }

    private init(schema: ProfileSchemaNode, path: String, written: DocumentValue?) {
        self.schema = schema
        self.path = path
        self.written = written
    }

    /// The field under a key, which must be one of the schema's.
    subscript(key: String) -> ProfileNode {
        guard let child = self.schema.child(key) else {
            preconditionFailure("the schema has no field \(ProfileShape.path(self.schema.field.path, key))")
        }
        return ProfileNode(
            schema: child, path: ProfileShape.path(self.path, key), written: self.written?[key])
    }

    /// Whether the document has it.
    var isWritten: Bool { self.written != nil }

    /// What holds: what is written, or what the schema puts in its place.
    var value: DocumentValue? { self.written ?? self.schema.field.standard }

    /// The items of a list; none for anything else.
    var items: [ProfileNode] {
        (self.value?.items ?? []).enumerated().map { index, value in
            ProfileNode(schema: self.schema, path: "\(self.path)[\(index)]", written: value)
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

    var number: UInt32? { self.integer.flatMap(UInt32.init(exactly:)) }

    /// The secret that is named here, in either form.
    var secret: SecretReference? {
        if let name = self.text { return SecretReference(name) }
        guard case .text(let name) = self.written?["secret"] else { return nil }
        return SecretReference(name)
    }

    /// The case of an enumeration whose raw values are the schema's words.
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
