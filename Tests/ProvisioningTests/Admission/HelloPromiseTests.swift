import AMT
import Provisioning
import Testing

/// A world of few devices that move, restart and repeat, and a database whose failures may or may not have written.
private struct World {
    private var numbers: SeededNumbers
    private var machine: HelloBatchMachine
    private var now: Int64 = 0
    private var lastConnection: UInt64 = 0
    /// What the database holds: of two calls for a device the one that came later, because it dates hellos when they come.
    private var rows: [DeviceUUID: AdmittedHello] = [:]
    private var inFlight: [Int: [AdmittedHello]] = [:]
    private var connections: [ConnectionID: AdmittedHello] = [:]
    private var newestHeard: [DeviceUUID: AdmittedHello] = [:]
    private var newestAcknowledged: [DeviceUUID: AdmittedHello] = [:]
    private(set) var acknowledgedCount = 0
    private(set) var suppressedCount = 0

    init(seed: UInt64) {
        self.numbers = SeededNumbers(seed: seed)
        var limits = HelloBatchMachine.Limits()
        limits.batchHellosMax = 2
        limits.waitingHellosMax = 6
        self.machine = HelloBatchMachine(limits: limits, durable: DurableHellos(capacity: 3, lifetime: .seconds(600)))
    }

    mutating func step() throws {
        let isArrival = self.inFlight.isEmpty || Int.random(in: 0..<3, using: &self.numbers) > 0
        if isArrival { try self.arrive() } else { self.endOne() }
    }

    mutating func finish() {
        self.endBurst()
        while !self.inFlight.isEmpty { self.endOne(mayFail: false) }
    }

    private mutating func arrive() throws {
        self.now += Int64.random(in: 0...2, using: &self.numbers)
        let receivedAt = self.machine.stamp(AdmittedHellos.start + .microseconds(self.now))
        let admitted = try AdmittedHellos.make(
            device: Int.random(in: 1...4, using: &self.numbers),
            retryCount: UInt32.random(in: 0...14, using: &self.numbers),
            address: Bool.random(using: &self.numbers) ? "10.0.0.1" : "10.0.0.2",
            receivedAt: receivedAt)
        self.lastConnection += 1
        let connection = ConnectionID(loop: 0, serial: self.lastConnection)
        self.newestHeard[admitted.hello.deviceUUID] = admitted
        switch self.machine.helloArrived(admitted, from: connection) {
        case .acknowledge:
            self.suppressedCount += 1
            self.acknowledge(admitted)
        case .wait:
            self.connections[connection] = admitted
        case .turnAway:
            break
        }
        if Bool.random(using: &self.numbers) { self.endBurst() }
    }

    private mutating func endBurst() {
        for batch in self.machine.burstEnded() { self.call(batch) }
    }

    private mutating func call(_ batch: HelloBatch) {
        #expect(self.inFlight[batch.slot] == nil, "a slot has one call at a time")
        #expect((1...2).contains(batch.hellos.count))
        let devices = Set(batch.hellos.map(\.hello.deviceUUID))
        #expect(devices.count == batch.hellos.count)
        let others = self.inFlight.values.flatMap { $0 }.map(\.hello.deviceUUID)
        #expect(devices.isDisjoint(with: others), "a device is in one call at a time")
        self.inFlight[batch.slot] = batch.hellos
    }

    private mutating func endOne(mayFail: Bool = true) {
        guard let slot = self.inFlight.keys.sorted().randomElement(using: &self.numbers),
            let hellos = self.inFlight.removeValue(forKey: slot)
        else { return }
        let isDurable = !mayFail || Int.random(in: 0..<4, using: &self.numbers) > 0
        // A failure whose outcome is unknown may have written.
        if isDurable || Bool.random(using: &self.numbers) { for hello in hellos { self.write(hello) } }
        let action = self.machine.batchEnded(slot: slot, isDurable: isDurable)
        for connection in action.connections {
            guard let admitted = self.connections.removeValue(forKey: connection) else {
                Issue.record("a connection was answered twice")
                continue
            }
            if isDurable { self.acknowledge(admitted) }
        }
        for batch in action.calls { self.call(batch) }
    }

    private mutating func write(_ admitted: AdmittedHello) {
        self.rows[admitted.hello.deviceUUID] = admitted
    }

    private mutating func acknowledge(_ admitted: AdmittedHello) {
        self.acknowledgedCount += 1
        let device = admitted.hello.deviceUUID
        if let other = self.newestAcknowledged[device], other.receivedAt > admitted.receivedAt { return }
        self.newestAcknowledged[device] = admitted
    }

    /// With nothing under way: a device whose newest hello was acknowledged is called back where that hello came from.
    func check() {
        #expect(self.machine.isIdle)
        #expect(self.connections.isEmpty, "every connection was answered")
        for (device, acknowledged) in self.newestAcknowledged {
            guard let row = self.rows[device] else {
                Issue.record("an acknowledged hello is not durable")
                continue
            }
            // A newer hello that was reset may have been written all the same; then the row is the newer one.
            guard row.receivedAt <= acknowledged.receivedAt else { continue }
            #expect(row.address == acknowledged.address)
        }
    }
}

@Suite("Promise of a FIN")
struct HelloPromiseTests {
    @Test("what was acknowledged is durable, whatever moves, repeats, fails or half fails", arguments: UInt64(1)...200)
    func holds(_ seed: UInt64) throws {
        var world = World(seed: seed)
        for _ in 0..<40 {
            for _ in 0..<Int(seed % 17 + 3) { try world.step() }
            world.finish()
            world.check()
        }
        #expect(world.acknowledgedCount > 0)
    }

    @Test("the walks above do meet suppressed repeats")
    func isNotVacuous() throws {
        var suppressedCount = 0
        for seed in UInt64(1)...20 {
            var world = World(seed: seed)
            for _ in 0..<400 { try world.step() }
            suppressedCount += world.suppressedCount
        }
        #expect(suppressedCount > 20)
    }
}
