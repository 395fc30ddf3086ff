import AMT
import Provisioning
import Synchronization

/// Sessions with one small device, and what goes wrong between.
final class ScriptedTransport: DeviceTransport {
    /// What happens to a call instead of being answered.
    enum Trouble: Sendable {
        /// Carried out; the answer does not arrive.
        case answerLost
        /// Not carried out, but nobody can tell.
        case requestLost
        /// Nothing of it was sent.
        case notSent
        /// The method refuses.
        case returns(Int)
        /// No answer until the caller gives up.
        case hangs
        /// HTTP 401.
        case unauthorized
    }

    struct State {
        var firmware = SmallFirmware()
        /// Another device, and its address; ``firmware`` has all others.
        var other: (address: String, firmware: SmallFirmware)?
        var troubles: [String: [Trouble]] = [:]
        /// Runs before a call is carried out.
        var hooks: [String: @Sendable () -> Void] = [:]
        /// Failures of connections to come, by address.
        var unreachable: Set<String> = []
        /// Addresses at which somebody else answers.
        var strangers: Set<String> = []
        /// Connections to come that are refused, as while a device restarts its network.
        var refusedConnections = 0
        /// A configured device lets callers in that show a setup certificate, as it may without mutual TLS.
        var isSetupAlwaysOpen = false
        /// What else a commit puts in force.
        var onCommit: @Sendable () -> Void = {}
    }

    let events: EventList
    let state = Mutex(State())

    init(events: EventList) { self.events = events }

    var firmware: SmallFirmware { self.state.withLock { $0.firmware } }

    func trouble(_ call: String, _ troubles: Trouble...) { self.state.withLock { $0.troubles[call] = troubles } }
    func hook(_ call: String, _ run: @escaping @Sendable () -> Void) { self.state.withLock { $0.hooks[call] = run } }

    func session(_ opening: SessionOpening) -> any DeviceSession { ScriptedSession(opening: opening, transport: self) }
}

private final class ScriptedSession: DeviceSession {
    let opening: SessionOpening
    let transport: ScriptedTransport
    /// The connection has its keys, whatever the firmware is told about keys meanwhile.
    private let isOpen = Atomic<Bool>(false)

    init(opening: SessionOpening, transport: ScriptedTransport) {
        self.opening = opening
        self.transport = transport
    }

    func reconnect() async {
        self.isOpen.store(false, ordering: .relaxed)
        self.transport.events.add("reconnect")
    }

    func close() async { self.isOpen.store(false, ordering: .relaxed) }

    func exchange(
        _ envelope: [UInt8], as credential: DigestCredential, timeout: Duration
    ) async -> Result<HTTPAnswer, ExchangeFailure> {
        let call = SmallCall(envelope)
        if let failure = self.connectFailure() { return .failure(failure) }
        self.isOpen.store(true, ordering: .relaxed)
        let (trouble, hook) = self.transport.state.withLock { state in
            let trouble = state.troubles[call.name]?.first
            if trouble != nil { state.troubles[call.name]?.removeFirst() }
            return (trouble, state.hooks.removeValue(forKey: call.name))
        }
        switch trouble {
        case .answerLost, .requestLost, .notSent: self.isOpen.store(false, ordering: .relaxed)
        case nil, .returns, .unauthorized, .hangs: break
        }
        hook?()
        let isOther = self.transport.state.withLock { $0.other?.address == self.opening.address.text }
        self.transport.events.add("call \(call.name)" + (isOther ? " at \(self.opening.address)" : ""))
        switch trouble {
        case nil: return .success(self.carryOut(call, credential))
        case .answerLost:
            _ = self.carryOut(call, credential)
            return Self.failure(.connectionLost, arrived: true)
        case .requestLost: return Self.failure(.connectionLost, arrived: true)
        case .notSent: return Self.failure(.connectionLost, arrived: false)
        case .returns(let number): return .success(Self.answer(200, call.returning(number)))
        case .unauthorized: return .success(Self.answer(401, []))
        case .hangs:
            // Ends with the task's cancellation; the bound is the test's own time limit.
            try? await Task.sleep(for: .seconds(600))
            return Self.failure(.cancelled, arrived: true)
        }
    }

    private func connectFailure() -> ExchangeFailure? {
        self.transport.state.withLock { state in
            if state.unreachable.contains(self.opening.address.text) {
                return ExchangeFailure(kind: .connectionRefused, requestMayHaveArrived: false, facts: [:])
            }
            if state.strangers.contains(self.opening.address.text) {
                return ExchangeFailure(kind: .peerNotTrusted, requestMayHaveArrived: false, facts: [:])
            }
            if state.refusedConnections > 0 {
                state.refusedConnections -= 1
                return ExchangeFailure(kind: .connectionRefused, requestMayHaveArrived: false, facts: [:])
            }
            let firmware = self.firmware(state)
            let isConfigured = firmware.provisioningState == 2
            let isTLSEnabled = firmware.isTLSEnabled
            switch self.opening.identity {
            case .psk(let pid, let key)
            where !isConfigured && !self.isOpen.load(ordering: .relaxed) && !firmware.takes(pid, key):
                self.transport.events.add("unknown key \(pid.text)")
                return ExchangeFailure(
                    kind: .tlsHandshake, requestMayHaveArrived: false, facts: ["tls.alert": "115"])
            case .psk, .setupCertificate:
                if !isConfigured || (state.isSetupAlwaysOpen && isTLSEnabled) { return nil }
            case .managed: if isConfigured && isTLSEnabled { return nil }
            case .plain: if isConfigured && !isTLSEnabled { return nil }
            }
            let isThere = isConfigured ? isTLSEnabled == (self.opening.port == 16993) : self.opening.port == 16993
            return ExchangeFailure(
                kind: isThere ? .tlsHandshake : .connectionRefused, requestMayHaveArrived: false,
                facts: isThere ? ["tls.alert": "48"] : [:])
        }
    }

    private func firmware(_ state: ScriptedTransport.State) -> SmallFirmware {
        guard let other = state.other, other.address == self.opening.address.text else { return state.firmware }
        return other.firmware
    }

    private func carryOut(_ call: SmallCall, _ credential: DigestCredential) -> HTTPAnswer {
        self.transport.state.withLock { state in
            guard SmallFirmware.a1(credential.password.reveal()) == self.firmware(state).adminA1 else {
                return Self.answer(401, [])
            }
            if state.other?.address == self.opening.address.text {
                return Self.answer(200, state.other?.firmware.answer(call) ?? [])
            }
            if call.name == "AMT_SetupAndConfigurationService.CommitChanges" { state.onCommit() }
            return Self.answer(200, state.firmware.answer(call))
        }
    }

    private static func answer(_ status: Int, _ body: [UInt8]) -> HTTPAnswer {
        HTTPAnswer(
            status: status, server: "Intel(R) Active Management Technology 16.1.25", body: body,
            digestRealm: SmallFirmware.realm, peerChain: [])
    }

    private static func failure(
        _ kind: ExchangeFailure.Kind, arrived: Bool
    ) -> Result<HTTPAnswer, ExchangeFailure> {
        .failure(ExchangeFailure(kind: kind, requestMayHaveArrived: arrived, facts: [:]))
    }
}
