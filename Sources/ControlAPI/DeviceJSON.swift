import AMT
import Provisioning
import Telemetry

// How the API shows what the operator's book holds. Every member is always there; `null` means "not known" or "none".

extension JSONText {
    init(_ time: UnixTime?) { self.init(time.map { RFC3339.text(microseconds: $0.microseconds) }) }

    /// - Parameter hasSections: whether the sections of the profile were asked for; lists leave them out.
    init(_ device: DeviceView, hasSections: Bool) {
        var members: [(String, JSONText)] = [
            ("uuid", .string(device.uuid.description)),
            ("state", .string(device.state.rawValue)),
            ("site", .string(device.site)),
            ("fqdn", JSONText(device.fqdn)),
            ("address", JSONText(device.address?.text)),
            ("amtVersion", JSONText(device.amtVersion)),
            ("profile", JSONText(device.profile)),
            ("problem", device.problem.map { JSONText($0) } ?? .null),
            ("attempt", .integer(Int64(device.attempt))),
            ("nextAttemptAt", JSONText(device.nextAttemptAt)),
            ("firstHelloAt", JSONText(device.firstHelloAt)),
            ("lastHelloAt", JSONText(device.lastHelloAt)),
            ("provisionedAt", JSONText(device.provisionedAt)),
            ("profileVersion", device.profileVersion.map { .integer(Int64($0)) } ?? .null),
            ("proof", JSONText(device.proof)),
        ]
        if hasSections { members.append(("sections", .array(device.sections.map { JSONText($0) }))) }
        self = .object(members)
    }

    init(_ explanation: Explanation, of device: DeviceView) {
        self = .object([
            ("uuid", .string(device.uuid.description)),
            ("state", .string(device.state.rawValue)),
            ("code", JSONText(explanation.code)),
            ("summary", .string(explanation.summary)),
            ("seen", .array(explanation.seen.map { .string($0) })),
            ("concluded", .array(explanation.concluded.map { .string($0) })),
            ("next", .string(explanation.next)),
            ("nextAt", JSONText(explanation.nextAt)),
            (
                "actions",
                .array(
                    explanation.actions.map {
                        .object([("text", .string($0.text)), ("command", JSONText($0.command))])
                    })
            ),
            ("runbook", JSONText(explanation.code.map { "docs/operate/runbooks/\($0).md" })),
        ])
    }

    init(_ section: SectionView) {
        self = .object([
            ("section", .string(section.section)),
            ("state", .string(section.state.rawValue)),
            ("problem", section.problem.map { JSONText($0) } ?? .null),
            ("retryAt", JSONText(section.retryAt)),
            ("notedAt", JSONText(section.notedAt)),
        ])
    }

    init(_ problem: ProblemView) {
        self = .object([
            ("code", .string(problem.code)),
            ("detail", .string(problem.detail)),
            ("remedy", .string(problem.remedy)),
            ("evidence", .object(problem.evidence.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
    }

    init(_ entry: TimelineEntry) {
        self = .object([
            ("at", JSONText(entry.at)),
            ("kind", .string(entry.kind)),
            ("step", JSONText(entry.step)),
            ("outcome", JSONText(entry.outcome)),
            ("attempt", entry.attempt.map { .integer(Int64($0)) } ?? .null),
            ("leaseGeneration", entry.leaseGeneration.map { .integer($0) } ?? .null),
            ("detail", JSONText(entry.detail)),
        ])
    }

    /// The one place of the API where secrets become text.
    init(revealing credential: CredentialView) {
        self = .object([
            ("username", .string(credential.username)),
            ("password", .string(credential.password.reveal())),
            ("mebxPassword", JSONText(credential.mebxPassword?.reveal())),
            ("digestRealm", JSONText(credential.digestRealm)),
            ("version", .integer(Int64(credential.version))),
            ("status", .string(credential.status.rawValue)),
            ("createdAt", JSONText(credential.createdAt)),
            ("provenAt", JSONText(credential.provenAt)),
        ])
    }
}
