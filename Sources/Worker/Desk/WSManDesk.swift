import AMT
import Provisioning

/// The things of a profile as WS-Management has them. Keeps what it read whole, so that a write changes what it means to and
/// nothing else.
final class WSManDesk: ProfileDesk {
    let caller: DeviceCaller
    let material: DeskMaterial

    // What was read last; a write begins with it.
    var general: AMT_GeneralSettings?
    var networkTLS: AMT_TLSSettingData?
    var localTLS: AMT_TLSSettingData?
    var kerberos: AMT_KerberosSettingData?
    var powerSchemes: [AMT_SystemPowerScheme] = []
    var redirection: AMT_RedirectionService?
    var kvmSettings: IPS_KVMRedirectionSettingData?
    var optIn: IPS_OptInService?
    var wifiConfiguration: AMT_WiFiPortConfigurationService?
    var wired: Wired8021xFinding?
    /// `nil` where no certificate is bound.
    var postureSigner: AMT_EACCredentialContext?
    var ethernet: AMT_EthernetPortSettings?
    var ipv6: IPS_IPv6PortSettings?
    var wirelessIPv6: IPS_IPv6PortSettings?
    var environment: AMT_EnvironmentDetectionSettingData?
    var auditLog: AMT_AuditLog?
    /// Until the firmware has shown that it has no such method.
    var setsAuditPoliciesAtOnce: Bool
    var certificates: [AMT_PublicKeyCertificate]?
    /// Roots that the store has room for, once somebody has asked.
    private var trustedRootsMax: Int?
    /// Names of the presence servers in the firmware, by their keys.
    var serverNames: [String: String] = [:]
    /// Subscriptions for events, by the handles of their entries.
    var subscriptions: [String: CIM_FilterCollectionSubscription] = [:]
    /// Names of the firmware's sets of events, once somebody has asked; `nil` where it shows none.
    var filters: Finding<[String]>?

    init(caller: DeviceCaller, material: DeskMaterial) {
        self.caller = caller
        self.material = material
        self.setsAuditPoliciesAtOnce = material.policy.setsAuditPoliciesAtOnce
    }

    func read(_ topic: FindingTopic) async throws(RoundEnd) -> TopicFinding {
        switch topic {
        case .settings(let group): .settings(try await self.settings(group))
        case .list(let list): .list(try await self.entries(list))
        }
    }

    func perform(_ step: ProfileStep) async throws(RoundEnd) -> String? {
        switch step.action {
        case .write(let group, let wish):
            try await self.write(group, wish)
            return step.changes.isEmpty ? nil : step.changes.map(\.field).joined(separator: " ")
        case .add(let list, let entry): return try await self.add(entry, to: list)
        case .update(let list, let held, let entry): return try await self.update(held, to: entry, in: list)
        case .remove(let list, let held): return try await self.remove(held, from: list)
        case .set(let list, let acts):
            try await self.set(acts, of: list)
            return nil
        case .commit:
            // The device restarts its network: it may do so before it answers.
            let call = AMT_SetupAndConfigurationService.commitChanges()
            switch try await self.caller.sendWhenFree(call) {
            case .success(.answered): return nil
            case .success(.unreadable(let refusal)):
                throw .uncertain(call: call.name, facts: ["wsman.refusal": refusal.description])
            case .failure(let failure) where failure.requestMayHaveArrived:
                throw .uncertain(call: call.name, facts: failure.evidence)
            case .failure(let failure):
                throw .problem(
                    Problem(.connectionLost, failure.evidence.merging(["wsman.call": call.name]) { first, _ in first }))
            case .success(.unauthorized): throw .uncertain(call: call.name, facts: ["http.status": "401"])
            case .success(let reading): throw .problem(.unusable(reading, call: call.name))
            }
        }
    }

    /// Sends a call that must succeed and whose answer says nothing more.
    func act<Output>(_ call: WSManCall<Output>) async throws(RoundEnd) { _ = try await self.caller.call(call) }

    /// Adds an entry. "It is there already" counts when a new reading shows it.
    func add<Output>(
        _ call: WSManCall<Output>, key: String, to list: EntryList
    ) async throws(RoundEnd) -> Output? {
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered(let output): return output
        case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable:
            if reading.policy == .doneAlready, case .found(let entries) = try await self.entries(list),
                entries.contains(where: { $0.key == key })
            {
                return nil
            }
            throw .problem(.unusable(reading, call: call.name))
        }
    }

    /// What a write begins with; it was read a moment ago.
    func held<Value>(_ value: Value?, _ what: String) throws(RoundEnd) -> Value {
        guard let value else { throw .problem(Problem(.internalError, ["desk": "\(what) was not read"])) }
        return value
    }

    /// The certificate of a root that the profile names.
    func rootInstanceID(_ name: String) async throws(RoundEnd) -> String {
        guard let der = self.material.roots[name] else {
            throw .problem(Problem(.profileRefused, ["profile.root_missing": name]))
        }
        if let found = self.certificates?.first(where: { $0.isTrustedRoot && $0.der == der }) {
            return found.instanceID
        }
        _ = try await self.entries(.trustedRoots)
        guard let found = self.certificates?.first(where: { $0.isTrustedRoot && $0.der == der }) else {
            throw .problem(Problem(.profileRefused, ["profile.root_not_installed": name]))
        }
        return found.instanceID
    }

    /// How many roots the store has room for: as the device says, or else as its release has it.
    func roomForRoots() async throws(RoundEnd) -> Int {
        if let max = self.trustedRootsMax { return max }
        let told = try await self.caller.find(AMT_PublicKeyManagementCapabilities.get()).value?.rootCountMax ?? 0
        let max = told > 0 ? Int(told) : self.material.policy.limits.trustedRootCountMax
        self.trustedRootsMax = max
        return max
    }

    /// The certificate that the device proves itself with.
    func deviceCertificate() throws(RoundEnd) -> String {
        guard let instanceID = self.material.deviceCertificateInstanceID else {
            throw .problem(Problem(.profileRefused, ["profile.refusal": "the device has no certificate of its own"]))
        }
        return instanceID
    }
}

/// 802.1x on the wire, in whichever class the firmware has it.
enum Wired8021xFinding {
    case current(IPS_IEEE8021xSettings)
    case older(AMT_8021XProfile)
}

extension Finding {
    /// What a value comes to.
    func map<Other: Sendable & Equatable>(_ body: (Value) -> Other) -> Finding<Other> {
        switch self {
        case .absent(let reason): .absent(reason: reason)
        case .found(let value): .found(body(value))
        }
    }
}
