import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Work is ordered by the end of hello windows", .timeLimit(.minutes(10))) struct LimboOrderTests {
    /// A device as it really is: what we estimate is another thing.
    private struct Truth {
        let number: Int
        let isPSK: Bool
        let retryCount: UInt32
        let arrivesAt: Int64
        /// Seconds of the simulated day at which it stops listening.
        let endsAt: Int64
    }

    /// A small generator, the same on every machine.
    private struct Numbers {
        var state: UInt64

        mutating func next(_ bound: UInt64) -> UInt64 {
            self.state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = self.state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return (mixed ^ (mixed >> 31)) % bound
        }
    }

    private static let hour: Int64 = 3600
    /// Five hellos at a minute, five at ten minutes, then hourly (hello-and-keys section 2.3).
    private static let gaps: [Int64] = [60, 60, 60, 60, 60, 600, 600, 600, 600, 600, 3600, 3600, 3600, 3600, 3600]

    /// A delivery of 600 machines within four hours. Two of five say hello with a PID and listen for six hours, the others for a day as
    /// they come out of the box, but for one of five, which an agent has started, and which listens for six hours as well. Some have
    /// said hello for a while before they are heard here.
    private static func fleet(seed: UInt64) -> [Truth] {
        var numbers = Numbers(state: seed)
        return (1...600).map { number in
            let isPSK = numbers.next(5) < 2
            let window = isPSK || numbers.next(5) == 0 ? 6 * Self.hour : 24 * Self.hour
            let retryCount = UInt32(numbers.next(13))
            let elapsed = Self.gaps.prefix(Int(retryCount)).reduce(0, +)
            let arrivesAt = Int64(numbers.next(UInt64(4 * Self.hour)))
            return Truth(
                number: number, isPSK: isPSK, retryCount: retryCount, arrivesAt: arrivesAt,
                endsAt: arrivesAt + window - elapsed)
        }
    }

    /// Devices that were never reached: they were given up as silent, or had stopped listening when their turn came.
    ///
    /// - Parameter pick: given what has come and the time, which are given up, and of the others so many.
    private static func lost(
        _ fleet: [Truth], perHour: Int,
        pick: (_ arrived: [Truth], _ now: Int64, _ count: Int) async throws -> (silent: [Int], taken: [Int])
    ) async throws -> Int {
        let byNumber = Dictionary(uniqueKeysWithValues: fleet.map { ($0.number, $0) })
        var waiting = fleet.sorted { $0.arrivesAt < $1.arrivesAt }
        var open = 0
        var lost = 0
        var now: Int64 = 0
        while open > 0 || !waiting.isEmpty {
            now += Self.hour / 4
            let arrived = Array(waiting.prefix { $0.arrivesAt <= now })
            waiting.removeFirst(arrived.count)
            let (silent, taken) = try await pick(arrived, now, perHour / 4)
            open += arrived.count - silent.count - taken.count
            lost += silent.count + taken.count { (byNumber[$0]?.endsAt ?? 0) < now }
        }
        return lost
    }

    private static func hello(_ device: Truth) throws -> AdmittedHello {
        StoreFixture.hello(
            device.number, retryCount: device.retryCount, at: device.arrivesAt,
            credential: device.isPSK
                ? .psk(try PID("AMTS001M"))
                : .pki([RootHash(algorithm: 2, bytes: [UInt8](repeating: 9, count: 32))]))
    }

    private static func number(_ uuid: DeviceUUID) -> Int { Int(uuid.bytes[14]) << 8 | Int(uuid.bytes[15]) }

    @Test(
        "of a fleet beyond what the workers can do, fewer devices are lost than first come, first served would lose",
        arguments: [1, 2, 3])
    func beyondCapacity(seed: UInt64) async throws {
        let fixture = try await StoreFixture()
        let window = HelloWindow()
        let inbox = PostgresHelloInbox(
            pool: fixture.pool, refresh: .seconds(600),
            unexpected: UnexpectedLimits(perAddressMax: 10_000, perSiteMax: 10_000),
            window: { .seconds(window.secondsLeft(after: $0.hello)) })
        let site = try await NodeRegistration(pool: fixture.pool).site("default")
        let fleet = Self.fleet(seed: seed)
        // Fifteen hours of work, and two of five devices listen for six at most.
        let perHour = 40
        let byWindow = try await Self.lost(fleet, perHour: perHour) { arrived, now, count in
            _ = try await inbox.admit(arrived.map(Self.hello))
            // What expire_windows does by the clock of the database, which does not go as fast as this.
            let moment = "to_timestamp(\(StoreFixture.start.seconds + now))"
            let silent = try await fixture.text(
                "select count(*)::text from provision.request where state = 'ready' and window_ends_at < \(moment)")
            try await fixture.run(
                """
                update provision.request set state = 'parked', due_at = now(), problem_code = 'hello-window-closed'
                where state = 'ready' and window_ends_at < \(moment)
                """)
            // A worker of a second later: it looks at everything.
            let queue = PostgresRequestQueue(
                durable: fixture.pool, relaxed: fixture.pool, ring: fixture.ring, node: 1, site: site)
            let taken = try await queue.claim(limit: count, token: 7, lease: .seconds(3600))
            return (Array(repeating: 0, count: Int(silent ?? "") ?? 0), taken.map { Self.number($0.fence.deviceUUID) })
        }
        var line: [Truth] = []
        let byArrival = try await Self.lost(fleet, perHour: perHour) { arrived, now, count in
            line += arrived
            let silent = try line.filter { device in
                let hello = try Self.hello(device)
                return device.arrivesAt + window.secondsLeft(after: hello.hello) < now
            }.map(\.number)
            line.removeAll { silent.contains($0.number) }
            defer { line.removeFirst(min(count, line.count)) }
            return (silent, line.prefix(count).map(\.number))
        }
        print(
            "seed \(seed): of \(fleet.count) devices \(byWindow) are lost by the end of windows, \(byArrival) by arrival"
        )
        #expect(byArrival > 100, "the fleet is beyond capacity")
        #expect(byWindow * 3 <= byArrival * 2)
    }
}
