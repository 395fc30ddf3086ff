import Provisioning

extension APIOperation {
    static let live = Self(
        "live", .health, "Whether the process serves",
        answers: [.json(.object(["status": .words(["alive"])]))])

    static let ready = Self(
        "ready", .health, "Whether the database has answered lately",
        answers: [.json(.object(["status": .words(["ready"])]))], problems: [.notReady])

    static let showMetrics = Self(
        "showMetrics", .health, "Metrics in Prometheus' text format",
        answers: [APIAnswer(status: 200, meaning: "The metrics", content: .raw(mediaType: "text/plain"))])

    static let describe = Self(
        "describe", .health, "This description",
        answers: [.json(.document(["type": "object"], example: ["openapi": "3.1.0"]))])

    static let showAuthority = Self(
        "showAuthority", .certificates, "The certificate of the cluster's authority, DER",
        answers: [
            APIAnswer(status: 200, meaning: "The certificate", content: .raw(mediaType: "application/pkix-cert"))
        ], problems: [.certificateUnknown, .databaseUnavailable, .overloaded])

    static let showRevocationList = Self(
        "showRevocationList", .certificates, "The authority's list of revoked certificates, DER",
        answers: [APIAnswer(status: 200, meaning: "The list", content: .raw(mediaType: "application/pkix-crl"))],
        problems: [.certificateUnknown, .databaseUnavailable, .overloaded])

    static let listAudit = Self(
        "listAudit", .audit, "The audit log, oldest first, with everything that its hashes are made of",
        [
            .query("after", .count, "`nextAfter` of the page before; 0 when it is left out"),
            .limit(standard: APILimits.auditEntriesDefault, max: auditEntriesMax),
            .query("caller", .printable, "Only what this caller did"),
            .query("subject", .printable, "Only what was done to this: a UUID or a name"),
        ], answers: [.json(.auditPage)])
}
