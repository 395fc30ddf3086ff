/// What an answer that is no success asks of the one who called.
package enum AnswerPolicy: String, CaseIterable, Sendable {
    /// What was asked for is there already: read, compare, then count it as done.
    case doneAlready = "done-already"
    /// The same call may succeed soon: repeat it, 2 s to 60 s apart.
    case busy
    /// The flash wear-out guard: write nothing for 24 hours.
    case protectsItself = "protects-itself"
    /// Another credential is needed; stop before the device locks its accounts.
    case credential
    /// A value of the profile does not suit this device; repeating is no use.
    case profileWrong = "profile-wrong"
    /// The device's state or rights forbid it: read the state anew, a step before this one is missing.
    case notAllowedNow = "not-allowed-now"
    /// The audit log is full or locked and the event is a critical one.
    case needsAuditor = "needs-auditor"
    /// This firmware has no such class, instance or verb.
    case capabilityAbsent = "capability-absent"
    /// Everything else.
    case permanent
}
