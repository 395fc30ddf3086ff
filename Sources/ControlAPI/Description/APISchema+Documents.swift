import Provisioning

/// Shapes of documents that are kept in versions, and of what is wrong with one.
extension APISchema {
    static let fault = Self.object([
        "path": .text("users.digest[2].password"), "code": .words(ProfileFault.Code.self),
        "text": .text("names no secret that is stored"),
    ])

    static let change = Self.object([
        "path": .text("kvm.enabled"), "from": .anything.orNull, "to": .anything.orNull,
    ])

    static let keptDocument = Self.object([
        "name": .name, "version": .number, "changed": .flag, "warnings": .list(of: .reference(.fault)),
    ])

    static let judgement = Self.object([
        "name": .name, "newestVersion": .number.orNull, "changes": .list(of: .reference(.change)),
        "warnings": .list(of: .reference(.fault)),
    ])

    static let documentVersion = Self.object([
        "name": .name, "version": .number, "author": .text("first"), "createdAt": .moment,
    ])

    /// As it was kept; an older version may have another form than new ones must.
    private static let anyDocument = Self.document(["type": "object"], example: ["schema": 1, "name": "office"])

    static let profile = Self.documentVersion.adding(["document": Self.anyDocument])

    static let versions = Self.object([
        "name": .name, "versions": .list(of: .reference(.documentVersion), 0...APILimits.versionsPerPageMax),
        "nextCursor": .versionCursor.orNull,
    ])

    /// The version at which a page of a history ends.
    static let versionCursor = Self.text("12", pattern: "^[1-9][0-9]{0,8}$")

    /// Version 0 is the standard policy, which nobody has kept.
    static let policy = Self.object([
        "name": .words([AssignmentPolicy.documentName]), "version": .count, "author": .text("first").orNull,
        "createdAt": .moment.orNull, "document": Self.anyDocument,
    ])

    static let profileDocument = Self.document(
        ProfileSchema.jsonSchema.embedded(as: .profileDocument), example: ["schema": 1, "name": "office"])

    static let sourceDocument = Self.document(
        SourceSchema.jsonSchema.embedded(as: .sourceDocument), example: ["name": "agent", "kind": "push"])

    static let policyDocument = Self.object(
        needed: ["schema": .integer(Int64(AssignmentPolicy.schemaVersion)...Int64(AssignmentPolicy.schemaVersion))],
        optional: [
            "enabled": .flag,
            "rules": .list(
                of: .object(["name": .name, "when": Self.conditions, "profile": .name]),
                0...PolicyReader.ruleCountMax),
            "sourceProfile": .flag,
            "families": .list(
                of: .object(["releases": Self.releases, "profile": .name]), 0...PolicyReader.familyCountMax),
            "defaultProfile": .name.orNull, "dnsFallback": .flag, "propsCommand": .words(PropsUse.self),
        ])

    private static let conditions = Self.object(
        needed: [:],
        optional: [
            "fqdn": Self.items("kiosk-*.corp.example"), "domain": Self.items("corp.example"),
            "site": Self.items("default"), "subnets": Self.items("10.1.0.0/16"), "releases": Self.releases,
            "fields": .map(.text, example: [("owner", "sales")]),
            "sources": .list(of: .name, 1...PolicyReader.conditionItemsMax),
        ])

    private static func items(_ example: String) -> Self {
        .list(of: .text(example), 1...PolicyReader.conditionItemsMax)
    }

    private static let releases = Self.object(
        needed: [:], optional: ["from": Self.release("11.8"), "before": Self.release("16.0")])

    private static func release(_ example: String) -> Self {
        .either([.text(example, pattern: "^[0-9]{1,3}(\\.[0-9]{1,5}){0,3}$"), .integer(0...999)])
    }

    static let dryRun = Self.object([
        "devices": .count, "unnamed": .count, "neverCalled": .count, "complete": .flag,
        "moves": .list(
            of: .object([
                "from": .name.orNull,
                "to": .object([
                    "kind": .words(["profile", "unknown-profile", "unassigned", "waits"]), "profile": .name.orNull,
                ]),
                "changes": .flag, "count": .count,
                "examples": .list(
                    of: .object([
                        "uuid": .uuid, "fqdn": .text("pc-7.corp.example"), "origin": .text("rule kiosks").orNull,
                    ]), 0...5),
            ])),
        "decided": .list(of: .object(["origin": .text("default"), "count": .count])),
    ])
}

extension DocumentValue {
    /// A schema that stands for itself, as a component: its own definitions become components beside it.
    func embedded(as component: APIComponent) -> DocumentValue {
        guard let entries = self.entries else { return self }
        return .object(entries.filter { !["$schema", "$defs"].contains($0.key) }).moved(to: component)
    }

    /// The definitions of such a schema, by the names that they have as components.
    func definitions(of component: APIComponent) -> [DocumentEntry] {
        (self["$defs"]?.entries ?? []).map {
            DocumentEntry(Self.name(of: $0.key, in: component), $0.value.moved(to: component))
        }
    }

    private func moved(to component: APIComponent) -> DocumentValue {
        switch self {
        case .list(let items): return .list(items.map { $0.moved(to: component) })
        case .object(let entries):
            return .object(
                entries.map { entry in
                    guard entry.key == "$ref", case .text(let place) = entry.value, place.hasPrefix("#/$defs/") else {
                        return DocumentEntry(entry.key, entry.value.moved(to: component))
                    }
                    let name = Self.name(of: String(place.dropFirst("#/$defs/".count)), in: component)
                    return DocumentEntry("$ref", .text("#/components/schemas/" + name))
                })
        case .null, .flag, .integer, .number, .text: return self
        }
    }

    private static func name(of definition: String, in component: APIComponent) -> String {
        component.rawValue + "." + definition
    }
}
