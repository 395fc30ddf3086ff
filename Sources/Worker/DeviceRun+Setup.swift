import AMT
import Inventory
import Logging
import Provisioning
import Telemetry

/// What a device has to have to be provisioned at all: read, planned, applied and proved.
extension DeviceRun {
    func apply(
        _ assignment: Assignment, _ given: WishContext, to device: OpenDevice
    ) async throws(RoundEnd) -> Completion {
        if assignment.profile.tls.network == .mutual, self.house.issuer.callerChain == nil {
            throw .problem(
                Problem(
                    .profileRefused,
                    [
                        "profile.field": "tls.network",
                        "issuer": "has no certificate for callers: devices in mutual TLS would let nobody in",
                    ]))
        }
        let found = try await self.discover(device, assignment.profile)
        let context = try await self.permitting(given, assignment, device, found.provisioningState)
        var work = SetupWork(
            device: device, assignment: assignment, context: context, found: found, certificate: self.lastCertificate,
            versions: self.versions)
        work.version = try self.wantedVersion(work.found, assignment, context)
        work.presharedKey = try self.wantedPresharedKey(work.found, assignment)
        let plan = SetupPlan(
            found: work.found, assignment: assignment, certificate: self.lastCertificate, version: work.version,
            context: context, hasOldCertificates: !work.found.oldCertificates(self.house.issuer).isEmpty,
            mayBeStaged: self.staged.mayWait, isQueueLong: await self.isQueueLong(assignment.profile),
            renewsPresharedKey: work.presharedKey != nil)
        self.logger.info("plan made", [.planSteps: plan.steps.map(\.name).joined(separator: " ")])
        if let pause = self.writePause, plan.steps.contains(where: { $0 != .verify }) { throw .problem(pause) }
        try await self.makeDurable(work.version, work.presharedKey)
        for step in plan.steps {
            if self.house.drain.isDraining { throw .draining }
            try await self.perform(step, &work)
        }
        // From here on it is called as what it is.
        self.commitIntended = true
        let proof = Proof(
            credentialVersion: work.version.version, digestRealm: work.found.general.digestRealm,
            address: work.verifiedAt ?? device.address)
        self.proof = proof
        self.lease.stay(at: proof.address)
        try await self.notePasswords(work, assignment, context)
        // The verification has closed the line on which the setup was done.
        if !plan.steps.isEmpty { throw .restarted }
        try await self.applyProfile(assignment, context, work)
        return self.completion()
    }

    /// A device that was proved holds these versions of the profile's secrets.
    private func notePasswords(
        _ work: SetupWork, _ assignment: Assignment, _ context: WishContext
    ) async throws(RoundEnd) {
        let policy = PasswordPolicy(profile: assignment.profile, context: context, device: self.request.deviceUUID)
        let fresh = policy.marks(work.version, realm: work.found.general.digestRealm).filter {
            !self.progress.marks.contains($0)
        }
        guard !fresh.isEmpty else { return }
        try await self.write(nil)
        self.progress.remember(fresh)
        self.hold(
            self.entry(.verify, .outcome, .verified, "passwords are those of the profile's secrets", applied: fresh))
    }

    private func isQueueLong(_ profile: Profile) async -> Bool {
        guard let period = profile.provisioningPeriod else { return false }
        do throws(StoreFailure) {
            return try await self.house.queue.readyCount(limit: period.whenReadyRequestsExceed + 1)
                > period.whenReadyRequestsExceed
        } catch {
            // Not worth an attempt.
            self.logger.warning("ready requests not counted", [.storeFailure: error.kind.rawValue])
            return false
        }
    }

    private func discover(_ device: OpenDevice, _ profile: Profile) async throws(RoundEnd) -> DeviceFindings {
        let caller = device.caller
        let setup = try await caller.call(AMT_SetupAndConfigurationService.get())
        switch setup.provisioningState {
        case .in, .post: break
        case .pre, .unknown:
            throw .problem(
                Problem(.provisioningStateUnexpected, ["device.provisioning_state": "\(setup.provisioningState)"]))
        }
        try self.checkOneTimePassword(setup, profile)
        let general = try await caller.call(AMT_GeneralSettings.get())
        let firmwareClock = try await caller.call(AMT_TimeSynchronizationService.getLowAccuracyTimeSynch())
        let drift = (self.house.now() - firmwareClock).components.seconds
        try await self.readRelease(caller)
        return DeviceFindings(
            provisioningState: setup.provisioningState, general: general, clockDriftSeconds: drift,
            certificates: try await caller.all(AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull),
            keyPairs: try await caller.all(AMT_PublicPrivateKeyPair.enumerate(), AMT_PublicPrivateKeyPair.pull),
            binding: try await caller.all(AMT_TLSCredentialContext.enumerate(), AMT_TLSCredentialContext.pull).first,
            networkTLS: try await caller.call(AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID)),
            openedBy: device.origin, openedWay: device.way, policy: self.policy)
    }

    /// What the device says of its release itself; the header that it sends with each answer is a hint.
    func readRelease(_ caller: DeviceCaller) async throws(RoundEnd) {
        let versions = try await caller.all(CIM_SoftwareIdentity.enumerate(), CIM_SoftwareIdentity.pull)
        if let version = versions.first(where: { $0.instanceID == CIM_SoftwareIdentity.amtInstanceID }) {
            self.facts.amtVersion = version.versionString
        }
    }

    /// Where the profile wants it, a device in setup has to show the password that was registered for its UUID.
    private func checkOneTimePassword(
        _ setup: AMT_SetupAndConfigurationService, _ profile: Profile
    ) throws(RoundEnd) {
        self.showsOneTimePassword =
            setup.provisioningState == .in && self.brief.oneTimePassword != nil
            && setup.provisioningServerOTP == self.brief.oneTimePassword
        guard profile.requiresOneTimePassword, setup.provisioningState == .in else { return }
        guard let registered = self.brief.oneTimePassword else {
            throw .problem(Problem(.oneTimePasswordRefused, ["one_time_password": "none is registered"]))
        }
        guard setup.provisioningServerOTP == registered else {
            throw .problem(Problem(.oneTimePasswordRefused, ["one_time_password": "the device shows another one"]))
        }
    }

    /// The credential version that the device shall have.
    private func wantedVersion(
        _ found: DeviceFindings, _ assignment: Assignment, _ context: WishContext
    ) throws(RoundEnd) -> CredentialVersion {
        let isConfigured = found.provisioningState == .post
        let policy = PasswordPolicy(
            profile: assignment.profile, context: context, device: self.request.deviceUUID)
        let password = try policy.adminPassword()
        let mebxPassword = try policy.mebxPassword(isConfigured: isConfigured)
        switch CredentialChoice.choose(
            among: self.versions, password: password, mebxPassword: mebxPassword, isConfigured: isConfigured,
            openedBy: found.openedBy)
        {
        case .keep(let version):
            return version
        case .make(let number, let password, let mebxPassword):
            return CredentialVersion(
                version: number, status: .pending, username: Profile.adminUsername,
                password: try self.made(password), mebxPassword: try mebxPassword.map(self.made))
        }
    }

    private func made(_ wish: CredentialChoice.PasswordWish) throws(RoundEnd) -> Secret {
        switch wish {
        case .given(let password): return password
        case .generated:
            guard let password = self.house.makePassword() else {
                throw .problem(Problem(.internalError, ["password": "the generator ran out of entropy"]))
            }
            return password
        }
    }

    /// A fresh pre-shared key, where the profile wants one and the firmware takes it. Made once an attempt.
    private func wantedPresharedKey(
        _ found: DeviceFindings, _ assignment: Assignment
    ) throws(RoundEnd) -> PresharedKeyPair? {
        guard assignment.profile.presharedKey.isRenewed, self.usesPSK, found.provisioningState == .in,
            self.policy.takesTLSPSK
        else { return nil }
        if let made = self.presharedKey { return made }
        guard let pair = self.house.makePresharedKey() else {
            throw .problem(Problem(.internalError, ["preshared_key": "the generator ran out of entropy"]))
        }
        return pair
    }

    /// Promise 1: what we are about to send is in the database before the first byte of it leaves.
    private func makeDurable(_ version: CredentialVersion, _ pair: PresharedKeyPair?) async throws(RoundEnd) {
        let isDurable = self.durableVersions.contains(version.version)
        let fresh = pair == self.presharedKey ? nil : pair
        guard !isDurable || fresh != nil else { return }
        do throws(StoreFailure) {
            let held = try await self.house.journal.checkpoint(
                Checkpoint(
                    fence: self.request.fence, credential: isDurable ? nil : version, presharedKey: fresh))
            guard held else {
                self.lease.writeRefused()
                throw StoreFailure(kind: .refused, statement: "checkpoint_credentials")
            }
        } catch {
            throw self.lease.loss == nil ? .store(error) : .leaseLost
        }
        if let fresh { self.presharedKey = fresh }
        guard self.durableVersions.insert(version.version).inserted else { return }
        self.versions.append(version)
        let opened = self.trials.candidates
        self.trials.candidates =
            LogonTrials.candidates([version], setupPasswords: []) + opened
    }

    /// One step: intent durable, call, outcome kept for the next write.
    private func perform(_ step: SetupStep, _ work: inout SetupWork) async throws(RoundEnd) {
        let prepared = try await work.prepare(step, self.house, policy: self.policy)
        if let certificate = prepared { self.lastCertificate = certificate }
        let announced: MEBxState? = step == .setMEBxPassword && work.version.mebxState == .none ? .intended : nil
        try await self.write(
            self.entry(
                step, .intent, certificate: prepared, mebx: self.note(announced, work.version),
                isConfigured: work.found.provisioningState == .post))
        switch step {
        case .bindCertificate, .enableTLS: self.staged.stage()
        case .commit: self.commitIntended = true
        case .extendPeriod, .setClock, .setMEBxPassword, .setNames, .trustAuthority, .removeOldCertificates,
            .makeKeyPair, .addCertificate, .renewPresharedKey, .setAdminPassword, .verify:
            break
        }
        let mebxBefore = work.version.mebxState
        let startedAt = self.house.clock.now()
        do throws(RoundEnd) {
            let detail: String?
            switch step {
            case .extendPeriod: detail = try await work.extendPeriod()
            case .setClock: detail = try await work.setClock(now: self.house.now)
            case .setMEBxPassword: detail = try await work.setMEBxPassword()
            case .setNames: detail = try await work.setNames()
            case .trustAuthority: detail = try await work.trustAuthority()
            case .removeOldCertificates: detail = try await work.removeOldCertificates(self.house.issuer)
            case .makeKeyPair: detail = try await work.makeKeyPair()
            case .addCertificate: detail = try await work.addCertificate()
            case .bindCertificate: detail = try await work.bindCertificate()
            case .enableTLS: detail = try await work.enableTLS()
            case .renewPresharedKey: detail = try await work.renewPresharedKey()
            case .setAdminPassword: detail = try await work.setAdminPassword()
            case .commit: detail = try await self.commit(&work)
            case .verify: detail = try await self.verify(&work)
            }
            self.house.metrics.step(step.name, .verified, took: self.house.clock.now() - startedAt)
            let learned = work.version.mebxState == mebxBefore ? nil : work.version.mebxState
            self.remember(work.version)
            self.hold(self.entry(step, .outcome, .verified, detail, mebx: self.note(learned, work.version)))
        } catch {
            switch error {
            case .uncertain(_, let facts):
                self.house.metrics.step(step.name, .uncertain, took: self.house.clock.now() - startedAt)
                if step == .setMEBxPassword && mebxBefore == .none {
                    work.version.mebxState = .intended
                    self.remember(work.version)
                }
                self.hold(self.entry(step, .outcome, .uncertain, EvidenceText.line(facts)))
                throw error
            case .problem(let problem):
                self.house.metrics.step(step.name, .refused, took: self.house.clock.now() - startedAt)
                let learned: MEBxState? = step == .setMEBxPassword && mebxBefore == .none ? .refused : nil
                self.hold(
                    self.entry(
                        step, .outcome, .refused, EvidenceText.line(problem.evidence),
                        mebx: self.note(learned, work.version)))
                // A step before this one may be missing: what the device shows now tells.
                if problem.isNotAllowedNow, !self.wasNotAllowed {
                    self.wasNotAllowed = true
                    throw .uncertain(call: problem.evidence["wsman.call"] ?? step.name, facts: problem.evidence)
                }
                throw .problem(
                    Problem(
                        problem.code, problem.evidence.merging(step.evidence) { first, _ in first },
                        retryAfterSeconds: problem.retryAfterSeconds))
            case .leaseLost, .draining, .restarted, .store:
                throw error
            }
        }
    }

    /// In setup the device's state tells whether there was a commit. On a configured device nothing does: what is staged and
    /// what is in force may look the same.
    private func commit(_ work: inout SetupWork) async throws(RoundEnd) -> String? {
        let detail = try await work.commit()
        if work.found.provisioningState == .post, !work.isCommitAnswered {
            guard self.staged.commitUnanswered() else {
                self.awayUntil = self.house.clock.now() + self.house.settings.restartWait
                throw .uncertain(call: "AMT_SetupAndConfigurationService.CommitChanges", facts: [:])
            }
            return detail
        }
        self.staged.commit()
        return detail
    }

    private func entry(
        _ step: SetupStep, _ kind: JournalEntry.Kind, _ outcome: JournalEntry.Outcome? = nil, _ detail: String? = nil,
        certificate: IssuedCertificate? = nil, mebx: MEBxNote? = nil, isConfigured: Bool = false,
        applied: [AppliedSecret] = []
    ) -> JournalEntry {
        JournalEntry(
            fence: self.request.fence, attempt: self.request.attempt, kind: kind,
            step: JournalStep(step, isConfigured: isConfigured),
            outcome: outcome,
            detail: detail, certificate: certificate, mebx: mebx, applied: applied)
    }

    private func note(_ state: MEBxState?, _ version: CredentialVersion) -> MEBxNote? {
        state.map { MEBxNote(version: version.version, state: $0) }
    }

    /// Another round must know what this one has learned of the version.
    private func remember(_ version: CredentialVersion) {
        guard let index = self.versions.firstIndex(where: { $0.version == version.version }) else { return }
        self.versions[index] = version
    }

    // MARK: - Verify

    /// How often a device whose commit had no answer is looked for as a configured one.
    private static let looksWithoutAnswer = 4

    /// Calls the device on a new connection, with its new password and its new certificate, until it answers as configured.
    private func verify(_ work: inout SetupWork) async throws(RoundEnd) -> String? {
        await work.device.line.close()
        let identity: SessionIdentity
        if work.assignment.profile.tls.network == .off {
            identity = .plain
        } else if let certificate = self.lastCertificate {
            identity = self.managedIdentity(certificate)
        } else {
            throw .problem(Problem(.internalError, ["verify": "no certificate was issued"]))
        }
        let deadline = self.house.clock.now() + self.house.settings.restartWait
        var pause = self.house.settings.restartPause
        var seen: [String: String] = [:]
        var looks = 0
        while true {
            switch try await work.verifyOnce(
                self.house, lease: self.lease, identity: identity, logger: self.logger)
            {
            case .proved(let detail):
                return detail
            case .notYet(let facts):
                seen = facts
                looks += 1
                // Perhaps there was no commit, and the device waits for it: reading its state tells.
                if !work.isCommitAnswered && looks >= Self.looksWithoutAnswer {
                    throw .uncertain(call: "AMT_SetupAndConfigurationService.CommitChanges", facts: facts)
                }
            case .refused:
                // Asking on and on would lock the account: the trials of the next round count what was refused.
                try await self.countRefusal(of: .version(work.version.version))
                throw .uncertain(call: "AMT_SetupAndConfigurationService.GetUuid", facts: ["http.status": "401"])
            case .stillInSetup:
                throw .uncertain(
                    call: "AMT_SetupAndConfigurationService.CommitChanges", facts: ["device.provisioning_state": "in"])
            }
            guard self.house.clock.now() + pause < deadline else { throw .problem(Problem(.verificationFailed, seen)) }
            try await self.sleep(pause)
            pause = min(pause * 2, .seconds(15))
        }
    }
}
