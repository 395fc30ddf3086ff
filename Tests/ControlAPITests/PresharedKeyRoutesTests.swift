import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("routes of pre-shared keys")
struct PresharedKeyRoutesTests {
    static let path = "/v1/psk-keys"
    /// The pair of the SDK's example.
    static let pid = "0000-037M"
    static let pps = "NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ"

    private func api() async throws -> TestAPI {
        let api = TestAPI()
        var keys: [ImportedKey] = []
        for pid in [Self.pid, "AMTS-001M", "ZZZZ-ZZZI"] {
            keys.append(ImportedKey(pid: try PID(pid), pps: try PPS(Self.pps)))
        }
        _ = try await api.imports.keys.keep(keys)
        return api
    }

    private func export(_ api: TestAPI, _ body: String) async throws -> TestResponse {
        try await api.answer(.post, Self.path + "/export", body: body)
    }

    @Test("keys are listed page after page, by state, without their values")
    func list() async throws {
        let api = try await self.api()
        api.imports.keys.use(try PID("AMTS001M"), by: Devices.uuid(7))
        let first = try await api.answer(.get, Self.path + "?limit=2")
        #expect(
            first.text
                == #"{"keys":[{"pid":"0000-037M","state":"available","device":null,"since":null,"createdAt":"1970-01-01T00:00:00.000Z","exportedAt":null},"#
                + #"{"pid":"AMTS-001M","state":"in-use","device":"\#(Devices.uuid(7))","since":"1970-01-01T00:01:00.000Z","createdAt":"1970-01-01T00:00:00.000Z","exportedAt":null}],"#
                + #""nextCursor":"AMTS-001M"}"# + "\n")
        let rest = try await api.answer(.get, Self.path + "?limit=2&cursor=AMTS-001M")
        #expect(rest.text.contains(#""pid":"ZZZZ-ZZZI""#) && rest.text.contains(#""nextCursor":null"#))
        let used = try await api.answer(.get, Self.path + "?state=in-use")
        #expect(used.text.contains("AMTS-001M") && !used.text.contains("0000-037M"))
        #expect(!(first.text + rest.text + used.text).contains("NKLD"))
        for query in ["?state=free", "?cursor=0000-037N", "?limit=0", "?limit=1001", "?order=1"] {
            #expect(try await api.answer(.get, Self.path + query).status == .badRequest, "\(query)")
        }
    }

    @Test("fresh keys are made and kept; their PIDs are answered, and nothing more")
    func generation() async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, Self.path + "/generation", body: #"{"count":1000}"#)
        #expect(answer.status == .created)
        let pids = answer.text.matches(of: #/"([0-9A-Z]{4}-[0-9A-Z]{4})"/#).map { String($0.1) }
        #expect(Set(pids).count == 1_000 && pids.count == 1_000)
        let kept = api.imports.keys.keys
        for pid in pids { #expect(kept[try PID(pid)] != nil) }
        #expect(Set(kept.values.map { $0.secret.reveal() }).count == 1_000)
        let shown = answer.text + api.log.all.joined()
        for pps in kept.values { #expect(!shown.contains(pps.secret.reveal())) }
        #expect(
            api.log.all.contains {
                $0.contains("pre-shared keys made") && $0.contains("api.caller") && $0.contains("1000")
            })
    }

    @Test(
        "how many is a number from 1 to 1000",
        arguments: [#"{"count":0}"#, #"{"count":1001}"#, #"{"count":"5"}"#, #"{"count":5,"more":1}"#, "{}", "[]"])
    func generationRefused(body: String) async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, Self.path + "/generation", body: body)
        #expect(answer.status == .badRequest)
        #expect(api.imports.keys.keys.isEmpty)
    }

    @Test("available keys are given out with their values, once; the log says who asked and how many")
    func export() async throws {
        let api = try await self.api()
        api.imports.keys.use(try PID("AMTS001M"), by: Devices.uuid(7))
        let first = try await self.export(api, #"{"available":true,"count":1}"#)
        #expect(first.text == #"{"keys":[{"pid":"0000-037M","pps":"\#(Self.pps)"}],"unknown":[]}"# + "\n")
        #expect(first.headers[.cacheControl] == "no-store")
        let second = try await self.export(api, #"{"available":true}"#)
        #expect(second.text.contains("ZZZZ-ZZZI") && !second.text.contains("0000-037M"))
        #expect(try await self.export(api, #"{"available":true}"#).text == #"{"keys":[],"unknown":[]}"# + "\n")
        let again = try await self.export(api, #"{"available":true,"includeExported":true}"#)
        #expect(again.text.contains("0000-037M") && !again.text.contains("AMTS-001M"))
        let log = api.log.all.joined()
        #expect(log.contains("pre-shared keys given out") && log.contains("api.caller"))
        #expect(!log.contains("NKLD") && !log.contains("0000-037M"))
    }

    @Test("keys that were marked and could not be noted are not shown; the answer says how they are found again")
    func exportUnnoted() async throws {
        let api = try await self.api()
        // The call itself is noted, which keys it is about is not.
        api.audit.fail(after: 1)
        let refused = try await self.export(api, #"{"available":true,"count":1}"#)
        #expect(refused.status == .serviceUnavailable && refused.text.contains("problem:audit-unavailable"))
        #expect(!refused.text.contains("NKLD") && !refused.text.contains("Nothing was done"))
        #expect(refused.text.contains("includeExported"))
        #expect(api.imports.keys.entries[try PID(Self.pid)]?.exportedAt != nil)
        api.audit.recover()
        let again = try await self.export(api, #"{"available":true,"count":1,"includeExported":true}"#)
        #expect(again.text.contains(Self.pid))
        // Where none was marked, nothing was done.
        let empty = TestAPI()
        empty.audit.fail(after: 1)
        let nothing = try await self.export(empty, #"{"available":true}"#)
        #expect(nothing.status == .serviceUnavailable && nothing.text.contains("Nothing was done"))
    }

    @Test("keys are given out by name in any state; PIDs without a key are told")
    func exportNamed() async throws {
        let api = try await self.api()
        api.imports.keys.use(try PID("AMTS001M"), by: Devices.uuid(7))
        let answer = try await self.export(api, #"{"pids":["AMTS001M","1111-111J"]}"#)
        #expect(
            answer.text == #"{"keys":[{"pid":"AMTS-001M","pps":"\#(Self.pps)"}],"unknown":["1111-111J"]}"# + "\n")
    }

    @Test(
        "an order of another shape is refused, and shows nothing back",
        arguments: [
            "{}", "[]", #"{"available":false}"#, #"{"available":true,"pids":["0000-037M"]}"#, #"{"pids":[]}"#,
            #"{"pids":["0000-037M"],"count":1}"#, #"{"available":true,"count":0}"#,
            #"{"available":true,"count":10001}"#, #"{"available":true,"includeExported":1}"#,
            #"{"available":true,"hush":1}"#, #"{"pids":["hush"]}"#, #"{"pids":[7]}"#,
        ])
    func exportRefused(body: String) async throws {
        let api = try await self.api()
        let answer = try await self.export(api, body)
        #expect(answer.status == .badRequest)
        #expect(!answer.text.contains("hush") && !answer.text.contains("NKLD"))
        #expect(api.imports.keys.entries.values.allSatisfy { $0.exportedAt == nil })
    }
}
