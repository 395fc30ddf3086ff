import AMT
import Hummingbird
import HummingbirdTesting
import Inventory
import Testing

@testable import ControlAPI

@Suite("records that are brought")
struct RecordRoutesTests {
    static let path = "/v1/inventory/records"
    static let uuid = "4c4c4544-0034-4a10-8056-c2c04f4d3832"

    private func api() async throws -> TestAPI {
        let api = TestAPI()
        _ = try await api.answer(.put, "/v1/sources/agent", body: #"{"name":"agent","kind":"push"}"#)
        return api
    }

    @Test("a record is taken as it is given, of the agent's source when nobody says otherwise")
    func takes() async throws {
        let api = try await self.api()
        let body =
            #"{"records":[{"uuid":"\#(Self.uuid)","fqdn":"PC-7.corp.example","amtVersion":"16.1.25","site":null,"#
            + #""reportedAt":"2026-01-02T03:04:05Z","fields":{"dept":"IT","a":"b"}}]}"#
        let answer = try await api.answer(.post, Self.path, body: body)
        #expect(answer.status == .ok)
        #expect(
            answer.text == #"{"source":"agent","taken":1,"changed":1,"#
                + #""results":[{"taken":true,"reason":null,"field":null}]}"# + "\n")
        let record = try #require(api.inventory.sources.pushed["agent"]?.first)
        #expect(
            record
                == SourceRecord(
                    part: .whole, resource: Self.uuid, deviceUUID: DeviceUUID(Self.uuid), fqdn: "pc-7.corp.example",
                    amtVersion: "16.1.25", fields: [RecordFieldValue("a", "b"), RecordFieldValue("dept", "IT")],
                    // date -u -d 2026-01-02T03:04:05Z +%s
                    reportedAt: UnixTime(seconds: 1_767_323_045)))
        let again = try await api.answer(.post, Self.path, body: body)
        #expect(again.text.contains(#""taken":1,"changed":0"#))
    }

    @Test("a computer speaks for the source agent alone, however many others take records")
    func agents() async throws {
        let api = try await self.api()
        _ = try await api.answer(.put, "/v1/sources/scs", body: #"{"name":"scs","kind":"push"}"#)
        let body = #"{"source":"scs","records":[{"uuid":"\#(Self.uuid)","fqdn":"pc-7.corp.example"}]}"#
        let refused = try await api.answer(.post, Self.path, headers: TestAPI.agent, body: body)
        #expect(refused.status == .conflict && refused.text.contains("records-not-taken"))
        #expect(api.inventory.sources.pushed["scs"] == nil)
        #expect(try await api.answer(.post, Self.path, body: body).status == .ok)
    }

    @Test(
        "a record that cannot be used is told why, and does not spoil the others",
        arguments: [
            (#"[]"#, "kind", "null"), (#"{"uuid":1}"#, "text", #""uuid""#),
            (#"{"fqdn":"a.b"}"#, "uuid", #""uuid""#),
            (#"{"uuid":"00000000-0000-0000-0000-000000000000","fqdn":"a.b"}"#, "uuid", #""uuid""#),
            (#"{"uuid":"4c4c4544-0034-4a10-8056-c2c04f4d3833","fqdn":"localhost"}"#, "fqdn", #""fqdn""#),
            (
                #"{"uuid":"4c4c4544-0034-4a10-8056-c2c04f4d3833","fqdn":"a.b","reportedAt":"yesterday"}"#, "time",
                #""reportedAt""#
            ),
            (#"{"uuid":"4c4c4544-0034-4a10-8056-c2c04f4d3833","fqdn":"a.b","x":1}"#, "unknown-member", "null"),
            (#"{"uuid":"4C4C4544-0034-4A10-8056-C2C04F4D3832","fqdn":"a.b"}"#, "repeated", #""uuid""#),
        ])
    func refuses(record: String, reason: String, field: String) async throws {
        let api = try await self.api()
        let body = #"{"records":[{"uuid":"\#(Self.uuid)","fqdn":"a.b"},\#(record)]}"#
        let answer = try await api.answer(.post, Self.path, body: body)
        #expect(answer.status == .ok)
        #expect(answer.text.contains(#""taken":1,"changed":1,"#))
        #expect(answer.text.contains(#"{"taken":false,"reason":"\#(reason)","field":\#(field)}]"#), "\(answer.text)")
        #expect(api.inventory.sources.pushed["agent"]?.count == 1)
    }

    @Test("a call without one usable record is a fault of its own")
    func nothing() async throws {
        let api = try await self.api()
        let answer = try await api.answer(.post, Self.path, body: #"{"records":[{"uuid":"hush","fqdn":"a.b"}]}"#)
        #expect(answer.status.code == 422)
        #expect(answer.text.contains("urn:provisionserver:problem:records-invalid"))
        #expect(answer.text.contains(#""faults":[{"path":"records[0].uuid","code":"hexadecimal","text":"#))
        #expect(!answer.text.contains("hush"))
        for body in [#"{}"#, #"{"records":[]}"#, #"{"records":[{}],"x":1}"#, #"[]"#] {
            let refused = try await api.answer(.post, Self.path, body: body)
            #expect(refused.status == .badRequest && refused.text.contains(#""field":"records""#), "\(body)")
        }
    }

    @Test("a thousand records are one call's most")
    func limit() async throws {
        let api = try await self.api()
        func body(_ count: Int) -> String {
            let records = (1...count).map { number in
                #"{"uuid":"4c4c4544-0034-4a10-8056-\#(String(100_000_000_000 + number))","fqdn":"pc\#(number).corp.example"}"#
            }
            return #"{"source":"agent","records":[\#(records.joined(separator: ","))]}"#
        }
        let most = try await api.answer(.post, Self.path, body: body(1_000))
        #expect(most.status == .ok && most.text.contains(#""taken":1000"#))
        #expect(try await api.answer(.post, Self.path, body: body(1_001)).status == .badRequest)
    }

    @Test("records go to a source of kind push alone")
    func sources() async throws {
        let api = try await self.api()
        _ = try await api.answer(.put, SourceRoutesTests.path, body: SourceRoutesTests.canonical)
        func answer(_ source: String) async throws -> TestResponse {
            try await api.answer(
                .post, Self.path, body: #"{"source":"\#(source)","records":[{"uuid":"\#(Self.uuid)","fqdn":"a.b"}]}"#)
        }
        let read = try await answer("cmdb")
        #expect(read.status == .conflict && read.text.contains("urn:provisionserver:problem:records-not-taken"))
        #expect(try await answer("none").status == .notFound)
        #expect(try await answer("agent").status == .ok)
    }

    @Test("nor to the agent's own source once that is read: nobody may slip a record into what vouches for devices")
    func standardSource() async throws {
        let api = try await self.api()
        let document = SourceRoutesTests.canonical.replacing("cmdb\"", with: "agent\"")
        #expect(try await api.answer(.put, "/v1/sources/agent", body: document).status == .ok)
        for source in ["", #""source":"agent","#] {
            let answer = try await api.answer(
                .post, Self.path, body: #"{\#(source)"records":[{"uuid":"\#(Self.uuid)","fqdn":"a.b"}]}"#)
            #expect(answer.status == .conflict, "\(answer.text)")
        }
        #expect(api.inventory.sources.pushed["agent"] == nil)
    }
}
