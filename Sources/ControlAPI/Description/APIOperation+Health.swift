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

    // MARK: - Pages for people

    private static let page = APIAnswer(status: 200, meaning: "The page", content: .raw(mediaType: "text/html"))

    static let leadToConsole = Self(
        "leadToConsole", .health, "Leads to the console",
        answers: [APIAnswer(status: 302, meaning: "The console's address", content: .nothing)])
    static let showConsole = Self("showConsole", .health, "The console", answers: [Self.page])
    static let showConsoleFile = Self("showConsoleFile", .health, "A file of the console", answers: [Self.page])

    static let showCaller = Self(
        "showCaller", .tokens, "Whose the token is, and what its holder may do",
        answers: [.json(.object(["name": .text("ops"), "roles": .list(of: .words(AccessRole.self))]))])

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
            .order,
            .limit(standard: APILimits.auditEntriesDefault, max: auditEntriesMax),
            .query("caller", .printable, "Only what this caller did"),
            .query("subject", .printable, "Only what was done to this: a UUID or a name"),
        ], answers: [.json(.auditPage)])
}
