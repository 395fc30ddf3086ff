import Provisioning

extension APIParameter {
    static let ifMatch = Self.header(
        "If-Match", .anyEntityTag, "Only over this version: the entity tag of an earlier answer")
    static let ifNone = Self.header("If-None-Match", .words(["*"]), "Only when there is none yet")
    static let unlessMatch = Self.header(
        "If-None-Match", .entityTags, "Entity tags of earlier answers: 304 when one of them is still the newest")
}

extension APIParameter {
    /// Which versions of a history are asked for.
    static let ofVersions: [Self] = [
        .cursor(.versionCursor),
        .limit(standard: APILimits.versionsPerPageDefault, max: APILimits.versionsPerPageMax),
    ]
}

extension APIAnswer {
    /// A writer's document that was kept.
    static let documentsKept: [Self] = [
        .json(200, "Kept as a newer version, or nothing changed", .reference(.keptDocument), headers: [.entityTag]),
        .json(201, "Kept as the first version", .reference(.keptDocument), headers: [.entityTag]),
    ]

    /// An answer with a version.
    static func tagged(_ schema: APISchema) -> [Self] {
        [
            .json(200, "The newest, or the version that was asked for", schema, headers: [.entityTag]),
            Self(status: 304, meaning: "Still the same version", content: .nothing, headers: [.entityTag]),
        ]
    }

    static let schema = Self(
        status: 200, meaning: "JSON Schema, draft 2020-12",
        content: .document(
            mediaType: "application/schema+json", .document(["type": "object"], example: ["type": "object"])))
}

extension APIOperation {
    static let listProfiles = Self(
        "listProfiles", .profiles, "The newest version of each profile, in order of names, without documents",
        answers: [.json(.object(["profiles": .list(of: .reference(.documentVersion))]))])

    static let showProfileSchema = Self(
        "showProfileSchema", .profiles, "JSON Schema of a profile's document", answers: [.schema])

    static let validateProfile = Self(
        "validateProfile", .profiles, "Judges a document as a write would, and keeps nothing",
        [
            .query(
                "release", .text("16.1", pattern: "^[0-9]{1,4}(\\.[0-9]{1,4}){0,3}$"),
                "It has to fit this release of AMT")
        ],
        body: .needed(.reference(.profileDocument)), answers: [.json(.reference(.judgement))],
        problems: [.profileInvalid])

    static let showProfile = Self(
        "showProfile", .profiles, "The newest version of a profile, with its document", [.unlessMatch],
        answers: APIAnswer.tagged(.profile), problems: [.profileUnknown])

    static let keepProfile = Self(
        "keepProfile", .profiles, "Keeps a document as the newest version; the same again changes nothing",
        [.ifMatch, .ifNone], body: .needed(.reference(.profileDocument)), answers: APIAnswer.documentsKept,
        problems: [.profileInvalid, .versionConflict])

    static let showProfileHistory = Self(
        "showProfileHistory", .profiles, "Versions of a profile, newest first, without documents",
        APIParameter.ofVersions, answers: [.json(.versions)], problems: [.profileUnknown])

    static let showProfileVersion = Self(
        "showProfileVersion", .profiles, "One version of a profile, with its document", [.unlessMatch],
        answers: APIAnswer.tagged(.profile), problems: [.profileUnknown])

    // MARK: - Policy

    static let showPolicy = Self(
        "showPolicy", .policy, "The newest assignment policy with its document; version 0 is the built-in one",
        [.query("version", .integer(1...Int64(Int32.max)), "Another version"), .unlessMatch],
        answers: [
            .json(200, "The newest, or the version that was asked for", .policy),
            APIAnswer(status: 304, meaning: "Still the same version", content: .nothing, headers: [.entityTag]),
        ], problems: [.policyUnknown])

    static let keepPolicy = Self(
        "keepPolicy", .policy, "Keeps a document as the newest policy; the same again changes nothing",
        [.ifMatch, .ifNone], body: .needed(.reference(.policyDocument)), answers: APIAnswer.documentsKept,
        problems: [.policyInvalid, .versionConflict])

    static let showPolicyHistory = Self(
        "showPolicyHistory", .policy, "Versions of the policy, newest first, without documents",
        APIParameter.ofVersions, answers: [.json(.versions)])

    static let validatePolicy = Self(
        "validatePolicy", .policy, "Judges a document as a write would, and keeps nothing",
        body: .needed(.reference(.policyDocument)), answers: [.json(.reference(.judgement))],
        problems: [.policyInvalid])

    static let tryPolicy = Self(
        "tryPolicy", .policy, "What a document, or without one the newest policy, would change",
        body: .optional(.reference(.policyDocument)), answers: [.json(.dryRun)], problems: [.policyInvalid])
}
