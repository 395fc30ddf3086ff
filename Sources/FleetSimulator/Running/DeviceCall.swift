import Glibc
import NIOCore

/// One call on its way through a device: received, perhaps held, done, perhaps held, answered.
final class DeviceCall {
    /// A hold looks this often whether it is over.
    private static let pollSeconds = 0.05

    private let call: FirmwareCall
    private let connection: DeviceConnection
    private let device: SimulatedDevice
    private let settings: FleetSettings
    private let ticket: SimulatedDevice.Ticket
    private var outcome: CallOutcome?

    init(_ call: FirmwareCall, on connection: DeviceConnection) {
        self.call = call
        self.connection = connection
        self.device = connection.device
        self.settings = connection.world.settings
        self.ticket = connection.device.receive(call)
    }

    func begin() {
        self.log(.received)
        switch self.ticket.fault?.fault {
        case .alert, .closeHandshake, .dropBefore, .plainHandshake, .resetHandshake:
            self.log(.refused)
            return self.connection.transport.reset()
        case .addressChange(.before), .powerLoss(.before):
            self.log(.refused)
            return self.strike()
        case .httpStatus(let number):
            self.log(.refused)
            return self.connection.finish(page: "\(number) Refused", text: "Try again later.")
        case .http401:
            self.log(.refused)
            return self.connection.refuseLogon(isStale: false)
        case .staleNonce:
            self.log(.refused)
            return self.connection.refuseLogon(isStale: true)
        case .addressChange, .dropAfter, .editAnswer, .fault, .halfAnswer, .notDone, .powerLoss, .returnValue, .stall,
            .wrongContentLength, nil:
            break
        }
        guard self.ticket.pausesBefore else { return self.delay() }
        self.log(.pausedBefore)
        self.hold {
            guard self.connection.isOpen else { return self.log(.discarded) }
            self.delay()
        }
    }

    private func delay() {
        let seconds = self.settings.latencySeconds + self.settings.latencyJitterSeconds * self.connection.drawn()
        self.connection.schedule(seconds: seconds) { self.fetchKey() }
    }

    /// Key pairs take their time; a client that waits too long is told so.
    private func fetchKey() {
        guard FirmwareMethod(rawValue: self.call.name) == .generateKeyPair else { return self.perform(keyPair: nil) }
        let eventLoop = self.connection.eventLoop
        var isDone = false
        let timer = eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(self.settings.keyWaitSeconds * 1e9))
        ) {
            guard !isDone else { return }
            isDone = true
            self.perform(keyPair: nil)
        }
        self.connection.world.keyPool.take(on: eventLoop).assumeIsolated().whenSuccess { keyPair in
            guard !isDone else { return }
            isDone = true
            timer.cancel()
            self.perform(keyPair: keyPair)
        }
    }

    private func perform(keyPair: KeyMaterial?) {
        guard self.ticket.bootCount == self.device.bootCount else { return self.log(.discarded) }
        if let scripted = self.scriptedAnswer() {
            self.outcome = CallOutcome(scripted, isScripted: true)
            return self.answer(scripted, isRestarting: false)
        }
        let result = self.device.perform(
            self.call, on: self.connection.connectionID, keyPair: keyPair, now: WallClock.now())
        self.outcome = CallOutcome(result.answer, isScripted: false)
        let isRestarting = result.effects.contains(.restartNetwork) || result.effects.contains(.moveAddress)
        if case .stall? = self.ticket.fault?.fault {
            self.connection.schedule(seconds: self.ticket.fault?.seconds ?? 0) {
                self.pause(result.answer, isRestarting: isRestarting)
            }
        } else {
            self.pause(result.answer, isRestarting: isRestarting)
        }
    }

    private func scriptedAnswer() -> FirmwareAnswer? {
        switch self.ticket.fault?.fault {
        case .returnValue(let number):
            if case .invoke = self.call.operation { return .output([], returnValue: number) }
            return .fault(Fault(.internalError, detail: "AMT-STATUS \(number)"))
        case .fault(let name): return Fault.Code(rawValue: name).map { .fault(Fault($0)) }
        case .notDone:
            if case .invoke = self.call.operation { return .output([], returnValue: 0) }
            return .empty
        case .addressChange, .alert, .closeHandshake, .dropAfter, .dropBefore, .editAnswer, .halfAnswer, .http401,
            .httpStatus, .plainHandshake, .powerLoss, .resetHandshake, .staleNonce, .stall, .wrongContentLength, nil:
            return nil
        }
    }

    private func pause(_ answer: FirmwareAnswer, isRestarting: Bool) {
        guard self.ticket.pausesAfter else { return self.answer(answer, isRestarting: isRestarting) }
        self.log(.pausedAfter)
        self.hold { self.answer(answer, isRestarting: isRestarting) }
    }

    private func answer(_ answer: FirmwareAnswer, isRestarting: Bool) {
        var text = self.device.text(of: answer, to: self.call)
        if case .editAnswer? = self.ticket.fault?.fault { text = self.ticket.fault?.edit.applied(to: text) ?? text }
        guard self.connection.isOpen else {
            self.log(.unanswered)
            return self.strike()
        }
        switch self.ticket.fault?.fault {
        case .addressChange(.between), .powerLoss(.between):
            self.log(.unanswered)
            return self.strike()
        case .addressChange(.after), .powerLoss(.after):
            self.log(.answering)
            self.connection.finish(self.connection.bytes(of: text, isFault: answer.isFault, framing: .length))
            return self.strike()
        case .dropAfter:
            self.log(.unanswered)
            return self.connection.transport.reset()
        case .halfAnswer:
            self.log(.unanswered)
            let bytes = self.connection.bytes(of: text, isFault: answer.isFault, framing: .length)
            self.connection.write(Array(bytes.prefix(bytes.count / 2)))
            return self.connection.transport.end()
        case .wrongContentLength:
            self.log(.unanswered)
            let bytes = self.connection.bytes(of: text, isFault: answer.isFault, framing: .length)
            self.connection.write(Array(bytes.dropLast(16)))
            return self.connection.transport.end()
        case .addressChange, .alert, .closeHandshake, .dropBefore, .editAnswer, .fault, .http401, .httpStatus, .notDone,
            .plainHandshake, .powerLoss, .resetHandshake, .returnValue, .staleNonce, .stall, nil:
            break
        }
        if isRestarting {
            self.answerAndRestart(text)
        } else {
            self.log(.answering)
            self.connection.answer(text, isFault: answer.isFault)
        }
    }

    /// Lets happen to the device what the rule says. A connection that was answered may still say farewell.
    private func strike() {
        guard let rule = self.ticket.fault else { return }
        self.device.strike(rule, sparing: self.connection.isAnswered ? self.connection.connectionID : nil)
    }

    /// The stack goes down with or without having sent the answer.
    private func answerAndRestart(_ text: String) {
        let drops =
            switch self.settings.restartAnswer {
            case .drop: true
            case .flush: false
            case .mixed: self.connection.drawn() < 0.5
            }
        if drops {
            self.log(.unanswered)
            self.connection.transport.reset()
        } else {
            self.log(.answering)
            self.connection.finish(self.connection.bytes(of: text, isFault: false, framing: .length))
        }
    }

    /// Waits for the resume file, the end of the time, or the end of the connection.
    private func hold(until deadline: Double? = nil, _ goOn: @escaping () -> Void) {
        let now = WallClock.now()
        let deadline = deadline ?? now + self.settings.pauseSeconds
        let isResumed = self.settings.resumeFile.map { access($0, F_OK) == 0 } ?? false
        if isResumed || now >= deadline || !self.connection.isOpen { return goOn() }
        self.connection.schedule(seconds: Self.pollSeconds) { self.hold(until: deadline, goOn) }
    }

    private func log(_ phase: CallLog.Phase) {
        self.connection.world.callLog?.write(
            phase, self.call, number: self.ticket.number, outcome: self.outcome, of: self.device.identity,
            now: WallClock.now())
    }
}
