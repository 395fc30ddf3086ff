/// What a profile would do to a device, from what was last read of it. Nothing is touched.
package struct PlanForecast: Equatable, Sendable {
    /// Steps in their order; of a device that was never read, those that would set everything.
    package let steps: [ProfileStep]
    /// What the firmware lacks.
    package let absent: [ProfileSection: [String: String]]
    /// Sections that could not be applied, because a secret is missing.
    package let problems: [ProfileSection: Problem]
    /// The device would be set up before, because it is not provisioned.
    package let setup: [SetupStep]

    /// - Parameters:
    ///   - found: of a provisioned device, what its last reading showed; `nil` when there was none.
    ///   - marks: what it is known to hold of what cannot be read.
    package init(
        profile: Profile, context: WishContext, found: ProfileFindings?, marks: Set<UnreadableMark>,
        isProvisioned: Bool
    ) {
        let made = WishMaker.make(profile, context: context)
        let blank = ProfileFindings.unread(made.wishes)
        let plan = ProfilePlan(
            wishes: made.wishes, found: found.map { blank.merging($0) } ?? blank, marks: found == nil ? [] : marks)
        self.steps = plan.steps
        self.absent = plan.absent
        self.problems = made.problems
        self.setup = isProvisioned ? [] : SetupStep.mandatory
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
