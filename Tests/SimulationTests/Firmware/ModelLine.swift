import AMT
import Provisioning

@testable import Worker

/// Lines from one process to the devices of its world.
struct ModelLines: DeviceLines {
    let world: SimulatedWorld
    let process: SimulatedProcess

    func line(_ opening: SessionOpening) -> any DeviceLine {
        ModelLine(world: self.world, process: self.process, opening: opening)
    }

    func desk(_ caller: DeviceCaller, _ material: DeskMaterial) -> any ProfileDesk { MemoryDesk(caller) }
}

/// A session with whatever device has the address, and what goes wrong between.
final class ModelLine: DeviceLine, @unchecked Sendable {
    /// What becomes of one call on its way.
    private enum Fate { case answered, lostBefore, lostAfter, notSent, hangs, half, busy, powerLoss }

    private let world: SimulatedWorld
    private let process: SimulatedProcess
    private let opening: SessionOpening
    /// The device at the other end of the connection that is kept.
    private var connected: (device: ModelDevice, epoch: Int)?

    private static let tlsPort: UInt16 = 16993
    /// A device may still carry out what its caller has just given up on; far less than a lease's margin.
    private static let latenessMax = Int64.milliseconds(500)

    init(world: SimulatedWorld, process: SimulatedProcess, opening: SessionOpening) {
        self.world = world
        self.process = process
        self.opening = opening
    }

    func reconnect() async { self.connected = nil }

    func close() async { self.connected = nil }

    func send<Output>(
        _ call: WSManCall<Output>, messageID: UInt32, as credential: DigestCredential, timeout: Duration
    ) async -> Result<LineAnswer<Output>, ExchangeFailure> {
        guard self.process.lives(), let holder = Holder.current, let kind = FirmwareCall.byName[call.name] else {
            return Self.failure(.cancelled, arrived: false)
        }
        self.world.counts.calls += 1
        let most = Int64(Double(timeout.nanoseconds) / self.process.clockRate)
        let fate = self.fate(of: kind)
        if fate == .notSent {
            guard await self.world.sleep(.milliseconds(50)) else { return Self.failure(.cancelled, arrived: false) }
            return Self.failure(.connectionLost, arrived: false)
        }
        guard let device = await self.reach(most) else {
            if Task.isCancelled { return Self.failure(.cancelled, arrived: false) }
            let hadOne = self.connected != nil
            self.connected = nil
            return Self.failure(hadOne ? .connectionLost : .unreachable, arrived: hadOne)
        }
        if self.connected == nil,
            let refusal = device.refusal(of: self.opening, isTLSPort: self.opening.port == Self.tlsPort)
        {
            self.world.note("\(self.process.name) -> \(device.index) \(kind.rawValue): \(refusal.kind.rawValue)")
            return .failure(refusal)
        }
        self.connected = (device, device.connectionEpoch)
        let act = kind.carriesActs ? DeskAct.current : nil
        let name = act?.name ?? kind.rawValue
        let request = Request(call: kind, name: name, act: act, credential: credential, holder: holder)
        let text = kind.isChange && act == nil ? EnvelopeText(call.envelope(messageID: messageID)) : nil
        return await self.deliver(call, request, text, to: device, fate: fate, within: most)
    }

    /// One call as the device sees it.
    private struct Request {
        let call: FirmwareCall
        let name: String
        let act: DeskAct?
        let credential: DigestCredential
        let holder: Holder
    }

    /// The device at the other end of the connection, or at the address; `nil` after the time for connecting when nobody is there,
    /// or when the connection has ended.
    private func reach(_ most: Int64) async -> ModelDevice? {
        let device =
            self.connected?.device
            ?? self.world.devices.first { $0.address == self.opening.address && $0.isThere }
        let span =
            device.map { self.world.span($0.traits.latency, $0.traits.latency * 3) }
            ?? min(most, self.opening.connectTimeout.nanoseconds)
        guard await self.world.sleep(span), self.process.lives() else { return nil }
        guard let device, device.isThere, device.address == self.opening.address else { return nil }
        if let connected = self.connected, connected.epoch != device.connectionEpoch { return nil }
        return device
    }

    private func deliver<Output>(
        _ call: WSManCall<Output>, _ request: Request, _ text: EnvelopeText?, to device: ModelDevice, fate: Fate,
        within most: Int64
    ) async -> Result<LineAnswer<Output>, ExchangeFailure> {
        let fate = fate == .lostBefore && self.mustArrive(request, device) ? .lostAfter : fate
        switch fate {
        case .lostBefore:
            self.world.counts.lostAnswers += 1
            device.lost(request.call)
            self.tell(request, device, "lost on the way")
            self.mayHaveArrived(request, device)
            if self.world.mutation == .believeLostCommit, request.call == .commit {
                device.isBelieved = true
                return .success(Self.answer(.value(Done()), call, isChallenged: true))
            }
            if let reply = self.repeated(request, text, device) {
                return .success(Self.answer(reply, call, isChallenged: true))
            }
            return await self.lost(request, device)
        case .hangs:
            self.world.counts.lostAnswers += 1
            return await self.hang(request, text, device, most)
        case .busy:
            self.tell(request, device, "busy")
            let reply: Reply =
                request.call.isChange ? .returned(self.world.random.pick([2, 2061, 2082])) : .status(503)
            return .success(Self.answer(reply, call, isChallenged: true))
        case .answered, .lostAfter, .half, .powerLoss: break
        case .notSent: preconditionFailure("it was not sent")
        }
        let (reply, isChallenged) = self.arrive(request, text, device)
        switch fate {
        case .lostAfter:
            self.world.counts.lostAnswers += 1
            self.tell(request, device, "answer lost")
            self.mayHaveArrived(request, device)
            if let reply = self.repeated(request, text, device) {
                return .success(Self.answer(reply, call, isChallenged: true))
            }
            return await self.lost(request, device)
        case .powerLoss:
            self.world.counts.lostAnswers += 1
            device.losePower(for: self.world.span(.seconds(5), .seconds(150)))
            self.mayHaveArrived(request, device)
            return await self.lost(request, device)
        case .half:
            self.tell(request, device, "half an answer")
            self.mayHaveArrived(request, device)
            return .success(
                LineAnswer(
                    reading: .unreadable(WSManRefusal(.xml, "truncated")), status: 200, server: nil, digestRealm: nil))
        case .answered, .lostBefore, .notSent, .hangs, .busy: break
        }
        if request.call == .makeKey { _ = await self.world.sleep(self.world.span(.seconds(1), .seconds(12))) }
        guard self.process.lives() else { return Self.failure(.cancelled, arrived: true) }
        self.world.hear(reply, from: device, request.holder)
        return .success(Self.answer(reply, call, isChallenged: isChallenged))
    }

    // MARK: - Arriving

    /// The call is at the device.
    private func arrive(_ request: Request, _ text: EnvelopeText?, _ device: ModelDevice) -> (Reply, Bool) {
        let (isOpen, isChallenged) = device.logOn(request.credential)
        guard isOpen else {
            self.tell(request, device, "401")
            return (.unauthorized, true)
        }
        guard request.call.isChange else {
            device.unreadCall = nil
            self.world.checkHolder(request.holder, at: device, request.name)
            self.world.trace("\(self.process.name) -> \(device.index) \(request.name)")
            return (self.read(request, device), isChallenged)
        }
        self.world.checkChange(request.call, request.name, request.act, request.holder, at: device)
        if let obstacle = device.obstacle() { return (obstacle, isChallenged) }
        self.world.counts.writes += 1
        self.tell(request, device, "done")
        let reply: Reply
        if case .step(let step)? = request.act?.kind {
            reply = device.perform(step)
        } else if let text {
            reply = device.carryOut(request.call, text)
        } else {
            reply = .absent
        }
        if case .returned(let number) = reply { self.tell(request, device, "returns \(number)") }
        return (reply, isChallenged)
    }

    private func read(_ request: Request, _ device: ModelDevice) -> Reply {
        if self.world.mutation == .lieAboutUUID, request.call == .getUuid {
            return .value(self.world.devices[request.holder.device].uuid)
        }
        guard let act = request.act, case .read(let topic) = act.kind else { return device.answer(request.call) }
        guard let finding = device.read(topic) else { return .absent }
        act.finding = finding
        return .value(FirmwareAnswers.certificate(handle: 0, der: PlainAuthority.rootDER, isRoot: true))
    }

    /// A mutation: the call once more, without a look at the device.
    private func repeated(_ request: Request, _ text: EnvelopeText?, _ device: ModelDevice) -> Reply? {
        guard self.world.mutation == .repeatBlindly, request.call.isChange, self.isProbeFirst(request) else {
            return nil
        }
        return self.arrive(request, text, device).0
    }

    /// What an invariant wants to know of calls whose outcome is uncertain to their caller.
    private func mayHaveArrived(_ request: Request, _ device: ModelDevice) {
        guard request.call.isChange, self.isProbeFirst(request) else { return }
        device.unreadCall = request.name
    }

    private func isProbeFirst(_ request: Request) -> Bool {
        if let act = request.act { return !act.isRepeatable }
        switch request.call {
        case .makeKey, .addCertificate, .addRoot, .bind, .commit: return true
        default: return false
        }
    }

    private func tell(_ request: Request, _ device: ModelDevice, _ what: String) {
        self.world.note(
            "\(self.process.name) -> \(device.index) \(request.name) (\(request.holder.fence.generation)): \(what)")
    }

    // MARK: - Losing

    private func lost<Output>(_ request: Request, _ device: ModelDevice) async -> Result<
        LineAnswer<Output>, ExchangeFailure
    > {
        guard await self.world.sleep(self.world.span(.milliseconds(100), .seconds(2))) else {
            return Self.failure(.cancelled, arrived: true)
        }
        return Self.failure(.connectionLost, arrived: true)
    }

    /// Nothing comes until the caller gives up; perhaps the device has done it by then.
    private func hang<Output>(
        _ request: Request, _ text: EnvelopeText?, _ device: ModelDevice, _ most: Int64
    ) async -> Result<LineAnswer<Output>, ExchangeFailure> {
        let isDone = self.world.random.chance(0.5) || self.mustArrive(request, device)
        let doneAfter = self.world.span(0, most + Self.latenessMax)
        guard await self.world.sleep(min(doneAfter, most)) else { return Self.failure(.cancelled, arrived: true) }
        if isDone, device.isThere { _ = self.arrive(request, text, device) } else { device.lost(request.call) }
        self.tell(request, device, isDone ? "done without an answer" : "hangs")
        self.mayHaveArrived(request, device)
        guard await self.world.sleep(max(most - doneAfter, 0)) else { return Self.failure(.cancelled, arrived: true) }
        return Self.failure(.timedOut, arrived: true)
    }

    /// Of three commits in a row to one device one arrives: the last without an answer is believed, because some firmware answers
    /// none.
    private func mustArrive(_ request: Request, _ device: ModelDevice) -> Bool {
        request.call == .commit && device.lostCommits + 1 >= StagedChanges.unansweredCommitsMax
    }

    private func fate(of call: FirmwareCall) -> Fate {
        if self.world.isCalm { return .answered }
        let recipe = self.world.recipe
        if let device = self.world.devices.first(where: { $0.address == self.opening.address }) {
            if self.world.now < device.tunnelUntil { return self.world.random.chance(0.5) ? .lostBefore : .lostAfter }
            if self.world.now < device.busyUntil { return .busy }
        }
        var dice = self.world.random.fraction()
        // Firmware that restarts its network often does not answer its last call.
        if call == .commit, dice < 0.2 { return dice < 0.05 ? .lostBefore : .lostAfter }
        let fates: [(Fate, Double)] = [
            (.lostBefore, recipe.lostBeforeChance), (.lostAfter, recipe.lostAfterChance),
            (.notSent, recipe.notSentChance), (.hangs, recipe.hangChance), (.half, recipe.halfChance),
            (.busy, recipe.busyChance), (.powerLoss, recipe.powerLossChance),
        ]
        for (fate, chance) in fates {
            if dice < chance { return fate }
            dice -= chance
        }
        return .answered
    }

    // MARK: - Answering

    private static func failure<Output>(
        _ kind: ExchangeFailure.Kind, arrived: Bool
    ) -> Result<LineAnswer<Output>, ExchangeFailure> {
        .failure(ExchangeFailure(kind: kind, requestMayHaveArrived: arrived, facts: [:]))
    }

    private static func answer<Output>(
        _ reply: Reply, _ call: WSManCall<Output>, isChallenged: Bool
    ) -> LineAnswer<Output> {
        let reading: WSManReading<Output>
        var status = 200
        switch reply {
        case .value(let value):
            guard let output = value as? Output else { preconditionFailure("\(call.name) is not answered like this") }
            reading = .answered(output)
        case .returned(let number): reading = .returned(ReturnValue(number: number, table: .amt))
        case .alreadyExists:
            reading = .fault(FirmwareAnswers.alreadyExists)
            status = 400
        case .absent:
            reading = .fault(FirmwareAnswers.absent)
            status = 400
        case .unauthorized:
            reading = .unauthorized
            status = 401
        case .status(let number):
            reading = .unreadable(WSManRefusal(.httpStatus, String(number)))
            status = number
        }
        return LineAnswer(
            reading: reading, status: status, server: nil, digestRealm: isChallenged ? "Digest:" : nil)
    }
}
