import AMT
import Inventory
import Logging
import Provisioning
import Synchronization
import Telemetry

/// Provisions one device under one lease: assign, open, discover, plan, apply, verify, settle.
///
/// A device in setup is first given what it has to have, and committed; then, as a configured one, the rest of its profile.
///
/// Cancellation ends the call in flight; what it did is then uncertain, and the next attempt reads the device. Nothing is
/// written to the database after the lease was lost.
package final class DeviceRun {
    let request: LeasedRequest
    let brief: Brief
    let lease: HeldLease
    let house: WorkerHouse
    let logger: Logger

    var facts: AttemptFacts
    var trials: DeviceOpener.Trials
    var versions: [CredentialVersion]
    private var durableVersions: Set<Int>
    private var lastCertificate: IssuedCertificate?
    private var heldOutcome: JournalEntry?
    /// What has opened the device in this attempt.
    private var openedBy: LogonCandidate.Origin?
    var commits: CommitWatch
    /// A fresh pre-shared key that this attempt has made durable.
    private var presharedKey: PresharedKeyPair?
    /// The device has proved in this attempt that it is configured and opens with this version.
    private var proof: Proof?
    /// What this attempt knows of the profile's sections.
    var progress: ProfileProgress

    /// A device that is configured and has shown it.
    struct Proof {
        let credentialVersion: Int
        let digestRealm: String
    }

    package init(request: LeasedRequest, brief: Brief, lease: HeldLease, house: WorkerHouse) {
        self.request = request
        self.brief = brief
        self.lease = lease
        self.house = house
        self.logger = house.logger.adding([
            .deviceUUID: "\(request.deviceUUID)", .leaseGeneration: "\(request.fence.generation)",
            .requestAttempt: "\(request.attempt)",
        ])
        self.facts = AttemptFacts(refusedLogons: request.refusedLogons)
        self.versions = brief.credentials
        self.durableVersions = Set(brief.credentials.map(\.version))
        self.lastCertificate = brief.lastCertificate
        self.commits = CommitWatch(request)
        self.progress = ProfileProgress(
            marks: brief.appliedSecrets, mayBeStaged: request.step >= ProfileStep.stagedNumber)
        self.trials = DeviceOpener.Trials(
            candidates: LogonTrials.candidates(brief.credentials, setupPasswords: house.settings.setupPasswords),
            refusedBefore: request.refusedLogons)
    }

    /// The whole attempt, to its settlement.
    package func run() async -> AttemptEnd {
        do throws(RoundEnd) {
            let assignment = try await self.assign()
            let context = try await self.context(assignment)
            let done = try await self.rounds(assignment, context)
            return await self.settle(done)
        } catch {
            return await self.settle(error)
        }
    }

    // MARK: - Assign

    private func assign() async throws(RoundEnd) -> Assignment {
        if let reason = self.brief.unreadable {
            throw .problem(Problem(.internalError, ["secret.unreadable": reason]))
        }
        let profiles: [Profile]
        do throws(StoreFailure) {
            profiles = try await self.house.profiles.profiles()
        } catch {
            throw .store(error)
        }
        switch Assigner.assign(self.brief.inventoryRecord, profiles: profiles) {
        case .success(let assignment):
            self.facts.fqdn = assignment.fqdn.description
            self.facts.profile = assignment.profile.name
            self.progress.profileVersion = assignment.profile.version
            return assignment
        case .failure(let problem):
            throw .problem(problem)
        }
    }

    /// What the profile's wishes depend on, its secrets among it.
    private func context(_ assignment: Assignment) async throws(RoundEnd) -> WishContext {
        let references = ProfileSecretNames.of(assignment.profile)
        var secrets: [SecretReference: KeptSecret] = [:]
        if !references.isEmpty {
            do throws(StoreFailure) {
                secrets = try await self.house.profiles.secrets(references)
            } catch {
                throw .store(error)
            }
        }
        return WishContext(
            fqdn: assignment.fqdn, secrets: secrets, authorityDER: self.house.issuer.authorityDER,
            clientName: self.house.issuer.callerName)
    }

    // MARK: - Rounds

    /// Reads the device, plans and applies, and starts over from reading when a call's outcome is uncertain.
    private func rounds(_ assignment: Assignment, _ context: WishContext) async throws(RoundEnd) -> Completion {
        var pause = self.house.settings.restartPause
        var roundsLeft = self.house.settings.roundsMax
        while true {
            let last: RoundEnd
            do throws(RoundEnd) {
                return try await self.round(assignment, context)
            } catch {
                switch error {
                case .uncertain(let call, let facts):
                    self.logger.info("outcome uncertain, device is read anew", [.wsmanCall: call])
                    last = .problem(Problem(.connectionLost, facts.merging(["wsman.call": call]) { first, _ in first }))
                    roundsLeft -= 1
                case .restarted:
                    last = .problem(Problem(.connectionLost, ["wsman.call": "restarts without end"]))
                    roundsLeft -= 1
                case .problem(let problem)
                where problem.code == .deviceUnreachable
                    && self.commits.isRestarting(now: self.house.clock.now(), wait: self.house.settings.restartWait):
                    last = error
                case .problem, .leaseLost, .draining, .store:
                    throw error
                }
            }
            guard roundsLeft > 0 else { throw last }
            try await self.sleep(pause)
            pause = min(pause * 2, .seconds(15))
        }
    }

    private func round(_ assignment: Assignment, _ context: WishContext) async throws(RoundEnd) -> Completion {
        let device = try await self.opened(assignment)
        do throws(RoundEnd) {
            let completion = try await self.apply(assignment, context, to: device)
            await device.line.close()
            return completion
        } catch {
            await device.line.close()
            throw error
        }
    }

    private func opened(_ assignment: Assignment) async throws(RoundEnd) -> OpenDevice {
        let setup = try await self.setupIdentity()
        let managed = self.lastCertificate.map { self.managedIdentity($0) }
        let opener = DeviceOpener(
            lines: self.house.lines, clock: self.house.clock, settings: self.house.settings, lease: self.lease,
            logger: self.logger,
            identity: { way in
                switch way {
                case .setup: setup
                case .managed: managed
                case .plain: .plain
                }
            },
            newestAddress: { await self.house.newestAddress(self.lease) },
            profileAddress: assignment.profile.fixedAddress)
        let ways = SessionChoice.ways(
            usesPSK: self.usesPSK, hasCertificate: managed != nil,
            // A device that was proved to be configured is opened as one, though it may take setup callers too.
            commitIntended: self.commits.isIntended || self.proof != nil, isManaged: self.isManaged,
            wantsTLS: assignment.profile.tls.network != .off)
        defer { self.facts.refusedLogons = self.trials.refused }
        let device = try await opener.open(ways, trials: &self.trials)
        self.facts.amtVersion =
            device.caller.lastServer.flatMap { AMTRelease(serverHeader: $0) }?.description ?? self.facts.amtVersion
        self.openedBy = device.origin
        self.preferOpened(device.origin)
        return device
    }

    private func managedIdentity(_ certificate: IssuedCertificate) -> SessionIdentity {
        .managed(
            authorityDER: self.house.issuer.authorityDER, fqdn: certificate.fqdn,
            client: self.house.issuer.callerChain)
    }

    /// Another round tries the versions that we may have sent first, then what opened the device in this one.
    private func preferOpened(_ origin: LogonCandidate.Origin) {
        guard let index = self.trials.candidates.firstIndex(where: { $0.origin == origin }) else { return }
        let opened = self.trials.candidates.remove(at: index)
        let place = self.trials.candidates.firstIndex { if case .version = $0.origin { false } else { true } }
        self.trials.candidates.insert(opened, at: place ?? self.trials.candidates.count)
    }

    private var usesPSK: Bool {
        switch self.request.credential {
        case .psk: true
        case .pki, .managed: false
        }
    }

    /// Known to be configured: it did not say hello.
    private var isManaged: Bool {
        switch self.request.credential {
        case .managed: true
        case .psk, .pki: false
        }
    }

    private func setupIdentity() async throws(RoundEnd) -> SessionIdentity? {
        switch self.request.credential {
        case .managed:
            return nil
        case .psk(let pid):
            guard let key = self.brief.psk else {
                throw .problem(Problem(.pskUnknown, ["psk.pid": pid.description]))
            }
            return .psk(pid, key)
        case .pki:
            let matching = try await self.house.certificates.matching(self.brief.rootHashes)
            guard !matching.isEmpty else {
                throw .problem(
                    Problem(.certificateNoneMatches, RootHashEvidence.of(self.brief.rootHashes)))
            }
            // One candidate an attempt: the device does not say which of several reasons it refused one for.
            return .setupCertificate(matching[(self.request.attempt - 1) % matching.count].chain)
        }
    }

    // MARK: - Plan and steps

    private func apply(
        _ assignment: Assignment, _ context: WishContext, to device: OpenDevice
    ) async throws(RoundEnd) -> Completion {
        var work = SetupWork(
            device: device, assignment: assignment, context: context,
            found: try await self.discover(device, assignment.profile), certificate: self.lastCertificate,
            versions: self.versions)
        work.version = try self.wantedVersion(work.found, assignment, context)
        work.presharedKey = try self.wantedPresharedKey(work.found, assignment)
        let plan = SetupPlan(
            found: work.found, assignment: assignment, certificate: self.lastCertificate, version: work.version,
            context: context, mayBeStaged: self.commits.mayBeStaged,
            isQueueLong: await self.isQueueLong(assignment.profile),
            renewsPresharedKey: work.presharedKey != nil)
        self.logger.info("plan made", [.planSteps: plan.steps.map(\.name).joined(separator: " ")])
        try await self.makeDurable(work.version, work.presharedKey)
        for step in plan.steps {
            if self.house.drain.isDraining { throw .draining }
            try await self.perform(step, &work)
        }
        self.proof = Proof(credentialVersion: work.version.version, digestRealm: work.found.general.digestRealm)
        // The verification has closed the line on which the setup was done.
        if !plan.steps.isEmpty { throw .restarted }
        try await self.applyProfile(assignment, context, work)
        if self.isStaged, let problem = self.progress.failed[.tls] { throw .problem(problem) }
        return self.completion()
    }

    /// What leaves the queue when the device is as far as it gets today.
    private func completion() -> Completion {
        Completion(
            fence: self.request.fence, facts: self.facts, credentialVersion: self.proof?.credentialVersion,
            digestRealm: self.proof?.digestRealm, profileVersion: self.progress.profileVersion,
            sections: self.progress.reports)
    }

    private func isQueueLong(_ profile: Profile) async -> Bool {
        guard let period = profile.provisioningPeriod else { return false }
        do throws(StoreFailure) {
            return try await self.house.queue.readyCount(limit: period.whenReadyRequestsExceed + 1)
                > period.whenReadyRequestsExceed
        } catch {
            // Not worth an attempt.
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
        let versions = try await caller.all(CIM_SoftwareIdentity.enumerate(), CIM_SoftwareIdentity.pull)
        if let version = versions.first(where: { $0.instanceID == CIM_SoftwareIdentity.amtInstanceID }) {
            self.facts.amtVersion = version.versionString
        }
        return DeviceFindings(
            provisioningState: setup.provisioningState, general: general, clockDriftSeconds: drift,
            certificates: try await caller.all(AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull),
            keyPairs: try await caller.all(AMT_PublicPrivateKeyPair.enumerate(), AMT_PublicPrivateKeyPair.pull),
            binding: try await caller.all(AMT_TLSCredentialContext.enumerate(), AMT_TLSCredentialContext.pull).first,
            networkTLS: try await caller.call(AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.networkInstanceID)),
            openedBy: device.origin, openedWay: device.way)
    }

    /// Where the profile wants it, a device in setup has to show the password that was registered for its UUID.
    private func checkOneTimePassword(
        _ setup: AMT_SetupAndConfigurationService, _ profile: Profile
    ) throws(RoundEnd) {
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
        guard assignment.profile.presharedKey.isRenewed, self.usesPSK, found.provisioningState == .in else {
            return nil
        }
        if let made = self.presharedKey { return made }
        guard let pair = self.house.makePresharedKey() else {
            throw .problem(Problem(.internalError, ["preshared_key": "the generator ran out of entropy"]))
        }
        return pair
    }

    /// Promise 1: what we are about to send is in the database before the first byte of it leaves.
    private func makeDurable(_ version: CredentialVersion, _ pair: PresharedKeyPair?) async throws(RoundEnd) {
        guard !self.durableVersions.contains(version.version) || pair != self.presharedKey else { return }
        do throws(StoreFailure) {
            let held = try await self.house.journal.checkpoint(
                Checkpoint(fence: self.request.fence, credential: version, presharedKey: pair))
            guard held else {
                self.lease.writeRefused()
                throw StoreFailure(kind: .refused, statement: "checkpoint_credentials")
            }
        } catch {
            throw self.lease.loss == nil ? .store(error) : .leaseLost
        }
        self.presharedKey = pair
        guard self.durableVersions.insert(version.version).inserted else { return }
        self.versions.append(version)
        let opened = self.trials.candidates
        self.trials.candidates =
            LogonTrials.candidates([version], setupPasswords: []) + opened
        // Until it is sent, what has just opened the device is the one that will.
        if let origin = self.openedBy { self.preferOpened(origin) }
    }

    /// One step: intent durable, call, outcome kept for the next write.
    private func perform(_ step: SetupStep, _ work: inout SetupWork) async throws(RoundEnd) {
        let prepared = try await work.prepare(step, issuer: self.house.issuer, now: self.house.now())
        if let certificate = prepared { self.lastCertificate = certificate }
        let announced: MEBxState? = step == .setMEBxPassword && work.version.mebxState == .none ? .intended : nil
        try await self.write(
            self.entry(step, .intent, certificate: prepared, mebx: self.note(announced, work.version)))
        switch step {
        case .bindCertificate, .enableTLS: self.commits.mayBeStaged = true
        case .commit: self.commits.begins(now: self.house.clock.now())
        case .extendPeriod, .setClock, .setMEBxPassword, .setNames, .trustAuthority, .makeKeyPair, .addCertificate,
            .renewPresharedKey, .setAdminPassword, .verify:
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
            case .makeKeyPair: detail = try await work.makeKeyPair()
            case .addCertificate: detail = try await work.addCertificate()
            case .bindCertificate: detail = try await work.bindCertificate()
            case .enableTLS: detail = try await work.enableTLS()
            case .renewPresharedKey: detail = try await work.renewPresharedKey()
            case .setAdminPassword: detail = try await work.setAdminPassword()
            case .commit:
                detail = try await work.commit()
                // A device that leaves setup has been through its commit; a configured one may show what is staged alone.
                if work.isCommitAnswered || work.found.provisioningState != .post {
                    self.commits.answered()
                } else {
                    self.commits.mayBeStaged = self.commits.asksAgain()
                }
            case .verify: detail = try await self.verify(&work)
            }
            self.house.metrics.step(step.name, .verified, took: self.house.clock.now() - startedAt)
            let learned = work.version.mebxState == mebxBefore ? nil : work.version.mebxState
            self.remember(work.version)
            self.heldOutcome = self.entry(step, .outcome, .verified, detail, mebx: self.note(learned, work.version))
        } catch {
            switch error {
            case .uncertain(_, let facts):
                self.house.metrics.step(step.name, .uncertain, took: self.house.clock.now() - startedAt)
                if step == .setMEBxPassword && mebxBefore == .none {
                    work.version.mebxState = .intended
                    self.remember(work.version)
                }
                self.heldOutcome = self.entry(step, .outcome, .uncertain, EvidenceText.line(facts))
                throw error
            case .problem(let problem):
                self.house.metrics.step(step.name, .refused, took: self.house.clock.now() - startedAt)
                let learned: MEBxState? = step == .setMEBxPassword && mebxBefore == .none ? .refused : nil
                self.heldOutcome = self.entry(
                    step, .outcome, .refused, EvidenceText.line(problem.evidence),
                    mebx: self.note(learned, work.version))
                throw .problem(
                    Problem(
                        problem.code, problem.evidence.merging(["step.name": step.name]) { first, _ in first },
                        retryAfterSeconds: problem.retryAfterSeconds))
            case .leaseLost, .draining, .restarted, .store:
                throw error
            }
        }
    }

    private func entry(
        _ step: SetupStep, _ kind: JournalEntry.Kind, _ outcome: JournalEntry.Outcome? = nil, _ detail: String? = nil,
        certificate: IssuedCertificate? = nil, mebx: MEBxNote? = nil
    ) -> JournalEntry {
        JournalEntry(
            fence: self.request.fence, attempt: self.request.attempt, kind: kind, step: JournalStep(step),
            outcome: outcome,
            detail: detail, certificate: certificate, mebx: mebx)
    }

    private func note(_ state: MEBxState?, _ version: CredentialVersion) -> MEBxNote? {
        state.map { MEBxNote(version: version.version, state: $0) }
    }

    /// Another round must know what this one has learned of the version.
    private func remember(_ version: CredentialVersion) {
        guard let index = self.versions.firstIndex(where: { $0.version == version.version }) else { return }
        self.versions[index] = version
    }

    /// Keeps what became of a step for the next write.
    func hold(_ outcome: JournalEntry) { self.heldOutcome = outcome }

    /// Writes an intent together with the outcome of the step before.
    func write(_ intent: JournalEntry?) async throws(RoundEnd) {
        let entries = [self.heldOutcome, intent].compactMap { $0 }
        self.heldOutcome = nil
        guard !entries.isEmpty else { return }
        do throws(StoreFailure) {
            if try await self.house.journal.record(entries, of: self.request.deviceUUID) { return }
        } catch {
            throw .store(error)
        }
        self.lease.writeRefused()
        throw .leaseLost
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
                self.trials.refusedNow.append(.version(work.version.version))
                self.facts.refusedLogons = self.trials.refused
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

    private func sleep(_ span: Duration) async throws(RoundEnd) {
        if self.house.drain.isDraining { throw .draining }
        do {
            try await self.house.clock.sleep(span)
        } catch {
            throw self.lease.loss == nil ? .draining : .leaseLost
        }
    }

    // MARK: - Settle

    private func settle(_ completion: Completion) async -> AttemptEnd {
        // The journal's last line is not worth failing a proved device for.
        do throws(RoundEnd) { try await self.write(nil) } catch { self.logger.debug("last outcome not recorded", [:]) }
        switch self.lease.settle() {
        case .discard(let loss):
            return .lost(loss)
        case .write:
            do throws(StoreFailure) {
                guard try await self.house.journal.complete(completion) else { return .lost(.fenced) }
                self.logger.info(
                    "device provisioned",
                    [
                        .deviceFQDN: completion.facts.fqdn ?? "",
                        .profileSectionsFailed: completion.sections.filter { $0.state == .failed }.map(
                            \.section.rawValue
                        ).joined(separator: " "),
                    ])
                return .provisioned
            } catch {
                // The request stays leased until the lease ends; the next attempt finds the device configured and says so.
                self.logger.error("completion not recorded", [.storeFailure: error.kind.rawValue])
                return .unsettled
            }
        }
    }

    private func settle(_ end: RoundEnd) async -> AttemptEnd {
        do throws(RoundEnd) { try await self.write(nil) } catch { self.logger.debug("last outcome not recorded", [:]) }
        var problem: Problem?
        switch end {
        case .problem(let found): problem = found
        case .restarted: problem = Problem(.connectionLost)
        case .uncertain(let call, let facts):
            problem = Problem(.connectionLost, facts.merging(["wsman.call": call]) { first, _ in first })
        case .draining: problem = nil
        case .leaseLost: return .lost(self.lease.loss ?? .expired)
        case .store(let failure):
            switch failure.kind {
            case .refused, .unreadable:
                // No outage: the same would happen again and again without a word to anybody.
                problem = Problem(
                    .internalError,
                    [
                        "store.failure": failure.kind.rawValue, "pg.statement": failure.statement,
                        "pg.sqlstate": failure.sqlstate ?? "",
                    ])
            case .unavailable, .outcomeUnknown:
                self.logger.error("attempt ended: the database does not answer", [.storeFailure: failure.kind.rawValue])
                return .unsettled
            }
        }
        // A configured device stays one: what the profile's sections lack is a named problem of theirs.
        if let problem, !self.isStaged, self.canStayConfigured(problem) {
            self.progress.failRest(problem)
            return await self.settle(self.completion())
        }
        guard case .write = self.lease.settle() else { return .lost(self.lease.loss ?? .expired) }
        let disposition =
            problem.map {
                Release.disposition(
                    of: $0, attempt: self.request.attempt, attemptsMax: self.house.settings.attemptsMax,
                    random: self.house.random(), windowEndsAt: self.request.windowEndsAt, now: self.house.now())
            } ?? .handBack
        if disposition == .park, let last = problem, last.code.remedy != .operatorAction {
            problem = last.afterLastAttempt
        }
        do throws(StoreFailure) {
            let release = Release(
                fence: self.request.fence, disposition: disposition, problem: problem, facts: self.facts)
            guard try await self.house.journal.release(release) else { return .lost(.fenced) }
        } catch {
            self.logger.error("release not recorded", [.storeFailure: error.kind.rawValue])
            return .unsettled
        }
        guard let problem else { return .handedBack }
        self.log(problem, disposition)
        return .stopped(problem.code)
    }

    /// Settings may wait for a commit: the request stays, because another one would not know of it.
    private var isStaged: Bool { self.commits.mayBeStaged || self.progress.mayBeStaged }

    /// Whether the attempt may end with the device configured, as it has proved in this attempt or is known to be.
    private func canStayConfigured(_ problem: Problem) -> Bool {
        if self.proof != nil { return !self.progress.isRequirementUnmet }
        // The count of refused passwords belongs to the request: without it, each new one would begin to try anew.
        guard self.isManaged, self.trials.refused == 0 else { return false }
        switch problem.code.remedy {
        case .retry, .waitForHello: return true
        case .waitForInventory, .operatorAction: return false
        }
    }

    private func log(_ problem: Problem, _ disposition: Release.Disposition) {
        var logger = self.logger
        for (key, value) in problem.evidence { logger[metadataKey: key] = .string(value) }
        switch disposition {
        case .park: logger.error("request parked", [.problemCode: problem.code.rawValue])
        case .wait, .handBack: logger.warning("request waits", [.problemCode: problem.code.rawValue])
        }
    }
}

/// How an attempt ended, for the worker's counters.
package enum AttemptEnd: Equatable, Sendable {
    case provisioned
    case stopped(ProblemCode)
    case handedBack
    case lost(LeaseMachine.Loss)
    /// The database did not take the final write; the lease will end.
    case unsettled
}
