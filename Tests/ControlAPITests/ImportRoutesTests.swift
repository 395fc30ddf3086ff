import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("imports of keys and credentials")
struct ImportRoutesTests {
    static let keysPath = "/v1/psk-keys"
    static let credentialsPath = "/v1/credentials"
    static let uuid = "4c4c4544-0034-4a10-8056-c2c04f4d3832"
    /// The pair of the SDK's example.
    static let pid = "0000-037M"
    static let pps = "NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"
    static let realm = "Digest:0123456789abcdef0123456789ABCDEF"

    private func keys(_ api: TestAPI, _ items: String...) async throws -> TestResponse {
        try await api.answer(.post, Self.keysPath, body: #"{"keys":["# + items.joined(separator: ",") + "]}")
    }

    private func credentials(_ api: TestAPI, _ items: String...) async throws -> TestResponse {
        try await api.answer(
            .post, Self.credentialsPath, body: #"{"credentials":["# + items.joined(separator: ",") + "]}")
    }

    private func key(_ pid: String, _ pps: String = Self.pps) -> String { #"{"pid":"\#(pid)","pps":"\#(pps)"}"# }

    private func credential(_ password: String, uuid: String = Self.uuid, more: String = "") -> String {
        #"{"uuid":"\#(uuid)","username":"admin","password":"\#(password)"\#(more)}"#
    }

    private func result(_ result: String, _ reason: String? = nil, _ field: String? = nil) -> String {
        func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
        return #"{"result":"\#(result)","reason":\#(text(reason)),"field":\#(text(field))}"#
    }

    @Test("a new key is imported, a known PID keeps its key, and neither key is shown or logged")
    func keysAreKept() async throws {
        let api = TestAPI()
        let other = "AAAF-BBBI-CCCL-0000-999R-ZZZI-A1B0-Z9YK"
        let first = try await self.keys(api, self.key(Self.pid), self.key("AMTS001M", other))
        #expect(first.status == .ok)
        let imported = self.result("imported")
        #expect(first.text == #"{"imported":2,"known":0,"results":[\#(imported),\#(imported)]}"# + "\n")
        let again = try await self.keys(api, self.key("0000037M", other), self.key("ZZZZ-ZZZI"))
        #expect(again.text == #"{"imported":1,"known":1,"results":[\#(self.result("known")),\#(imported)]}"# + "\n")
        #expect(api.imports.keys.keys[try PID(Self.pid)] == (try PPS(Self.pps)))
        let shown = ([first.text, again.text] + api.log.all).joined()
        for secret in [Self.pps, other, "NKLDG5DC", "AAAFBBBI"] { #expect(!shown.contains(secret)) }
        #expect(api.log.all.contains { $0.contains("pre-shared keys imported") && $0.contains("api.caller") })
    }

    @Test(
        "a key that is none is told why, and does not spoil the others",
        arguments: [
            (#"{"pid":"0000-0370","pps":"x"}"#, "check-character", "pid"),
            (#"{"pid":"0000-037","pps":"x"}"#, "length", "pid"),
            (#"{"pid":"0000-o37M","pps":"x"}"#, "alphabet", "pid"), (#"{"pid":7,"pps":"x"}"#, "text", "pid"),
            (#"{"pid":"AMTS-001M"}"#, "text", "pps"), (#"{"pid":"AMTS-001M","pps":null}"#, "text", "pps"),
            (#"{"pid":"AMTS-001M","pps":"NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XX"}"#, "check-character", "pps"),
            (#"{"pid":"AMTS-001M","pps":"NKLD"}"#, "length", "pps"),
            (#"{"pid":"AMTS-001M","pps":"nkld-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"}"#, "alphabet", "pps"),
            (#"{"pid":"0000037M","pps":"NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"}"#, "repeated", "pid"),
            (#"{"pid":"AMTS-001M","pps":"x","hush":1}"#, "unknown-member", nil), (#""hush""#, "kind", nil),
        ] as [(String, String, String?)])
    func keyFaults(item: String, reason: String, field: String?) async throws {
        let api = TestAPI()
        let answer = try await self.keys(api, self.key(Self.pid), item)
        #expect(
            answer.text
                == #"{"imported":1,"known":0,"results":[\#(self.result("imported")),\#(self.result("faulty", reason, field))]}"#
                + "\n")
        #expect(!(answer.text + api.log.all.joined()).contains("hush"))
        #expect(api.imports.keys.keys.count == 1)
    }

    @Test("a credential is kept for a device that has said no hello, and is neither shown nor logged")
    func credentialsAreKept() async throws {
        let api = TestAPI()
        let more = #","mebxPassword":"M3bx!hush ","digestRealm":"\#(Self.realm)""#
        let first = try await self.credentials(
            api, self.credential("Hush:1,\\\"a", more: more), self.credential("Hush!2"))
        #expect(
            first.text
                == #"{"kept":2,"known":0,"results":[{"result":"kept","reason":null,"field":null},{"result":"kept","reason":null,"field":null}]}"#
                + "\n")
        #expect(
            api.imports.credentials.credentials.first
                == ImportedCredential(
                    device: try #require(DeviceUUID(Self.uuid)), username: "admin",
                    password: Secret(text: #"Hush:1,"a"#),
                    mebxPassword: Secret(text: "M3bx!hush "), digestRealm: DigestRealm(Self.realm)))
        let again = try await self.credentials(api, self.credential("Hush!2"), self.credential("Hush!3"))
        #expect(
            again.text
                == #"{"kept":0,"known":1,"results":[\#(self.result("known")),\#(self.result("refused", "too-many"))]}"#
                + "\n")
        let shown = (first.text + again.text + api.log.all.joined()).lowercased()
        #expect(!shown.contains("hush"))
        #expect(api.log.all.contains { $0.contains("credentials imported") })
    }

    @Test(
        "a credential that no device can have is told why",
        arguments: [
            (#""uuid":"4c4c4544","username":"admin","password":"p""#, "uuid", "uuid"),
            // Left in the firmware of many machines: GLPI and FreeBSD list it.
            (#""uuid":"03000200-0400-0500-0006-000700080009","username":"admin","password":"p""#, "uuid", "uuid"),
            (#""uuid":"\#(uuid)","password":"p""#, "text", "username"),
            (#""uuid":"\#(uuid)","username":"","password":"p""#, "length", "username"),
            (#""uuid":"\#(uuid)","username":"CORP\\admin-of-amt","password":"p""#, "length", "username"),
            (#""uuid":"\#(uuid)","username":"a b","password":"p""#, "alphabet", "username"),
            (#""uuid":"\#(uuid)","username":"admin","password":"""#, "length", "password"),
            (
                #""uuid":"\#(uuid)","username":"admin","password":"123456789012345678901234567890123""#, "length",
                "password"
            ),
            (#""uuid":"\#(uuid)","username":"admin","password":"Pässw0rd""#, "alphabet", "password"),
            (
                #""uuid":"\#(uuid)","username":"admin","password":"5f4dcc3b5aa765d61d8327deb882cf99""#, "hash",
                "password"
            ),
            (#""uuid":"\#(uuid)","username":"admin","password":"p","mebxPassword":1"#, "text", "mebxPassword"),
            (#""uuid":"\#(uuid)","username":"admin","password":"p","digestRealm":"corp""#, "realm", "digestRealm"),
            (#""uuid":"\#(uuid)","username":"admin","password":"p","status":"current""#, "unknown-member", nil),
            (
                #""uuid":"4C4C4544-0034-4a10-8056-c2c04f4d3832","username":"admin","password":"P1""#, "repeated",
                "password"
            ),
        ] as [(String, String, String?)])
    func credentialFaults(members: String, reason: String, field: String?) async throws {
        let api = TestAPI()
        let answer = try await self.credentials(api, self.credential("P1"), "{\(members)}")
        let refused = self.result("refused", reason, field)
        #expect(answer.text == #"{"kept":1,"known":0,"results":[\#(self.result("kept")),\#(refused)]}"# + "\n")
        #expect(api.imports.credentials.credentials.count == 1)
    }

    @Test("a call in which nothing can be used is answered with the reasons")
    func nothing() async throws {
        let api = TestAPI()
        let answer = try await self.keys(api, "1")
        #expect(answer.text == #"{"imported":0,"known":0,"results":[\#(self.result("faulty", "kind"))]}"# + "\n")
    }

    @Test(
        "a body of another shape is refused",
        arguments: [
            #"{}"#, #"[]"#, #"{"keys":[],"x":1}"#, #"{"keys":[]}"#, #"{"keys":{}}"#, #"{"credentials":[1]}"#,
        ])
    func shapes(body: String) async throws {
        let answer = try await TestAPI().answer(.post, Self.keysPath, body: body)
        #expect(answer.status == .badRequest && answer.text.contains(#""field":"keys""#))
    }

    @Test("a thousand credentials with every member fit into a call, and one more does not")
    func limit() async throws {
        let api = TestAPI()
        func body(_ count: Int) -> String {
            let items = (1...count).map { number in
                self.credential(
                    "P4ss-word-of-thirty-two-letters", uuid: "4c4c4544-0034-4a10-8056-\(100_000_000_000 + number)",
                    more: #","mebxPassword":"M4bx-word-of-thirty-two-letters","digestRealm":"\#(Self.realm)""#)
            }
            return #"{"credentials":[\#(items.joined(separator: ","))]}"#
        }
        let most = try await api.answer(.post, Self.credentialsPath, body: body(1_000))
        #expect(most.status == .ok && most.text.hasPrefix(#"{"kept":1000,"#))
        #expect(try await api.answer(.post, Self.credentialsPath, body: body(1_001)).status == .badRequest)
    }

    @Test("imports want a token, and the database's failure is told as everywhere")
    func refusals() async throws {
        let api = TestAPI()
        for path in [Self.keysPath, Self.credentialsPath] {
            #expect(try await api.answer(.post, path, headers: [:], body: "{}").status == .unauthorized)
            #expect(try await api.answer(.delete, path).status.code == 405)
        }
        api.imports.keys.fail(StoreFailure(kind: .unavailable, statement: "any"))
        let away = try await self.keys(api, self.key(Self.pid))
        #expect(away.status.code == 503 && !away.text.contains("NKLD"))
    }
}
