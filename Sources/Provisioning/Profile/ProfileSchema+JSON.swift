extension ProfileSchema {
    /// The table as JSON Schema (draft 2020-12), for editors. It judges the shape alone; what fields mean beside each other
    /// is judged by ``ProfileReader``.
    package static var jsonSchema: DocumentValue {
        .object(
            [
                DocumentEntry("$schema", "https://json-schema.org/draft/2020-12/schema"),
                DocumentEntry("title", "Profile"),
            ] + (Self.schema(Self.root).entries ?? []) + [
                DocumentEntry(
                    "$defs",
                    [
                        "secretName": ["type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[a-z0-9._-]*$"],
                        "secret": [
                            "type": "object", "properties": ["secret": ["$ref": "#/$defs/secretName"]],
                            "required": ["secret"], "additionalProperties": false,
                        ],
                    ])
            ])
    }

    private static func schema(_ node: ProfileSchemaNode) -> DocumentValue {
        var object = DocumentObject()
        object.put("description", .text(node.field.meaning))
        object.put("default", node.field.standard)
        for entry in Self.schema(node.field.kind, node).entries ?? [] { object.put(entry.key, entry.value) }
        return object.value
    }

    private static func schema(_ kind: ProfileFieldKind, _ node: ProfileSchemaNode) -> DocumentValue {
        switch kind {
        case .flag: ["type": "boolean"]
        case .integer(let range, _):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .text(let counts, let alphabet):
            // A character of free text may be several bytes: the least is judged by the reader.
            Self.text(alphabet.pattern, min(counts.lowerBound, 1)...counts.upperBound)
        case .oneOf(let choices): ["enum": .list(choices.map { .text($0.word) })]
        case .object:
            [
                "type": "object",
                "properties": .object(node.children.map { DocumentEntry($0.key, Self.schema($0)) }),
                "required": .list(node.children.filter(\.field.isRequired).map { .text($0.key) }),
                "additionalProperties": false,
            ]
        case .list(let item, let counts):
            [
                "type": "array", "items": Self.schema(item, node), "minItems": .integer(Int64(counts.lowerBound)),
                "maxItems": .integer(Int64(counts.upperBound)),
            ]
        case .secret: ["$ref": "#/$defs/secret"]
        case .secretName: ["$ref": "#/$defs/secretName"]
        case .certificate:
            Self.text("^\\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*$", 1...8200)
        case .address: Self.text("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$", 7...15)
        case .longAddress: Self.text("^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$", 2...45)
        case .host: Self.text("^[A-Za-z0-9:.-]*$", 1...HostText.characterCountMax)
        case .domain(let characterCountMax): Self.text("^[A-Za-z0-9.-]*$", 1...characterCountMax)
        case .url(let schemes, let characterCountMax):
            Self.text(
                "^(\(schemes.map(\.word).joined(separator: "|")))://[!$-;=?A-Z\\[\\]_a-z~]+$", 1...characterCountMax)
        case .sid: Self.text("^S-1-[0-9]+(-[0-9]+){1,5}$", 7...80)
        case .hexadecimal(let counts):
            Self.text("^([0-9A-Fa-f]{2})*$", counts.lowerBound * 2...counts.upperBound * 2)
        case .timeOfDay: Self.text("^([01][0-9]|2[0-3]):[0-5][0-9]$", 5...5)
        case .event: ["type": ["string", "integer"], "minimum": 0, "maximum": 65535]
        }
    }

    private static func text(_ pattern: String, _ counts: ClosedRange<Int>) -> DocumentValue {
        [
            "type": "string", "minLength": .integer(Int64(counts.lowerBound)),
            "maxLength": .integer(Int64(counts.upperBound)), "pattern": .text(pattern),
        ]
    }
}
