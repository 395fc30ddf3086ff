import AMT
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
    var durableVersions: Set<Int>
    var lastCertificate: IssuedCertificate?
    /// The device is most likely configured: a commit was meant, or it has proved it.
    var commitIntended: Bool
    /// What firmware keeps back until a commit.
    var staged: StagedChanges
    /// The device was told to restart its network or to move, and may be away until then.
    var awayUntil: ContinuousClock.Instant?
    private var heldOutcome: JournalEntry?
    /// Refused log-ons in a row, as the database has them.
    private var notedRefusals: Int
    /// A fresh pre-shared key that this attempt has made durable.
    var presharedKey: PresharedKeyPair?
    /// The pre-shared key that the device took in this attempt; no other one is tried before it.
    var takenKey: PID?
    /// The device has proved in this attempt that it is configured and opens with this version.
    var proof: Proof?
    /// What this attempt knows of the profile's sections.
    var progress: ProfileProgress
    /// Where the profile has moved the device, once that is known.
    var movedTo: PeerAddress?
    /// The machine that was provisioned under this UUID was looked for where it was.
    var hasLookedForProvisioned = false
    /// A call of the setup was not allowed in the state that the device was in, and the device is read anew.
    var wasNotAllowed = false

    /// The release that the device has shown, or else the one that it showed last.
    var release: AMTRelease? {
        (self.facts.amtVersion ?? self.brief.amtVersion).flatMap { AMTRelease(version: $0) }
    }

    /// Why nothing may be written to the device; `nil` when it takes writes.
    var writePause: Problem? {
        let now = self.house.now()
        let known = [self.brief.noWriteUntil, self.facts.noWriteUntil].compactMap { $0 }
        guard let until = known.max(), until > now else { return nil }
        let seconds = Double((until - now) / .seconds(1))
        return Problem(
            .flashWriteLimit, ["flash.pause_seconds_left": "\(Int(seconds.rounded(.up)))"],
            retryAfterSeconds: max(1, seconds))
    }

    /// Firmware that protects its flash is left alone from now on: by the rounds that follow, and by whoever comes next.
    func hearPause(_ problem: Problem) {
        // A pause that is told again says itself how long it lasts.
        guard problem.code == .flashWriteLimit, problem.retryAfterSeconds == nil else { return }
        self.facts.noWriteUntil = self.house.now() + .seconds(BackOff.flashProtectionSeconds)
    }

    /// What to expect of the device, by its release.
    var policy: ReleasePolicy { .of(self.release) }

    /// A device in setup has shown the one-time password that was registered for it, on the line that is open.
    var showsOneTimePassword = false
    /// What it has proved itself by when it was set up, as far as that is durable or about to be.
    var deviceProof: DeviceProof?

    /// A device that is configured and has shown it.
    struct Proof {
        let credentialVersion: Int
        let digestRealm: String
        /// Where it was called.
        let address: PeerAddress
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
        self.notedRefusals = request.refusedLogons
        self.versions = brief.credentials
        self.deviceProof = brief.proof
        self.durableVersions = Set(brief.credentials.map(\.version))
        self.lastCertificate = brief.lastCertificate
        self.commitIntended = request.step >= SetupStep.commit.rawValue
        self.progress = ProfileProgress(marks: brief.appliedSecrets)
        // Behind the intent of a commit nobody knows whether it was carried out; to repeat it is harmless.
        self.staged = StagedChanges(
            mayWait: brief.mayBeStaged || request.step >= ProfileStep.stagedNumber
                || (SetupStep.bindCertificate.rawValue...SetupStep.commit.rawValue).contains(request.step))
        self.trials = DeviceOpener.Trials(
            candidates: LogonTrials.candidates(brief.credentials, setupPasswords: house.settings.setupPasswords),
            refusedBefore: RefusedLogons(count: request.refusedLogons, names: brief.refusedPasswords))
    }

    /// The whole attempt, to its settlement.
    package func run() async -> AttemptEnd {
        do throws(RoundEnd) {
            let assignment = try await self.assign()
            let context = try await self.context(assignment)
            let done = try await self.rounds { () async throws(RoundEnd) -> Completion in
                try await self.onOpenDevice(assignment) { (device) async throws(RoundEnd) -> Completion in
                    try await self.apply(assignment, context, to: device)
                }
            }
            return await self.settle(done)
        } catch {
            return await self.settle(error)
        }
    }

    // MARK: - Rounds

    /// Does what has to be done on an open device, and starts over from opening it when a call's outcome is uncertain.
    func rounds<Value>(_ work: () async throws(RoundEnd) -> Value) async throws(RoundEnd) -> Value {
        try await self.refuseOtherMachine()
        var pause = self.house.settings.restartPause
        var last = RoundEnd.draining
        for _ in 0..<self.house.settings.roundsMax {
            do throws(RoundEnd) {
                return try await work()
            } catch {
                switch error {
                case .uncertain(let call, let facts):
                    self.logger.info("outcome uncertain, device is read anew", [.wsmanCall: call])
                    last = .problem(UnsettledCall(call, facts).problem)
                case .restarted:
                    last = .problem(Problem(.connectionLost, ["wsman.call": "restarts without end"]))
                case .problem(let problem):
                    self.hearPause(problem)
                    throw error
                case .leaseLost, .draining, .store:
                    throw error
                }
            }
            try await self.sleep(pause)
            pause = min(pause * 2, .seconds(15))
        }
        throw last
    }

    /// Opens the device and closes it, whatever comes of the work.
    func onOpenDevice<Value>(
        _ assignment: Assignment?, _ work: (OpenDevice) async throws(RoundEnd) -> Value
    ) async throws(RoundEnd) -> Value {
        let device = try await self.openedAgain(assignment)
        do throws(RoundEnd) {
            let value = try await work(device)
            await device.line.close()
            return value
        } catch {
            await device.line.close()
            if device.caller.isRefused {
                let credential = device.caller.credential
                let refused = self.trials.candidates.first { $0.credential == credential }
                try await self.countRefusal(of: refused?.origin ?? device.origin)
            }
            throw error
        }
    }

    /// A password that has opened the device is refused behind its log-on. The account counts that like any other refusal, so that
    /// this one is not tried again in a hurry.
    func countRefusal(of origin: LogonCandidate.Origin) async throws(RoundEnd) {
        self.trials.refusedNow.append(origin)
        self.trials.openedBefore = origin.name
        self.facts.refusedLogons = self.trials.refused
        self.logger.info("password refused after log-on", [.credentialName: origin.name])
        try await self.noteRefusal(of: origin.name, inRow: self.trials.refused)
    }

    func completion() -> Completion {
        Completion(
            fence: self.request.fence, facts: self.facts, credentialVersion: self.proof?.credentialVersion,
            digestRealm: self.proof?.digestRealm, profileVersion: self.progress.profileVersion,
            sections: self.progress.reports, findings: self.progress.found, movedTo: self.movedTo,
            isSetup: !self.isManaged, provedAt: self.proof?.address)
    }

    /// Keeps what became of a step for the next write.
    func hold(_ outcome: JournalEntry) { self.heldOutcome = outcome }

    /// Writes an intent together with the outcome of the step before.
    func write(_ intent: JournalEntry?) async throws(RoundEnd) {
        try await self.write([self.heldOutcome, intent].compactMap { $0 }, refusals: self.facts.refusedLogons)
    }

    /// A refused log-on counts before the next one is tried: whoever comes after a crash must not lock the account.
    func noteRefusal(of name: String, inRow count: Int) async throws(RoundEnd) {
        let entry = JournalEntry(
            fence: self.request.fence, attempt: self.request.attempt, kind: .outcome, step: .logOn, outcome: .refused,
            detail: name)
        try await self.write([self.heldOutcome, entry].compactMap { $0 }, refusals: count)
    }

    private func write(_ given: [JournalEntry], refusals: Int) async throws(RoundEnd) {
        var entries = given
        self.heldOutcome = nil
        guard !entries.isEmpty else { return }
        if refusals != self.notedRefusals { entries[entries.count - 1].refusedLogons = refusals }
        // The row may be somebody else's by now, or be about to.
        guard self.lease.trustLeft != nil else { throw .leaseLost }
        do throws(StoreFailure) {
            if try await self.house.journal.record(entries, of: self.request.fence) {
                self.notedRefusals = refusals
                return
            }
        } catch {
            throw .store(error)
        }
        self.lease.writeRefused()
        throw .leaseLost
    }

    func sleep(_ span: Duration) async throws(RoundEnd) {
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
            problem = UnsettledCall(call, facts).problem
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
                // The request stays leased until the lease ends, and the next attempt reads what the device holds by then.
                self.logger.error(
                    "attempt ended: the database does not answer",
                    [
                        .storeFailure: failure.kind.rawValue, .pgStatement: failure.statement,
                        .pgSQLState: failure.sqlstate ?? "",
                    ])
                return .unsettled
            }
        }
        problem = problem.map(self.withProfile).map(self.withCredentials)
        // A configured device stays one: what the profile's sections lack is a named problem of theirs.
        if let problem, self.canStayConfigured(problem) {
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

    /// A refusal of the profile says of which: a newer version takes the device up again.
    private func withProfile(_ problem: Problem) -> Problem {
        let codes: Set<ProblemCode> = [.profileRefused, .capabilityAbsent, .firmwareRefused]
        guard codes.contains(problem.code), let name = self.facts.profile else { return problem }
        let profile = ["profile.name": name, "profile.version": "\(self.progress.profileVersion)"]
        return Problem(
            problem.code, problem.evidence.merging(profile) { first, _ in first },
            retryAfterSeconds: problem.retryAfterSeconds)
    }

    /// Where nothing opened the device, the evidence says what was there to be tried: what comes later takes it up again.
    private func withCredentials(_ problem: Problem) -> Problem {
        guard problem.code == .credentialUnknown else { return problem }
        let newest = ["credential.newest": "\(self.versions.map(\.version).max() ?? 0)"]
        return Problem(
            problem.code, problem.evidence.merging(newest) { first, _ in first },
            retryAfterSeconds: problem.retryAfterSeconds)
    }

    /// Whether the attempt may end with the device configured, as it has proved in this attempt or is known to be.
    private func canStayConfigured(_ problem: Problem) -> Bool {
        // The count of refused passwords belongs to the request: without it, each new one would begin to try anew.
        guard self.trials.refused == 0 else { return false }
        if self.proof != nil { return !self.progress.isRequirementUnmet }
        guard self.isManaged else { return false }
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
