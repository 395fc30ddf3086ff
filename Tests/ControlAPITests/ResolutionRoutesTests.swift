import AMT
import Hummingbird
import HummingbirdTesting
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

@Suite("resolution of a device")
struct ResolutionRoutesTests {
    static let path = "/v1/devices/\(Devices.uuid(1))/resolution"

    @Test("of several names the most trusted counts, with the records that led to it, and the others are told")
    func chain() async throws {
        let api = TestAPI()
        let failing = {
            var finding = Findings.finding("old", rank: 200, nil)
            finding.lastFailure = .unauthorized
            return finding
        }()
        api.inventory.resolutions.learn(
            Devices.uuid(1),
            ResolutionFacts(
                inventory: InventoryFindings(sources: [
                    Findings.whole("cmdb", Devices.uuid(1), fqdn: "other.corp.example", site: "muc", rank: 50),
                    Findings.chain("altiris", Devices.uuid(1), fqdn: "pc-7.corp.example", rank: 10), failing,
                ]), address: PeerAddress(numeric: "10.1.2.3")))
        let answer = try await api.answer(.get, Self.path)
        #expect(answer.status == .ok)
        let text = answer.text
        #expect(text.hasPrefix(#"{"uuid":"\#(Devices.uuid(1))","address":"10.1.2.3","release":null,"#))
        #expect(
            text.contains(
                #""fqdn":{"value":"pc-7.corp.example","source":"altiris","dataAt":"2001-09-09T01:46:40.000Z","#
                    + #""standing":"fresh","match":{"order":"raw","record":{"changedAt":"2001-09-09T01:46:40.000Z","#
                    + #""vanishedAt":null,"says":{"part":"capability","resource":"guid-1","#))
        #expect(
            text.contains(
                #""location":{"changedAt":"2001-09-09T01:46:40.000Z","vanishedAt":null,"says":{"part":"location""#))
        #expect(
            text.contains(
                #""profile":{"value":"default","origin":"default"},"outcome":"assigned","problem":null,"policyVersion":0,"#
            ))
        #expect(text.contains(#""site":{"value":"muc","source":"cmdb""#))
        #expect(text.contains(#""amtVersion":{"value":"16.1.25","source":"altiris""#))
        #expect(text.contains(#""fields":{"dept":"IT"}"#))
        #expect(
            text.contains(
                #"{"name":"old","end":"no-capability-record","names":[],"lastError":"unauthorized","standing":null,"#
                    + #""ageDays":null,"match":null}"#))
        #expect(
            text.hasSuffix(
                #""conflicts":[{"field":"fqdn","source":"cmdb","value":"other.corp.example","standing":"fresh"}]}"#
                    + "\n"))
    }

    @Test("the newest policy says which profile it is, and nothing says it while it is off")
    func policy() async throws {
        let api = TestAPI()
        api.inventory.resolutions.learn(
            Devices.uuid(1),
            ResolutionFacts(
                inventory: InventoryFindings(sources: [
                    Findings.whole("cmdb", Devices.uuid(1), fqdn: "pc.corp.example", profile: "kiosk")
                ])))
        _ = try await api.answer(.put, "/v1/profiles/kiosk", body: #"{"schema":1,"name":"kiosk"}"#)
        let bySource = try await api.answer(.get, Self.path).text
        #expect(bySource.contains(#""profile":{"value":"kiosk","origin":"source cmdb"},"outcome":"assigned""#))
        let rule = #"{"schema":1,"rules":[{"name":"all","when":{"domain":["corp.example"]},"profile":"office"}]}"#
        _ = try await api.answer(.put, PolicyRoutesTests.path, body: rule)
        let absent = try await api.answer(.get, Self.path).text
        #expect(absent.contains(#""profile":null,"outcome":"problem","problem":{"code":"profile-refused""#))
        #expect(absent.contains(#""profile.name":"office""#))
        _ = try await api.answer(.put, "/v1/profiles/office", body: #"{"schema":1,"name":"office"}"#)
        let byRule = try await api.answer(.get, Self.path).text
        #expect(
            byRule.contains(
                #""profile":{"value":"office","origin":"rule all"},"outcome":"assigned","problem":null,"policyVersion":1"#
            ))
        _ = try await api.answer(.put, PolicyRoutesTests.path, body: #"{"schema":1,"enabled":false}"#)
        let off = try await api.answer(.get, Self.path).text
        #expect(off.contains(#""profile":null,"outcome":"problem","problem":{"code":"policy-disabled""#))
        #expect(off.contains(#""policyVersion":2,"policyEnabled":false"#))
    }

    @Test("where a worker would ask somebody else first, that is told, and nobody is asked")
    func asks() async throws {
        let api = TestAPI()
        api.inventory.resolutions.learn(
            Devices.uuid(1),
            ResolutionFacts(inventory: InventoryFindings(), address: PeerAddress(numeric: "10.1.2.3")))
        _ = try await api.answer(.put, PolicyRoutesTests.path, body: #"{"schema":1,"dnsFallback":true}"#)
        #expect(try await api.answer(.get, Self.path).text.contains(#""outcome":"asks-dns","problem":null"#))
        _ = try await api.answer(.put, PolicyRoutesTests.path, body: #"{"schema":1,"propsCommand":"first"}"#)
        #expect(try await api.answer(.get, Self.path).text.contains(#""outcome":"asks-props","problem":null"#))
        api.inventory.resolutions.learn(
            Devices.uuid(1),
            ResolutionFacts(
                inventory: InventoryFindings(sources: [
                    Findings.whole("cmdb", Devices.uuid(1), fqdn: "pc-1.corp.example", site: "muc", rank: 50)
                ]), address: PeerAddress(numeric: "10.1.2.3")))
        let families = #"{"schema":1,"families":[{"releases":{"before":"6"},"profile":"default"}]}"#
        _ = try await api.answer(.put, PolicyRoutesTests.path, body: families)
        #expect(try await api.answer(.get, Self.path).text.contains(#""outcome":"asks-release","problem":null"#))
    }

    @Test("a device that nobody knows has no name, and that is an answer")
    func unknown() async throws {
        let answer = try await TestAPI().answer(.get, Self.path)
        #expect(answer.status == .ok)
        #expect(
            answer.text.contains(
                #""fqdn":null,"profile":null,"outcome":"problem","problem":{"code":"fqdn-unresolved""#))
        #expect(answer.text.hasSuffix(#""fields":{},"sources":[],"conflicts":[]}"# + "\n"))
        #expect(try await TestAPI().answer(.get, "/v1/devices/pc-7/resolution").status == .badRequest)
    }
}
