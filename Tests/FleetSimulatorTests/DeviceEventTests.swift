import Foundation
import Synchronization
import Testing

@testable import FleetSimulator

@Suite("addresses and power")
struct DeviceEventTests {
    private static let settings = Requests.get("AMT_GeneralSettings")
    private static let clock = Requests.setClock(1_900_000_000)
    private static let clockCall = "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"

    private func rule(_ name: String, call: String = Self.clockCall, seconds: Double = 0.3) throws -> FaultRule {
        FaultRule(
            device: .all, call: call, occurrence: 1, fault: try #require(ScriptedFault(name)), seconds: seconds)
    }

    private func isClockSet(_ harness: FleetHarness) throws -> Bool {
        try #require((try harness.report()["clockIsSet"]) as? Bool)
    }

    @Test(
        "a device that moves has done the call or not, has answered or not, and is found at its new address alone",
        arguments: [
            ("address-change-before", false, false), ("address-change", true, false),
            ("address-change-after", true, true),
        ])
    func addressChange(fault: String, isDone: Bool, isAnswered: Bool) async throws {
        try await FleetHarness.run {
            $0.faults = [try self.rule(fault)]
        } _: { harness async throws in
            let old = harness.identity()
            let client = try await harness.client()
            let other = try await harness.client()
            let answer = try await client.call(Self.clock)
            #expect((answer?.returnValue == 0) == isAnswered)
            #expect(try self.isClockSet(harness) == isDone)
            #expect(await other.ending().contains("reset"))
            var new = old
            new.address += 1
            #expect(harness.fleet.device(0).addressText == new.addressText)
            #expect(try harness.report()["address"] as? String == new.addressText)
            #expect(try await TestClient.isReset(old.addressText, port: harness.port))
            let found = try await TestClient.loggedOn(new, port: harness.port, first: Self.settings)
            #expect(found.answer?.status == 200)
            let isSaid = try await eventually { harness.sink.messages.contains { $0.peer == new.addressText } }
            #expect(isSaid)
        }
    }

    @Test("a device that is moved by hand goes where it is sent, and nowhere that is taken")
    func moved() async throws {
        try await FleetHarness.run {
            $0.count = 2
        } _: { harness async throws in
            let device = harness.fleet.device(0)
            #expect(!device.move(to: harness.identity(1).address))
            #expect(!device.move(to: 0x0a00_0001))
            #expect(device.move(to: 0x7f42_ff05))
            #expect(device.addressText == "127.66.255.5")
            #expect(device.move(to: nil))
            #expect(device.addressText == "127.66.0.3")
        }
    }

    @Test("a device with a fixed loopback address goes there, and comes back to DHCP's")
    func fixedAddress() async throws {
        let put = { (text: String) in
            Requests.put(
                "AMT_EthernetPortSettings", instanceID: "Intel(r) AMT Ethernet Port Settings 0",
                "<p:DHCPEnabled>\(text.isEmpty)</p:DHCPEnabled><p:IpSyncEnabled>\(text.isEmpty)</p:IpSyncEnabled>"
                    + "\(text)<p:SharedStaticIp>false</p:SharedStaticIp>")
        }
        let fixed = "<p:IPAddress>127.66.200.1</p:IPAddress><p:SubnetMask>255.0.0.0</p:SubnetMask>"
        try await FleetHarness.run { _ in
        } _: { harness async throws in
            let old = harness.identity()
            let client = try await harness.client()
            #expect(try await client.call(put(fixed))?.status == 200)
            #expect(await client.answer() == nil)
            #expect(harness.fleet.device(0).addressText == "127.66.200.1")
            #expect(try await TestClient.isReset(old.addressText, port: harness.port))
            try harness.perform(put(""))
            #expect(harness.fleet.device(0).addressText == old.addressText)
            _ = try await harness.client()
        }
    }

    @Test("a loss of power takes connections, staged settings and open enumerations, and leaves what was written")
    func powerLoss() async throws {
        try await FleetHarness.run {
            $0.faults = [try self.rule("power-loss", call: "AMT_GeneralSettings.Put")]
        } _: { harness async throws in
            let device = harness.fleet.device(0)
            try harness.perform(Self.clock)
            try harness.perform(Requests.putTLS(TLSSettings.networkID, enabled: true))
            guard case .context(let context) = try harness.perform(Requests.enumerate("AMT_PublicKeyCertificate"))
            else {
                Issue.record("no context")
                return
            }
            let client = try await harness.client()
            let other = try await harness.client()
            let names =
                "<p:HostName>pc-1</p:HostName><p:PingResponseEnabled>true</p:PingResponseEnabled>"
                + "<p:WsmanOnlyMode>false</p:WsmanOnlyMode>"
            #expect(try await client.call(Requests.put("AMT_GeneralSettings", names)) == nil)
            #expect(await other.ending().contains("reset"))
            #expect(!device.state.withLock { $0.firmware.tls.staged.network.isEnabled })
            #expect(
                try harness.perform(Requests.pull("AMT_PublicKeyCertificate", context))
                    == .fault(Fault(.invalidEnumerationContext)))
            #expect(try self.isClockSet(harness))
            #expect(try harness.report()["hostName"] as? String == "pc-1")
            let again = try await eventually { harness.sink.messages.count >= 2 }
            #expect(again && harness.sink.messages.allSatisfy { $0.bytes[4] == 0 })
            _ = try await harness.client()
        }
    }

    @Test("a device without power refuses connections and says no hello")
    func away() async throws {
        try await FleetHarness.run { _ in
        } _: { harness async throws in
            let isSaid = try await eventually { harness.fleet.progress.hellosAccepted == 1 }
            #expect(isSaid)
            harness.fleet.device(0).losePower(seconds: 3_600)
            #expect(try await TestClient.isReset(harness.identity().addressText, port: harness.port))
            #expect(harness.fleet.device(0).nextHello(generation: 1, now: 0) == nil)
        }
    }

    @Test("a nonce from before the loss of power is stale, and says so")
    func staleAfterPowerLoss() async throws {
        try await FleetHarness.run { _ in
        } _: { harness async throws in
            let stranger = try await TestClient.connect(harness.identity(), port: harness.port)
            let challenge = try #require(try await stranger.call(""))
            harness.fleet.device(0).losePower(seconds: 0)
            let client = try await TestClient.connect(harness.identity(), port: harness.port)
            try await client.post(
                Self.settings, authorization: TestClient.authorization(challenge.head, password: "admin"))
            let answer = await client.answer()
            #expect(answer?.status == 401)
            #expect(answer?.head.contains("stale=\"true\"") == true)
            #expect(try harness.report()["logonFailures"] as? Int == 0)
        }
    }

    @Test("a stale nonce can be had in the middle of a session")
    func staleNonce() async throws {
        try await FleetHarness.run {
            $0.faults = [try self.rule("stale-nonce")]
        } _: { harness async throws in
            let client = try await harness.client()
            let answer = try await client.call(Self.clock)
            #expect(answer?.status == 401)
            #expect(answer?.head.contains("stale=\"true\"") == true)
            #expect(try !self.isClockSet(harness))
            #expect(try await harness.client().call(Self.clock)?.returnValue == 0)
        }
    }

    @Test("rules name calls by the beginning of their names, or count writes alone")
    func patterns() async throws {
        let get = Requests.invoke("AMT_AuthorizationService", "GetAdminAclEntry")
        try await FleetHarness.run {
            $0.faults = [
                FaultRule(device: .all, call: "write", occurrence: 2, fault: .returnValue(1)),
                FaultRule(device: .all, call: "AMT_AuthorizationService.*", occurrence: 1, fault: .returnValue(2)),
            ]
        } _: { harness async throws in
            let client = try await harness.client()
            var values: [UInt32?] = []
            for request in [Self.clock, get, get, Self.settings, Self.clock, Self.clock] {
                values.append(try await client.call(request)?.returnValue)
            }
            #expect(values == [0, 2, 0, nil, 1, 0])
        }
        #expect(CallPattern.matches("*", "AMT_GeneralSettings.Get", isWrite: false))
        #expect(!CallPattern.matches("*", CallPattern.handshake, isWrite: false))
        #expect(!CallPattern.matches("AMT_G*", "AMT_AuditLog.Get", isWrite: false))
    }

    @Test("the call log says what kind a call was, whether it was done, and how it ended")
    func callLog() async throws {
        let log = try TemporaryFile()
        try await FleetHarness.run {
            $0.callLogPath = log.path
            $0.faults = [
                FaultRule(device: .all, call: Self.clockCall, occurrence: 2, fault: .dropBefore),
                FaultRule(device: .all, call: Self.clockCall, occurrence: 3, fault: .dropAfter),
                FaultRule(device: .all, call: Self.clockCall, occurrence: 4, fault: .returnValue(36)),
            ]
        } _: { harness async throws in
            for _ in 0..<4 { _ = try await harness.client().call(Self.clock) }
            let client = try await harness.client()
            _ = try await client.call(
                Requests.enumerate("AMT_GeneralSettings").replacingOccurrences(
                    of: "<Enumerate ", with: "<Pull "
                ).replacingOccurrences(of: "</Enumerate>", with: "</Pull>"))
            harness.fleet.device(0).losePower(seconds: 0)
        }
        let lines = try log.text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let ends = lines.filter { $0["phase"] as? String != "received" && $0["call"] as? String == Self.clockCall }
        #expect(ends.compactMap { $0["phase"] as? String } == ["answering", "refused", "unanswered", "answering"])
        #expect(ends.compactMap { $0["done"] as? Bool } == [true, false, true, false])
        #expect(ends.map { $0["return"] as? Int } == [0, nil, 0, 36])
        #expect(ends.allSatisfy { $0["kind"] as? String == "write" && $0["by"] as? String == "network" })
        let reads = lines.filter { $0["kind"] as? String == "read" }
        #expect(!reads.isEmpty)
        let fault = lines.first { $0["fault"] != nil }
        #expect(fault?["fault"] as? String == "SchemaValidationError")
        #expect(fault?["done"] as? Bool == false)
        #expect(lines.last?["call"] as? String == "power-loss")
        #expect(lines.last?["phase"] as? String == "event")
    }
}
