import Foundation
import Testing

@testable import FleetSimulator

/// The ways of REST APIs to lead from one page to the next, as their public references tell them.
@Suite("inventory pages")
struct InventoryPagingTests {
    /// Walks through all pages; `next` makes the next target of an answer.
    private func uuids(
        _ inventory: InventoryHarness, from first: String, at path: [String], array: String?,
        next: (Int, InventoryHarness.Answer) -> String?
    ) async throws -> [String] {
        var found: [String] = []
        var target: String? = first
        for _ in 0..<20 {
            guard let now = target else { return found }
            let answer = try await inventory.get(now)
            let records = Self.array(answer.json, array)
            found += records.compactMap { Self.value($0, path) as? String }
            target = records.isEmpty ? nil : next(found.count, answer)
        }
        Issue.record("no end")
        return found
    }

    private static func array(_ json: Any?, _ name: String?) -> [Any] {
        name.map { self.value(json, $0.split(separator: "/").map(String.init)) as? [Any] ?? [] } ?? json as? [Any] ?? []
    }

    private static func value(_ json: Any?, _ path: [String]) -> Any? {
        path.reduce(json) { ($0 as? [String: Any])?[$1] }
    }

    @Test("page numbers")
    func pages() async throws {
        try await InventoryHarness.run { inventory in
            let found = try await self.uuids(
                inventory, from: "/json/page?page=1&pageSize=3", at: ["uuid"], array: "items"
            ) { count, _ in "/json/page?page=\(count / 3 + 1)&pageSize=3" }
            #expect(found.prefix(7) == (try inventory.uuids)[...])
        }
    }

    @Test("Snipe-IT: an offset, and values in custom fields")
    func snipeIT() async throws {
        try await InventoryHarness.run { inventory in
            let path = "/json/snipe-it/api/v1/hardware"
            let found = try await self.uuids(
                inventory, from: path + "?limit=3&offset=0", at: ["custom_fields", "UUID", "value"], array: "rows"
            ) { count, _ in path + "?limit=3&offset=\(count)" }
            #expect(found == (try inventory.uuids))
            let page = try await inventory.get(path + "?limit=3")
            #expect(Self.value(page.json, ["total"]) as? Int == 7)
            let sites = Self.array(page.json, "rows").map { Self.value($0, ["location", "name"]) as? String }
            #expect(sites == ["Berlin", "Köln, Werk 2", "R&amp;D &lt;East&gt;"])
        }
    }

    @Test("GLPI: an offset or a range, and a bare array")
    func glpi() async throws {
        try await InventoryHarness.run { inventory in
            let path = "/json/glpi/api.php/v2.0/Assets/Computer"
            let found = try await self.uuids(inventory, from: path + "?limit=3", at: ["uuid"], array: nil) { count, _ in
                path + "?limit=3&start=\(count)"
            }
            #expect(found == (try inventory.uuids))
            let range = try await inventory.get("/json/glpi/apirest.php/Computer?range=2-4")
            #expect(range.status == 206)
            #expect(range.header("Content-Range") == "2-4/7")
            #expect(Self.array(range.json, nil).count == 3)
        }
    }

    @Test("ServiceNow: the header Link")
    func serviceNow() async throws {
        try await InventoryHarness.run { inventory in
            let found = try await self.uuids(
                inventory, from: "/json/servicenow/api/now/table/cmdb_ci_computer?sysparm_limit=3",
                at: ["u_smbios_uuid"], array: "result"
            ) { _, answer in
                answer.header("Link")?.components(separatedBy: ",").first { $0.hasSuffix("rel=\"next\"") }
                    .map { all($0, between: "<", and: ">").joined() }
            }
            #expect(found == (try inventory.uuids))
        }
    }

    @Test("NetBox: the next URL in the answer")
    func netBox() async throws {
        try await InventoryHarness.run { inventory in
            let found = try await self.uuids(
                inventory, from: "/json/netbox/api/dcim/devices/?limit=3&tag=a%26b",
                at: ["custom_fields", "smbios_uuid"], array: "results"
            ) { _, answer in Self.value(answer.json, ["next"]) as? String }
            #expect(found == (try inventory.uuids))
        }
    }

    @Test("Lansweeper: GraphQL with a cursor")
    func lansweeper() async throws {
        try await InventoryHarness.run { inventory in
            var found: [String] = []
            var cursor = ""
            repeat {
                let answer = try await inventory.post(
                    "/json/lansweeper/api/v2/graphql",
                    "{\"query\":\"\",\"variables\":{\"pagination\":{\"limit\":3,\"cursor\":\"\(cursor)\"}}}",
                    ["--header", "Content-Type: application/json"])
                let place = ["data", "site", "assetResources"]
                let items = Self.value(answer.json, place + ["items"]) as? [Any] ?? []
                found += items.compactMap { Self.value($0, ["customFields", "uuid"]) as? String }
                cursor = Self.value(answer.json, place + ["pagination", "next"]) as? String ?? ""
            } while !cursor.isEmpty && found.count < 20
            #expect(found == (try inventory.uuids))
        }
    }

    @Test("a filter leaves what was reported since")
    func since() async throws {
        try await InventoryHarness.run {
            _ = $0.behaviour.set("age-days", "2")
        } _: { inventory in
            let yesterday = Text.second(Int(Date().timeIntervalSince1970) - 86_400)
            let path = "/json/cursor?limit=100&since=\(yesterday)"
            #expect(Self.array(try await inventory.get(path).json, "items").isEmpty)
            try await inventory.set("changed=2")
            let changed = Self.array(try await inventory.get(path).json, "items")
            #expect(changed.map { Self.value($0, ["uuid"]) as? String } == (try inventory.uuids.prefix(2).map { $0 }))
            #expect(
                changed.map { Self.value($0, ["fqdn"]) as? String } == [
                    "moved-amt-00000.corp.example", "moved-amt-00001.corp.example",
                ])
        }
    }

    @Test("cursors and next URLs go round in circles when they are told to")
    func loops() async throws {
        try await InventoryHarness.run { inventory in
            try await inventory.set("cursor-loops=1")
            func next(_ target: String) async throws -> String? {
                let answer = try await inventory.get(target).json
                return Self.value(answer, ["meta", "next"]) as? String ?? Self.value(answer, ["next"]) as? String
            }
            #expect(try await next("/json/cursor?limit=3") == "c3")
            #expect(try await next("/json/cursor?limit=3&cursor=c3") == "c0")
            let second = try #require(try await next("/json/netbox/?limit=3"))
            #expect(try await next(second)?.hasSuffix("offset=0") == true)
        }
    }
}
