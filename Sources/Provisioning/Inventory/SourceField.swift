/// One field of a source's document: everything that is known about it.
package struct SourceField: DocumentField {
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

/// One field of sources with the fields below it.
typealias SourceSchemaNode = DocumentSchemaNode<SourceField>

extension SourceField {
    static var root: SourceSchemaNode { SourceSchema.root }
}
