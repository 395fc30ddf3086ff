import AMT
import Logging
import Provisioning
import Telemetry

/// The rest of the profile, on a device that is configured and open.
extension DeviceRun {
    /// Discover, diff, apply, read back. A section that fails does not stop the others, unless the profile requires it.
    func applyProfile(
        _ assignment: Assignment, _ context: WishContext, _ work: SetupWork
    ) async throws(RoundEnd) {
        let made = WishMaker.make(assignment.profile, context: context, release: self.release)
        let realm = work.found.general.digestRealm
        self.progress.begin(made, order: ProfileSection.allCases)
        try self.stopWhereRequired()
        guard !made.wishes.topics.isEmpty else { return try await self.noteAbsent(made.absent) }
        let desk = self.house.lines.desk(
            work.device.caller,
            DeskMaterial(
                deviceCertificateInstanceID: work.boundCertificateInstanceID,
                roots: Dictionary(assignment.profile.tls.trustedRoots.map { ($0.name, $0.der) }) { first, _ in first },
                digestRealm: realm, policy: self.policy))
        let found = try await self.read(made.wishes, made.wishes.topics, at: desk)
        try self.stopWhereRequired()
        let plan = ProfilePlan(
            wishes: made.wishes, found: found, marks: self.progress.marks(realm: realm),
            mayBeStaged: self.staged.mayWait)
        self.progress.lacks(plan.absent, present: plan.present)
        try await self.noteAbsent(self.progress.absent)
        try self.stopWhereRequired()
        self.logger.info("profile plan made", [.planSteps: plan.steps.map(\.name).joined(separator: " ")])
        // What needs no step is as it should be, however the attempt ends.
        let sections = Set(plan.steps.map(\.section))
        self.progress.confirm(self.progress.wanted.filter { !sections.contains($0) })
        if let pause = self.writePause { self.progress.stopWriting(pause) }
        var acted = false
        for step in plan.steps where self.progress.mayGoOn(step.section) {
            if self.house.drain.isDraining { throw .draining }
            if let stop = self.progress.writingStop {
                self.progress.fail(step.section, stop)
                try self.stopWhereRequired()
                continue
            }
            acted = true
            try await self.perform(step, at: desk, realm: realm)
            try self.stopWhereRequired()
        }
        try await self.confirm(made.wishes, after: acted ? desk : nil, realm: realm)
        if self.progress.written.contains(.addressing), self.progress.confirmed.contains(.addressing) {
            self.movedTo = assignment.profile.fixedAddress
        }
    }

    /// What the firmware lacks is part of the device's history.
    private func noteAbsent(_ absent: [ProfileSection: [String: String]]) async throws(RoundEnd) {
        for section in absent.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let line = EvidenceText.line(absent[section] ?? [:])
            guard self.progress.tell(section) else { continue }
            try await self.write(nil)
            self.hold(
                JournalEntry(
                    fence: self.request.fence, attempt: self.request.attempt, kind: .outcome,
                    step: JournalStep(section), outcome: .notApplicable, detail: line))
        }
    }

    private func stopWhereRequired() throws(RoundEnd) {
        if let problem = self.progress.unmetRequirement { throw .problem(problem) }
    }

    /// Reads what is to be compared. What the firmware refuses to show fails the sections that need it, and them alone.
    private func read(
        _ wishes: ProfileWishes, _ topics: [FindingTopic], at desk: any ProfileDesk
    ) async throws(RoundEnd) -> ProfileFindings {
        var found = ProfileFindings()
        for topic in topics {
            do throws(RoundEnd) {
                switch (topic, try await desk.read(topic)) {
                case (.settings(let group), .settings(let finding)): found.settings[group] = finding
                case (.list(let list), .list(let finding)): found.lists[list] = finding
                case (.settings, .list), (.list, .settings):
                    preconditionFailure("a desk answers what it is asked")
                }
            } catch {
                guard case .problem(let problem) = error, problem.code.reach == .section else { throw error }
                for section in wishes.sections(reading: topic) { self.progress.fail(section, problem) }
            }
        }
        self.progress.saw(found)
        return found
    }

    /// One step: intent durable, call, outcome kept for the next write.
    private func perform(_ step: ProfileStep, at desk: any ProfileDesk, realm: String) async throws(RoundEnd) {
        let journalStep = JournalStep(step)
        try await self.write(self.entry(journalStep, .intent, detail: step.subject))
        let startedAt = self.house.clock.now()
        self.progress.wrote(step.section)
        if case .write(let group, _) = step.action, group.isStaged { self.staged.stage() }
        if step.movesDevice { self.awayUntil = self.house.clock.now() + self.house.settings.restartWait }
        do throws(RoundEnd) {
            let detail = try await desk.perform(step)
            self.house.metrics.step(step.name, .verified, took: self.house.clock.now() - startedAt)
            let applied = step.marks.map {
                AppliedSecret(
                    field: $0.field, secretName: $0.name, secretVersion: $0.version, digestRealm: realm)
            }
            self.progress.remember(applied)
            self.hold(
                self.entry(journalStep, .outcome, .verified, detail: step.told(detail), applied: applied))
        } catch {
            if step.action == .commit, case .uncertain = error {
                // The next round's plan has no commit when this one is believed.
                _ = self.staged.commitUnanswered()
            }
            // A commit that was refused restarts nothing.
            return try self.take(error, of: step, journalStep, startedAt: startedAt)
        }
        guard step.action == .commit else { return }
        self.staged.commit()
        // The device restarts its network.
        throw .restarted
    }

    /// A refusal is a section's problem; everything else is the attempt's.
    private func take(
        _ end: RoundEnd, of step: ProfileStep, _ journalStep: JournalStep, startedAt: ContinuousClock.Instant
    ) throws(RoundEnd) {
        switch end {
        case .problem(let problem):
            self.house.metrics.step(step.name, .refused, took: self.house.clock.now() - startedAt)
            self.hold(
                self.entry(
                    journalStep, .outcome, .refused, detail: step.told(EvidenceText.line(problem.evidence))))
            let told = Problem(
                problem.code, problem.evidence.merging(step.evidence) { first, _ in first },
                retryAfterSeconds: problem.retryAfterSeconds)
            self.logger.warning(
                "section failed", [.profileSection: step.section.rawValue, .problemCode: problem.code.rawValue])
            self.progress.fail(step.section, told)
            switch problem.code.reach {
            case .section: break
            case .device:
                self.hearPause(problem)
                self.progress.stopWriting(told)
            case .attempt: throw .problem(told)
            }
        case .uncertain(_, let facts):
            self.house.metrics.step(step.name, .uncertain, took: self.house.clock.now() - startedAt)
            self.hold(self.entry(journalStep, .outcome, .uncertain, detail: step.told(EvidenceText.line(facts))))
            throw end
        case .leaseLost, .draining, .restarted, .store:
            throw end
        }
    }

    /// Reads once more what was written, and looks for differences that are left.
    ///
    /// - Parameter desk: `nil` when nothing was written: then the plan has confirmed all there is.
    private func confirm(
        _ wishes: ProfileWishes, after desk: (any ProfileDesk)?, realm: String
    ) async throws(RoundEnd) {
        if let desk {
            let found = try await self.read(wishes, wishes.topics(of: self.progress.written), at: desk)
            let rest = ProfilePlan(wishes: wishes, found: found, marks: self.progress.marks(realm: realm))
            for step in rest.steps where self.progress.mayGoOn(step.section) {
                let evidence = step.changes.prefix(Self.toldChangesMax).map {
                    ("profile.field." + $0.field, "\($0.from ?? "nothing") instead of \($0.to)")
                }
                self.progress.fail(
                    step.section,
                    Problem(.verificationFailed, Dictionary(evidence) { first, _ in first }))
            }
        }
        self.progress.confirmRest()
        try self.stopWhereRequired()
    }

    /// Differences that a problem lists.
    private static let toldChangesMax = 8

    private func entry(
        _ step: JournalStep, _ kind: JournalEntry.Kind, _ outcome: JournalEntry.Outcome? = nil, detail: String?,
        applied: [AppliedSecret] = []
    ) -> JournalEntry {
        JournalEntry(
            fence: self.request.fence, attempt: self.request.attempt, kind: kind, step: step, outcome: outcome,
            detail: detail, applied: applied)
    }
}

extension ProfileStep {
    /// The entry's name before what is said about it.
    fileprivate func told(_ detail: String?) -> String? {
        let parts = [self.subject, detail].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }

    /// The device may be away for a while, or somewhere else, once this step is done.
    fileprivate var movesDevice: Bool {
        switch self.action {
        case .commit: true
        case .write(let group, _): group == .addressing
        case .add, .update, .remove, .set: false
        }
    }

    /// Fields that a refusal of several at once names.
    private static let toldFieldsMax = 8

    /// Where in the profile a refusal belongs.
    fileprivate var evidence: [String: String] {
        var evidence = ["step.name": self.name, "profile.section": self.section.rawValue]
        let fields = self.changes.map(\.field)
        if !fields.isEmpty { evidence["profile.field"] = fields.prefix(Self.toldFieldsMax).joined(separator: ", ") }
        // What is without a secret has version 0.
        if let mark = self.marks.first(where: { $0.version > 0 }) { evidence["profile.secret"] = mark.name }
        return evidence
    }
}
