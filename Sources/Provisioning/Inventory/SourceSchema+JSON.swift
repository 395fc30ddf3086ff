extension SourceSchema {
    /// The table as JSON Schema (draft 2020-12), for editors. It judges the shape alone; what fields mean beside each other
    /// is judged by ``SourceReader``.
    package static var jsonSchema: DocumentValue {
        .object(
            [
                DocumentEntry("$schema", "https://json-schema.org/draft/2020-12/schema"),
                DocumentEntry("title", "Source"),
            ] + (Self.schema(Self.root).entries ?? []) + [
                DocumentEntry(
                    "$defs",
                    [
                        "secretName": Self.text(ProfileAlphabet.resourceName.pattern, SourceLimits.nameCharacters),
                        "secret": [
                            "type": "object", "properties": ["secret": ["$ref": "#/$defs/secretName"]],
                            "required": ["secret"], "additionalProperties": false,
                        ],
                        "column": Self.text(ProfileAlphabet.free.pattern, SourceLimits.columnBytes),
                        "columns": [
                            "anyOf": [
                                ["$ref": "#/$defs/column"],
                                [
                                    "type": "array", "items": ["$ref": "#/$defs/column"],
                                    "minItems": .integer(Int64(SourceLimits.columns.lowerBound)),
                                    "maxItems": .integer(Int64(SourceLimits.columns.upperBound)),
                                ],
                            ]
                        ],
                    ])
            ])
    }

    private static func schema(_ node: SourceSchemaNode) -> DocumentValue {
        var object = DocumentObject()
        object.put("description", .text(node.field.meaning))
        object.put("default", node.field.standard)
        for entry in Self.form(of: node).entries ?? [] { object.put(entry.key, entry.value) }
        return object.value
    }

    private static func form(of node: SourceSchemaNode) -> DocumentValue {
        switch node.field.kind {
        case .flag: ["type": "boolean"]
        case .integer(let range, _):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .text(let counts, let alphabet):
            // A character of free text may be several bytes: the least is judged by the reader.
            Self.text(alphabet.pattern, min(counts.lowerBound, 1)...counts.upperBound)
        case .oneOf(let words): ["enum": .list(words.map { .text($0) })]
        case .object: Self.object(node)
        case .list(let counts):
            [
                "type": "array", "items": Self.object(node), "minItems": .integer(Int64(counts.lowerBound)),
                "maxItems": .integer(Int64(counts.upperBound)),
            ]
        case .form(let words): Self.form(words, of: node)
        case .columns: ["$ref": "#/$defs/columns"]
        case .headers:
            [
                "type": "object", "maxProperties": .integer(Int64(SourceLimits.headers.upperBound)),
                "additionalProperties": Self.text(
                    ProfileAlphabet.printable.pattern, SourceLimits.headerValueCharacters),
            ]
        case .fieldColumns:
            [
                "type": "object", "maxProperties": .integer(Int64(SourceLimits.recordFields.upperBound)),
                "propertyNames": Self.text(ProfileAlphabet.name.pattern, SourceLimits.nameCharacters),
                "additionalProperties": ["$ref": "#/$defs/column"],
            ]
        case .secret: ["$ref": "#/$defs/secret"]
        case .secretName: ["$ref": "#/$defs/secretName"]
        case .url(let use): Self.text("^(\(use.schemes.joined(separator: "|")))://", SourceLimits.urlCharacters)
        case .guid: Self.text("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", 36...36)
        case .certificates: Self.text("-----BEGIN CERTIFICATE-----", SourceLimits.certificateBytes)
        case .body: Self.text(nil, SourceLimits.bodyBytes)
        }
    }

    private static func object(_ node: SourceSchemaNode) -> DocumentValue {
        [
            "type": "object", "properties": .object(node.children.map { DocumentEntry($0.key, Self.schema($0)) }),
            "required": .list(node.children.filter(\.field.isRequired).map { .text($0.key) }),
            "additionalProperties": false,
        ]
    }

    /// One of the words, or an object with one key.
    private static func form(_ words: [String], of node: SourceSchemaNode) -> DocumentValue {
        var object = DocumentObject()
        for entry in Self.object(node).entries ?? [] { object.put(entry.key, entry.value) }
        object.put("minProperties", 1)
        object.put("maxProperties", 1)
        guard !words.isEmpty else { return object.value }
        return ["anyOf": [["enum": .list(words.map { .text($0) })], object.value]]
    }

    private static func text(_ pattern: String?, _ counts: ClosedRange<Int>) -> DocumentValue {
        var object = DocumentObject()
        object.put("type", "string")
        object.put("minLength", .integer(Int64(counts.lowerBound)))
        object.put("maxLength", .integer(Int64(counts.upperBound)))
        object.put("pattern", text: pattern)
        return object.value
    }
}
