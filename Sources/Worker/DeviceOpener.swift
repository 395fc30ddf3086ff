import AMT
import Logging
import Provisioning
import Telemetry

/// A session on which the device has taken a password and shown the UUID of its hello.
struct OpenDevice {
    let session: any DeviceSession
    let caller: DeviceCaller
    let origin: LogonCandidate.Origin
    /// The TLS versions on which the handshake succeeded.
    let tls: TLSPolicy
}

/// Opens a device: the right end of TLS, a password it takes, and the proof that it is the one that said hello.
struct DeviceOpener {
    let transport: any DeviceTransport
    let settings: WorkerSettings
    let lease: HeldLease
    let logger: Logger

    /// How each way of opening proves itself; `nil` for a way that is not there.
    let identity: (SessionChoice.Way) -> SessionIdentity?
    /// Finds the newest address of the device.
    let newestAddress: () async -> PeerAddress?

    /// What opening learned, also when it failed.
    struct Trials {
        /// Candidates in the order of trial.
        var candidates: [LogonCandidate]
        /// Refusals in a row before this attempt.
        var refusedBefore: Int
        /// What this attempt has tried in vain since the device last let us in.
        var refusedNow: [LogonCandidate.Origin] = []

        /// Refusals in a row by now.
        var refused: Int { self.refusedBefore + self.refusedNow.count }

        /// The device has let us in.
        mutating func succeeded() {
            self.refusedBefore = 0
            self.refusedNow = []
        }
    }

    /// - Parameters:
    ///   - ways: in order; an older TLS is tried behind one whose handshake looks like it.
    ///   - trials: what may be tried; counts what was refused.
    func open(_ ways: [SessionChoice], trials: inout Trials) async throws(RoundEnd) -> OpenDevice {
        var remaining = ways.filter { self.identity($0.way) != nil }
        var handshakes: [String: String] = [:]
        while !remaining.isEmpty {
            let choice = remaining.removeFirst()
            guard let identity = self.identity(choice.way) else { continue }
            switch try await self.tryWay(choice, identity, &trials) {
            case .opened(let device):
                return device
            case .handshakeFailed(let facts):
                // The first way's failure is the one to tell: the others are guesses.
                if handshakes.isEmpty { handshakes = facts }
                if let older = choice.olderFallback(facts: facts) { remaining.insert(older, at: 0) }
            }
        }
        throw .problem(
            Problem(
                .tlsHandshakeFailed,
                handshakes.merging(["device.address": self.lease.address.text]) { first, _ in first }))
    }

    private enum WayOutcome {
        case opened(OpenDevice)
        case handshakeFailed([String: String])
    }

    private func tryWay(
        _ choice: SessionChoice, _ identity: SessionIdentity, _ trials: inout Trials
    ) async throws(RoundEnd) -> WayOutcome {
        var address = self.lease.address
        var hasAskedForAddress = false
        while true {
            let session = self.transport.session(
                SessionOpening(
                    address: address, port: self.settings.devicePort, identity: identity, tls: choice.tls,
                    connectTimeout: self.settings.connectTimeout))
            do throws(RoundEnd) {
                switch try await self.logOn(session, &trials) {
                case .success(let (caller, origin)):
                    return .opened(OpenDevice(session: session, caller: caller, origin: origin, tls: choice.tls))
                case .failure(let failure):
                    await session.close()
                    switch failure.kind {
                    case .tlsHandshake, .peerNotTrusted:
                        return .handshakeFailed(failure.evidence)
                    case .connectionRefused, .unreachable:
                        // Hellos go on while we work: the device may have moved.
                        if !hasAskedForAddress, let newest = await self.newestAddress(), newest != address {
                            hasAskedForAddress = true
                            address = newest
                            continue
                        }
                        throw .problem(
                            Problem(
                                .deviceUnreachable,
                                failure.evidence.merging(["device.address": address.text]) { first, _ in first }))
                    case .connectionLost, .timedOut, .answerUnreadable, .cancelled:
                        throw .uncertain(call: "AMT_SetupAndConfigurationService.GetUuid", facts: failure.evidence)
                    }
                }
            } catch {
                await session.close()
                throw error
            }
        }
    }

    /// Tries the passwords that may be tried now, each on a new connection.
    private func logOn(
        _ session: any DeviceSession, _ trials: inout Trials
    ) async throws(RoundEnd) -> Result<(DeviceCaller, LogonCandidate.Origin), ExchangeFailure> {
        let candidates = LogonTrials.next(
            trials.candidates, refusedBefore: trials.refusedBefore, refusedNow: trials.refusedNow)
        for candidate in candidates {
            let caller = DeviceCaller(
                session: session, credential: candidate.credential, lease: self.lease, busyWait: self.settings.busyWait,
                logger: self.logger)
            let reading: WSManReading<DeviceUUID>
            switch try await self.identify(caller, session) {
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
            case .unauthorized:
                trials.refusedNow.append(candidate.origin)
                self.logger.info("password refused", [.credentialName: candidate.name])
                await session.reconnect()
            case .returned, .fault, .unreadable:
                throw .problem(
                    .refusal(
                        reading.policy ?? .permanent, call: "AMT_SetupAndConfigurationService.GetUuid",
                        facts: reading.facts))
            }
        }
        let evidence = [
            "credential.refused_in_row": "\(trials.refused)",
            "credential.tried": candidates.map(\.name).joined(separator: ", "),
        ]
        let hasMore = LogonTrials.hasMore(
            trials.candidates, refusedBefore: trials.refusedBefore, refusedNow: trials.refusedNow)
        throw .problem(
            Problem(.credentialRefused, evidence, retryAfterSeconds: hasMore ? LogonTrials.pauseSeconds : nil))
    }

    /// Asks for the UUID, again when the connection ended: the question changes nothing.
    private func identify(
        _ caller: DeviceCaller, _ session: any DeviceSession
    ) async throws(RoundEnd) -> Result<WSManReading<DeviceUUID>, ExchangeFailure> {
        var resends = 0
        while true {
            let result = try await caller.send(AMT_SetupAndConfigurationService.getUuid())
            guard case .failure(let failure) = result, failure.kind == .connectionLost || failure.kind == .timedOut,
                resends < DeviceCaller.resendsMax
            else { return result }
            resends += 1
            await session.reconnect()
        }
    }
}
