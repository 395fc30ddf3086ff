import Provisioning

/// Shapes of keys, passwords, secrets, tokens and of the audit log.
extension APISchema {
    static func secretValue(bytesMax: Int) -> Self { .object(["value": .text("S3cret!value", 1...bytesMax)]) }

    static let secrets = Self.object([
        "secrets": .list(of: .object(["name": .name, "version": .number, "changedAt": .moment]))
    ])

    static let keptSecret = Self.object(["name": .name, "version": .number])

    // MARK: - Keys that seal

    static let sealingKey = Self.object([
        "key": .text("2026-03"), "state": .words(["current", "older", "missing"]), "total": .count,
        "records": .counts(by: SealedKind.self),
    ])

    private static let census: KeyValuePairs<String, APISchema> = [
        "remaining": .count, "keys": .list(of: .reference(.sealingKey)),
    ]

    static let sealingCensus = Self.object(Self.census)

    static let rotationOrder = Self.object(
        needed: [:],
        optional: [
            "count": .integer(1...Int64(APILimits.recordsRotatedMax)), "after": .reference(.rotationPlace).orNull,
        ])

    static let rotationPlace = Self.object([
        "kind": .words(SealedKind.self), "key": .text("2025-11"), "record": .text("first 1"),
    ])

    static let rotationStep = Self.object([
        "rewrapped": .counts(by: SealedKind.self), "left": .count, "failed": .list(of: .reference(.sealingFailure)),
        "next": .reference(.rotationPlace).orNull,
    ]).adding(Self.census)

    static let sealingFailure = Self.object([
        "kind": .words(SealedKind.self), "record": .text("first 1"), "part": .text("value"), "key": .text("2025-11"),
        "reason": .words(SealedFailure.Reason.self),
    ])

    static let verificationOrder = Self.object(
        needed: [:], optional: ["count": .integer(1...Int64(APILimits.recordsVerifiedMax))])

    static let verification = Self.object([
        "kinds": .list(
            of: .object([
                "kind": .words(SealedKind.self), "opened": .count, "failed": .list(of: .reference(.sealingFailure)),
            ]))
    ])

    // MARK: - Pre-shared keys and imports

    static let presharedKey = Self.object([
        "pid": .pid, "state": .words(PresharedKeyState.self), "device": .uuid.orNull, "since": .moment.orNull,
        "createdAt": .moment, "exportedAt": .moment.orNull,
    ])

    static let presharedKeyPage = Self.object([
        "keys": .list(of: .reference(.presharedKey), 0...APILimits.keysPerPageMax), "nextCursor": .pid.orNull,
    ])

    /// A key that cannot be used is one of the results, and not a fault of the call.
    static let keyImport = Self.object([
        "keys": .list(
            of: .document(
                [:], example: ["pid": "0000-037M", "pps": "NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"]),
            1...APILimits.importsPerCallMax)
    ])

    static let keysImported = Self.object([
        "imported": .count, "known": .count, "results": Self.results,
    ])

    static let credentialImport = Self.object([
        "credentials": .list(
            of: .document(
                [:],
                example: [
                    "uuid": "4c4c4544-0034-4a10-8056-c2c04f4d3832", "username": "admin", "password": "Old-Passw0rd",
                ]), 1...APILimits.importsPerCallMax)
    ])

    static let credentialsImported = Self.object(["kept": .count, "known": .count, "results": Self.results])

    private static let results = Self.list(of: .reference(.importResult), 1...APILimits.importsPerCallMax)

    static let importResult = Self.object([
        "result": .words(["imported", "kept", "known", "faulty", "refused"]),
        "reason": .words(ImportRefusal.self).orNull, "field": .text.orNull,
    ])

    static let generationOrder = Self.object(["count": .integer(1...Int64(APILimits.keysPerGenerationMax))])

    static let generatedKeys = Self.object(["pids": .list(of: .pid, 1...APILimits.keysPerGenerationMax)])

    static let exportOrder = Self.either([
        .object(
            needed: ["available": .document(["const": true], example: true)],
            optional: ["count": .integer(1...Int64(APILimits.keysPerExportMax)), "includeExported": .flag]),
        .object(["pids": .list(of: .pid, 1...APILimits.keysPerExportMax)]),
    ])

    static let exportedKeys = Self.object([
        "keys": .list(
            of: .object([
                "pid": .pid, "pps": .text("NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ", 32...32),
            ]), 0...APILimits.keysPerExportMax),
        "unknown": .list(of: .pid),
    ])

    // MARK: - Tokens and audit

    static let token = Self.object([
        "name": .name, "roles": .list(of: .text("viewer")), "createdAt": .moment, "lastUsedAt": .moment.orNull,
    ])

    static let tokenOrder = Self.object([
        "name": .document(
            [
                "type": "string", "minLength": 1, "maxLength": .integer(Int64(APILimits.nameCharactersMax)),
                "pattern": "^[a-z0-9._-]+$", "not": ["enum": [".", ".."]],
            ], example: "console"),
        "roles": .list(of: .words(AccessRole.self), 1...16),
    ])

    static let madeToken = Self.object([
        "name": .name, "roles": .list(of: .words(AccessRole.self)), "createdAt": .moment,
        "token": .text(String(repeating: "5a", count: 32), 64...64, pattern: "^[0-9a-f]+$"),
    ])

    static let auditPage = Self.object([
        "entries": .list(of: .reference(.auditEntry), 0...auditEntriesMax), "nextAfter": .number.orNull,
    ])

    static let auditEntry = Self.object([
        "number": .number, "at": .moment, "atMicroseconds": .integer(nil), "node": .text("node-1"),
        "caller": .text("first"), "address": .text("10.1.2.3"), "request": .text("4f1c2d3e4b5a6978"),
        "action": .text("POST /v1/devices/{uuid}/retry"), "subject": .text, "status": .integer(400...599).orNull,
        "previousHash": .hexadecimal, "hash": .hexadecimal,
    ])
}
