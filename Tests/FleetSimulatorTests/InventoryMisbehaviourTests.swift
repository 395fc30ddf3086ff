import Foundation
import Testing

@testable import FleetSimulator

/// What a simulated inventory does when it is told to misbehave.
@Suite("inventory misbehaviour")
struct InventoryMisbehaviourTests {
    private func rows(_ inventory: InventoryHarness) async throws -> [[String]] {
        try await inventory.get("/csv").body.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test("a status comes in place of an answer, as often as it is told to")
    func statuses() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("status=429&status-count=2&retry-after=7")
            for _ in 0..<2 {
                let refused = try await inventory.get("/json/cursor")
                #expect(refused.status == 429)
                #expect(refused.header("Retry-After") == "7")
            }
            #expect(try await inventory.get("/json/cursor").status == 200)
            try await inventory.set("status=503&status-count=0&retry-after=0")
            let unavailable = try await inventory.get("/csv")
            #expect(unavailable.status == 503)
            #expect(unavailable.header("Retry-After") == nil)
        }
    }

    @Test("a request is sent on to another host")
    func redirect() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("redirect=http://elsewhere.example:81")
            let answer = try await inventory.get("/csv")
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "http://elsewhere.example:81/csv")
        }
    }

    @Test("an answer has another type, or begins late")
    func typeAndTime() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("content-type=text/html")
            #expect(try await inventory.get("/csv").header("Content-Type") == "text/html")
            try await inventory.set("slow-seconds=0.5")
            let clock = ContinuousClock()
            let before = clock.now
            #expect(try await inventory.get("/csv").status == 200)
            #expect(clock.now - before >= .milliseconds(500))
        }
    }

    @Test("a body is cut, held back, or has no end")
    func bodies() async throws {
        try await InventoryHarness.run { inventory in
            let whole = try await inventory.get("/csv").body
            try await inventory.set("truncate-after=100")
            let cut = try await inventory.get("/csv")
            #expect(cut.code == 18)
            #expect(cut.body == String(whole.prefix(100)))
            try await inventory.set("truncate-after=0&stall-after=100")
            let held = try await inventory.get("/csv", ["--max-time", "8"])
            #expect(held.code == 28)
            #expect(held.body == String(whole.prefix(100)))
            try await inventory.set("stall-after=0&endless=1")
            let file = try TemporaryFile()
            let endless = try await inventory.get(
                "/csv", ["--max-time", "8", "--no-include", "--limit-rate", "2M", "--output", file.path])
            #expect(endless.code == 28)
            #expect(file.text.count > 100 * whole.count)
        }
    }

    @Test("XML begins with entities that grow")
    func laughs() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("billion-laughs=1")
            let answer = try await inventory.runReport("Inv_OOB_Capability")
            #expect(answer.body.contains("<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;"))
            #expect(answer.body.contains("<Table><_ResourceGuid>&lol9;</_ResourceGuid></Table>"))
        }
    }

    @Test("records change, vanish and come twice")
    func records() async throws {
        try await InventoryHarness.run { inventory in
            let before = try await self.rows(inventory)
            try await inventory.set("changed=2")
            let changed = try await self.rows(inventory)
            #expect(changed.map { $0[0] } == before.map { $0[0] })
            #expect(
                changed.prefix(2).map { $0[1] } == ["moved-amt-00000.corp.example", "moved-amt-00001.corp.example"])
            #expect(changed.dropFirst(2) == before.dropFirst(2))
            try await inventory.set("changed=0&vanished=3")
            #expect(try await self.rows(inventory) == before.dropLast(3))
            try await inventory.set("vanished=0&vanished-share=0.5")
            #expect(try await self.rows(inventory) == before.dropLast(3))
            try await inventory.set("vanished-share=0&duplicates=3")
            #expect(
                try await self.rows(inventory).map { $0[0] }
                    == [0, 1, 2, 2, 3, 4, 5, 5, 6].map { before[$0][0] })
            try await inventory.set("reset")
            #expect(try await self.rows(inventory) == before)
        }
    }

    @Test("names are missing, empty, no names, or no text")
    func names() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("no-location=7&empty-fqdn=5&bad-fqdn=3")
            let capability = try await inventory.runReport("Inv_OOB_Capability").body
            let location = try await inventory.runReport("Inv_AeX_AC_Location").body
            #expect(all(capability, between: "<Table>", and: "</Table>").count == 7)
            let rows = all(location, between: "<Table>", and: "</Table>")
            #expect(rows.count == 6)
            #expect(rows[4].contains("<Fully_x0020_Qualified_x0020_Domain_x0020_Name />"))
            #expect(rows[2].contains(">amt-00002_..corp.example<"))
            try await inventory.set("empty-fqdn=0&bad-fqdn=0&invalid-utf8=2")
            let file = try TemporaryFile()
            _ = try await inventory.get("/csv", ["--no-include", "--output", file.path])
            let bytes = [UInt8](try Data(contentsOf: file.url))
            #expect(bytes.count { $0 == 0xff } == 3)
            #expect(String(validating: bytes, as: UTF8.self) == nil)
        }
    }

    @Test("UUIDs are in the byte order of SMBIOS, or those of many machines")
    func uuids() async throws {
        try await InventoryHarness.run(count: 6) { inventory in
            let described = try inventory.uuids
            try await inventory.set("raw-uuid=2")
            let found = try await self.rows(inventory).map { $0[0] }
            #expect(found[0] == described[0])
            let reversed = described[1].split(separator: "-").enumerated().map { place, group in
                let pairs = stride(from: 0, to: group.count, by: 2).map { String(group.dropFirst($0).prefix(2)) }
                return place < 3 ? pairs.reversed().joined() : pairs.joined()
            }
            #expect(found[1] == reversed.joined(separator: "-"))
            try await inventory.set("raw-uuid=0&placeholder-uuid=2")
            let placeholders = try await self.rows(inventory).map { $0[0] }
            #expect(placeholders[1] == "00000000-0000-0000-0000-000000000000")
            #expect(placeholders[3] == "ffffffff-ffff-ffff-ffff-ffffffffffff")
            #expect(placeholders[5] == "03000200-0400-0500-0006-000700080009")
        }
    }

    @Test("a switch that does not exist is refused, and orders are obeyed whatever is switched on")
    func control() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("status=401")
            #expect(try await inventory.set("no-such=1").status == 400)
            #expect(try await inventory.set("changed=many").status == 400)
            let report = try #require(try await inventory.get("/control").json as? [String: Any])
            #expect(report["switches"] as? [String: String] == ["status": "401"])
            #expect(report["recordCount"] as? Int == 7)
        }
    }

    @Test("each switch is in the reference")
    func page() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../docs/reference/amtfleet.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        for name in InventorySwitch.allCases { #expect(page.contains("`\(name.rawValue)="), "\(name.rawValue)") }
    }
}
