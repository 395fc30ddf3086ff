/// One field of a source's document: everything that is known about it.
package struct SourceField: Sendable {
    /// Keys with dots between them; `[]` stands for any item of a list: `feeds[].url`.
    package let path: String
    /// What may stand in it.
    package let kind: SourceFieldKind
    /// Whether its object must have it.
    package let isRequired: Bool
    /// What its absence means; `nil` when nothing takes its place, or when something else decides.
    package let standard: DocumentValue?
    /// One sentence.
    package let meaning: String

    init(
        _ path: String, _ kind: SourceFieldKind, isRequired: Bool = false, standard: DocumentValue? = nil,
        _ meaning: String
    ) {
        self.path = path
        self.kind = kind
        self.isRequired = isRequired
        self.standard = standard
        self.meaning = meaning
    }

    /// The keys of the path.
    var keys: [String] {
        self.path.split(separator: ".").map { $0.hasSuffix("[]") ? String($0.dropLast(2)) : String($0) }
    }
}

/// What may stand in a field of a source's document.
package enum SourceFieldKind: Sendable {
    case flag
    /// A whole number; the unit is a word for people.
    case integer(ClosedRange<Int64>, unit: String)
    /// Text of a length in bytes.
    case text(ClosedRange<Int>, ProfileAlphabet)
    case oneOf([String])
    /// The fields below it.
    case object
    /// Objects of the fields below it.
    case list(counts: ClosedRange<Int>)
    /// An object with exactly one of the fields below it, or one of these words.
    case form(words: [String])
    /// A column's name or JSON pointer, or a list of them.
    case columns
    /// Names of header fields with their values.
    case headers
    /// Names with a column each.
    case fieldColumns
    /// `{secret: NAME}`.
    case secret
    /// The name of a secret alone.
    case secretName
    case url(SourceURL.Use)
    /// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`
    case guid
    /// Certificates as PEM, one or more.
    case certificates
    /// The text of a request: any characters, over several lines.
    case body
}

/// One field with the fields below it.
struct SourceSchemaNode: Sendable {
    let field: SourceField
    /// The last key of the field's path; empty for the document.
    let key: String
    /// In the table's order. Of a list of objects these are the fields of each object.
    let children: [SourceSchemaNode]

    /// - Parameters:
    ///   - fields: those below the field, with the keys of their paths.
    ///   - depth: how many keys lead to the field.
    init(_ field: SourceField, key: String, in fields: [(field: SourceField, keys: [String])], depth: Int) {
        self.field = field
        self.key = key
        self.children = fields.filter { $0.keys.count == depth + 1 }.map { child in
            let below = fields.filter { $0.keys.count > depth + 1 && $0.keys[depth] == child.keys[depth] }
            return SourceSchemaNode(child.field, key: child.keys[depth], in: below, depth: depth + 1)
        }
    }

    func child(_ key: String) -> SourceSchemaNode? { self.children.first { $0.key == key } }
}
