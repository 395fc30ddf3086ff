import AMT
import Logging
import Provisioning
import Telemetry

/// A session on which the device has taken a password and shown the UUID of its hello.
struct OpenDevice {
    let line: any DeviceLine
    let caller: DeviceCaller
    let origin: LogonCandidate.Origin
    let way: SessionChoice.Way
    /// Where it was opened, which may be another address than the request's.
    let address: PeerAddress
    /// The request's address when it was opened.
    let requestAddress: PeerAddress
    /// The TLS versions on which the handshake succeeded.
    let tls: TLSPolicy
    /// The pre-shared key that it took, where it was one.
    let pid: PID?

    /// Where to call it on a new connection: a hello that came meanwhile knows better.
    ///
    /// - Parameter newest: the request's address now.
    func address(newest: PeerAddress) -> PeerAddress { newest == self.requestAddress ? self.address : newest }
}

/// Opens a device: the right end of TLS, a password it takes, and the proof that it is the one that said hello.
struct DeviceOpener {
    let lines: any DeviceLines
    let clock: WorkerClock
    let settings: WorkerSettings
    let lease: HeldLease
    let logger: Logger

    /// How each way of opening proves itself, in the order of trial; empty for a way that is not there.
    let identities: (SessionChoice.Way) -> [SessionIdentity]
    /// Makes a refused log-on durable: which password, and how many were refused in a row.
    let noteRefusal: (String, Int) async throws(RoundEnd) -> Void
    /// Finds the newest address of the device.
    let newestAddress: () async -> PeerAddress?
    /// What can be said of the certificate that a device in setup is shown; `nil` without one.
    var shown: ShownCertificate?
    /// Looks at that certificate, when a device has refused it.
    var lint: () async -> CertificateLint? = { nil }
    /// The address that the profile gives the device, if it does.
    var profileAddress: PeerAddress?

    /// What opening learned, also when it failed.
    struct Trials {
        /// Candidates in the order of trial.
        var candidates: [LogonCandidate]
        /// Refusals in a row before this attempt.
        var refusedBefore: RefusedLogons
        /// What this attempt has tried in vain since the device last let us in.
        var refusedNow: [LogonCandidate.Origin] = []

        /// Refusals in a row by now.
        var refused: Int { self.refusedBefore.count + self.refusedNow.count }

        /// What has opened the device in this attempt, and was refused behind the log-on.
        var openedBefore: String?

        /// The device has let us in.
        mutating func succeeded() {
            self.refusedBefore = RefusedLogons()
            self.refusedNow = []
        }
    }

    /// - Parameters:
    ///   - ways: in order; another identity of a way, or an older TLS, is tried behind one whose handshake has failed.
    ///   - trials: what may be tried; counts what was refused.
    func open(_ ways: [SessionChoice], trials: inout Trials) async throws(RoundEnd) -> OpenDevice {
        var remaining: [(SessionChoice, SessionIdentity)] = ways.flatMap { choice in
            self.identities(choice.way).map { (choice, $0) }
        }
        var handshakes: [String: String] = [:]
        var refusedWay = HandshakeReading.Way.setupCertificate
        var triedKeys: [String] = []
        while !remaining.isEmpty {
            let (choice, identity) = remaining.removeFirst()
            if let pid = identity.pid?.description, !triedKeys.contains(pid) { triedKeys.append(pid) }
            let isLastWay = !remaining.contains { $0.0.way != choice.way }
            switch try await self.tryWay(choice, identity, isLastWay: isLastWay, &trials) {
            case .opened(let device):
                return device
            case .handshakeFailed(let facts):
                // The first way's failure is the one to tell: the others are guesses.
                if handshakes.isEmpty {
                    handshakes = facts
                    refusedWay = HandshakeReading.Way(identity)
                }
                if let older = choice.olderFallback(facts: facts) { remaining.insert((older, identity), at: 0) }
            }
        }
        var told = await self.reading(handshakes, refusedWay)
        if triedKeys.count > 1 { told["psk.tried"] = triedKeys.joined(separator: ", ") }
        throw .problem(Problem(.tlsHandshakeFailed, handshakes.merging(told) { first, _ in first }))
    }

    /// What the failure means, and which causes the evidence supports.
    private func reading(_ facts: [String: String], _ way: HandshakeReading.Way) async -> [String: String] {
        let reading = HandshakeReading(facts, way: way)
        var told = [
            "device.address": self.lease.address.text, "tls.meaning": reading.text, "tls.reading": reading.rawValue,
        ]
        if reading == .certificateRefused, way == .setupCertificate, var shown {
            shown.lint = await self.lint()
            told.merge(shown.causes) { first, _ in first }
        }
        return told
    }

    private enum WayOutcome {
        case opened(OpenDevice)
        case handshakeFailed([String: String])
    }

    private func tryWay(
        _ choice: SessionChoice, _ identity: SessionIdentity, isLastWay: Bool, _ trials: inout Trials
    ) async throws(RoundEnd) -> WayOutcome {
        var address = self.lease.address
        var others = self.profileAddress.map { $0 == address ? [] : [$0] } ?? []
        var hasAskedForAddress = false
        var handshake: [String: String]?
        while true {
            let line = self.lines.line(
                SessionOpening(
                    address: address, port: self.settings.port(of: choice.way), identity: identity, tls: choice.tls,
                    connectTimeout: self.settings.connectTimeout))
            do throws(RoundEnd) {
                switch try await self.logOn(line, &trials) {
                case .success(let (caller, origin)):
                    return .opened(
                        OpenDevice(
                            line: line, caller: caller, origin: origin, way: choice.way, address: address,
                            requestAddress: self.lease.address, tls: choice.tls, pid: identity.pid))
                case .failure(let failure):
                    await line.close()
                    switch failure.kind {
                    case .tlsHandshake, .peerNotTrusted:
                        handshake = handshake ?? failure.evidence
                        // Somebody else may have the address that an earlier attempt took from the device.
                        if let other = others.popLast() {
                            address = other
                            continue
                        }
                        return .handshakeFailed(handshake ?? failure.evidence)
                    case .connectionRefused, .unreachable:
                        // Hellos go on while we work: the device may have moved; or an earlier attempt has moved it.
                        if !hasAskedForAddress, let newest = await self.newestAddress(), newest != address {
                            hasAskedForAddress = true
                            address = newest
                            continue
                        }
                        if let other = others.popLast() {
                            address = other
                            continue
                        }
                        if let handshake { return .handshakeFailed(handshake) }
                        // The port of another way may be open.
                        if failure.kind == .connectionRefused, !isLastWay { return .handshakeFailed(failure.evidence) }
                        throw .problem(
                            Problem(
                                .deviceUnreachable,
                                failure.evidence.merging(["device.address": address.text]) { first, _ in first }))
                    case .connectionLost, .timedOut, .answerUnreadable, .cancelled:
                        throw .uncertain(call: "AMT_SetupAndConfigurationService.GetUuid", facts: failure.evidence)
                    }
                }
            } catch {
                await line.close()
                throw error
            }
        }
    }

    /// Tries the passwords that may be tried now, each on a new connection.
    private func logOn(
        _ line: any DeviceLine, _ trials: inout Trials
    ) async throws(RoundEnd) -> Result<(DeviceCaller, LogonCandidate.Origin), ExchangeFailure> {
        let candidates = LogonTrials.next(
            trials.candidates, refusedBefore: trials.refusedBefore, refusedNow: trials.refusedNow)
        for candidate in candidates {
            let caller = DeviceCaller(
                line: line, credential: candidate.credential, lease: self.lease, busyWait: self.settings.busyWait,
                clock: self.clock, logger: self.logger)
            let reading: WSManReading<DeviceUUID>
            switch try await self.identify(caller, line) {
            case .success(let answer): reading = answer
            case .failure(let failure): return .failure(failure)
            }
            switch reading {
            case .answered(let uuid):
                guard uuid == self.lease.fence.deviceUUID else {
                    throw .problem(
                        Problem(
                            .deviceIdentityMismatch,
                            ["device.uuid_found": uuid.description, "device.address": self.lease.address.text]))
                }
                trials.succeeded()
                return .success((caller, candidate.origin))
            case .unauthorized where !caller.wasChallenged:
                // Nobody has looked at the password: it was not sent.
                throw .problem(
                    Problem(
                        .answerUnreadable,
                        [
                            "wsman.call": "AMT_SetupAndConfigurationService.GetUuid", "http.status": "401",
                            "digest.realm": "none", "device.address": self.lease.address.text,
                        ]))
            case .unauthorized:
                trials.refusedNow.append(candidate.origin)
                try await self.noteRefusal(candidate.name, trials.refused)
                self.logger.info("password refused", [.credentialName: candidate.name])
                await line.reconnect()
            case .returned, .fault, .unreadable:
                let call = "AMT_SetupAndConfigurationService.GetUuid"
                // Half an answer to a question is no refusal, and heals by itself.
                throw .problem(
                    reading.policy == .busy
                        ? .refusal(.busy, call: call, facts: reading.facts) : .unusable(reading, call: call))
            }
        }
        var evidence = ["credential.refused_in_row": "\(trials.refused)"]
        evidence["credential.tried"] = candidates.isEmpty ? "none" : candidates.map(\.name).joined(separator: ", ")
        evidence["credential.opened"] = trials.openedBefore
        let hasMore = LogonTrials.hasMore(
            trials.candidates, refusedBefore: trials.refusedBefore, refusedNow: trials.refusedNow)
        throw .problem(
            hasMore
                ? Problem(.credentialRefused, evidence, retryAfterSeconds: LogonTrials.pauseSeconds)
                : Problem(.credentialUnknown, evidence))
    }

    /// Asks for the UUID, again when the connection ended: the question changes nothing.
    private func identify(
        _ caller: DeviceCaller, _ line: any DeviceLine
    ) async throws(RoundEnd) -> Result<WSManReading<DeviceUUID>, ExchangeFailure> {
        var resends = 0
        while true {
            let result = try await caller.send(AMT_SetupAndConfigurationService.getUuid())
            guard case .failure(let failure) = result, failure.kind == .connectionLost || failure.kind == .timedOut,
                resends < DeviceCaller.resendsMax
            else { return result }
            resends += 1
            await line.reconnect()
        }
    }
}

extension HandshakeReading.Way {
    /// The way of an identity; a connection without TLS has no handshake.
    fileprivate init(_ identity: SessionIdentity) {
        switch identity {
        case .psk: self = .presharedKey
        case .setupCertificate: self = .setupCertificate
        case .managed, .plain: self = .managed
        }
    }
}

extension SessionIdentity {
    /// The name of the pre-shared key, where it is one.
    fileprivate var pid: PID? {
        switch self {
        case .psk(let pid, _): pid
        case .setupCertificate, .managed, .plain: nil
        }
    }
}
