import AMT
import Provisioning

/// The invariants that are looked at with each event.
extension SimulatedWorld {
    // MARK: - The database

    /// Promise 3: a reason with evidence, and a date for what waits.
    func checkRow(_ row: RequestRow, of device: Int) {
        switch row.state {
        case .ready, .leased: return
        case .waiting where row.waitsFor == nil || row.dueAt == nil:
            self.fail(.reasonTold, "device \(device) waits without an event and a date")
        case .waiting, .parked: break
        }
        guard let problem = self.database.records[device].problem, problem.code == row.problemCode else {
            self.fail(.reasonTold, "device \(device) is \(row.state.rawValue) without a reason")
            return
        }
        switch problem.code {
        // The worker that could have told more is gone.
        case .leaseLost, .attemptsExhausted, .helloWindowClosed: break
        default:
            if problem.evidence.isEmpty {
                self.fail(.reasonTold, "device \(device) has \(problem.code.rawValue) without evidence")
            }
        }
    }

    /// Promise 2.
    func checkHello(of device: Int) {
        let record = self.database.records[device]
        guard let acknowledgedAt = record.acknowledgedAt, self.database.requests[device] == nil else { return }
        if record.provisionedAt ?? -1 < acknowledgedAt {
            self.fail(.helloKept, "device \(device) has an acknowledged hello, no request and no provisioning after it")
        }
    }

    func checkCompletion(of index: Int, proved: Int?, wasDue: Bool) {
        let device = self.devices[index]
        let record = self.database.records[index]
        if !wasDue { self.fail(.provisionedOnce, "device \(index) was provisioned again for nothing") }
        self.checkHello(of: index)
        self.checkCredential(of: device)
        guard device.resetAt <= record.claimedAt, device.adminOrigin != .stranger else { return }
        guard let proved, let version = record.credentials.first(where: { $0.version == proved }) else { return }
        if device.phase != .configured { self.fail(.provisioned, "device \(index) is told as provisioned in setup") }
        if device.adminA1 != Self.a1(version.password, device) {
            self.fail(.credentialKept, "device \(index) does not open with the promoted version \(proved)")
        }
        switch version.mebxState {
        case .none, .intended: break
        case .set, .refused:
            let held = MEBxPasswords.held(at: version, among: record.credentials)?.reveal()
            if let held, held != device.mebx, device.mebx != ModelDevice.factoryMEBx {
                self.fail(.mebxKept, "device \(index) holds another MEBx password than version \(proved) says")
            }
        }
    }

    // MARK: - What devices hold

    /// Promise 1: the password that opens a device is among those that a worker would try.
    func checkCredential(of device: ModelDevice) {
        switch device.adminOrigin {
        case .stranger: return
        case .factory, .product: break
        }
        let candidates = LogonTrials.candidates(
            self.database.records[device.index].credentials, setupPasswords: Self.setupPasswords)
        guard !Self.tried(candidates).contains(where: { Self.a1($0.credential.password, device) == device.adminA1 })
        else { return }
        let versions = self.database.records[device.index].credentials.map {
            "\($0.version) \($0.status.rawValue) \($0.mebxState.rawValue)"
        }
        self.fail(
            .credentialKept,
            "device \(device.index) holds a password that nobody would try; candidates: "
                + candidates.map(\.name).joined(separator: ", ") + "; versions: " + versions.joined(separator: ", "))
    }

    /// What is tried of a list, in as many attempts as it takes.
    private static func tried(_ candidates: [LogonCandidate]) -> [LogonCandidate] {
        var tried: [LogonCandidate] = []
        while true {
            let refused = RefusedLogons(count: tried.count, names: tried.map(\.name))
            let turn = LogonTrials.next(candidates, refusedBefore: refused, refusedNow: [])
            if turn.isEmpty { return tried }
            tried += turn
        }
    }

    private static let setupPasswords = [Secret(text: ""), Secret(text: "admin")]

    static func a1(_ password: Secret, _ device: ModelDevice) -> [UInt8] {
        DigestA1.of(username: Profile.adminUsername, realm: device.realm, password: password)
    }

    func checkMEBx(of device: ModelDevice) {
        let known = self.database.records[device.index].credentials.contains {
            $0.mebxPassword?.reveal() == device.mebx
        }
        if !known, device.mebx != ModelDevice.factoryMEBx {
            self.fail(.mebxKept, "device \(device.index) holds a MEBx password that is not durable")
        }
    }

    func checkPresharedKey(of device: ModelDevice) {
        guard let key = device.presharedKey, self.database.presharedKeys[key.pid] != key.pps else { return }
        self.fail(.presharedKeyKept, "device \(device.index) holds a pre-shared key that is not durable")
    }

    /// A caller hears what it has to remember from now on.
    func hear(_ reply: Reply, from device: ModelDevice, _ holder: Holder) {
        // Whose address another device has now cannot know it before a password is taken.
        guard holder.device == device.index else { return }
        switch reply {
        case .unauthorized: self.checkLogons(of: device, holder)
        case .returned(let number) where number == ModelDevice.flashProtected:
            device.toldPauseUntil = self.now + ModelDevice.flashSpan
            holder.watch.hasHeardPause = true
        case .value, .returned, .alreadyExists, .absent, .status: break
        }
    }

    /// A caller hears that its password was refused, at its log-on or behind it.
    private func checkLogons(of device: ModelDevice, _ holder: Holder) {
        device.toldRefusals += 1
        holder.watch.refusals += 1
        if device.toldRefusals > LogonTrials.inRowMax {
            self.fail(.logonsBounded, "device \(device.index) has refused \(device.toldRefusals) log-ons in a row")
        }
    }

    // MARK: - Calls

    /// Whoever calls a device holds its lease, by the database's clock too.
    func checkHolder(_ holder: Holder, at device: ModelDevice, _ name: String) {
        let generation = holder.fence.generation
        let newest = self.database.records[holder.device].newestGeneration
        if newest != generation {
            self.fail(
                .selfFencing,
                "\(holder.process.name) calls device \(device.index) (\(name)) under generation \(generation); \(newest) holds it"
            )
        } else if let row = self.database.requests[holder.device], row.state == .leased, row.leaseUntil < self.now {
            self.fail(.selfFencing, "\(holder.process.name) calls device \(device.index) (\(name)) after its lease")
        }
    }

    func checkChange(_ call: FirmwareCall, _ name: String, _ act: DeskAct?, _ holder: Holder, at device: ModelDevice) {
        guard holder.device == device.index else {
            self.fail(.rightDevice, "\(name) for device \(holder.device) was written to device \(device.index)")
            return
        }
        self.checkHolder(holder, at: device, name)
        var steps = call.steps
        if case .step(let step)? = act?.kind { steps = [step.name] }
        let intent = self.database.records[device.index].intent
        if intent?.generation != holder.fence.generation || !steps.contains(intent?.step ?? "") {
            self.fail(
                .intentDurable,
                "\(name) at device \(device.index) without an intent; the last is \(intent?.step ?? "none")")
        }
        if self.now < device.toldPauseUntil {
            self.fail(.writePause, "\(name) at device \(device.index), which takes no writes for a day")
        }
        if device.unreadCall == name {
            self.fail(.readBeforeRepeat, "\(name) at device \(device.index) is repeated without a reading")
        }
        if holder.watch.untouchedSince == device.changeCount {
            self.fail(.unchangedUntouched, "\(name) at device \(device.index), which is as it should be")
        }
    }

    // MARK: - As it should be

    /// The device's changes from outside by now, when it is as it should be and the database knows it.
    func untouchedCount(_ request: LeasedRequest, of device: ModelDevice) -> Int? {
        let record = self.database.records[device.index]
        let profile = self.shelf.profile
        let isStaged = request.step >= SetupStep.bindCertificate.rawValue
        guard !isStaged, device.stagedTLS == nil,
            device.desk.stagedLocal == nil, self.fault(of: device) == nil, let current = record.current,
            !record.credentials.contains(where: { $0.version > current.version }),
            abs(device.clockOffset) < profile.clock.driftSecondsMax - 2
        else { return nil }
        switch (profile.mebx.password, profile.mebx.change) {
        case (.leave, _), (_, .inSetup): break
        case (.random, .anyTime), (.fixed, .anyTime):
            switch current.mebxState {
            case .none, .intended: return nil
            case .set, .refused: break
            }
            if case .fixed(let reference) = profile.mebx.password,
                self.shelf.secrets[reference]?.value != current.mebxPassword
            {
                return nil
            }
            if current.mebxPassword == nil { return nil }
        }
        let marks = self.wishes(of: device).flatMap { $0.marks(in: device) }
        let isMarked = marks.allSatisfy { mark in
            guard let applied = record.applied[mark.field] else { return self.mutation == .forgetMarks }
            return applied.secretName == mark.name && applied.secretVersion == mark.version
                && applied.digestRealm == device.realm
        }
        return isMarked ? device.changeCount : nil
    }
}

extension SimulatedWorld {
    /// What can be asked only when all is over.
    func checkEnd() {
        for device in self.devices {
            guard let row = self.database.requests[device.index] else { continue }
            self.checkRow(row, of: device.index)
            if row.state != .parked {
                self.fail(.provisioned, "device \(device.index) is \(row.state.rawValue) at the end")
            }
        }
    }
}
