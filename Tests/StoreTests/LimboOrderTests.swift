import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Work is ordered by the end of hello windows", .timeLimit(.minutes(2))) struct LimboOrderTests {
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

    /// Devices that had stopped listening when their turn came, with so many turns an hour.
    ///
    /// - Parameter pick: given what is there, takes so many.
    private static func lost(
        _ fleet: [Truth], perHour: Int, pick: (_ arrived: [Truth], _ count: Int) async throws -> [Int]
    ) async throws -> Int {
        let byNumber = Dictionary(uniqueKeysWithValues: fleet.map { ($0.number, $0) })
        var waiting = fleet.sorted { $0.arrivesAt < $1.arrivesAt }
        var open = 0
        var lost = 0
        let quarter = perHour / 4
        var now: Int64 = 0
        while open > 0 || !waiting.isEmpty {
            now += Self.hour / 4
            let arrived = waiting.prefix { $0.arrivesAt <= now }
            waiting.removeFirst(arrived.count)
            open += arrived.count
            let taken = try await pick(Array(arrived), quarter)
            open -= taken.count
            lost += taken.count { (byNumber[$0]?.endsAt ?? 0) < now }
        }
        return lost
    }

    @Test(
        "of a fleet beyond what the workers can do, fewer devices are lost than first come, first served would lose",
        arguments: [1, 2, 3])
    func beyondCapacity(seed: UInt64) async throws {
        let fixture = try await StoreFixture()
        let window = HelloWindow()
        let inbox = PostgresHelloInbox(
            pool: fixture.pool, refresh: .seconds(600),
            unexpected: UnexpectedLimits(perAddressMax: 10_000, perSiteMax: 10_000)
        ) { window.end(of: $0.hello, receivedAt: $0.receivedAt) }
        let fleet = Self.fleet(seed: seed)
        // Seven hours of work for machines of which a good part listens for six.
        let perHour = 80
        let byWindow = try await Self.lost(fleet, perHour: perHour) { arrived, count in
            _ = try await inbox.admit(
                arrived.map { device in
                    StoreFixture.hello(
                        device.number, retryCount: device.retryCount, at: device.arrivesAt,
                        credential: device.isPSK
                            ? .psk(try PID("AMTS001M"))
                            : .pki([RootHash(algorithm: 2, bytes: [UInt8](repeating: 9, count: 32))]))
                })
            return try await fixture.queue.claim(limit: count, token: 7, lease: .seconds(3600)).map { request in
                let bytes = request.fence.deviceUUID.bytes
                return Int(bytes[14]) << 8 | Int(bytes[15])
            }
        }
        var line: [Int] = []
        let byArrival = try await Self.lost(fleet, perHour: perHour) { arrived, count in
            line += arrived.map(\.number)
            defer { line.removeFirst(min(count, line.count)) }
            return Array(line.prefix(count))
        }
        print(
            "seed \(seed): of \(fleet.count) devices \(byWindow) are lost by the end of windows, \(byArrival) by arrival"
        )
        #expect(byArrival > 20, "the fleet is beyond capacity")
        #expect(byWindow * 2 <= byArrival)
    }
}
