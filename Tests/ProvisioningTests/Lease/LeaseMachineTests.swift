import AMT
import Testing

@testable import Provisioning

@Suite("Lease machine") struct LeaseMachineTests {
    static let start = ContinuousClock.now
    static let lease = Duration.seconds(90)
    static let margin = Duration.seconds(10)

    static func at(_ seconds: Int) -> ContinuousClock.Instant { self.start + .seconds(seconds) }

    static func fence() throws -> LeaseFence {
        LeaseFence(deviceUUID: try AdmittedHellos.uuid(1), generation: 7, token: -9)
    }

    static func machine() throws -> LeaseMachine {
        LeaseMachine(fence: try self.fence(), claimStartedAt: self.start, lease: self.lease, margin: self.margin)
    }

    @Test("a lease that is renewed is trusted from before each renewal was sent")
    func renewed() throws {
        var machine = try Self.machine()
        let fence = try Self.fence()
        #expect(machine.trustLeft(now: Self.at(0)) == .seconds(80))
        #expect(machine.tick(now: Self.at(30)) == .renew(fence))
        #expect(machine.renewalAnswered(isHeld: true, startedAt: Self.at(30)) == .nothing)
        #expect(machine.trustLeft(now: Self.at(79)) == .seconds(31))
        #expect(machine.trustLeft(now: Self.at(109)) == .seconds(1))
        #expect(machine.trustLeft(now: Self.at(110)) == nil)
        #expect(machine.tick(now: Self.at(109)) == .renew(fence))
        #expect(machine.settle() == .write(fence))
        #expect(machine.trustLeft(now: Self.at(100)) == nil)
        #expect(machine.tick(now: Self.at(101)) == .nothing)
    }

    @Test("a lease nobody renewed is given up before the database gives it away")
    func expired() throws {
        var machine = try Self.machine()
        #expect(machine.trustLeft(now: Self.at(79)) == .seconds(1))
        #expect(machine.trustLeft(now: Self.at(80)) == nil)
        #expect(machine.tick(now: Self.at(80)) == .stopWork(.expired))
        #expect(machine.tick(now: Self.at(81)) == .nothing)
        #expect(machine.renewalAnswered(isHeld: true, startedAt: Self.at(79)) == .nothing)
        #expect(machine.trustLeft(now: Self.at(81)) == nil)
        #expect(machine.settle() == .discard(.expired))
    }

    @Test("a renewal that hangs does not stretch the trust")
    func hangingRenewal() throws {
        var machine = try Self.machine()
        #expect(machine.tick(now: Self.at(30)) == .renew(try Self.fence()))
        #expect(machine.trustLeft(now: Self.at(80)) == nil)
        #expect(machine.renewalAnswered(isHeld: true, startedAt: Self.at(30)) == .nothing)
        #expect(machine.trustLeft(now: Self.at(85)) == .seconds(25))
    }

    @Test("a renewal that found another fence ends the work, and a later refusal says nothing new")
    func fenced() throws {
        var machine = try Self.machine()
        #expect(machine.renewalAnswered(isHeld: false, startedAt: Self.at(30)) == .stopWork(.fenced))
        #expect(machine.writeRefused() == .nothing)
        #expect(machine.renewalAnswered(isHeld: false, startedAt: Self.at(31)) == .nothing)
        #expect(machine.trustLeft(now: Self.at(32)) == nil)
        #expect(machine.settle() == .discard(.fenced))
    }

    @Test("a refused write ends the work")
    func refusedWrite() throws {
        var machine = try Self.machine()
        #expect(machine.writeRefused() == .stopWork(.fenced))
        #expect(machine.tick(now: Self.at(1)) == .nothing)
        #expect(machine.settle() == .discard(.fenced))
    }

    @Test("the reasons of a loss keep their names")
    func names() {
        #expect(LeaseMachine.Loss.allCases.map(\.rawValue) == ["expired", "fenced"])
    }
}

/// Every sequence of events up to a length, each checked against what a lease may never do.
@Suite("Lease machine, every sequence") struct LeaseMachineWalkTests {
    enum Event: CaseIterable {
        case shortWait, longWait, tick, renewed, renewedLate, renewalRefused, writeRefused, settle
    }

    /// What an observer without the machine's code knows.
    struct Observed {
        var seconds = 0
        /// When the claim and every granted renewal were sent.
        var newestGrantSeconds = 0
        var loss: LeaseMachine.Loss?
        var isSettled = false
        var writesHandedOut = 0
    }

    static let lengthMax = 6

    @Test("never trusts after a loss, never stops twice, hands out one write at most")
    func walk() throws {
        var sequences = 0
        try Self.walk(try LeaseMachineTests.machine(), Observed(), [], &sequences)
        // 8 + 8² + … + 8⁶ sequences, less those behind the settlement, which may come once alone.
        #expect(sequences > 100_000)
    }

    private static func walk(
        _ machine: LeaseMachine, _ observed: Observed, _ path: [Event], _ sequences: inout Int
    ) throws {
        guard path.count < Self.lengthMax else { return }
        for event in Event.allCases where !(event == .settle && observed.isSettled) {
            var machine = machine
            var observed = observed
            let path = path + [event]
            sequences += 1
            if let fault = Self.fault(feeding: event, to: &machine, &observed) {
                Issue.record("\(fault) after \(path)")
                return
            }
            try Self.walk(machine, observed, path, &sequences)
        }
    }

    /// Feeds one event and says which rule was broken.
    private static func fault(
        feeding event: Event, to machine: inout LeaseMachine, _ observed: inout Observed
    ) -> String? {
        let now = LeaseMachineTests.at(observed.seconds)
        let isOver = observed.loss != nil || observed.isSettled
        switch event {
        case .shortWait: observed.seconds += 30
        case .longWait: observed.seconds += 85
        case .tick:
            switch machine.tick(now: now) {
            case .renew: if isOver { return "renews what is over" }
            case .stopWork(let loss):
                if isOver { return "stops twice" }
                if loss != .expired { return "a beat cannot see a fence" }
                observed.loss = loss
            case .nothing: if !isOver { return "does nothing about a held lease" }
            }
        case .renewed, .renewedLate:
            let started = observed.seconds - (event == .renewed ? 0 : 20)
            let action = machine.renewalAnswered(isHeld: true, startedAt: LeaseMachineTests.at(started))
            if action != .nothing { return "a granted renewal ends the work" }
            observed.newestGrantSeconds = max(observed.newestGrantSeconds, started)
        case .renewalRefused, .writeRefused:
            let action =
                event == .writeRefused ? machine.writeRefused() : machine.renewalAnswered(isHeld: false, startedAt: now)
            if (action == .stopWork(.fenced)) == isOver { return "a refusal stops once and only what goes on" }
            if !isOver { observed.loss = .fenced }
        case .settle:
            switch machine.settle() {
            case .write: observed.writesHandedOut += 1
            case .discard(let loss): if loss != observed.loss { return "discards for another reason" }
            }
            if (observed.loss == nil) != (observed.writesHandedOut == 1) { return "writes after a loss, or not at all" }
            observed.isSettled = true
        }
        return Self.faultOfTrust(machine, observed)
    }

    private static func faultOfTrust(_ machine: LeaseMachine, _ observed: Observed) -> String? {
        guard let left = machine.trustLeft(now: LeaseMachineTests.at(observed.seconds)) else { return nil }
        if observed.loss != nil { return "trusts after the loss" }
        if observed.isSettled { return "trusts after the settlement" }
        let bound = Duration.seconds(observed.newestGrantSeconds + 80 - observed.seconds)
        if left > bound { return "trusts longer than the newest grant allows" }
        return left > .zero ? nil : "calls no time trust"
    }
}
