/// Every metric of ours, for the page's HELP lines, the reference, and the files that name them.
package struct MetricDescription: Sendable {
    /// What its samples are called besides their names' endings.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// As Prometheus reads it, ending included.
    package let name: String
    package let kind: Kind
    /// Names of its labels.
    package let labels: [String]
    /// One sentence.
    package let meaning: String
    /// What an operator should worry about, as Markdown; `nil` for a number that is only interesting.
    package let worry: String?

    /// The label with which the code makes it, but for its dots.
    package let label: String

    /// - Parameter label: where it is not the name without what the registry puts behind it.
    private init(
        _ name: String, _ kind: Kind, _ labels: [String], _ meaning: String, _ worry: String?, label: String? = nil
    ) {
        let ending = kind == .counter ? "_total" : kind == .histogram ? "_seconds" : ""
        self.label = label ?? (name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name)
        self.name = name
        self.kind = kind
        self.labels = labels
        self.meaning = meaning
        self.worry = worry
    }

    /// In the order of the reference.
    package static let all: [MetricDescription] = Self.listener + Self.worker + Self.api + Self.coordinator

    private static let listener: [MetricDescription] = [
        .init(
            "provision_hello_connections_total", .counter, [],
            "Connections that were taken on the hello port.",
            "stands still while devices are being delivered: DNS or firewall"),
        .init(
            "provision_hello_open_connections", .gauge, [],
            "Connections on the hello port that are open.",
            "near `listener.connections_max`: somebody holds connections open"),
        .init(
            "provision_hello_outcomes_total", .counter, ["outcome"],
            "How connections on the hello port ended.",
            "`not-stored`, `commit-timeout`: the database is slow or away; `full`, `source-full`, `unexpected-at-address`, `unexpected-at-site`: a flood"
        ),
        .init(
            "provision_hello_refusals_total", .counter, ["reason"],
            "Bytes that are no hello, by what was wrong with them.",
            "rises steadily: something on the network takes the port for another service"),
        .init(
            "provision_hello_received_total", .counter, ["version"],
            "Hellos that were read, repeats as well.",
            nil),
        .init(
            "provision_hello_batch_size", .histogram, [],
            "Hellos that one commit holds.",
            "always 1 under load: commits are not shared"),
        .init(
            "provision_hello_batch_seconds", .histogram, [],
            "From a batch being full or due to its commit.",
            "over a second: the database is slow", label: "provision_hello_batch_seconds"),
        .init(
            "provision_hello_batch_failures_total", .counter, [],
            "Batches that the database did not take.",
            "rises: the database is away; devices are reset and say hello again"),
    ]

    private static let worker: [MetricDescription] = [
        .init(
            "provision_worker_busy_slots", .gauge, [],
            "Devices that this worker works on.",
            "at `worker.slots` for long while devices wait: add workers"),
        .init(
            "provision_worker_claimed_total", .counter, [],
            "Requests that this worker has leased.",
            "stands still while devices are `discovered`: no worker of that site"),
        .init(
            "provision_step_duration_seconds", .histogram, ["step", "outcome"],
            "How long steps on devices take, by how they ended.",
            "`uncertain` rises: the network or firmware ends connections; `refused`: see [problems](problems.md)"),
        .init(
            "provision_request_settled_total", .counter, ["end"],
            "Attempts that ended, by how.",
            "any [problem](problems.md) that rises; `lease-lost` without a restart; `unsettled`: the last write did not reach the database"
        ),
    ]

    private static let api: [MetricDescription] = [
        .init(
            "provision_api_duration_seconds", .histogram, ["route", "status"],
            "How long the API takes to answer.",
            "`5xx`"),
        .init(
            "provision_api_problems_total", .counter, ["code"],
            "Answers that say no, by why.",
            "`token-refused` rises: somebody guesses; `role-insufficient`: a token is tried on what it is not for; `too-many-requests`: a script went wrong; `audit-unavailable`: nothing is changed and no password shown until the audit log can be written; `database-unavailable`"
        ),
        .init(
            "provision_certificate_end_seconds", .gauge, ["certificate"],
            "When a setup certificate ends, as Unix time.",
            "when a setup certificate ends, as Unix time: `provision_certificate_end_seconds - time() < 30 * 86400`"),
        .init(
            "provision_devices", .gauge, ["state"],
            "Devices by state, over the whole cluster; each API node shows the same.",
            "`parked` rises: see [problems](problems.md); `waiting` rises: inventory, network or firmware"),
        .init(
            "provision_limbo_devices", .gauge, ["band"],
            "Devices by how near the estimated end of their hello window is.",
            "`hour` rises: devices are about to fall silent faster than they are provisioned"),
        .init(
            "provision_queue_oldest_ready_seconds", .gauge, [],
            "For how long the oldest request is ready that no worker has taken, of expected devices that have said hello; 0 when there is none.",
            "over some minutes: too few workers, or none of a site"),
        .init(
            "provision_queue_oldest_waiting_seconds", .gauge, [],
            "Since the first hello of the oldest request that waits, of devices that have said hello; 0 when there is none.",
            "over a day: something is broken that nobody mends"),
        .init(
            "provision_cluster_looked_at_seconds", .gauge, [],
            "When this node last read the numbers of the whole cluster, as Unix time.",
            "`time() - provision_cluster_looked_at_seconds` over a minute: the node does not reach its database, and shows none of them"
        ),
        .init(
            "provision_nodes", .gauge, ["role"],
            "Processes that are alive, by role.",
            "0, or fewer than there should be"),
    ]

    private static let coordinator: [MetricDescription] = [
        .init(
            "provision_source_records", .gauge, ["source"],
            "Records that a source of inventory has.",
            "falls"),
        .init(
            "provision_source_synced_seconds", .gauge, ["source"],
            "When it was last read without a failure, as Unix time; 0 for never.",
            "`time() - provision_source_synced_seconds` grows past the interval of the source"),
        .init(
            "provision_source_failures", .gauge, ["source"],
            "Failed syncs in a row.",
            "over 3: see `provisionctl source show`"),
        .init(
            "provision_source_read_records", .gauge, ["source"],
            "Records that the last sync, or the one that runs, has read.",
            nil),
        .init(
            "provision_source_held", .gauge, ["source"],
            "1 while an operator has to agree to what is missing.",
            "1: an operator has to accept that it shrinks"),
    ]
}
