/// A rule that makes the device open its tunnel. There is at most one for each trigger.
package struct AMT_RemoteAccessPolicyRule: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_RemoteAccessPolicyRule")

    /// `User Initiated`, `Alert` or `Periodic`, the key that clients select by.
    package let policyRuleName: String
    /// What opens the tunnel.
    package let trigger: RemoteAccessTrigger
    /// After so many seconds the device closes the tunnel; 0 never.
    package let tunnelLifeTimeSeconds: UInt32
    /// For ``RemoteAccessTrigger/periodic``; `nil` when absent.
    package let schedule: RemoteAccessSchedule?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.policyRuleName = try instance.requiredText("PolicyRuleName")
        self.trigger = RemoteAccessTrigger(number: try instance.requiredNumber("Trigger"))
        self.tunnelLifeTimeSeconds = try instance.requiredNumber("TunnelLifeTime")
        self.schedule = try instance.bytes("ExtendedData").map {
            RemoteAccessSchedule(bytes: $0) ?? .unknown($0)
        }
    }
}

extension AMT_RemoteAccessPolicyRule {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_RemoteAccessPolicyRule>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_RemoteAccessPolicyRule(instance)
        }
    }

    /// Removes one rule. Rules go before the servers that they name.
    package static func delete(policyRuleName: String) -> WSManCall<Done> {
        .delete(self.firmwareClass, selectors: [.init("PolicyRuleName", policyRuleName)])
    }
}
