import Inventory

/// Every field of a source's document, in one table. Shape, defaults, JSON Schema and the reference page are made from it.
package enum SourceSchema {
    /// The table, in the order in which a document is best read.
    package static let fields: [SourceField] = Self.groups.flatMap(\.fields)

    /// The same in groups, each with its heading.
    static let groups: [(heading: String, fields: [SourceField])] = [
        ("The source", Self.general), ("Connection", Self.connection), ("Feeds", Self.feeds),
        ("Columns", Self.columns), ("Paging", Self.paging),
    ]

    /// The table as a tree; its root stands for the document.
    static let root: SourceSchemaNode = {
        let field = SourceField("", .object, isRequired: true, "A source of inventory.")
        return SourceSchemaNode(field, in: Self.fields.map { ($0, $0.keys) })
    }()

    private static let general: [SourceField] = [
        SourceField(
            "name", .text(SourceLimits.nameCharacters, .resourceName), isRequired: true,
            "Name of the source. `schema`, `validate`, `.` and `..` are taken."),
        SourceField(
            "kind", .oneOf(SourceKind.allCases.map(\.rawValue)), isRequired: true,
            "What it is: `altiris` has feeds of its own, `json`, `csv` and `xml` say how bodies are read where a feed says nothing, records of `push` are brought by the API."
        ),
        SourceField("enabled", .flag, standard: true, "Whether it is read and believed."),
        SourceField("trust", .object, "How far it is believed, field by field: 1 is believed first."),
        Self.rank("fqdn", "names"), Self.rank("profile", "profiles that it names"), Self.rank("site", "sites"),
        Self.rank("amtVersion", "releases of AMT"),
        SourceField(
            "freshDays", .integer(SourceLimits.freshDays, unit: "days"), standard: 0,
            "Data older than this counts less than any that is not; 0: it never counts as old. A record that tells no time of its own is as old as its last change, or as the last whole sync, whichever came later."
        ),
        SourceField("schedule", .object, "When it is read."),
        SourceField(
            "schedule.everySeconds", .integer(SourceLimits.everySeconds, unit: "seconds"),
            standard: .integer(Int64(SourceSchedule().everySeconds)), "Between two syncs of any kind."),
        SourceField(
            "schedule.wholeEverySeconds", .integer(SourceLimits.wholeEverySeconds, unit: "seconds"),
            standard: .integer(Int64(SourceSchedule().wholeEverySeconds)),
            "Between two whole syncs; the ones between ask for what has changed, where a feed has `{since}`."),
        SourceField(
            "shrinkPercentMax", .integer(SourceLimits.shrinkPercent, unit: "percent"),
            standard: .integer(Int64(SourceDefinition(name: "", feeds: []).shrinkPercentMax)),
            "A whole sync that misses more than this share of the known records takes nothing away until an operator agrees."
        ),
        SourceField(
            "server", .url(.server), "With `altiris`: where the Notification Server is; makes the usual feeds."),
        SourceField("reports", .object, "With `server`: the reports that are run there."),
        SourceField(
            "reports.capability", .guid, standard: .text(AltirisFeeds.capabilityReport),
            "Item of the report with `_ResourceGuid` and `UUID`."),
        SourceField(
            "reports.location", .guid, standard: .text(AltirisFeeds.locationReport),
            "Item of the report with `_ResourceGuid` and `Fully Qualified Domain Name`."),
    ]

    private static func rank(_ key: String, _ what: String) -> SourceField {
        SourceField(
            "trust.\(key)",
            .integer(Int64(SourceTrust.ranks.lowerBound)...Int64(SourceTrust.ranks.upperBound), unit: ""),
            standard: .integer(Int64(SourceTrust.standardRank)), "Rank of its \(what).")
    }

    private static let connection: [SourceField] = {
        let standard = SourceConnection()
        return [
            SourceField("connection", .object, "How it is called."),
            SourceField("connection.authentication", .object, "How the server proves itself."),
            SourceField(
                "connection.authentication.scheme", .oneOf(SourceScheme.allCases.map(\.rawValue)), isRequired: true,
                "`negotiate` takes the Kerberos ticket of the process; `header` sends the secret in a header of the source's own."
            ),
            SourceField(
                "connection.authentication.username", .text(1...256, .free),
                "With `basic`, `digest` and `ntlm`; `DOMAIN\\user` with `ntlm`."),
            SourceField(
                "connection.authentication.secret", .secretName, "Name of the stored password, token or key."),
            SourceField("connection.authentication.header", .text(1...64, .visible), "With `header`: its name."),
            SourceField(
                "connection.proxy", .url(.proxy), "`http://host:port`; none without it, whatever the environment says."),
            SourceField(
                "connection.authority", .certificates, "Certificates that are trusted in place of the system's."),
            SourceField(
                "connection.clientCertificate", .certificates, "What the server shows, with those that signed it."),
            SourceField("connection.clientKey", .secret, "The private key to it, as PEM."),
            SourceField(
                "connection.stallSeconds", .integer(SourceLimits.stallSeconds, unit: "seconds"),
                standard: .integer(Int64(standard.stallSeconds)),
                "Longest wait for the first byte of an answer, and between two pieces of it."),
            SourceField(
                "connection.answerSecondsMax", .integer(SourceLimits.answerSeconds, unit: "seconds"),
                standard: .integer(Int64(standard.answerSecondsMax)), "Longest time for one whole answer."),
            SourceField(
                "connection.answerBytesMax", .integer(SourceLimits.answerBytes, unit: "bytes"),
                standard: .integer(standard.answerBytesMax), "Largest answer."),
            SourceField(
                "connection.requestsPerMinuteMax", .integer(SourceLimits.requestsPerMinute, unit: ""),
                standard: .integer(Int64(standard.requestsPerMinuteMax)), "What the source is spared."),
            SourceField(
                "connection.attemptsMax", .integer(SourceLimits.attempts, unit: ""),
                standard: .integer(Int64(standard.attemptsMax)), "Attempts at one request before the sync fails."),
        ]
    }()
}

/// What a source is.
package enum SourceKind: String, CaseIterable, Sendable {
    /// A Notification Server, with feeds that need not be written.
    case altiris
    case json
    case csv
    case xml
    /// Without feeds: records come by the API.
    case push
}

/// How the server proves itself to a source, as the document names it.
enum SourceScheme: String, CaseIterable {
    case none, basic, digest, ntlm, negotiate, bearer, header

    /// The keys beside the scheme that it wants; it takes no others.
    var keys: [String] {
        switch self {
        case .none, .negotiate: []
        case .basic, .digest, .ntlm: ["username", "secret"]
        case .bearer: ["secret"]
        case .header: ["header", "secret"]
        }
    }
}
