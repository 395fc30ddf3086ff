import AMT
import Provisioning

/// Why a round of work on a device ended before its plan was done.
package enum RoundEnd: Error {
    /// A named problem: the attempt ends.
    case problem(Problem)
    /// A call may or may not have happened: read the device anew and plan again.
    case uncertain(call: String, facts: [String: String])
    /// Staged settings were put in force, and the device restarts its network: open it anew and go on.
    case restarted
    /// Somebody else may hold the device: no more calls, no more writes.
    case leaseLost
    /// The process is being shut down: hand the request back at a step's border.
    case draining
    /// The database does not do what we need before the next call.
    case store(StoreFailure)
}

extension Problem {
    /// What a reading that is no success means for the attempt.
    static func refusal(_ policy: AnswerPolicy, call: String, facts: [String: String]) -> Problem {
        let code: ProblemCode =
            switch policy {
            case .busy: .firmwareBusy
            case .protectsItself: .flashWriteLimit
            case .credential: .credentialRefused
            case .profileWrong: .profileRefused
            case .capabilityAbsent: .capabilityAbsent
            case .needsAuditor: .auditorNeeded
            case .notAllowedNow, .permanent, .doneAlready: .firmwareRefused
            }
        return Problem(
            code, facts.merging(["wsman.call": call, "wsman.policy": policy.rawValue]) { first, _ in first })
    }
}

extension Problem {
    /// The device's state forbade the call: reading the device anew may show what is missing.
    var isNotAllowedNow: Bool { self.evidence["wsman.policy"] == AnswerPolicy.notAllowedNow.rawValue }
}

extension WSManReading {
    /// What was said, as evidence.
    var facts: [String: String] {
        switch self {
        case .answered: [:]
        case .returned(let value): ["wsman.return_value": value.description]
        case .fault(let fault):
            ["wsman.fault": fault.code, "wsman.reason": fault.reason].merging(
                fault.status.map { ["wsman.return_value": "\($0.number)"] } ?? [:]
            ) { first, _ in first }
        case .unauthorized: ["http.status": "401"]
        case .unreadable(let refusal): ["wsman.refusal": refusal.description]
        }
    }
}
