import Inventory
import Logging
import Provisioning

extension APIOperation {
    static let showOverview = Self(
        "showOverview", .cluster, "The whole queue at a glance, and the last hour", answers: [.json(.overview)])

    static let listNodes = Self(
        "listNodes", .cluster, "Processes of the cluster, and those that left within a day",
        answers: [.json(.object(["nodes": .list(of: .node)]))])

    static let listSites = Self(
        "listSites", .cluster, "Sites, and how many devices of each are in which state",
        answers: [.json(.object(["sites": .list(of: .object(["name": .text("default"), "counts": .stateCounts]))]))])

    static let listJobs = Self(
        "listJobs", .cluster, "Housekeeping, and what came of it last",
        answers: [.json(.object(["jobs": .list(of: .job)]))])

    static let listSettings = Self(
        "listSettings", .cluster, "Settings of the node that answers; the value of a secret one is never shown",
        answers: [.json(.object(["settings": .list(of: .setting)]))])

    static let showLogLevel = Self(
        "showLogLevel", .cluster, "How much the cluster logs", answers: [.json(.logLevel)])

    static let setLogLevel = Self(
        "setLogLevel", .cluster, "Says how much the cluster logs; `null` for what each node's settings say",
        body: .needed(.logLevel), answers: [.json(.logLevel)])

    // MARK: - Devices that may be lost

    static let listLimbo = Self(
        "listLimbo", .devices, "Devices in the order in which their hello windows end, or those that are silent",
        [
            .query("cursor", .limboCursor, "`nextCursor` of the page before"),
            .limit(standard: APILimits.devicesPerPageDefault, max: APILimits.devicesPerPageMax),
            .query("silent", .flag, "Those whose window is over"),
        ], answers: [.json(.limboPage)])

    static let listExpected = Self(
        "listExpected", .devices, "Devices that inventory says have AMT, and that never said hello, each once",
        [
            .cursor(.anyUUID),
            .query(
                "limit", .integer(1...Int64(APILimits.recordsLookedAtMax)),
                "How many records of inventory are gone through, "
                    + "\(APILimits.recordsLookedAtDefault) unless told: a page has as many devices or fewer"),
        ],
        answers: [.json(.expectedPage)])

    /// Filters of a list of devices.
    static let deviceFilters: [APIParameter] = [
        .query("state", .words(DeviceState.self), "Only devices in this state"),
        .query("site", .text("default", 1...APILimits.nameCharactersMax), "Of this site"),
        .query("profile", .text("office", 1...APILimits.nameCharactersMax), "With this profile"),
        .query("problem", .words(ProblemCode.self), "With this problem"),
        .query("release", .text("16.1", pattern: "^[0-9]{1,6}(\\.[0-9]{1,6}){0,3}$"), "Of this release of AMT"),
        .query("fqdn", .text("pc-", 1...255, pattern: "^[0-9A-Za-z._-]+$"), "Whose names begin so"),
        .query(
            "address", .network, "At this address, or in this network"),
        .query("text", .text("4c4c"), "Whose UUID, name or address begins so"),
    ]
}

extension APISchema {
    /// An address, or for IPv4 a network as well.
    static let network: Self = {
        let octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
        let v4 = "^\(octet)(\\.\(octet)){3}(/([12]?[0-9]|3[0-2]))?$"
        return .document(
            [
                "type": "string",
                "anyOf": .list([
                    .object([DocumentEntry("pattern", .text(v4))]), .object([DocumentEntry("format", .text("ipv6"))]),
                ]),
            ], example: "10.1.0.0/16")
    }()

    static let stateCounts = Self.counts(by: DeviceState.self)

    static let overview = Self.object([
        "counts": Self.stateCounts, "oldestReadyAt": .moment.orNull, "oldestWaitingAt": .moment.orNull,
        "minutes": .list(
            of: .object(["at": .moment, "hellos": .count, "provisioned": .count, "failed": .count])),
        "limbo": .list(of: .object(["band": .words(LimboBand.self), "devices": .count])),
    ])

    static let node = Self.object([
        "id": .count, "name": .text("node-1"), "role": .text("worker"), "version": .text("1.0.0").orNull,
        "startedAt": .moment.orNull, "seenAt": .moment.orNull, "leftAt": .moment.orNull,
        "state": .words(NodeView.State.self), "leases": .count,
    ])

    static let job = Self.object([
        "name": .text("reaper"), "node": .text("node-1").orNull, "lastStartedAt": .moment.orNull,
        "lastEndedAt": .moment.orNull, "outcome": .words(["done", "failed"]), "rows": .count.orNull,
        "detail": .text.orNull,
    ])

    static let setting = Self.object([
        "key": .text("worker.slots"), "value": .text("200").orNull, "isSecret": .flag,
        "origin": .words(SettingView.Origin.self),
    ])

    static let logLevel = Self.object(["level": .words(Logger.Level.self).orNull])

    /// A UUID for silent devices.
    static let limboCursor = Self.document(
        ["type": "string"], example: "1793491200000000_4c4c4544-0034-4a10-8056-c2c04f4d3832")

    static let limboPage = Self.object([
        "devices": .list(
            of: .object([
                "uuid": .uuid, "fqdn": .text("pc-7.corp.example").orNull, "site": .text("default"),
                "state": .words(DeviceState.self), "kind": .words(["pki", "psk"]), "retryCount": .count,
                "problem": .text("psk-unknown").orNull, "amtVersion": .text("16.1.25").orNull,
                "firstHelloAt": .moment.orNull, "lastHelloAt": .moment.orNull, "windowEndsAt": .moment,
                "windowEndsEarliestAt": .moment.orNull, "windowEndsLatestAt": .moment.orNull,
                "confidence": .words(WindowEstimate.Confidence.self), "restart": .text,
            ]), 0...APILimits.devicesPerPageMax),
        "nextCursor": .text("1793491200000000_4c4c4544-0034-4a10-8056-c2c04f4d3832").orNull,
    ])

    static let expectedPage = Self.object([
        "devices": .list(
            of: .object([
                "uuid": .uuid, "fqdn": .text("pc-7.corp.example").orNull, "amtVersion": .text("16.1.25").orNull,
                "source": .name, "site": .text("default").orNull, "reportedAt": .moment.orNull,
            ])),
        "nextCursor": .uuid.orNull,
    ])
}
