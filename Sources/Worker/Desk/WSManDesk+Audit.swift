import AMT
import Provisioning

/// Events of the audit log, and with what it is signed.
extension WSManDesk {
    func set(_ acts: [EntryAct], of list: EntryList) async throws(RoundEnd) {
        switch list {
        case .auditEvents: try await self.setAuditPolicies(acts)
        case .trustedRoots, .revocationLists, .users, .wifiNetworks, .servers, .rules, .proxies, .eventSubscriptions:
            preconditionFailure("a plan sets these one by one")
        }
    }

    /// All in one call where the firmware has it; one by one where it has not, and where it refused them together: then it is told
    /// which one it does not take.
    private func setAuditPolicies(_ acts: [EntryAct]) async throws(RoundEnd) {
        var changes: [AMT_AuditPolicyRule.Change] = []
        for act in acts { changes.append(try Self.change(act)) }
        if changes.count > 1, self.setsAuditPoliciesAtOnce, try await self.setAtOnce(changes) { return }
        for (act, change) in zip(acts, changes) {
            do throws(RoundEnd) {
                try await self.act(AMT_AuditPolicyRule.setAuditPolicy(change))
            } catch {
                guard case .problem(let problem) = error else { throw error }
                var evidence = problem.evidence
                evidence["profile.field"] = "auditLog.events \(act.key)"
                throw .problem(Problem(problem.code, evidence, retryAfterSeconds: problem.retryAfterSeconds))
            }
        }
    }

    /// - Returns: `false` when none of them was set, and it is worth trying them one by one.
    private func setAtOnce(_ changes: [AMT_AuditPolicyRule.Change]) async throws(RoundEnd) -> Bool {
        let call = AMT_AuditPolicyRule.setAuditPolicyBulk(changes)
        let reading = try await self.caller.reading(call)
        switch reading {
        case .answered: return true
        case .unauthorized: throw .uncertain(call: call.name, facts: reading.facts)
        case .returned, .fault, .unreadable: break
        }
        switch reading.policy {
        case .capabilityAbsent?:
            self.setsAuditPoliciesAtOnce = false
            return false
        case .profileWrong?, .permanent?, .doneAlready?, nil: return false
        case .busy?, .protectsItself?, .credential?, .notAllowedNow?, .needsAuditor?:
            throw .problem(.unusable(reading, call: call.name))
        }
    }

    private static func change(_ act: EntryAct) throws(RoundEnd) -> AMT_AuditPolicyRule.Change {
        switch act {
        case .put(let entry):
            guard let event = Self.event(entry.fields) else {
                throw .problem(Problem(.profileRefused, ["profile.field": "auditLog.events"]))
            }
            return .init(event: event, policyType: entry.fields[.isCritical] == "true" ? .critical : .usual)
        case .remove(let held):
            guard let event = Self.event(held.fields) else {
                throw .problem(Problem(.internalError, ["desk": "an audit event has no number"]))
            }
            return .init(event: event, policyType: nil)
        }
    }

    private static func event(_ fields: [EntryField: String]) -> AuditEvent? {
        guard let application = UInt32(fields[.application] ?? ""), let number = UInt16(fields[.event] ?? "") else {
            return nil
        }
        return AuditEvent(AuditApplication(number: application), number)
    }

    func writeAuditSigning(_ wish: GroupWish) async throws(RoundEnd) {
        guard let key = wish.secrets[.signingKey].flatMap(PrivateKeyText.der) else {
            throw .problem(Problem(.profileRefused, ["profile.field": "auditLog.signing.key"]))
        }
        let certificates = (wish.attachments[.certificates] ?? "").split(separator: " ").compactMap {
            Base64.bytes($0.utf8)
        }
        // Which mechanism is named does not matter; this is the one of Intel's samples.
        try await self.act(
            AMT_AuditLog.setSigningKeyMaterial(algorithm: .sha1, privateKey: key, certificates: certificates))
    }
}
