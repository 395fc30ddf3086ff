import AMT
import Foundation
import Synchronization
import Testing

@testable import provisionctl

/// A way on which a hello is lost wherever a test wants it.
final class FakeWay: HelloWorld {
    let resolution: Resolution
    let deliveries: [String: HelloDelivery]
    /// Answers to questions for the device, in order; the last one stays.
    let devices: Mutex<[Device?]>
    let sent = Mutex<[[UInt8]]>([])
    let pauses = Mutex<Int>(0)

    init(_ resolution: Resolution, _ deliveries: [String: HelloDelivery], _ devices: [Device?]) {
        self.resolution = resolution
        self.deliveries = deliveries
        self.devices = Mutex(devices)
    }

    func addresses(of name: String) async -> Resolution { self.resolution }

    func deliver(_ bytes: [UInt8], to address: String, port: UInt16) async -> HelloDelivery {
        self.sent.withLock { $0.append(bytes) }
        return self.deliveries[address] ?? .unreached(.silent)
    }

    func device(_ uuid: String) async throws(CommandFailure) -> Device? {
        self.devices.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? nil }
    }

    func pause() async { self.pauses.withLock { $0 += 1 } }

    var now: Date { Date(timeIntervalSince1970: 1_000_000_000) }
}

@Suite("a hello on trial")
struct HelloTripTests {
    private func device(at moment: String, address: String = "10.0.0.5") throws -> Device {
        var device = try Answer.read(
            Data(DoctorTests.device("5e1f7e57-0000-8000-8000-000000000001", fqdn: nil, address: address).utf8),
            as: Device.self)
        device.lastHelloAt = moment
        return device
    }

    private func trip(_ way: FakeWay) async throws -> (findings: [DoctorFinding], hasArrived: Bool) {
        let hellos = try (1...2).map { number in
            SyntheticHello(
                device: try #require(DeviceUUID("5e1f7e57-0000-8000-8000-00000000000\(number)")), form: .pki([]))
        }
        return try await HelloTrip(world: way, hellos: hellos, target: .name("provisionserver"), port: 9971).run()
    }

    @Test("arrives when the listener keeps it and the database shows it, at once or by and by")
    func arrives() async throws {
        let way = FakeWay(
            .addresses(["10.0.0.1"]), ["10.0.0.1": .ended(.fin, from: "10.0.0.5")],
            // Two questions are asked before anything is sent, one for each device.
            [nil, nil, nil, nil, try self.device(at: "now")])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(hasArrived)
        #expect(findings.allSatisfy { $0.level <= .note }, "\(findings)")
        #expect(way.pauses.withLock { $0 } == 2)
    }

    @Test("each address has a device of its own, so that one that leads nowhere is found beside one that does not")
    func eachItsOwn() async throws {
        let way = FakeWay(
            .addresses(["10.0.0.1", "10.0.0.2"]),
            ["10.0.0.1": .ended(.fin, from: nil), "10.0.0.2": .ended(.fin, from: nil)],
            [nil, nil, try self.device(at: "now"), nil])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(!hasArrived)
        #expect(findings.last?.sentence.hasPrefix("10.0.0.2:9971 has ended the connection") == true)
        #expect(findings.last?.sentence.contains("the API does not know it") == true)
    }

    @Test("a device that has said the same a moment ago is not called lost: a repeat is not written anew")
    func repeated() async throws {
        // The clock of this test shows 2001-09-09T01:46:40Z.
        let recent = try self.device(at: "2001-09-09T01:46:20Z")
        let way = FakeWay(.addresses(["10.0.0.1"]), ["10.0.0.1": .ended(.fin, from: nil)], [recent])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(hasArrived)
        #expect(findings.contains { $0.level == .note && $0.sentence.contains("within half a minute") })
        let old = FakeWay(
            .addresses(["10.0.0.1"]), ["10.0.0.1": .ended(.fin, from: nil)],
            [try self.device(at: "2001-09-09T01:46:08Z")])
        #expect(try await !self.trip(old).hasArrived)
    }

    @Test("goes to every address, in turn as its devices")
    func everyAddress() async throws {
        let way = FakeWay(
            .addresses(["10.0.0.1", "10.0.0.2", "10.0.0.3"]),
            ["10.0.0.1": .ended(.fin, from: nil), "10.0.0.2": .unreached(.refused)],
            [try self.device(at: "then"), try self.device(at: "then"), try self.device(at: "now")])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(hasArrived)
        #expect(
            findings.contains { $0.level == .fault && $0.sentence.contains("10.0.0.2:9971: the connection is refused") }
        )
        // The retry count, and the last byte of the UUID.
        #expect(way.sent.withLock { $0.map { [$0[4], $0[23]] } } == [[0, 1], [0, 2], [1, 1]])
    }

    @Test("an earlier hello of the same device is not taken for this one")
    func earlier() async throws {
        let way = FakeWay(
            .addresses(["10.0.0.1"]), ["10.0.0.1": .ended(.fin, from: nil)], [try self.device(at: "then")])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(!hasArrived)
        #expect(findings.last?.sentence.contains("the API does not know it") == true)
        #expect(way.pauses.withLock { $0 } == HelloTrip.questionsMax - 1)
    }

    @Test(
        "where it got lost is said",
        arguments: [
            (HelloDelivery.unreached(.refused), "refused"), (.unreached(.silent), "nobody answers"),
            (.unreached(.noRoute), "no way"), (.notTaken, "before the hello was there"),
            (.ended(.rst, from: nil), "has reset the connection: it does not keep the hello"),
            (.ended(.none, from: nil), "neither ended nor reset"),
        ])
    func lost(_ delivery: HelloDelivery, _ text: String) async throws {
        let way = FakeWay(.addresses(["10.0.0.1"]), ["10.0.0.1": delivery], [nil])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(!hasArrived)
        let fault = try #require(findings.first { $0.level == .fault })
        #expect(fault.sentence.hasPrefix("Lost at 10.0.0.1:9971: ") && fault.sentence.contains(text))
        #expect(!fault.paste.isEmpty)
        // Nobody waits for what was not kept.
        #expect(way.pauses.withLock { $0 } == 0)
    }

    @Test("a name that is none, and name servers that are away, are two things")
    func names() async throws {
        let none = try await self.trip(FakeWay(.unknown, [:], [nil]))
        #expect(!none.hasArrived && none.findings.last?.sentence.contains("provisionserver is none") == true)
        let away = try await self.trip(FakeWay(.unavailable, [:], [nil]))
        #expect(away.findings.last?.sentence.contains("no name server") == true)
    }

    @Test("an address that something between has changed is warned of")
    func translated() async throws {
        let way = FakeWay(
            .addresses(["10.0.0.1"]), ["10.0.0.1": .ended(.fin, from: "192.168.1.5")],
            [nil, nil, try self.device(at: "now")])
        let (findings, hasArrived) = try await self.trip(way)
        #expect(hasArrived)
        #expect(findings.contains { $0.level == .warning && $0.sentence.contains("workers would call 10.0.0.5") })
    }

    // MARK: - Bytes

    /// Vectors of the protocol's description: P2 without its retry count, K0.
    @Test("bytes are those of the protocol")
    func bytes() throws {
        let psk = SyntheticHello(
            device: try #require(DeviceUUID("4c4c4544-0042-3510-8054-b7c04f4e3153")), form: .psk(try PID("AMTS-001M")))
        #expect(
            Self.hex(psk.bytes(retryCount: 7))
                == "000002000700000044454c4c420010358054b7c04f4e3153414d54533030314d")
        let pki = SyntheticHello(
            device: try #require(DeviceUUID("00112233-4455-6677-8899-aabbccddeeff")), form: .pki([]))
        #expect(Self.hex(pki.bytes(retryCount: 0)) == "000003000000000033221100554477668899aabbccddeeff00")
    }

    @Test("the listener's reader reads what is sent")
    func decoded() throws {
        let uuid = try #require(SyntheticHello.device(of: "desk-7", slot: 5))
        let hash = [UInt8](repeating: 7, count: 32)
        let bytes = SyntheticHello(device: uuid, form: .pki([hash, hash])).bytes(retryCount: 3)
        #expect(
            HelloDecoder.read(bytes)
                == .complete(
                    Hello(
                        deviceUUID: uuid, adminCredentialsSet: false, retryCount: 3,
                        credential: .pki([.init(algorithm: 2, bytes: hash), .init(algorithm: 2, bytes: hash)]),
                        surplusByteCount: 0)))
    }

    @Test("a machine has 64 devices, no other machine's, and such as can be told from all real ones")
    func identity() throws {
        let mine = SyntheticHello.slots.compactMap { SyntheticHello.device(of: "desk-7", slot: $0) }
        #expect(Set(mine).count == 64)
        #expect(mine == SyntheticHello.slots.compactMap { SyntheticHello.device(of: "desk-7", slot: $0) })
        #expect(
            Set(mine).isDisjoint(
                with: SyntheticHello.slots.compactMap { SyntheticHello.device(of: "desk-8", slot: $0) }))
        #expect(mine.allSatisfy { $0.description.hasPrefix("5e1f7e57-00") && !PlaceholderUUIDs.contains($0) })
        #expect(mine[63].description.hasPrefix("5e1f7e57-003f-8000-8000-"))
    }

    @Test(
        "a host may have a port",
        arguments: [
            ("10.0.0.1", "10.0.0.1 9971"), ("amt.example.com:9", "amt.example.com 9"), ("[fe80::1]:99", "fe80::1 99"),
            ("[::1]", "::1 9971"),
        ])
    func hosts(_ text: String, _ read: String) {
        #expect(HostArgument(argument: text).map { "\($0.host) \($0.port)" } == read)
    }

    @Test("what is no host is not taken", arguments: ["", ":9971", "a:0", "a:99999", "fe80::1", "a b", "http://a"])
    func noHosts(_ text: String) { #expect(HostArgument(argument: text) == nil) }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

@Suite("TCP line")
struct TCPLineTests {
    /// A listener on loopback that treats its one guest as told.
    private static func serve(_ treat: @escaping @Sendable (Int32) -> Void) throws -> UInt16 {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listening, address, size)
                _ = listen(listening, 1)
                _ = getsockname(listening, address, &size)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        Thread.detachNewThread {
            let guest = accept(listening, nil, nil)
            treat(guest)
            close(listening)
        }
        return port
    }

    private func ending(_ port: UInt16) async throws -> TCPLine.Ending {
        await TCPLine.offThread {
            do throws(Unreached) {
                let line = try TCPLine(to: "127.0.0.1", port: port, within: .seconds(5))
                guard line.localAddress == "127.0.0.1", line.sendAndFinish([1, 2, 3], within: .seconds(5)) else {
                    return .none
                }
                return line.ending(within: .seconds(2))
            } catch {
                return .none
            }
        }
    }

    @Test("tells an end in good order from a reset, and both from silence")
    func endings() async throws {
        let fin = try Self.serve { guest in
            var bytes = [UInt8](repeating: 0, count: 8)
            while recv(guest, &bytes, 8, 0) > 0 {}
            close(guest)
        }
        #expect(try await self.ending(fin) == .fin)
        let rst = try Self.serve { guest in
            var bytes = [UInt8](repeating: 0, count: 8)
            while recv(guest, &bytes, 8, 0) > 0 {}
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(guest, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            close(guest)
        }
        #expect(try await self.ending(rst) == .rst)
        let silent = try Self.serve { guest in
            sleep(4)
            close(guest)
        }
        #expect(try await self.ending(silent) == .none)
    }

    @Test("a port on which nobody listens is refused")
    func refused() async {
        let reach = await TCPLine.offThread { () -> Reach in
            do throws(Unreached) {
                _ = try TCPLine(to: "127.0.0.1", port: 1, within: .seconds(5))
                return .open
            } catch {
                return error.reach
            }
        }
        #expect(reach == .refused)
    }
}
