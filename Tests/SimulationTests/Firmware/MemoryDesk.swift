import AMT
import Provisioning

@testable import Worker

/// One act of a desk, on its way through the product's caller.
final class DeskAct: @unchecked Sendable {
    enum Kind {
        case read(FindingTopic)
        case step(ProfileStep)
    }

    /// The act that the present call carries.
    @TaskLocal static var current: DeskAct?

    let kind: Kind
    var finding: TopicFinding?

    init(_ kind: Kind) { self.kind = kind }

    var name: String {
        switch self.kind {
        case .read(let topic):
            switch topic {
            case .settings(let group): "read \(group.rawValue)"
            case .list(let list): "read \(list.rawValue)"
            }
        case .step(let step): ([step.name, step.subject].compactMap { $0 }).joined(separator: " ")
        }
    }

    /// Sending such a step again leaves the device as one does.
    var isRepeatable: Bool {
        guard case .step(let step) = self.kind else { return true }
        switch step.action {
        case .write, .update, .set: return true
        case .add, .remove, .commit: return false
        }
    }
}

/// The things of a profile over a model device. Each act is one call through the product's caller, so that leases, lost answers
/// and busy firmware mean the same to it as to the real one.
final class MemoryDesk: ProfileDesk {
    private let caller: DeviceCaller

    init(_ caller: DeviceCaller) { self.caller = caller }

    func read(_ topic: FindingTopic) async throws(RoundEnd) -> TopicFinding {
        let act = DeskAct(.read(topic))
        // Which call it travels on does not matter: the line looks at the act.
        let reading = try await self.send(AMT_PublicKeyCertificate.get(instanceID: ""), act)
        switch reading {
        case .answered:
            guard let finding = act.finding else {
                preconditionFailure("a reading that was answered has found something")
            }
            return finding
        case .unauthorized: throw .uncertain(call: "desk", facts: reading.facts)
        case .fault, .returned, .unreadable:
            guard let reason = reading.absence else { throw .problem(.unusable(reading, call: act.name)) }
            switch topic {
            case .settings: return .settings(.absent(reason: reason))
            case .list: return .list(.absent(reason: reason))
            }
        }
    }

    func perform(_ step: ProfileStep) async throws(RoundEnd) -> String? {
        if step.action == .commit { return try await self.commit() }
        let act = DeskAct(.step(step))
        let reading = try await self.send(AMT_PublicKeyManagementService.addCRL(url: "", serialNumbers: []), act)
        switch reading {
        case .answered: return nil
        case .unauthorized: throw .uncertain(call: act.name, facts: reading.facts)
        case .fault, .returned, .unreadable:
            if reading.policy == .doneAlready, case .add(let list, let entry) = step.action,
                case .list(.found(let entries)) = try await self.read(.list(list)),
                entries.contains(where: { $0.key == entry.key })
            {
                return nil
            }
            throw .problem(.unusable(reading, call: act.name))
        }
    }

    private func commit() async throws(RoundEnd) -> String? {
        let call = AMT_SetupAndConfigurationService.commitChanges()
        switch try await self.caller.send(call) {
        case .success(.answered): return nil
        case .failure(let failure) where !failure.requestMayHaveArrived:
            throw .problem(Problem(.connectionLost, ["wsman.call": call.name]))
        case .success(.unreadable), .failure: throw .uncertain(call: call.name, facts: ["answer": "none"])
        case .success(.unauthorized): throw .uncertain(call: call.name, facts: ["http.status": "401"])
        case .success(let reading): throw .problem(.unusable(reading, call: call.name))
        }
    }

    private func send<Output>(
        _ call: WSManCall<Output>, _ act: DeskAct
    ) async throws(RoundEnd) -> WSManReading<Output> {
        let caller = self.caller
        let result = await DeskAct.$current.withValue(act) { () async -> Result<WSManReading<Output>, RoundEnd> in
            do throws(RoundEnd) {
                return .success(try await caller.reading(call))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
