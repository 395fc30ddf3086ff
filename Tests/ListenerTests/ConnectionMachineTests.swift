import AMT
import Foundation
import Listener
import Provisioning
import Testing

@Suite("Connection machine")
struct ConnectionMachineTests {
    private static func receive(
        _ machine: inout ConnectionMachine,
        _ bytes: [UInt8],
        new newByteCount: Int? = nil
    ) -> ConnectionMachine.ReceiveAction {
        bytes.withUnsafeBytes { machine.received($0, newByteCount: newByteCount ?? bytes.count) }
    }

    private static let states = ["proxyHeader", "opening", "waiting", "explaining", "ended"]
    private static let events = ["junk", "FIN", "deadline", "durable", "not stored", "expelled", "reset by peer"]

    private static func machine(in state: String) -> ConnectionMachine {
        var machine = ConnectionMachine(isProxy: state == "proxyHeader")
        switch state {
        case "waiting": _ = Self.receive(&machine, Hellos.psk())
        case "explaining": _ = Self.receive(&machine, Array("GET ".utf8))
        case "ended": _ = machine.expelled(.full)
        default: break
        }
        return machine
    }

    /// In the words of the table on the front page.
    private static func result(of event: String, in state: String) -> String {
        var machine = Self.machine(in: state)
        let ending: ConnectionMachine.Ending?
        switch event {
        case "junk":
            if case .end(let end) = Self.receive(&machine, [0xff, 0xff]) { ending = end } else { ending = nil }
        case "FIN": ending = machine.inputClosed()
        case "deadline": ending = machine.deadlinePassed()
        case "durable": ending = machine.outcomeKnown(.durable)
        case "not stored": ending = machine.outcomeKnown(.notStored)
        case "expelled": ending = machine.expelled(.full)
        default: return machine.disconnected()?.rawValue ?? "–"
        }
        return ending.map { "\($0.outcome.rawValue) \($0.closing == .plain ? "FIN" : "RST")" } ?? "–"
    }

    @Test("does in each state and at each event what the front page says")
    func table() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("Sources/Listener/Listener.docc/Listener.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(rows.contains(["state"] + Self.events))
        for state in Self.states {
            let row = [state] + Self.events.map { Self.result(of: $0, in: state) }
            #expect(rows.contains(row), "\(row.joined(separator: " | "))")
        }
    }

    @Test("after its end a connection answers nothing, whatever comes", arguments: Self.states)
    func endIsFinal(_ state: String) {
        var machine = Self.machine(in: state)
        _ = machine.expelled(.stopped)
        #expect(Self.receive(&machine, Hellos.psk()) == .nothing)
        for event in Self.events { #expect(Self.result(of: event, in: "ended") == "–") }
    }

    @Test("a hello is read from any cut, and each shorter beginning is kept")
    func cuts() throws {
        let hello = Hellos.pki(lengths: [20, 32])
        var machine = ConnectionMachine(isProxy: false)
        for count in 1..<hello.count {
            #expect(Self.receive(&machine, Array(hello[..<count]), new: 1) == .keep)
        }
        guard case .admit(let read) = Self.receive(&machine, hello, new: 1) else {
            Issue.record("a whole hello was not admitted")
            return
        }
        #expect(read.version == 3)
    }

    @Test("a peer that sends single bytes is given up after the limit on reads")
    func reads() {
        var machine = ConnectionMachine(isProxy: false)
        let hello = Hellos.pki(lengths: Array(repeating: 64, count: 255))
        for count in 1..<ConnectionMachine.readCountMax {
            #expect(Self.receive(&machine, Array(hello[..<count]), new: 1) == .keep)
        }
        #expect(
            Self.receive(&machine, Array(hello[..<ConnectionMachine.readCountMax]), new: 1)
                == .end(.init(.oversized, .reset)))
    }

    @Test("what follows a hello is dropped up to a limit")
    func surplus() {
        var machine = Self.machine(in: "waiting")
        #expect(Self.receive(&machine, Array(repeating: 0, count: ConnectionMachine.surplusByteCountMax)) == .drop)
        #expect(Self.receive(&machine, [0]) == .end(.init(.oversized, .reset)))
    }

    @Test(
        "the beginning of a PROXY header from a stranger is awaited, then named; an HTTP word with the same letters is HTTP"
    )
    func strangers() {
        for header in [Array("PROXY ".utf8), ProxyHeaders.v2Signature] {
            var machine = ConnectionMachine(isProxy: false)
            for count in 1..<header.count {
                #expect(Self.receive(&machine, Array(header[..<count]), new: 1) == .keep)
            }
            #expect(Self.receive(&machine, header, new: 1) == .end(.init(.proxyUnexpected, .reset)))
        }
        for word in ["POST ", "PUT "] {
            var machine = ConnectionMachine(isProxy: false)
            #expect(Self.receive(&machine, Array("P".utf8)) == .keep)
            #expect(Self.receive(&machine, Array(word.utf8), new: 4) == .explain(isHead: false))
        }
    }

    @Test("settings report all their faults at once, and the defaults have none")
    func settings() {
        #expect(ListenerSettings().faults() == [])
        var settings = ListenerSettings()
        settings.bind = []
        settings.port = 70_000
        settings.helloTimeout = .zero
        settings.commitTimeout = .seconds(61)
        settings.connectionsMax = 0
        settings.connectionsPerSourceMax = 0
        settings.connectionsPerSourcePerMinuteMax = -1
        settings.refresh = .seconds(-1)
        settings.remembered = .seconds(-1)
        settings.rememberedDevicesMax = -1
        settings.site = ""
        #expect(
            settings.faults().map(\.key) == [
                "listener.bind", "listener.port", "listener.hello_timeout_seconds", "listener.commit_timeout_seconds",
                "listener.connections_max", "listener.connections_per_source_max",
                "listener.connections_per_source_per_minute_max", "listener.refresh_seconds",
                "listener.remembered_seconds", "listener.remembered_devices_max", "site",
            ])
    }

    @Test("what firmware repeats in its own time, a minute later at the soonest, is never answered from memory")
    func remembered() throws {
        let settings = ListenerSettings()
        var hellos = DurableHellos(capacity: settings.rememberedDevicesMax, lifetime: settings.remembered)
        let start = ContinuousClock.now
        func hello(_ count: UInt32, seconds: Int64) throws -> AdmittedHello {
            AdmittedHello(
                hello: Hello(
                    deviceUUID: try #require(DeviceUUID("4C4C4544-0044-3510-8052-C4C04F4E3732")),
                    adminCredentialsSet: false,
                    retryCount: count, credential: .pki([]), surplusByteCount: 0),
                address: PeerAddress(numeric: "192.0.2.7"), site: "default", receivedAt: start + .seconds(seconds))
        }
        hellos.passedOn(try hello(0, seconds: 0))
        hellos.becameDurable(try hello(0, seconds: 0))
        #expect(hellos.isRepeat(try hello(1, seconds: 1)))
        #expect(!hellos.isRepeat(try hello(2, seconds: 60)))
    }
}
