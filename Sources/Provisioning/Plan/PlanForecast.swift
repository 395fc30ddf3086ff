import AMT

/// What a profile would do to a device, from what was last read of it. Nothing is touched.
package struct PlanForecast: Equatable, Sendable {
    /// Steps in their order; of a device that was never read, those that would set everything.
    package let steps: [ProfileStep]
    /// What the firmware lacks: its release does not have it, or the last reading has shown it.
    package let absent: [ProfileSection: [String: String]]
    /// Lists of which the release takes less than the profile has. They are sent all the same, and the device decides.
    package let excess: [ProfileFault]
    /// Sections that could not be applied, because a secret is missing.
    package let problems: [ProfileSection: Problem]
    /// The device would be set up before, because it is not provisioned.
    package let setup: [SetupStep]

    /// - Parameters:
    ///   - found: of a provisioned device, what its last reading showed; `nil` when there was none.
    ///   - marks: what it is known to hold of what cannot be read.
    ///   - release: that it has shown; `nil` when it has not shown one.
    package init(
        profile: Profile, context: WishContext, found: ProfileFindings?, marks: Set<UnreadableMark>,
        isProvisioned: Bool, release: AMTRelease? = nil
    ) {
        let made = WishMaker.make(profile, context: context, release: release)
        let blank = ProfileFindings.unread(made.wishes)
        let plan = ProfilePlan(
            wishes: made.wishes, found: found.map { blank.merging($0) } ?? blank, marks: found == nil ? [] : marks)
        self.steps = plan.steps
        self.problems = made.problems
        self.setup = isProvisioned ? [] : SetupStep.mandatory
        guard let release else {
            self.absent = plan.absent
            self.excess = []
            return
        }
        let objections = ProfileLimits.objections(to: profile, release: release, callerName: context.clientName)
        self.absent = plan.absent.adding(FittedProfile.reasons(objections.filter(\.isAbsence), on: release))
        self.excess = objections.filter { !$0.isAbsence }.map { $0.fault(on: [release]) }
    }
}

extension ProfileFindings {
    /// What stands for a device that nobody has read: every setting is another one than wanted, every list is empty.
    package static func unread(_ wishes: ProfileWishes) -> ProfileFindings {
        var findings = ProfileFindings()
        for item in wishes.items {
            switch item {
            case .group(let wish):
                let values = wish.values.map { setting, wanted in
                    (setting, setting == .powerPackage ? "unknown " + wanted : "unknown")
                }
                findings.settings[wish.group] = .found(Dictionary(values) { _, last in last })
            case .list(let wish), .removeForeign(let wish): findings.lists[wish.list] = .found([])
            case .commit: break
            }
        }
        return findings
    }
}
