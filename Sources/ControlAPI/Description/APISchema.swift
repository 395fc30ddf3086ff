import Provisioning

/// The shape of a JSON value as the API takes or gives it: what the description shows as JSON Schema (draft 2020-12).
///
/// Each shape has an example, so that the examples of the description are shapes that it describes.
indirect enum APISchema: Sendable {
    /// - counts: characters.
    case text(counts: ClosedRange<Int>?, pattern: String?, format: String?, example: String)
    case words([String])
    case integer(ClosedRange<Int64>?)
    case flag
    /// Any JSON value.
    case anything
    /// - counts: of the items.
    case list(APISchema, counts: ClosedRange<Int>?)
    /// An object whose members' names are data.
    case map(APISchema, example: [(String, DocumentValue)])
    /// Members and no others.
    case object([APIMember])
    case orNull(APISchema)
    case reference(APIComponent)
    /// One of several shapes; the first one is the example.
    case either([APISchema])
    /// A schema that is kept elsewhere, with an example.
    case document(DocumentValue, example: DocumentValue)
}

/// A member of an object.
struct APIMember: Sendable {
    let name: String
    let schema: APISchema
    /// Whether it is always there.
    let isRequired: Bool
}

// MARK: - Words for shapes

extension APISchema {
    /// Any text.
    static let text = Self.text(counts: nil, pattern: nil, format: nil, example: "text")

    static func text(_ example: String, _ counts: ClosedRange<Int>? = nil, pattern: String? = nil) -> Self {
        .text(counts: counts, pattern: pattern, format: nil, example: example)
    }

    /// 8-4-4-4-12, in lower case.
    static let uuid = Self.text(
        counts: 36...36, pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", format: "uuid",
        example: "4c4c4544-0034-4a10-8056-c2c04f4d3832")

    /// As callers may write it. Two values stand for "not set" in firmware and name no device.
    static let anyUUID = Self.document(
        [
            "type": "string", "format": "uuid", "minLength": 36, "maxLength": 36,
            "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
            "not": ["pattern": "^([0-]{36}|[Ff-]{36})$"],
        ], example: "4c4c4544-0034-4a10-8056-c2c04f4d3832")

    /// Any text without control characters.
    static let printable = Self.text("office", pattern: "^[^\\u0000-\\u001f\\u007f]*$")

    /// RFC 3339 in UTC.
    static let moment = Self.text(
        counts: nil, pattern: nil, format: "date-time", example: "2026-03-04T05:06:07.000000Z")

    /// A name of a profile, secret, source, token or certificate.
    static let name = Self.text("office", 1...APILimits.nameCharactersMax, pattern: "^[a-z0-9._-]+$")

    /// Bytes as hexadecimal digits.
    static let hexadecimal = Self.text("5a01", pattern: "^([0-9a-f]{2})*$")

    /// PIDs, with or without their dash.
    static let pid = Self.text("0000-037M", pattern: "^[0-9A-Z]{4}-?[0-9A-Z]{4}$")

    /// Counted from 0.
    static let count = Self.integer(0...Int64.max)

    /// Counted from 1.
    static let number = Self.integer(1...Int64.max)

    /// The words of a closed enumeration.
    static func words<Word: CaseIterable & RawRepresentable>(_ type: Word.Type) -> Self
    where Word.RawValue == String { .words(Word.allCases.map(\.rawValue)) }

    static func list(of schema: APISchema, _ counts: ClosedRange<Int>? = nil) -> Self { .list(schema, counts: counts) }

    /// Members that are always there, as in every answer.
    static func object(_ members: KeyValuePairs<String, APISchema>) -> Self {
        .object(members.map { APIMember(name: $0.key, schema: $0.value, isRequired: true) })
    }

    /// Members that have to be there, and those that may be left out.
    static func object(
        needed: KeyValuePairs<String, APISchema>, optional: KeyValuePairs<String, APISchema>
    ) -> Self {
        .object(
            needed.map { APIMember(name: $0.key, schema: $0.value, isRequired: true) }
                + optional.map { APIMember(name: $0.key, schema: $0.value, isRequired: false) })
    }

    /// A number for each word of a closed enumeration.
    static func counts<Word: CaseIterable & RawRepresentable>(by type: Word.Type) -> Self
    where Word.RawValue == String {
        .object(Word.allCases.map { APIMember(name: $0.rawValue, schema: .count, isRequired: true) })
    }

    var orNull: Self { .orNull(self) }

    /// This object with more members.
    func adding(_ members: KeyValuePairs<String, APISchema>) -> Self {
        guard case .object(let mine) = self else { preconditionFailure("only objects have members") }
        return .object(mine + members.map { APIMember(name: $0.key, schema: $0.value, isRequired: true) })
    }
}

// MARK: - As JSON Schema

extension APISchema {
    var json: DocumentValue {
        switch self {
        case .text(let counts, let pattern, let format, _): Self.textJSON(counts, pattern, format)
        case .words(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .integer(let range): Self.integerJSON(range)
        case .flag: ["type": "boolean"]
        case .anything: .object([])
        case .list(let item, let counts): Self.listJSON(item, counts)
        case .map(let value, _): ["type": "object", "additionalProperties": value.json]
        case .object(let members):
            [
                "type": "object",
                "properties": .object(members.map { DocumentEntry($0.name, $0.schema.json) }),
                "required": .list(members.filter(\.isRequired).map { .text($0.name) }),
                "additionalProperties": false,
            ]
        case .orNull(let schema): schema.jsonOrNull
        case .reference(let component): ["$ref": .text(component.place)]
        case .either(let schemas): ["anyOf": .list(schemas.map(\.json))]
        case .document(let document, _): document
        }
    }

    /// `null` beside the type's own name where there is one: most programs that make code of it read that best.
    private var jsonOrNull: DocumentValue {
        guard case .object(var entries) = self.json, case .text(let type)? = self.json["type"] else {
            return ["anyOf": [self.json, ["type": "null"]]]
        }
        for (index, entry) in entries.enumerated() {
            switch (entry.key, entry.value) {
            case ("type", _): entries[index] = DocumentEntry("type", [.text(type), "null"])
            case ("enum", .list(let words)): entries[index] = DocumentEntry("enum", .list(words + [.null]))
            default: break
            }
        }
        return .object(entries)
    }

    private static func textJSON(_ counts: ClosedRange<Int>?, _ pattern: String?, _ format: String?) -> DocumentValue {
        var entries = [DocumentEntry("type", "string")]
        if let format { entries.append(DocumentEntry("format", .text(format))) }
        if let counts {
            entries.append(DocumentEntry("minLength", .integer(Int64(counts.lowerBound))))
            entries.append(DocumentEntry("maxLength", .integer(Int64(counts.upperBound))))
        }
        if let pattern { entries.append(DocumentEntry("pattern", .text(pattern))) }
        return .object(entries)
    }

    private static func integerJSON(_ range: ClosedRange<Int64>?) -> DocumentValue {
        var entries = [DocumentEntry("type", "integer"), DocumentEntry("format", "int64")]
        if let range {
            entries.append(DocumentEntry("minimum", .integer(range.lowerBound)))
            // The format says as much.
            if range.upperBound < Int64.max { entries.append(DocumentEntry("maximum", .integer(range.upperBound))) }
        }
        return .object(entries)
    }

    private static func listJSON(_ item: APISchema, _ counts: ClosedRange<Int>?) -> DocumentValue {
        var entries = [DocumentEntry("type", "array"), DocumentEntry("items", item.json)]
        if let counts {
            entries.append(DocumentEntry("minItems", .integer(Int64(counts.lowerBound))))
            entries.append(DocumentEntry("maxItems", .integer(Int64(counts.upperBound))))
        }
        return .object(entries)
    }

    /// A value of this shape.
    var example: DocumentValue {
        switch self {
        case .text(_, _, _, let example): .text(example)
        case .words(let words): words.first.map { .text($0) } ?? .null
        case .integer(let range): .integer(max(range?.lowerBound ?? 1, min(1, range?.upperBound ?? 1)))
        case .flag: true
        case .anything: .text("anything")
        case .list(let item, _): [item.example]
        case .map(_, let example): .object(example.map { DocumentEntry($0.0, $0.1) })
        case .object(let members): .object(members.map { DocumentEntry($0.name, $0.schema.example) })
        case .orNull(let schema): schema.example
        case .reference(let component): component.schema.example
        case .either(let schemas): schemas.first?.example ?? .null
        case .document(_, let example): example
        }
    }
}
