import AMT
import Provisioning

/// What an attempt has learned of the profile's sections, over all its rounds.
struct ProfileProgress {
    var profileVersion = 0
    /// What cannot be read back and is known to be on the device.
    private(set) var marks: [AppliedSecret]
    /// Sections that are wanted at all.
    var wanted: [ProfileSection] = []
    var required: Set<ProfileSection> = []
    private(set) var failed: [ProfileSection: Problem] = [:]
    /// What the firmware was found to lack.
    private var missing: [ProfileSection: [String: String]] = [:]
    /// What its release does not have, so that it was not asked for it.
    private var unasked: [ProfileSection: [String: String]] = [:]
    /// Of those that lack something, the ones that have something too.
    private var present: Set<ProfileSection> = []
    private(set) var written: Set<ProfileSection> = []
    /// What the device showed, the last reading of each thing.
    private(set) var found: ProfileFindings?
    /// Sections that a reading after the last write has shown to be as they should be.
    private(set) var confirmed: Set<ProfileSection> = []

    /// Why the firmware takes no more writes.
    private(set) var writingStop: Problem?
    private var told: Set<ProfileSection> = []

    init(marks: [AppliedSecret]) { self.marks = marks }

    /// The marks that hold for a device with this realm: one that was unprovisioned has forgotten everything.
    func marks(realm: String) -> Set<UnreadableMark> {
        Set(
            self.marks.filter { $0.digestRealm == realm }.map {
                UnreadableMark(field: $0.field, name: $0.secretName, version: $0.secretVersion)
            })
    }

    mutating func remember(_ applied: [AppliedSecret]) {
        let fields = Set(applied.map(\.field))
        self.marks.removeAll { fields.contains($0.field) }
        self.marks += applied
    }

    /// What a profile comes to; what failed in an earlier round of the attempt stays failed.
    mutating func begin(_ made: MadeWishes, order: [ProfileSection]) {
        let named = Set(made.wishes.sections).union(made.problems.keys).union(made.absent.keys)
        self.wanted = order.filter(named.contains)
        self.required = made.wishes.required
        for (section, problem) in made.problems { self.fail(section, problem) }
        self.unasked = made.absent
    }

    /// Whether steps of a section may still be taken.
    func mayGoOn(_ section: ProfileSection) -> Bool { self.failed[section] == nil }

    /// The firmware takes no more writes: sections that still need one wait.
    mutating func stopWriting(_ problem: Problem) { self.writingStop = problem }

    /// Whether a section's absence is to be told now: once an attempt.
    mutating func tell(_ section: ProfileSection) -> Bool { self.told.insert(section).inserted }

    /// Why the device cannot have what its profile requires.
    var unmetRequirement: Problem? {
        for section in self.wanted where self.required.contains(section) {
            if let problem = self.failed[section] { return problem }
            if let missing = self.absent[section] {
                return Problem(
                    .capabilityAbsent, missing.merging(["profile.section": section.rawValue]) { first, _ in first })
            }
        }
        return nil
    }

    /// All that has not failed is as it should be.
    mutating func confirmRest() { self.confirm(self.wanted.filter { self.failed[$0] == nil }) }

    mutating func fail(_ section: ProfileSection, _ problem: Problem) {
        if self.failed[section] == nil { self.failed[section] = problem }
    }

    /// - Parameter present: sections of which the firmware has something all the same.
    mutating func lacks(_ missing: [ProfileSection: [String: String]], present: Set<ProfileSection>) {
        self.missing = missing
        self.present = present
    }

    /// What the device does not have, and how that is known.
    var absent: [ProfileSection: [String: String]] { self.missing.adding(self.unasked) }

    mutating func saw(_ findings: ProfileFindings) { self.found = self.found?.merging(findings) ?? findings }

    mutating func wrote(_ section: ProfileSection) {
        self.written.insert(section)
        self.confirmed.remove(section)
    }

    mutating func confirm(_ sections: some Sequence<ProfileSection>) { self.confirmed.formUnion(sections) }

    /// Everything that is neither confirmed nor failed has failed by what ended the attempt.
    mutating func failRest(_ problem: Problem) {
        let sections = self.wanted.isEmpty ? [.setup] : self.wanted
        for section in sections where !self.confirmed.contains(section) { self.fail(section, problem) }
    }

    /// A section that the profile requires has failed or is missing, or is not known to be in order.
    var isRequirementUnmet: Bool {
        self.required.contains { section in
            self.failed[section] != nil || self.absent[section] != nil || !self.confirmed.contains(section)
        }
    }

    /// What becomes of each section.
    var reports: [SectionReport] {
        let sections = self.wanted + self.failed.keys.filter { !self.wanted.contains($0) }
        return sections.map { section in
            if let problem = self.failed[section] {
                // What the firmware says only when it is asked for is as absent as what it does not show.
                if problem.code == .capabilityAbsent {
                    return SectionReport(section: section, state: .notApplicable, problem: problem)
                }
                return SectionReport(
                    section: section, state: .failed, problem: problem,
                    retryAfterSeconds: BackOff.sectionSeconds(problem),
                    retryAgainAfterSeconds: BackOff.sectionSecondsAgain(problem))
            }
            let missing = self.absent[section].map { Problem(.capabilityAbsent, $0) }
            if missing != nil, !self.present.contains(section) {
                return SectionReport(section: section, state: .notApplicable, problem: missing)
            }
            // What the firmware has of it is as it should be; what it lacks is told beside.
            return SectionReport(
                section: section, state: self.written.contains(section) ? .applied : .unchanged, problem: missing)
        }
    }
}
