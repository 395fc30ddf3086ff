import AMT
import Listener
import Provisioning
import Testing

@Suite("Batching of hellos", .timeLimit(.minutes(10)))
struct BatchingTests {
    @Test("what arrives while a call is held goes in calls of at most 500, two at a time, and all are answered")
    func batches() async throws {
        var settings = RunningListener.settings
        settings.connectionsPerSourceMax = 1_000
        settings.commitTimeout = .seconds(60)
        try await RunningListener.run(settings, inbox: MemoryHelloInbox(.hold)) { listener in
            let first = try listener.client(sending: Hellos.psk(device: 1))
            await listener.inbox.begun(1)
            let clients = try (2...701).map { try listener.client(sending: Hellos.pki(device: $0)) }
            // A full batch does not wait for the first call's end.
            await listener.inbox.begun(2)
            #expect(listener.inbox.batches.map(\.count) == [1, 500])
            // The next begins once a slot is free. Whether all 200 have been read by then is up to the event loops.
            listener.inbox.answer(.store)
            listener.inbox.release(.store)
            #expect(await first.end() == .fin)
            for client in clients { #expect(await client.end() == .fin) }
            #expect(listener.inbox.batches.allSatisfy { (1...500).contains($0.count) })
            let devices = listener.inbox.hellos.map(\.hello.deviceUUID)
            #expect(devices.count == 701)
            #expect(Set(devices).count == 701)
        }
    }

    @Test("repeats of a waiting device make one row, and each connection gets the outcome")
    func sameDevice() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let first = try listener.client(sending: Hellos.psk(device: 1))
            await listener.inbox.begun(1)
            var clients: [RawClient] = []
            for number in UInt32(0)..<5 {
                clients.append(
                    try listener.client(
                        from: "127.0.0.\(number + 2)", sending: Hellos.psk(device: 2, retryCount: number)))
            }
            let barrier = try Self.barrier(listener)
            for client in barrier { #expect(await client.end() == .reset) }
            listener.inbox.release(.fail)
            #expect(await first.end() == .reset)
            await listener.inbox.begun(2)
            let batch = try #require(listener.inbox.batches.last)
            #expect(batch.count == 1)
            listener.inbox.release(.store)
            for client in clients { #expect(await client.end() == .fin) }
        }
    }

    /// Connections that are refused on each event loop: when they are, what was sent before them has been read.
    private static func barrier(_ listener: RunningListener) throws -> [RawClient] {
        try (0..<16).map { _ in try listener.client(from: "127.0.0.99", sending: [0xff, 0xff]) }
    }

    @Test(
        "a repeat reaches the inbox once the memory of the listener is over, however seldom the queue writes it",
        arguments: [(0, 2), (600, 1)])
    func remembered(seconds: Int, writes: Int) async throws {
        var settings = RunningListener.settings
        settings.remembered = .seconds(seconds)
        settings.refresh = .seconds(600)
        try await RunningListener.run(settings) { listener in
            for count: UInt32 in 0...1 {
                try await listener.expect(.fin, sending: Hellos.psk(retryCount: count))
            }
            #expect(listener.inbox.hellos.count == writes)
        }
    }

    @Test("an unchanged repeat of a durable hello is acknowledged without a write; a moved device is written")
    func repeats() async throws {
        try await RunningListener.run { listener in
            try await listener.expect(.fin, sending: Hellos.psk(retryCount: 0))
            listener.inbox.answer(.fail)
            try await listener.expect(.fin, sending: Hellos.psk(retryCount: 1))
            #expect(listener.inbox.batches.count == 1)
            let moved = try listener.client(from: "127.0.0.2", sending: Hellos.psk(retryCount: 2))
            #expect(await moved.end() == .reset)
            #expect(listener.inbox.batches.count == 2)
            // After the failure nothing is taken for durable.
            try await listener.expect(.reset, sending: Hellos.psk(retryCount: 3))
        }
    }

    @Test("beyond the bound on waiting hellos a connection is reset, and the waiting ones are kept")
    func overload() async throws {
        var settings = RunningListener.settings
        settings.batchLimits.waitingHellosMax = 3
        try await RunningListener.run(settings, inbox: MemoryHelloInbox(.hold)) { listener in
            let inFlight = try listener.client(sending: Hellos.psk(device: 1))
            await listener.inbox.begun(1)
            let others = try (2...9).map { try listener.client(sending: Hellos.psk(device: $0)) }
            let ends = await withTaskGroup(of: RawClient.End.self) { tasks in
                for client in others { tasks.addTask { await client.end() } }
                var ends: [RawClient.End] = []
                // Five are reset at once; then the held call is released and three are acknowledged.
                for await end in tasks {
                    ends.append(end)
                    if ends.count == 5 {
                        listener.inbox.answer(.store)
                        listener.inbox.release(.store)
                    }
                }
                return ends
            }
            #expect(ends == Array(repeating: .reset, count: 5) + Array(repeating: .fin, count: 3))
            #expect(await inFlight.end() == .fin)
        }
    }
}
