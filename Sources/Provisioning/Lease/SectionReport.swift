/// What became of a section of the profile on one device.
package enum SectionState: String, CaseIterable, Sendable {
    /// Written and read back.
    case applied
    /// It was as it should be: nothing was written.
    case unchanged
    /// The firmware has no such thing.
    case notApplicable = "not-applicable"
    /// Not as it should be; the problem says why.
    case failed
}

/// The state of one section with the reason for it. Replaces what was known before.
package struct SectionReport: Equatable, Sendable {
    package let section: ProfileSection
    package let state: SectionState
    package let problem: Problem?
    /// The device is taken up again after this time; `nil` waits for another profile.
    package let retryAfterSeconds: Double?
    /// After this time when the section failed in the same way the time before; `nil` when that makes no difference.
    package let retryAgainAfterSeconds: Double?

    package init(
        section: ProfileSection, state: SectionState, problem: Problem? = nil, retryAfterSeconds: Double? = nil,
        retryAgainAfterSeconds: Double? = nil
    ) {
        self.section = section
        self.state = state
        self.problem = problem
        self.retryAfterSeconds = retryAfterSeconds
        self.retryAgainAfterSeconds = retryAgainAfterSeconds
    }
}
