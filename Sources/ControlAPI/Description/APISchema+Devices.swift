import Inventory
import Provisioning

/// Shapes of what the API says of devices.
extension APISchema {
    static let device = Self.object([
        "uuid": .uuid, "state": .words(DeviceState.self), "site": .text("default"),
        "fqdn": .text("pc-7.corp.example").orNull, "address": .text("10.1.2.3").orNull,
        "amtVersion": .text("16.1.25").orNull, "profile": .name.orNull,
        "problem": .reference(.deviceProblem).orNull, "attempt": .count, "nextAttemptAt": .moment.orNull,
        "firstHelloAt": .moment.orNull, "lastHelloAt": .moment.orNull, "provisionedAt": .moment.orNull,
        "profileVersion": .count.orNull,
        // Text, because an older node may show what a newer one wrote.
        "proof": .text("pre-shared-key").orNull,
    ])

    static let deviceWithSections = Self.device.adding(["sections": .list(of: .reference(.deviceSection))])

    static let devicePage = Self.object([
        "devices": .list(of: .reference(.device), 0...APILimits.devicesPerPageMax), "nextCursor": .uuid.orNull,
    ])

    /// A device whose code an older node may not know, so that it is a text.
    static let deviceProblem = Self.object([
        "code": .text("psk-unknown"), "detail": .text("The device's PID belongs to no key that is known here."),
        "remedy": .text("Import the key with this PID, then retry."), "evidence": .evidence,
    ])

    static let evidence = Self.map(.text, example: [("hello.pid", "0000-037M")])

    static let deviceSection = Self.object([
        "section": .text("kvm"), "state": .words(SectionState.self), "problem": .reference(.deviceProblem).orNull,
        "retryAt": .moment.orNull, "notedAt": .moment,
    ])

    static let explanation = Self.object([
        "uuid": .uuid, "state": .words(DeviceState.self), "code": .text("psk-unknown").orNull,
        "summary": .text("pc-7.corp.example waits for you."), "seen": .list(of: .text), "concluded": .list(of: .text),
        "next": .text("Nothing happens by itself."), "nextAt": .moment.orNull,
        "actions": .list(
            of: .object([
                "text": .text("Take it up again."), "command": .text("provisionctl device retry UUID").orNull,
            ])),
        "runbook": .text("docs/operate/runbooks/psk-unknown.md").orNull,
    ])

    static let timelineEntry = Self.object([
        "at": .moment, "kind": .text("outcome"), "step": .text("commit-changes").orNull,
        "outcome": .text("verified").orNull, "attempt": .count.orNull, "leaseGeneration": .count.orNull,
        "detail": .text.orNull,
    ])

    static let credential = Self.object([
        "username": .text("admin"), "password": .text("N3w!pass"), "mebxPassword": .text("M3bx!pass").orNull,
        "digestRealm": .text("Digest:A4070000000000000000000000000000").orNull, "version": .number,
        "status": .words(CredentialStatus.self), "createdAt": .moment, "provenAt": .moment.orNull,
    ])

    static let deviceCertificate = Self.object([
        "serial": .hexadecimal, "fqdn": .text("pc-7.corp.example"), "notBefore": .moment, "notAfter": .moment,
        "issuedAt": .moment, "revokedAt": .moment.orNull, "reason": .words(RevocationReason.self).orNull,
    ])

    static let simulation = Self.object([
        "uuid": .uuid, "profile": .name, "profileVersion": .number.orNull, "release": .text("16.1.25").orNull,
        "readAt": .moment.orNull, "setup": .list(of: .text("set-clock")),
        "steps": .list(
            of: .object([
                "section": .words(ProfileSection.self), "step": .text("kvm"), "subject": .text.orNull,
                "changes": .list(
                    of: .object(["field": .text("kvm.enabled"), "from": .text("false").orNull, "to": .text("true")])),
            ])),
        "notApplicable": .sectionEvidence, "problems": .sectionEvidence, "warnings": .list(of: .reference(.fault)),
    ])

    private static let sectionEvidence = Self.list(
        of: .object(["section": .words(ProfileSection.self), "evidence": .evidence]))

    static let deviceActions = Self.object([
        "action": .words(DeviceOrder.self), "devices": .list(of: .anyUUID, 1...APILimits.devicesPerOrderMax),
    ])

    static let deviceActionResults = Self.object([
        "results": .list(
            of: .object([
                "uuid": .uuid, "done": .flag,
                "problem": .words(DeviceActionRoutes.problems.map(\.rawValue)).orNull,
            ]), 1...APILimits.devicesPerOrderMax)
    ])

    static let deviceName = Self.object(["uuid": .uuid])
}

/// Shapes of why a device has its name and its profile.
extension APISchema {
    static let resolution = Self.object([
        "uuid": .uuid, "address": .text("10.1.2.3").orNull, "release": .text("16.1.25").orNull,
        "fqdn": .reference(.resolvedValue).orNull,
        "profile": .object(["value": .name, "origin": .text("rule kiosks")]).orNull,
        "outcome": .words(["assigned", "asks-dns", "asks-props", "asks-release", "problem"]),
        "problem": .reference(.deviceProblem).orNull, "policyVersion": .count, "policyEnabled": .flag,
        "sourceProfile": .reference(.resolvedValue).orNull, "site": .reference(.resolvedValue).orNull,
        "amtVersion": .reference(.resolvedValue).orNull, "fields": .map(.text, example: [("owner", "sales")]),
        "sources": .list(of: .resolvingSource),
        "conflicts": .list(
            of: .object([
                "field": .words(ResolutionConflict.Field.self), "source": .name, "value": .text, "standing": .standing,
            ])),
    ])

    private static let standing = Self.words(["fresh", "stale", "vanished"])

    private static let resolvingSource = Self.object([
        "name": .name,
        "end": .words([
            "never-synced", "no-capability-record", "no-location-record", "fqdn-empty", "fqdn-malformed",
            "several-names", "found",
        ]),
        "names": .list(of: .text("pc-7.corp.example")), "lastError": .words(SourceFailure.Code.self).orNull,
        "standing": Self.standing.orNull, "ageDays": .count.orNull, "match": .reference(.recordMatch).orNull,
    ])

    static let resolvedValue = Self.object([
        "value": .text("pc-7.corp.example"), "source": .name, "dataAt": .moment, "standing": Self.standing,
        "match": .reference(.recordMatch),
    ])

    static let recordMatch = Self.object([
        "order": .words(RecordMatch.Order.self), "record": .reference(.keptRecord),
        "location": .reference(.keptRecord).orNull,
    ])

    static let keptRecord = Self.object([
        "changedAt": .moment, "vanishedAt": .moment.orNull, "says": .reference(.sourceRecord),
    ])
}
