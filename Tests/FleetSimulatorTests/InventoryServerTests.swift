import Foundation
import Testing

@testable import FleetSimulator

/// What a simulated inventory answers when it behaves. The words of Altiris are those of docs/reference/altiris.md.
@Suite("inventory")
struct InventoryServerTests {
    private static let nameColumn = "Fully_x0020_Qualified_x0020_Domain_x0020_Name"

    @Test("two reports lead from the UUIDs of a fleet to its names")
    func chain() async throws {
        try await InventoryHarness.run { inventory in
            let capability = try await inventory.runReport("0b0c7e5a-6f0e-4d0e-9a41-c0ffee000001")
            let location = try await inventory.runReport("Inv_AeX_AC_Location")
            #expect(capability.status == 200)
            #expect(capability.header("Content-Type") == "text/xml; charset=utf-8")
            #expect(all(capability.body, between: "<UUID>", and: "<") == (try inventory.uuids))
            let keys = all(capability.body, between: "<_ResourceGuid>", and: "<")
            #expect(Set(keys).count == 7)
            #expect(all(location.body, between: "<_ResourceGuid>", and: "<") == keys)
            let names = all(location.body, between: "<\(Self.nameColumn)>", and: "<")
            #expect(names == (try inventory.described.map(\.fqdn)))
            #expect(all(capability.body, between: "<AMT_x0020_Version>", and: "<").contains("16.1.25"))
        }
    }

    @Test("the result of a call is XML with a schema, and a DiffGram when the server is of that kind")
    func shapes() async throws {
        try await InventoryHarness.run { inventory in
            let plain = try await inventory.runReport("Inv_OOB_Capability").body
            let start = "<RunReportWithParametersResponse xmlns=\"http://Altiris.ASDK.NS.com\">"
            #expect(plain.contains(start + "<RunReportWithParametersResult><NewDataSet xmlns=\"\"><xs:schema"))
            #expect(plain.contains("</xs:schema><Table><_ResourceGuid>"))
            #expect(!plain.contains("diffgram"))
            try await inventory.set("soap-shape=diffgram")
            let diffgram = try await inventory.runReport("Inv_OOB_Capability").body
            #expect(diffgram.contains("xmlns:diffgr=\"urn:schemas-microsoft-com:xml-diffgram-v1\"><NewDataSet"))
            #expect(diffgram.contains("<Table diffgr:id=\"Table1\" msdata:rowOrder=\"0\"><_ResourceGuid>"))
            #expect(all(diffgram, between: "<UUID>", and: "<") == (try inventory.uuids))
        }
    }

    @Test("a report is paged by its parameters")
    func reportPages() async throws {
        try await InventoryHarness.run { inventory in
            var found: [String] = []
            for (page, count) in [(1, 3), (2, 3), (3, 1), (4, 0)] {
                let answer = try await inventory.runReport(
                    "Inv_OOB_Capability", parameters: "Page=\(page),PageSize=3")
                let uuids = all(answer.body, between: "<UUID>", and: "<")
                #expect(uuids.count == count)
                found += uuids
            }
            #expect(found == (try inventory.uuids))
        }
    }

    @Test("what the service does not know is a SOAP fault with status 500")
    func faults() async throws {
        try await InventoryHarness.run { inventory in
            let action = try await inventory.runReport("Inv_OOB_Capability", action: "DropReport")
            #expect(action.status == 500)
            #expect(action.body.contains("<faultstring>Server did not recognize the value of HTTP Header SOAPAction"))
            #expect(try await inventory.runReport("Inv_Other").status == 500)
        }
    }

    @Test("a report is exported as XML and as CSV, page by page")
    func exports() async throws {
        try await InventoryHarness.run { inventory in
            let path = "/Altiris/reports/export?class=Inv_AeX_AC_Location"
            let names = try inventory.described.map(\.fqdn)
            let xml = try await inventory.get(path)
            #expect(all(xml.body, between: "<\(Self.nameColumn)>", and: "<") == names)
            let csv = try await inventory.get(path + "&format=csv&page=2&pageSize=5")
            #expect(csv.header("Content-Type") == "text/csv; charset=utf-8")
            let lines = csv.body.components(separatedBy: "\r\n").filter { !$0.isEmpty }
            #expect(lines.first == "_ResourceGuid,Fully Qualified Domain Name,ModifiedDate")
            #expect(lines.dropFirst().map { $0.components(separatedBy: ",")[1] } == Array(names[5...]))
        }
    }

    @Test("what has not changed is not sent again, and the requests are counted")
    func conditional() async throws {
        try await InventoryHarness.run { inventory in
            let first = try await inventory.get("/csv")
            let tag = try #require(first.header("ETag"))
            let time = try #require(first.header("Last-Modified"))
            #expect(try await inventory.get("/csv", ["--header", "If-None-Match: \(tag)"]).status == 304)
            #expect(try await inventory.get("/csv", ["--header", "If-Modified-Since: \(time)"]).status == 304)
            try await inventory.set("changed=1")
            let tagged = try await inventory.get("/csv", ["--header", "If-None-Match: \(tag)"])
            #expect(tagged.status == 200)
            #expect(tagged.header("ETag") != tag)
            #expect(try await inventory.get("/csv", ["--header", "If-Modified-Since: \(time)"]).status == 200)
            let report = try #require(try await inventory.get("/control").json as? [String: Any])
            let counts = try #require(report["counts"] as? [String: Any])
            #expect(counts["requests"] as? [String: Int] == ["csv": 5])
            #expect(counts["statuses"] as? [String: Int] == ["200": 3, "304": 2])
            #expect(counts["records"] as? Int == 21)
        }
    }

    @Test("a body is a gzip member when the client takes one")
    func gzip() async throws {
        try await InventoryHarness.run(count: 3_000) { inventory in
            let plain = try await inventory.get("/csv")
            #expect(plain.header("Content-Encoding") == nil)
            let file = try TemporaryFile()
            let packed = try await inventory.get(
                "/csv", ["--header", "Accept-Encoding: gzip", "--no-include", "--output", file.path])
            #expect(packed.code == 0)
            let unpacked = try await Programs.run("gzip", ["-dc", file.path])
            #expect(unpacked.code == 0, "\(unpacked.errors)")
            #expect(unpacked.output == plain.body)
        }
    }

    @Test("the flat list has what describe writes, with the release")
    func flat() async throws {
        try await InventoryHarness.run(count: 1_200) {
            $0.profile = "office"
        } _: { inventory in
            let lines = try await inventory.get("/csv").body.split(separator: "\n").map(String.init)
            #expect(lines.first == "uuid,fqdn,profile,amtversion")
            let described = try FleetFiles.inventory(inventory.settings.fleet, profile: "office")
            let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            #expect(
                rows.map { $0.dropLast().joined(separator: ",") }
                    == described.split(separator: "\n").dropFirst().map(String.init))
            #expect(Set(rows.map { $0[3] }) == ["16.1.25", "15.0.23", "12.0.67", "9.5.22", "8.0.3"])
        }
    }

    @Test("log-on is asked for when there is a user")
    func logOn() async throws {
        try await InventoryHarness.run {
            $0.user = "svc"
            $0.password = "p:w"
        } _: { inventory in
            let stranger = try await inventory.get("/csv")
            #expect(stranger.status == 401)
            #expect(stranger.header("WWW-Authenticate") == "Basic realm=\"inventory\"")
            #expect(try await inventory.get("/csv", ["--user", "svc:wrong"]).status == 401)
            #expect(try await inventory.get("/csv", ["--user", "svc:p:w"]).status == 200)
        }
    }

    @Test("TLS is spoken with a certificate that was given")
    func tls() async throws {
        let key = try #require(TestKey.shared)
        func pem(_ label: String, _ bytes: [UInt8]) -> String {
            let text = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
            return "-----BEGIN \(label)-----\n\(text)\n-----END \(label)-----\n"
        }
        try await InventoryHarness.run {
            $0.certificatePEM = pem("CERTIFICATE", key.certificate)
            $0.privateKeyPEM = pem("RSA PRIVATE KEY", key.material.privateKeyDER)
        } _: { inventory in
            #expect(inventory.url.hasPrefix("https://"))
            #expect(try await inventory.get("/csv").code == 60)
            let page = try await inventory.get("/json/netbox/api/dcim/devices/?limit=3", ["--insecure"])
            let next = (page.json as? [String: Any])?["next"] as? String
            #expect(next?.hasPrefix(inventory.url) == true)
        }
    }

    @Test("settings that cannot be served are refused with all that is wrong")
    func refusal() {
        var settings = InventorySettings()
        settings.fleet.count = 0
        settings.certificatePEM = "x"
        #expect(throws: InventoryRefusal.settings(settings.faultsFound)) { try InventoryServer(settings: settings) }
        #expect(settings.faultsFound.count == 2)
    }
}
