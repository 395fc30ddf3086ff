import AMT
import Provisioning
import Testing

extension HelloBatchMachine {
    fileprivate enum LoneArrival: Equatable { case acknowledge, wait, call(HelloBatch), turnAway }

    /// A hello that was read alone: its burst ends with it.
    fileprivate mutating func loneHelloArrived(_ admitted: AdmittedHello, from connection: ConnectionID) -> LoneArrival
    {
        switch self.helloArrived(admitted, from: connection) {
        case .acknowledge: return .acknowledge
        case .turnAway: return .turnAway
        case .wait:
            let batches = self.burstEnded()
            #expect(batches.count <= 1)
            return batches.first.map { .call($0) } ?? .wait
        }
    }
}

@Suite("Hello batches")
struct HelloBatchMachineTests {
    private static func machine(
        batchHellosMax: Int = 500,
        waitingHellosMax: Int = 65_536,
        waitingBytesMax: Int = 256 << 20
    ) -> HelloBatchMachine {
        var limits = HelloBatchMachine.Limits()
        limits.batchHellosMax = batchHellosMax
        limits.waitingHellosMax = waitingHellosMax
        limits.waitingBytesMax = waitingBytesMax
        return HelloBatchMachine(limits: limits, durable: DurableHellos(capacity: 1_000, lifetime: .seconds(600)))
    }

    private static func connection(_ number: Int) -> ConnectionID { ConnectionID(loop: 0, serial: UInt64(number)) }

    @Test("an idle machine sends a lone hello at once, and what arrives meanwhile goes together")
    func selfClocking() throws {
        var machine = Self.machine()
        let hellos = try (0..<4).map { try AdmittedHellos.make(device: $0, at: Int64($0)) }
        #expect(
            machine.loneHelloArrived(hellos[0], from: Self.connection(0))
                == .call(HelloBatch(slot: 0, hellos: [hellos[0]]))
        )
        for index in 1...3 {
            #expect(machine.loneHelloArrived(hellos[index], from: Self.connection(index)) == .wait)
        }
        #expect(
            machine.batchEnded(slot: 0, isDurable: true)
                == HelloBatchMachine.EndAction(
                    connections: [Self.connection(0)],
                    calls: [HelloBatch(slot: 0, hellos: Array(hellos[1...]))]))
        #expect(!machine.isIdle)
        #expect(
            machine.batchEnded(slot: 0, isDurable: true)
                == HelloBatchMachine.EndAction(connections: (1...3).map(Self.connection), calls: []))
        #expect(machine.isIdle)
    }

    @Test("hellos that were read together go together")
    func burst() throws {
        var machine = Self.machine(batchHellosMax: 3)
        let hellos = try (0..<5).map { try AdmittedHellos.make(device: $0, at: Int64($0)) }
        for index in 0..<2 {
            #expect(machine.helloArrived(hellos[index], from: Self.connection(index)) == .wait)
        }
        #expect(machine.burstEnded() == [HelloBatch(slot: 0, hellos: Array(hellos[..<2]))])
        // Another loop's burst ended meanwhile: nothing is left to do.
        #expect(machine.burstEnded() == [])
        for index in 2..<5 {
            #expect(machine.helloArrived(hellos[index], from: Self.connection(index)) == .wait)
        }
        #expect(machine.burstEnded() == [HelloBatch(slot: 1, hellos: Array(hellos[2...]))])
    }

    @Test("a second call is made for a full batch only, and a third never")
    func secondInFlight() throws {
        var machine = Self.machine(batchHellosMax: 3)
        let hellos = try (0..<10).map { try AdmittedHellos.make(device: $0, at: Int64($0)) }
        var actions = hellos.enumerated().map { machine.loneHelloArrived($1, from: Self.connection($0)) }
        let first = actions.removeFirst()
        #expect(first == .call(HelloBatch(slot: 0, hellos: [hellos[0]])))
        #expect(
            actions == [.wait, .wait, .call(HelloBatch(slot: 1, hellos: Array(hellos[1...3])))]
                + Array(repeating: .wait, count: 6))
        // The first one ends: a full batch waits, so it follows although the second is still under way.
        #expect(
            machine.batchEnded(slot: 0, isDurable: true).calls == [HelloBatch(slot: 0, hellos: Array(hellos[4...6]))])
        #expect(
            machine.batchEnded(slot: 0, isDurable: true).calls == [HelloBatch(slot: 0, hellos: Array(hellos[7...9]))])
        #expect(machine.batchEnded(slot: 0, isDurable: true).calls == [])
        #expect(machine.batchEnded(slot: 1, isDurable: true).calls == [])
        #expect(machine.isIdle)
    }

    @Test("when the only call ends and more than a batch waits, both slots are used")
    func bothSlots() throws {
        var machine = Self.machine(batchHellosMax: 2)
        for device in 0..<8 {
            _ = machine.loneHelloArrived(
                try AdmittedHellos.make(device: device, at: Int64(device)), from: Self.connection(device))
        }
        // Slot 0 holds one, slot 1 two; five wait.
        #expect(machine.waitingDeviceCount == 5)
        #expect(machine.batchEnded(slot: 1, isDurable: true).calls.map(\.hellos.count) == [2])
        #expect(machine.batchEnded(slot: 0, isDurable: true).calls.map(\.hellos.count) == [2])
        #expect(machine.batchEnded(slot: 0, isDurable: true).calls == [])
        #expect(machine.batchEnded(slot: 1, isDurable: true).calls.map(\.hellos.count) == [1])
    }

    @Test("a waiting hello is replaced by a newer one of its device, and both connections get the outcome")
    func replaces() throws {
        var machine = Self.machine()
        _ = machine.loneHelloArrived(try AdmittedHellos.make(device: 9), from: Self.connection(9))
        let older = try AdmittedHellos.make(device: 1, address: "10.0.0.1", at: 1)
        let newer = try AdmittedHellos.make(device: 1, address: "10.0.0.2", at: 2)
        #expect(machine.loneHelloArrived(older, from: Self.connection(1)) == .wait)
        #expect(machine.loneHelloArrived(newer, from: Self.connection(2)) == .wait)
        #expect(machine.batchEnded(slot: 0, isDurable: true).calls == [HelloBatch(slot: 0, hellos: [newer])])
        #expect(machine.batchEnded(slot: 0, isDurable: false).connections == [Self.connection(1), Self.connection(2)])
    }

    @Test("a repeat of a durable hello is acknowledged at once; after a failed batch nothing is a repeat")
    func acknowledges() throws {
        var machine = Self.machine()
        _ = machine.loneHelloArrived(try AdmittedHellos.make(retryCount: 0), from: Self.connection(1))
        _ = machine.batchEnded(slot: 0, isDurable: true)
        let second = try AdmittedHellos.make(retryCount: 1, at: 1)
        #expect(machine.loneHelloArrived(second, from: Self.connection(2)) == .acknowledge)
        _ = machine.loneHelloArrived(try AdmittedHellos.make(device: 2, at: 2), from: Self.connection(3))
        _ = machine.batchEnded(slot: 0, isDurable: false)
        let third = try AdmittedHellos.make(retryCount: 2, at: 3)
        #expect(
            machine.loneHelloArrived(third, from: Self.connection(4)) == .call(HelloBatch(slot: 0, hellos: [third])))
    }

    @Test("a device for whom the inbox has no room is told apart, and its repeat is not taken for durable")
    func turnsAway() throws {
        var machine = Self.machine()
        _ = machine.loneHelloArrived(try AdmittedHellos.make(device: 9), from: Self.connection(9))
        let crowd = try (1...3).map { try AdmittedHellos.make(device: $0, at: Int64($0)) }
        for (number, hello) in crowd.enumerated() {
            _ = machine.loneHelloArrived(hello, from: Self.connection(number))
        }
        _ = machine.loneHelloArrived(try AdmittedHellos.make(device: 2, at: 4), from: Self.connection(4))
        _ = machine.batchEnded(slot: 0, isDurable: true)
        let action = machine.batchEnded(
            slot: 0, isDurable: true, turnedAway: [crowd[1].hello.deviceUUID: .site])
        #expect(action.connections == [Self.connection(0), Self.connection(2)])
        #expect(action.turnedAway == [.site: [Self.connection(1), Self.connection(4)]])
        let again = try AdmittedHellos.make(device: 2, retryCount: 1, at: 5)
        #expect(
            machine.loneHelloArrived(again, from: Self.connection(5)) == .call(HelloBatch(slot: 0, hellos: [again])))
        let repeated = try AdmittedHellos.make(device: 1, retryCount: 1, at: 6)
        #expect(machine.loneHelloArrived(repeated, from: Self.connection(6)) == .acknowledge)
    }

    @Test("beyond the bound on waiting hellos a connection is turned away, and room comes back")
    func bounded() throws {
        var machine = Self.machine(waitingHellosMax: 2)
        for device in 0..<3 {
            _ = machine.loneHelloArrived(
                try AdmittedHellos.make(device: device, at: Int64(device)), from: Self.connection(device))
        }
        let another = try AdmittedHellos.make(device: 3, at: 3)
        #expect(machine.loneHelloArrived(another, from: Self.connection(3)) == .turnAway)
        // Connections of a device that waits already count too: each of them is remembered.
        #expect(
            machine.loneHelloArrived(try AdmittedHellos.make(device: 1, at: 4), from: Self.connection(4)) == .turnAway)
        _ = machine.batchEnded(slot: 0, isDurable: true)
        #expect(machine.loneHelloArrived(another, from: Self.connection(5)) == .wait)
    }

    @Test("the bound on memory is given back exactly, whatever was replaced")
    func memoryBound() throws {
        // One hello with one hash is estimated at 256 + 64 + 32 bytes.
        var machine = Self.machine(waitingBytesMax: 3 * 352)
        for round in 0..<50 {
            let base = Int64(round * 10)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 1, at: base), from: Self.connection(1))
                    != .turnAway)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 2, at: base + 1), from: Self.connection(2))
                    == .wait)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 2, at: base + 2), from: Self.connection(3))
                    == .wait)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 3, at: base + 3), from: Self.connection(4))
                    == .wait)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 4, at: base + 4), from: Self.connection(5))
                    == .wait)
            #expect(
                machine.loneHelloArrived(try AdmittedHellos.make(device: 5, at: base + 5), from: Self.connection(6))
                    == .turnAway)
            #expect(machine.batchEnded(slot: 0, isDurable: true).calls.count == 1)
            #expect(machine.batchEnded(slot: 0, isDurable: true).calls == [])
        }
    }

    @Test("receive times never repeat, and are a microsecond apart at least")
    func stamps() {
        var machine = Self.machine()
        func at(_ microseconds: Int64) -> ContinuousClock.Instant {
            AdmittedHellos.start + .microseconds(microseconds)
        }
        #expect(machine.stamp(at(100)) == at(100))
        #expect(machine.stamp(at(100)) == at(101))
        #expect(machine.stamp(at(101) + .nanoseconds(5)) == at(102))
        #expect(machine.stamp(at(99)) == at(103))
        #expect(machine.stamp(at(200)) == at(200))
    }

    @Test("a device whose older hello is in flight waits for that call, and those behind it do not")
    func oneCallForEachDevice() throws {
        var machine = Self.machine(batchHellosMax: 2)
        let older = try AdmittedHellos.make(device: 1)
        let newer = try AdmittedHellos.make(device: 1, address: "10.0.0.2", at: 1)
        let other = try AdmittedHellos.make(device: 2, at: 2)
        #expect(
            machine.loneHelloArrived(older, from: Self.connection(1)) == .call(HelloBatch(slot: 0, hellos: [older])))
        #expect(machine.loneHelloArrived(newer, from: Self.connection(2)) == .wait)
        #expect(
            machine.loneHelloArrived(other, from: Self.connection(3)) == .call(HelloBatch(slot: 1, hellos: [other])))
        #expect(
            machine.batchEnded(slot: 0, isDurable: true)
                == HelloBatchMachine.EndAction(connections: [Self.connection(1)], calls: []))
        #expect(machine.batchEnded(slot: 1, isDurable: true).calls == [HelloBatch(slot: 0, hellos: [newer])])
        #expect(machine.batchEnded(slot: 0, isDurable: true).connections == [Self.connection(2)])
        #expect(machine.isIdle)
    }

    @Test("what waits for its older hello can be replaced, and its room is given back")
    func replacesWhatIsHeld() throws {
        var machine = Self.machine(batchHellosMax: 2, waitingHellosMax: 3)
        _ = machine.loneHelloArrived(try AdmittedHellos.make(device: 1), from: Self.connection(1))
        for device in [1, 2] {
            _ = machine.loneHelloArrived(
                try AdmittedHellos.make(device: device, at: Int64(device)), from: Self.connection(device + 1))
        }
        #expect(machine.waitingDeviceCount == 1)
        let newest = try AdmittedHellos.make(device: 1, address: "10.0.0.3", at: 3)
        #expect(machine.loneHelloArrived(newest, from: Self.connection(4)) == .wait)
        _ = machine.batchEnded(slot: 1, isDurable: true)
        #expect(machine.batchEnded(slot: 0, isDurable: true).calls == [HelloBatch(slot: 0, hellos: [newest])])
        #expect(machine.batchEnded(slot: 0, isDurable: true).connections == [Self.connection(2), Self.connection(4)])
        for device in 5...7 {
            #expect(
                machine.helloArrived(try AdmittedHellos.make(device: device, at: 9), from: Self.connection(device))
                    == .wait)
        }
    }
}
