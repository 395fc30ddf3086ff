import Foundation
import Synchronization
import Testing

@testable import FleetSimulator

@Suite("control port")
struct ControlTests {
    /// One connection to the control port.
    private struct Desk {
        let client: TestClient

        init(_ harness: FleetHarness) async throws {
            let port = try #require(harness.fleet.controlPort)
            self.client = try await TestClient.connect("127.0.0.1", port: port, tls: nil)
        }

        func order(_ fields: [String: Any]) async throws -> [String: Any] {
            let json = try JSONSerialization.data(withJSONObject: fields)
            return try await self.send(String(decoding: json, as: UTF8.self))
        }

        func send(_ line: String) async throws -> [String: Any] {
            try await self.client.send(line + "\n")
            let answer = try #require(await self.client.line())
            return try #require(try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
        }
    }

    private func withDesk(
        _ change: (inout FleetSettings) throws -> Void = { _ in },
        _ body: (FleetHarness, Desk) async throws -> Void
    ) async throws {
        try await FleetHarness.run {
            $0.controlPort = 0
            try change(&$0)
        } _: { harness async throws in
            try await body(harness, try await Desk(harness))
        }
    }

    @Test("a drift changes one property and leaves the others")
    func drift() async throws {
        try await self.withDesk { harness, desk async throws in
            let before = try harness.perform(Requests.get("AMT_GeneralSettings"))
            let answer = try await desk.order([
                "device": 0, "do": "drift", "class": "AMT_GeneralSettings",
                "set": ["HostName": "other", "IdleWakeTimeout": 7, "PingResponseEnabled": false],
            ])
            #expect(answer["ok"] as? Bool == true, "\(answer)")
            guard
                case .instance(let old) = before,
                case .instance(let new) = try harness.perform(Requests.get("AMT_GeneralSettings"))
            else {
                Issue.record("no instance")
                return
            }
            let changed = new.filter { !old.contains($0) }
            #expect(
                changed == [
                    Property("HostName", "other"), Property("IdleWakeTimeout", 7),
                    Property("PingResponseEnabled", false),
                ])
            let refused = try await desk.order([
                "do": "drift", "class": "AMT_GeneralSettings", "set": ["IdleWakeTimeout": 0],
            ])
            #expect(refused["ok"] as? Bool == false)
            #expect(refused["fault"] as? String == "InvalidParameter")
        }
    }

    @Test("a drift names the instance, and gives lists")
    func driftOfOne() async throws {
        try await self.withDesk {
            $0.pskReleases = [AMTRelease("10.0.1")].compactMap { $0 }
            $0.pskShare = 0
            $0.releases = [AMTRelease("16.1.25")].compactMap { $0 }
        } _: { harness, desk async throws in
            let answer = try await desk.order([
                "device": harness.identity().uuid, "do": "drift", "class": "AMT_TLSSettingData",
                "selectors": ["InstanceID": TLSSettings.networkID],
                "set": ["TrustedCN": ["a.example", "b.example"], "MutualAuthentication": true],
            ])
            #expect(answer["ok"] as? Bool == true, "\(answer)")
            let network = harness.fleet.device(0).state.withLock { $0.firmware.tls.staged.network }
            #expect(network.trustedCNs == ["a.example", "b.example"])
            #expect(network.isMutual)
        }
    }

    @Test("somebody changes the administrator's password: sessions end, and the old password is dead")
    func changedPassword() async throws {
        try await self.withDesk { harness, desk async throws in
            let client = try await harness.client()
            let answer = try await desk.order(["do": "change-admin-password", "password": "By-H4nd-Now"])
            #expect(answer["return"] as? Int == 0)
            #expect(try await client.call(Requests.get("AMT_GeneralSettings"))?.status == 401)
            _ = try await harness.client(password: "By-H4nd-Now")
        }
    }

    @Test("a whole envelope is done without log-on, and its answer comes back")
    func call() async throws {
        try await self.withDesk { harness, desk async throws in
            let done = try await desk.order(["do": "call", "xml": Bench.generateKeyPair])
            #expect(done["return"] as? Int == 0)
            #expect((done["xml"] as? String)?.contains("<g:KeyPair>") == true)
            #expect(try harness.report()["keyPairCount"] as? Int == 1)
            #expect(try await desk.order(["do": "call", "xml": "<x/>"])["ok"] as? Bool == false)
            let unknown = try await desk.order(["do": "call", "xml": Requests.get("AMT_NoSuchClass")])
            #expect(unknown["fault"] as? String == "DestinationUnreachable")
        }
    }

    @Test("roots, addresses, power, unprovisioning and reports have orders of their own")
    func others() async throws {
        let key = try #require(TestKey.shared)
        let log = try TemporaryFile()
        try await self.withDesk {
            $0.callLogPath = log.path
        } _: { harness, desk async throws in
            let root = try await desk.order([
                "do": "add-trusted-root", "certificate": Data(key.certificate).base64EncodedString(),
            ])
            #expect(root["return"] as? Int == 0)
            #expect(log.text.contains("\"by\":\"control\",\"done\":true,\"return\":0"))
            let moved = try await desk.order(["do": "move-address", "address": "127.66.9.9"])
            #expect(moved["address"] as? String == "127.66.9.9")
            #expect(try await desk.order(["do": "move-address", "address": "10.0.0.1"])["ok"] as? Bool == false)
            #expect(try await desk.order(["do": "power-loss", "seconds": 0])["ok"] as? Bool == true)
            _ = try harness.commit(tls: false)
            #expect(try harness.report()["state"] as? String == "post")
            #expect(try await desk.order(["do": "partial-unprovision"])["return"] as? Int == 0)
            let report = try await desk.order(["do": "report", "device": 0])
            #expect((report["report"] as? [String: Any])?["state"] as? String == "in")
            #expect((report["device"] as? [String: Any])?["machine"] as? String == "mobile")
            let whole = try await desk.order(["do": "report"])
            #expect((whole["report"] as? [String: Any])?["count"] as? Int == 1)
            #expect(try await desk.order(["do": "unprovision"])["return"] as? Int == 0)
            #expect(try harness.report()["state"] as? String == "pre")
            #expect(try await desk.order(["do": "factory-reset"])["ok"] as? Bool == true)
            #expect(try harness.report()["state"] as? String == "in")
            let isSaid = try await eventually { harness.sink.messages.contains { $0.peer == "127.66.9.9" } }
            #expect(isSaid)
        }
    }

    @Test("users come and go by name")
    func users() async throws {
        try await self.withDesk { harness, desk async throws in
            let added = try await desk.order([
                "do": "add-user", "name": "byhand", "password": "By-H4nd-Now", "realms": [3, 5], "access": 1,
            ])
            #expect(added["return"] as? Int == 0, "\(added)")
            let accounts = { harness.fleet.device(0).state.withLock { $0.firmware.features.users.accounts } }
            let account = try #require(accounts().first { $0.name == "byhand" })
            #expect(account.realms == [3, 5])
            #expect(account.permission == 1)
            let realm = harness.fleet.device(0).digestRealm
            #expect(account.digestA1 == Digest.a1(user: "byhand", realm: realm, password: "By-H4nd-Now"))
            #expect(try await desk.order(["do": "remove-user", "name": "byhand"])["return"] as? Int == 0)
            #expect(accounts().allSatisfy { $0.name != "byhand" })
            #expect(try await desk.order(["do": "remove-user", "name": "byhand"])["ok"] as? Bool == false)
        }
    }

    @Test("the flash can be written to again after a reset of its protection")
    func flash() async throws {
        try await self.withDesk {
            $0.policy.writesMax = 1
        } _: { harness, desk async throws in
            let clock = Requests.setClock(1_900_000_000)
            #expect(try harness.perform(clock) == .status(.success))
            #expect(try harness.perform(clock) == .status(.flashWriteLimitExceeded))
            #expect(try await desk.order(["do": "flash-reset"])["ok"] as? Bool == true)
            #expect(try harness.perform(clock) == .status(.success))
        }
    }

    @Test("a line that is no order is refused, and the connection goes on")
    func junk() async throws {
        try await self.withDesk { _, desk async throws in
            for line in ["x", "{}", "{\"do\":\"explode\"}", "{\"do\":\"drift\"}", "{\"do\":\"report\",\"device\":9}"] {
                let answer = try await desk.send(line)
                #expect(answer["ok"] as? Bool == false)
                #expect(answer["error"] is String)
            }
            #expect(try await desk.order(["do": "report"])["ok"] as? Bool == true)
        }
    }
}
