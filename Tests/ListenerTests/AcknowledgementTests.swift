import AMT
import Listener
import Provisioning
import Testing

@Suite("Acknowledgement of hellos", .timeLimit(.minutes(10)))
struct AcknowledgementTests {
    @Test("the connection is closed with FIN only after the inbox returned")
    func finAfterAdmit() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let client = try listener.client(sending: Hellos.psk())
            await listener.inbox.begun(1)
            #expect(client.isOpen)
            listener.inbox.release(.store)
            #expect(await client.end() == .fin)
            let admitted = try #require(listener.inbox.hellos.first)
            #expect(admitted.hello.deviceUUID.description == "00112233-4455-6677-8899-aabbccddeeff")
            #expect(admitted.address == PeerAddress(numeric: "127.0.0.1"))
            #expect(admitted.site == "default")
        }
    }

    @Test("the connection is reset when the inbox threw")
    func resetAfterFailure() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.fail)) { listener in
            try await listener.expect(.reset, sending: Hellos.psk())
        }
    }

    @Test("a device that nobody expects and for whom there is no room is reset, and asked about anew the next time")
    func noRoom() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let first = try listener.client(sending: Hellos.pki(device: 1))
            await listener.inbox.begun(1)
            let second = try listener.client(sending: Hellos.pki(device: 2))
            let third = try listener.client(sending: Hellos.pki(device: 3))
            listener.inbox.release(.store)
            #expect(await first.end() == .fin)
            await listener.inbox.begun(2)
            let unexpected = try #require(listener.inbox.batches.last?.first?.hello.deviceUUID)
            listener.inbox.release(.turnAway(unexpected, .address))
            let both = listener.inbox.batches[1].count == 2
            var ends = [await second.end()]
            if !both {
                await listener.inbox.begun(3)
                listener.inbox.release(.store)
            }
            ends.append(await third.end())
            #expect(ends.filter { $0 == .reset }.count == 1 && ends.filter { $0 == .fin }.count == 1)
        }
    }

    @Test("a device that has closed its sending direction is answered no sooner")
    func halfClosed() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let client = try listener.client(sending: Hellos.pki())
            client.finish()
            await listener.inbox.begun(1)
            // The FIN was on its way with the hello; a second hello behind it shows that the loop has seen both.
            let other = try listener.client(sending: Hellos.pki(device: 2))
            #expect(client.isOpen)
            listener.inbox.release(.store)
            #expect(await client.end() == .fin)
            await listener.inbox.begun(2)
            listener.inbox.release(.fail)
            #expect(await other.end() == .reset)
        }
    }

    @Test("the connection is reset when the inbox does not answer in time")
    func commitTimeout() async throws {
        var settings = RunningListener.settings
        settings.commitTimeout = .milliseconds(150)
        try await RunningListener.run(settings, inbox: MemoryHelloInbox(.hold)) { listener in
            // The first is in flight, the second waits for its turn.
            let first = try listener.client(sending: Hellos.psk(device: 1))
            await listener.inbox.begun(1)
            let second = try listener.client(sending: Hellos.psk(device: 2))
            #expect(await first.end() == .reset)
            #expect(await second.end() == .reset)
            // Neither is lost: what was read goes its way.
            listener.inbox.release(.store)
            await listener.inbox.begun(2)
            #expect(listener.inbox.hellos.count == 2)
        }
    }

    @Test("the hello timeout ends with the hello's last byte")
    func helloTimeoutEnds() async throws {
        var settings = RunningListener.settings
        settings.helloTimeout = .seconds(2)
        settings.commitTimeout = .seconds(60)
        try await RunningListener.run(settings, inbox: MemoryHelloInbox(.hold)) { listener in
            // One accepted before and one after: the end of the later one shows that the middle one's time would be over.
            let earlier = try listener.client(sending: [0])
            await listener.until(openCount: 1)
            let waiting = try listener.client(sending: Hellos.psk())
            await listener.inbox.begun(1)
            try await listener.expect(.reset, sending: [0])
            #expect(await earlier.end() == .reset)
            #expect(waiting.isOpen)
            listener.inbox.release(.store)
            #expect(await waiting.end() == .fin)
        }
    }

    @Test("a hello cut at every byte is read as one", arguments: [Hellos.psk(), Hellos.pki(lengths: [20, 32, 48, 0])])
    func cut(_ hello: [UInt8]) async throws {
        try await RunningListener.run { listener in
            let client = try listener.client()
            for byte in hello {
                #expect(client.isOpen)
                client.send([byte])
            }
            #expect(await client.end() == .fin)
            #expect(listener.inbox.hellos.count == 1)
        }
    }

    @Test("the longest hello is taken, in one piece and in two")
    func longest() async throws {
        let hello = Hellos.pki(lengths: Array(repeating: 64, count: 255))
        #expect(hello.count == 16_855)
        try await RunningListener.run { listener in
            try await listener.expect(.fin, sending: hello)
            let client = try listener.client(sending: Array(hello[..<9_000]))
            client.send(Array(hello[9_000...]))
            #expect(await client.end() == .fin)
            for admitted in listener.inbox.hellos {
                guard case .pki(let hashes) = admitted.hello.credential else {
                    Issue.record("not read as version 3")
                    continue
                }
                #expect(hashes.count == 255)
            }
        }
    }

    @Test("bytes behind the hello do not turn the acknowledgement into a reset")
    func surplus() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let client = try listener.client(sending: Hellos.psk() + [1, 2, 3])
            await listener.inbox.begun(1)
            client.send(Array(repeating: 0, count: 5_000))
            // A probe from the same loop thread's queue would be a guess; both are read when a later connection is answered.
            for device in UInt32(100)..<108 {
                let later = try listener.client(sending: [0x47])
                later.finish()
                #expect(await later.end() == .reset, "device \(device)")
            }
            listener.inbox.release(.store)
            #expect(await client.end() == .fin)
            #expect(listener.inbox.hellos.first?.hello.surplusByteCount == 3)
        }
    }

    @Test("an IPv6 peer is served and written as such")
    func v6() async throws {
        var settings = RunningListener.settings
        settings.bind = [IPAddress(high: 0, low: 1)]
        try await RunningListener.run(settings) { listener in
            let client = try RawClient(port: listener.port, to: "::1")
            client.send(Hellos.psk())
            #expect(await client.end() == .fin)
            #expect(listener.inbox.hellos.first?.address == PeerAddress(numeric: "::1"))
        }
    }

    @Test("the unspecified IPv6 address takes IPv4 too, written as IPv4")
    func dualStack() async throws {
        var settings = RunningListener.settings
        settings.bind = [IPAddress(high: 0, low: 0)]
        try await RunningListener.run(settings) { listener in
            try await listener.expect(.fin, from: "127.0.0.7", sending: Hellos.psk())
            #expect(listener.inbox.hellos.first?.address == PeerAddress(numeric: "127.0.0.7"))
            let client = try RawClient(port: listener.port, to: "::1")
            client.send(Hellos.psk(device: 2))
            #expect(await client.end() == .fin)
        }
    }

    @Test("an address that is not ours cannot be bound, and the failure names it")
    func cannotBind() async throws {
        var settings = RunningListener.settings
        settings.bind = [IPAddress(v4: 0x7f00_0001), IPAddress(v4: 0xc000_0201)]
        await #expect(throws: ListenerFailure(kind: .cannotBind, address: "192.0.2.1", errorNumber: 99)) {
            try await RunningListener.run(settings) { _ in }
        }
    }
}
