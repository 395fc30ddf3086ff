import NIOCore
import NIOSSL
import Synchronization

/// One device: its firmware, and what the world has done with it. Any event loop may ask it.
final class SimulatedDevice: Sendable {
    /// How a connection of the device is ended from elsewhere.
    struct ConnectionHandle: Sendable {
        let id: ObjectIdentifier
        let reset: @Sendable () -> Void
    }

    /// What became of the hellos.
    struct HelloCounts: Equatable, Sendable {
        var sent = 0
        /// The server closed with FIN.
        var accepted = 0
        /// The server closed with RST.
        var reset = 0
        /// No connection, or no end of it in time.
        var unanswered = 0
    }

    /// A call that was received.
    struct Ticket: Sendable {
        /// Count of calls of the device, from 1.
        let number: Int
        let fault: FaultRule?
        let pausesBefore: Bool
        let pausesAfter: Bool
        /// A call that came before a loss of power is not done after it.
        let bootCount: Int
    }

    struct State {
        var firmware: SimulatedFirmware
        var connections: [ConnectionHandle] = []
        /// A connection that logged on under an older number has to do it again.
        var logonGeneration = 0
        var awayUntil: Double = 0
        var hellos = HelloCounts()
        var helloRetryCount: UInt32 = 0
        /// A hello loop of an older number ends.
        var helloGeneration = 0
        var isSayingHello = false
        var firstHelloAt: Double?
        var committedAt: Double?
        var lastChainVerdict: ChainVerdict?
        var tlsRefusalCount = 0
        var logonFailureCount = 0
        /// Calls counted for each rule and each pause that concerns the device.
        var ruleCounts: [Int: Int] = [:]
    }

    let identity: DeviceIdentity
    let world: FleetWorld
    /// In the order in which a PKI device lists them.
    let rootHashes: [RootHashEntry]
    let state: Mutex<State>

    init(identity: DeviceIdentity, world: FleetWorld, rootHashes: [RootHashEntry]) {
        self.rootHashes = rootHashes
        self.identity = identity
        self.world = world
        var firmware = SimulatedFirmware(
            identity: identity, policy: identity.traits.applied(to: world.settings.policy))
        firmware.rootHashes = rootHashes
        self.state = Mutex(State(firmware: firmware))
    }

    // MARK: Connections

    /// A client has connected.
    ///
    /// - Parameter isPlain: whether it came to the port without TLS.
    /// - Returns: how to meet it; `closed` when there are too many connections already or the device is away.
    func opened(_ connection: ConnectionHandle, isPlain: Bool, now: Double) -> DevicePosture {
        self.state.withLock { state in
            guard !self.identity.traits.isClosed, state.connections.count < self.world.settings.connectionsMax,
                now >= state.awayUntil
            else {
                return .closed
            }
            let posture = isPlain ? state.firmware.plainPosture : .init(state.firmware.tlsPosture)
            if posture != .closed { state.connections.append(connection) }
            return posture
        }
    }

    func ended(_ id: ObjectIdentifier) {
        self.state.withLock { $0.connections.removeAll { $0.id == id } }
    }

    /// Remembers what came of a client's certificate chain.
    func judged(_ verdict: ChainVerdict) {
        self.state.withLock { state in
            state.lastChainVerdict = verdict
            if verdict != .accepted { state.tlsRefusalCount += 1 }
        }
    }

    /// The fault that a script holds ready for a TLS handshake that begins.
    func handshakeFault() -> FaultRule? {
        guard !self.world.settings.faults.isEmpty else { return nil }
        return self.state.withLock { self.fault(for: FaultRule.handshakeCall, isWrite: false, &$0) }
    }

    // MARK: Log-on

    var logonGeneration: Int { self.state.withLock { $0.logonGeneration } }

    /// Judges a request on a connection that is not logged on; 401 needs the realm and the qualities too.
    func judgeLogon(
        _ request: HTTPRequest, now: Double
    ) -> (verdict: LogonVerdict, realm: String, qualities: String, generation: Int) {
        self.state.withLock { state in
            let verdict = state.firmware.judgeLogon(
                authorization: request.headers["authorization"], method: request.method, target: request.target,
                body: request.body, now: now)
            switch verdict {
            case .admitted: break
            case .challenged(_, let isStale):
                if request.headers["authorization"] != nil, !isStale { state.logonFailureCount += 1 }
            }
            return (verdict, state.firmware.realm, state.firmware.offeredQualities, state.logonGeneration)
        }
    }

    /// A 401 that a script asked for.
    func challenge(now: Double) -> (nonce: String, realm: String, qualities: String) {
        let empty = HTTPRequest(method: "POST", target: "/wsman", headers: [:], wantsClose: false)
        let judged = self.judgeLogon(empty, now: now)
        switch judged.verdict {
        case .admitted: return ("", judged.realm, judged.qualities)
        case .challenged(let nonce, _): return (nonce, judged.realm, judged.qualities)
        }
    }

    // MARK: Calls

    /// Counts a call and looks up what the scripts say about it.
    func receive(_ call: FirmwareCall) -> Ticket {
        self.state.withLock { state in
            state.firmware.callCount += 1
            let isWrite = call.isWrite
            let fault = self.fault(for: call.name, isWrite: isWrite, &state)
            var moments: Set<PausePoint.Moment> = []
            for (place, point) in self.world.settings.pauses.enumerated() {
                guard
                    CallPattern.matches(point.call, call.name, isWrite: isWrite),
                    point.device.includes(self.identity)
                else { continue }
                let count = state.ruleCounts[-1 - place, default: 0] + 1
                state.ruleCounts[-1 - place] = count
                if point.occurrence == 0 || point.occurrence == count { moments.insert(point.moment) }
            }
            return Ticket(
                number: state.firmware.callCount, fault: fault, pausesBefore: moments.contains(.before),
                pausesAfter: moments.contains(.after), bootCount: state.firmware.bootCount)
        }
    }

    /// The first rule whose turn it is; all rules that cover the call count it.
    private func fault(for name: String, isWrite: Bool, _ state: inout State) -> FaultRule? {
        var due: FaultRule?
        for (place, rule) in self.world.settings.faults.enumerated()
        where rule.covers(name, isWrite: isWrite) && rule.concerns(self.identity) {
            let count = state.ruleCounts[place, default: 0] + 1
            state.ruleCounts[place] = count
            if due == nil, rule.occurrence == 0 || rule.occurrence == count { due = rule }
        }
        return due
    }

    /// Does a call. What it does to other connections of the device and to its hellos is done too.
    ///
    /// - Parameter connection: the connection that the call came on; it is spared.
    func perform(
        _ call: FirmwareCall, on connection: ObjectIdentifier?, keyPair: KeyMaterial?, now: Double
    ) -> (answer: FirmwareAnswer, effects: [FirmwareEffect]) {
        let (result, others) = self.state.withLock { state in
            let before = state.firmware.state
            let result = state.firmware.perform(call, now: now, keyPair: keyPair)
            var others: [ConnectionHandle] = []
            for effect in result.effects {
                switch effect {
                case .dropLogons: state.logonGeneration += 1
                case .restartNetwork:
                    others = state.connections.filter { $0.id != connection }
                    state.logonGeneration += 1
                    state.awayUntil = now + self.world.settings.restartSeconds * self.world.settings.timeScale
                case .moveAddress, .startHellos, .stopHellos: break
                }
            }
            if before != .post, state.firmware.state == .post { state.committedAt = now }
            return (result, others)
        }
        for other in others { other.reset() }
        for effect in result.effects {
            switch effect {
            case .startHellos: self.startHellos(afterSeconds: self.world.settings.restartSeconds)
            case .stopHellos: self.stopHellos()
            case .moveAddress: self.followAddressing(sparing: connection)
            case .dropLogons, .restartNetwork: break
            }
        }
        return result
    }

    /// The text of an answer, under the device's next message number.
    func text(of answer: FirmwareAnswer, to call: FirmwareCall) -> String {
        let number = self.state.withLock { $0.firmware.nextMessageNumber() }
        return AnswerEnvelope.text(answer, to: call, number: number)
    }

    /// The text of a fault to a request that is no call.
    func text(of fault: Fault, relatesTo messageID: String) -> String {
        let number = self.state.withLock { $0.firmware.nextMessageNumber() }
        return AnswerEnvelope.text(fault, relatesTo: messageID, number: number)
    }

    // MARK: Hellos

    /// Begins to say hello from retry count 0; a loop that runs already ends. The seconds are scaled.
    func startHellos(afterSeconds seconds: Double) {
        self.startHellos(afterRealSeconds: seconds * self.world.settings.timeScale)
    }

    func startHellos(afterRealSeconds seconds: Double) {
        let generation = self.state.withLock { state in
            state.helloGeneration += 1
            state.helloRetryCount = 0
            state.isSayingHello = state.firmware.state == .in
            return state.isSayingHello ? state.helloGeneration : nil
        }
        guard let generation else { return }
        self.world.helloSender.schedule(self, generation: generation, afterSeconds: seconds)
    }

    func stopHellos() {
        self.state.withLock { state in
            state.helloGeneration += 1
            state.isSayingHello = false
        }
    }

    /// The hello that is due in the loop of that number, counted as sent; `nil` when the loop has ended.
    func nextHello(generation: Int, now: Double) -> (bytes: [UInt8], retryCount: Int)? {
        self.state.withLock { state in
            guard state.isSayingHello, state.helloGeneration == generation, state.firmware.state == .in else {
                return nil
            }
            let retryCount = state.helloRetryCount
            state.helloRetryCount += 1
            if state.firstHelloAt == nil { state.firstHelloAt = now }
            let bytes = HelloWriter.bytes(
                of: self.identity, pid: state.firmware.pid, retryCount: retryCount,
                rootHashes: self.rootHashes)
            return (bytes, Int(retryCount))
        }
    }

    func countHello(_ change: @Sendable (inout HelloCounts) -> Void) {
        self.state.withLock { change(&$0.hellos) }
    }

    // MARK: Looking

    var bootCount: Int { self.state.withLock { $0.firmware.bootCount } }

    var provisioningState: ProvisioningState { self.state.withLock { $0.firmware.state } }

    var addressText: String { self.state.withLock { $0.firmware.identity.addressText } }

    var connectionCount: Int { self.state.withLock { $0.connections.count } }

    var helloCounts: HelloCounts { self.state.withLock { $0.hellos } }

    /// What the report says of the device.
    func report(now: Double) -> DeviceReport {
        self.state.withLock { state in
            DeviceReport(
                state: StateReport(
                    firmware: state.firmware, hellos: state.hellos, firstHelloAt: state.firstHelloAt,
                    committedAt: state.committedAt, lastChainVerdict: state.lastChainVerdict,
                    tlsRefusalCount: state.tlsRefusalCount, logonFailureCount: state.logonFailureCount),
                configuration: ConfigurationReport(state.firmware))
        }
    }
}

/// What all devices of a fleet share.
final class FleetWorld: Sendable {
    let settings: FleetSettings
    let contexts: TLSContexts
    let keyPool: KeyPool
    let helloSender: HelloSender
    let callLog: CallLog?
    let addresses = AddressBook()

    init(
        settings: FleetSettings, contexts: TLSContexts, keyPool: KeyPool,
        helloSender: HelloSender, callLog: CallLog?
    ) {
        self.settings = settings
        self.contexts = contexts
        self.keyPool = keyPool
        self.helloSender = helloSender
        self.callLog = callLog
    }
}
