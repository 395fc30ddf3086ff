/// Which events the device logs.
///
/// Source: class definition AMT_AuditPolicyRule in Intel's LMS; the packing of ``entries`` is from Intel's
/// Implementation and Reference Guide, *View the Audit Policy Details*.
package struct AMT_AuditPolicyRule: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_AuditPolicyRule")
    /// The key of the one instance as Intel's guide spells it.
    package static let policyRuleName = "Audit Policy Rule"

    /// What happens to an event that cannot be logged (`PolicyType`).
    package enum PolicyType: Hashable, Sendable {
        /// 0, none: it happens all the same.
        case usual
        /// 1: it is refused. Firmware says so of events, too, that it always logs.
        case critical
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .usual
            case 1: self = .critical
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .usual: 0
            case .critical: 1
            case .unknown(let number): number
            }
        }
    }

    /// One logged event.
    package struct Entry: Hashable, Sendable {
        /// The event.
        package let event: AuditEvent
        /// What happens when it cannot be logged.
        package let policyType: PolicyType

        /// One logged event, to compare with.
        package init(event: AuditEvent, policyType: PolicyType) {
            self.event = event
            self.policyType = policyType
        }
    }

    /// `Audit Policy Rule`, the key.
    package let policyRuleName: String
    /// Events that are logged, at most 128, in the device's order.
    package let entries: [Entry]

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.policyRuleName = try instance.requiredText("PolicyRuleName")
        let events = try instance.numbers("AuditApplicationEventID").map(AuditEvent.init(packed:))
        let types = try instance.numbers("PolicyType").map(PolicyType.init(number:))
        guard events.count == types.count else { throw instance.malformed("PolicyType") }
        self.entries = zip(events, types).map { Entry(event: $0, policyType: $1) }
    }
}

extension AMT_AuditPolicyRule {
    /// Reads the one instance; without selectors, because how its key is spelled is not confirmed.
    package static func get() -> WSManCall<AMT_AuditPolicyRule> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_AuditPolicyRule(instance) }
    }

    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_AuditPolicyRule>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_AuditPolicyRule(instance)
        }
    }

    /// What is to become of one event.
    package struct Change: Hashable, Sendable {
        /// The event.
        package let event: AuditEvent
        /// Its policy when it is to be logged; `nil` when it is not.
        package let policyType: PolicyType?

        /// Logs an event under a policy, or does not log it.
        package init(event: AuditEvent, policyType: PolicyType?) {
            self.event = event
            self.policyType = policyType
        }
    }

    /// Logs one event or does not.
    ///
    /// The device refuses to leave out what it always logs, and to make critical what may not be.
    package static func setAuditPolicy(_ change: Change) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetAuditPolicy", kind: .repeatable,
            parameters: { writer in
                writer.element("p:Enable", change.policyType == nil ? "false" : "true")
                writer.element("p:AuditedAppID", String(change.event.application.number))
                writer.element("p:EventID", String(change.event.number))
                if let policyType = change.policyType { writer.element("p:PolicyType", String(policyType.number)) }
            })
    }

    /// Changes of one ``setAuditPolicyBulk(_:)``: some 130 bytes each, and a request of more than 6 kB may be refused.
    package static let bulkChangeCountMax = 40

    /// Logs many events or does not, all of them or, after a refusal, none. Since AMT 7.
    ///
    /// - Parameter changes: at most ``bulkChangeCountMax``; of two for one event the last counts.
    package static func setAuditPolicyBulk(_ changes: [Change]) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetAuditPolicyBulk", kind: .repeatable, answerSecondsMax: slowAnswerSecondsMax,
            parameters: { writer in
                for change in changes { writer.element("p:Enable", change.policyType == nil ? "false" : "true") }
                for change in changes {
                    writer.element("p:AuditedAppID", String(change.event.application.number))
                }
                for change in changes { writer.element("p:EventID", String(change.event.number)) }
                for change in changes {
                    // Every array has a value for each event, asked for or not.
                    writer.element("p:PolicyType", String(change.policyType?.number ?? PolicyType.usual.number))
                }
            })
    }
}
