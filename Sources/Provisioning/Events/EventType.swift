/// What happened. The raw value is kept, sent and filtered by, and is never renamed.
package enum EventType: String, CaseIterable, Sendable {
    /// A device's first hello, or the first one since it left the queue.
    case deviceDiscovered = "device.discovered"
    /// It waits for a time or an event, and for another reason than before.
    case deviceWaiting = "device.waiting"
    /// It waits for an operator.
    case deviceParked = "device.parked"
    /// Its hello window ended before it could be provisioned.
    case deviceSilent = "device.silent"
    /// It was provisioned, or given its profile again.
    case deviceProvisioned = "device.provisioned"
    /// Nobody expected it, and nothing was heard of it for long.
    case deviceForgotten = "device.forgotten"
    /// A certificate for provisioning has come to another step before its end.
    case certificateEnding = "certificate.ending"
    case certificateEnded = "certificate.ended"
    /// A source of inventory could be read before, and can no longer.
    case sourceFailing = "source.failing"
    /// It has shrunk, and an operator has to accept that.
    case sourceHeld = "source.held"
    case sourceRecovered = "source.recovered"
    /// A process has started, or is back.
    case nodeJoined = "node.joined"
    /// A process has ended, or nothing is heard of it.
    case nodeLeft = "node.left"
    case profileChanged = "profile.changed"
    case policyChanged = "policy.changed"

    /// One sentence, for a reader.
    package var meaning: String {
        switch self {
        case .deviceDiscovered: "A device has said hello and is new in the queue."
        case .deviceWaiting: "A device waits, for another reason than before."
        case .deviceParked: "A device waits for an operator."
        case .deviceSilent: "A device's hello window has ended before it could be provisioned."
        case .deviceProvisioned: "A device is provisioned, or was given its profile again."
        case .deviceForgotten: "A device that nobody expected was silent for long, and is forgotten."
        case .certificateEnding:
            "A certificate for provisioning has come nearer to its end: 90, 60, 30, 7 days or one day are left."
        case .certificateEnded: "A certificate for provisioning has ended."
        case .sourceFailing: "A source of inventory can no longer be read."
        case .sourceHeld: "A source of inventory has shrunk; an operator has to accept that."
        case .sourceRecovered: "A source of inventory can be read again."
        case .nodeJoined: "A process has started, or is back."
        case .nodeLeft: "A process has ended, or nothing is heard of it."
        case .profileChanged: "A profile has a newer version."
        case .policyChanged: "The assignment policy has a newer version."
        }
    }

    /// What `data` may have besides, in the order of their names.
    package var members: [String] {
        switch self {
        case .deviceDiscovered: ["address", "isUnexpected", "kind"]
        case .deviceWaiting, .deviceParked: ["address", "amtVersion", "attempt", "fqdn", "kind", "problem", "profile"]
        case .deviceSilent: ["attempt", "before", "problem"]
        case .deviceProvisioned: ["amtVersion", "fqdn", "isSetUp", "profile", "profileVersion"]
        case .deviceForgotten: []
        case .certificateEnding, .certificateEnded: ["days", "name", "notAfter"]
        case .sourceFailing, .sourceHeld, .sourceRecovered: ["detail", "failure", "missing"]
        case .nodeJoined: ["name", "role", "version"]
        case .nodeLeft: ["name", "reason", "role"]
        case .profileChanged, .policyChanged: ["author", "version"]
        }
    }
}
