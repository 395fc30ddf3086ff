import AMT
import Inventory
import Logging
import Provisioning
import Synchronization
import Testing

@testable import Coordinator

@Suite("Sending to webhooks") struct WebhookDeliveryTests {
    /// Events, one webhook and its receiver, in memory.
    final class World: WebhookQueue, EventBook, SourceFetching {
        struct State {
            var document = #"{"secret":"hook","types":["device."],"url":"https://hooks.example/amt"}"#
            var position = EventPosition.start
            var failureCount = 0
            var events: [ClusterEvent] = []
            var settled: [WebhookSettlement] = []
            var isClaimed = false
            var isFenced = false
            /// What is said of the lease when it is asked for, once there is something.
            var watchFailure: StoreFailure?
            var requests: [SourceRequest] = []
            /// What the receiver says in turn; it takes everything behind the end.
            var answers: [SourceFailure?] = []
            /// The request that it leaves without an answer.
            var silentAt: Int?
            /// Told how often it was asked.
            var whenAsked: (@Sendable (Int) -> Void)?
        }

        let state = Mutex(State())

        func tell(_ types: String...) {
            self.state.withLock { state in
                for type in types {
                    state.events.append(
                        ClusterEvent(
                            position: EventPosition(transaction: UInt64(state.events.count + 1), ordinal: 1),
                            at: UnixTime(seconds: 0), type: type, subject: "s\(state.events.count + 1)", site: nil,
                            data: "{}"))
                }
            }
        }

        func claim(token: Int64, lease: Duration) async throws(StoreFailure) -> ClaimedWebhook? {
            self.state.withLock { state in
                guard !state.isClaimed else { return nil }
                state.isClaimed = true
                return ClaimedWebhook(
                    name: "a", document: state.document, position: state.position, failureCount: state.failureCount)
            }
        }

        func holds(name: String, token: Int64) async throws(StoreFailure) -> Bool {
            let (failure, isFenced) = self.state.withLock { ($0.watchFailure, $0.isFenced) }
            if let failure { throw failure }
            return !isFenced
        }

        func settle(_ settlement: WebhookSettlement, name: String, token: Int64) async throws(StoreFailure) -> Bool {
            self.state.withLock { state in
                state.isClaimed = false
                if state.isFenced { return false }
                state.settled.append(settlement)
                state.position = settlement.position
                state.failureCount = settlement.failureCount
                return true
            }
        }

        func events(after: EventPosition, limit: Int, filter: EventFilter) async throws(StoreFailure) -> EventPage {
            self.state.withLock { state in
                let behind = state.events.filter { $0.position.transaction > after.transaction }
                let page = Array(behind.prefix(limit))
                return EventPage(events: page, next: page.last?.position ?? after, hasMore: page.count < behind.count)
            }
        }

        func position() async throws(StoreFailure) -> EventPosition { .start }

        func newest(
            after: EventPosition, limit: Int, filter: EventFilter
        ) async throws(StoreFailure) -> EventPage {
            EventPage(events: [], next: .start, hasMore: false)
        }

        func note(_ standings: [NotedStanding], kind: StandingKind) async throws(StoreFailure) -> [String] { [] }

        func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer {
            let (answer, isSilent) = self.state.withLock { state -> (SourceFailure?, Bool) in
                state.requests.append(request)
                state.whenAsked?(state.requests.count)
                return (
                    state.answers.isEmpty ? nil : state.answers.removeFirst(), state.requests.count == state.silentAt
                )
            }
            if isSilent {
                // Until whoever asked gives up.
                try? await Task.sleep(for: .seconds(60))
                throw SourceFailure(.connectionFailed, "cancelled")
            }
            if let answer { throw answer }
            return SourceAnswer(
                isUnchanged: false, entityTag: nil, lastModified: nil, contentType: nil, nextLink: nil, body: Nothing())
        }

        struct Nothing: SourceBody {
            func next() async throws(SourceFailure) -> [UInt8]? { nil }
        }
    }

    private let world = World()

    private func delivery(secret: String? = "Jefe") -> WebhookDelivery {
        WebhookDelivery(
            queue: self.world, events: self.world, fetcher: self.world,
            secret: { _ in secret.map { Secret(text: $0) } }, logger: CoordinatorServiceTests.logger,
            now: { UnixTime(seconds: 1_795_910_400) })
    }

    private func bodies() -> [String] {
        self.world.state.withLock { $0.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } }
    }

    @Test(
        "what it wants is sent, in order, each with its id, the time and a signature; what it does not want is passed over"
    )
    func sent() async {
        self.world.tell("device.parked", "node.left", "device.silent", "source.held")
        #expect(await self.delivery().sendNext())
        let bodies = self.bodies()
        #expect(
            bodies.count == 2 && bodies[0].contains(#""type":"device.parked","subject":"s1""#)
                && bodies[1].contains("s3"))
        let (settled, request) = self.world.state.withLock { ($0.settled, $0.requests[0]) }
        #expect(
            settled.map(\.position.transaction) == [4] && settled[0].deliveredCount == 2 && settled[0].failure == nil)
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(headers["webhook-id"] == "1.1" && headers["webhook-timestamp"] == "1795910400")
        #expect(
            headers["webhook-signature"]?.hasPrefix("v1,") == true && headers["webhook-signature"]?.utf8.count == 47)
        #expect(headers["Content-Type"]?.hasPrefix("application/cloudevents+json") == true)
        #expect(request.url == "https://hooks.example/amt" && request.method == .post && request.takesAccepted)
    }

    @Test(
        "an event that is not taken is sent again under its own id before any that came later, and what was taken is not"
    )
    func again() async {
        self.world.tell("device.parked", "device.silent", "device.provisioned")
        self.world.state.withLock { $0.answers = [nil, SourceFailure(.serverError, "status 500")] }
        #expect(await self.delivery().sendNext())
        let first = self.world.state.withLock { $0.settled[0] }
        #expect(
            first.position.transaction == 1 && first.deliveredCount == 1 && first.failure == "server-error: status 500")
        #expect((1.5...2).contains(first.dueInSeconds))
        #expect(await self.delivery().sendNext())
        #expect(
            self.bodies().compactMap { $0.firstMatch(of: #/"id":"([^"]+)"/#).map { String($0.1) } } == [
                "1.1", "2.1", "2.1", "3.1",
            ])
    }

    @Test("a receiver that asks to be left alone is, and each failure in a row doubles the wait")
    func waits() async {
        self.world.tell("device.parked")
        self.world.state.withLock {
            $0.answers = [
                SourceFailure(.askedToWait, "status 429", retryAfterSeconds: 300), SourceFailure(.timedOut),
                SourceFailure(.timedOut),
            ]
        }
        for _ in 1...3 { _ = await self.delivery().sendNext() }
        let waits = self.world.state.withLock { $0.settled.map(\.dueInSeconds) }
        #expect(waits[0] == 300 && (3...4).contains(waits[1]) && (6...8).contains(waits[2]))
    }

    @Test("without its secret nothing is sent, and a definition that cannot be read is told rather than skipped")
    func unusable() async {
        self.world.tell("device.parked")
        _ = await self.delivery(secret: nil).sendNext()
        self.world.state.withLock { $0.document = "{}" }
        _ = await self.delivery().sendNext()
        #expect(self.world.state.withLock { $0.settled.map(\.failure) } == ["secret-missing: hook", "definition"])
        #expect(self.bodies() == [])
    }

    @Test(
        "one that has nothing to be told rests for a second, one with more is due at once, and whoever was fenced off goes on with the next"
    )
    func rests() async {
        _ = await self.delivery().sendNext()
        for _ in 1...250 { self.world.tell("node.joined") }
        _ = await self.delivery().sendNext()
        #expect(self.world.state.withLock { $0.settled.map(\.dueInSeconds) } == [1, 0])
        self.world.state.withLock { $0.isFenced = true }
        #expect(await self.delivery().sendNext())
        self.world.state.withLock { $0.isClaimed = true }
        #expect(await !self.delivery().sendNext())
    }

    @Test("what was sent before this process is told to end is noted, and the event in its hands is nobody's fault")
    func stopped() async {
        self.world.tell("device.parked", "device.silent", "device.provisioned")
        let running = Mutex<Task<Bool, Never>?>(nil)
        self.world.state.withLock { state in
            state.silentAt = 2
            state.whenAsked = { asked in
                if asked == 2 { running.withLock { $0?.cancel() } }
            }
        }
        let delivery = self.delivery()
        // Held until the task is there to be cancelled.
        running.withLock { $0 = Task { await delivery.sendNext() } }
        _ = await running.withLock { $0 }?.value
        let settled = self.world.state.withLock { $0.settled }
        #expect(
            settled.map(\.position.transaction) == [1] && settled[0].deliveredCount == 1 && settled[0].failure == nil)
    }

    /// Whose lease is looked at as soon as the second event is on its way to a receiver that does not answer.
    private func watched(_ change: @escaping @Sendable (inout World.State) -> Void) async -> Bool {
        self.world.tell("device.parked", "device.silent", "device.provisioned")
        let (onTheWay, isOnTheWay) = AsyncStream<Void>.makeStream()
        self.world.state.withLock { state in
            state.silentAt = 2
            state.whenAsked = { if $0 == 2 { isOnTheWay.yield() } }
        }
        var delivery = self.delivery()
        delivery.pass = { [world] span in
            #expect(span <= .seconds(1))
            var reader = onTheWay.makeAsyncIterator()
            _ = await reader.next()
            world.state.withLock { change(&$0) }
        }
        return await delivery.sendNext()
    }

    @Test(
        "one that was changed, switched off, removed or told again while it is sent to is let alone, the event on the way included",
        .timeLimit(.minutes(1)))
    func fenced() async {
        #expect(await self.watched { $0.isFenced = true })
        let (sent, settled) = self.world.state.withLock { ($0.requests.count, $0.settled) }
        #expect(sent == 2 && settled == [])
    }

    @Test(
        "who cannot learn whether a lease is still its own sends no more under it, and notes what was sent",
        .timeLimit(.minutes(1)))
    func unwatched() async {
        #expect(
            await self.watched {
                $0.watchFailure = StoreFailure(kind: .unavailable, statement: "find_webhook_lease")
            })
        let (sent, settled) = self.world.state.withLock { ($0.requests.count, $0.settled) }
        #expect(sent == 2 && settled.map(\.position.transaction) == [1])
        #expect(settled.map(\.deliveredCount) == [1] && settled.map(\.failure) == [nil])
    }
}
