import AMT
import Hummingbird
import HummingbirdTesting
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

@Suite("source routes")
struct SourceRoutesTests {
    static let canonical =
        #"{"feeds":[{"columns":{"fqdn":"/fqdn","uuid":"/uuid"},"part":"whole","url":"https://cmdb.corp.example/c"}],"#
        + #""kind":"json","name":"cmdb"}"#
    static let path = "/v1/sources/cmdb"

    private func authorized(_ name: HTTPFields.Element.Name, _ value: String) -> HTTPFields {
        var headers = TestAPI.authorized
        headers[name] = value
        return headers
    }

    @Test("a source is kept once, shown with its version and how it stands, and listed without its document")
    func keeps() async throws {
        let api = TestAPI()
        #expect(try await api.answer(.get, "/v1/sources").text == #"{"sources":[]}"# + "\n")
        let unknown = try await api.answer(.get, Self.path)
        #expect(unknown.status == .notFound)
        #expect(unknown.text.contains("urn:provisionserver:problem:source-unknown"))
        let made = try await api.answer(.put, Self.path, body: Self.canonical)
        #expect(made.status == .created)
        #expect(made.headers[.eTag] == "\"1\"")
        #expect(made.text == #"{"name":"cmdb","version":1,"changed":true,"warnings":[]}"# + "\n")
        let same = try await api.answer(.put, Self.path, body: Self.canonical)
        #expect(same.status == .ok && same.text.contains(#""changed":false"#))
        let shown = try await api.answer(.get, Self.path)
        #expect(shown.headers[.eTag] == "\"1\"")
        let view =
            #"{"name":"cmdb","version":1,"kind":"json","enabled":true,"author":"first","#
            + #""changedAt":"2001-09-09T01:46:40.000Z","phase":"ordered","nextDueAt":"2001-09-09T01:48:20.000Z","#
            + #""records":0,"vanished":0,"syncedAt":null,"wholeSyncedAt":null,"failures":0,"error":null,"sync":null"#
        #expect(shown.text == view + #","document":"# + Self.canonical + "}\n")
        #expect(try await api.answer(.get, "/v1/sources").text == #"{"sources":["# + view + "}]}\n")
        #expect(try await api.answer(.get, "/v1/sources/schema").headers[.contentType] == "application/schema+json")
    }

    @Test("a writer who started from an older version is refused, and so is one who removes")
    func versions() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        let other = Self.canonical.replacing("/c\"", with: "/d\"")
        let late = try await api.answer(.put, Self.path, headers: self.authorized(.ifMatch, "\"2\""), body: other)
        #expect(late.status == .preconditionFailed)
        let second = try await api.answer(.put, Self.path, headers: self.authorized(.ifMatch, "\"1\""), body: other)
        #expect(second.status == .ok && second.headers[.eTag] == "\"2\"")
        let stale = try await api.answer(.delete, Self.path, headers: self.authorized(.ifMatch, "\"1\""))
        #expect(stale.status == .preconditionFailed)
        let removed = try await api.answer(.delete, Self.path, headers: self.authorized(.ifMatch, "\"2\""))
        #expect(removed.text == #"{"name":"cmdb"}"# + "\n")
        #expect(try await api.answer(.delete, Self.path).status == .notFound)
    }

    @Test("what is written while somebody removes the version before it stays")
    func writtenMeanwhile() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        api.inventory.sources.change { contents in
            contents.beforeRemoval = { contents in
                contents.sources = contents.sources.map { source in
                    KeptSource(
                        id: source.id, name: source.name, version: 2, document: source.document,
                        author: source.author, changedAt: source.changedAt, state: source.state)
                }
            }
        }
        let refused = try await api.answer(.delete, Self.path, headers: self.authorized(.ifMatch, "\"1\""))
        #expect(refused.status == .preconditionFailed && refused.text.contains("Its newest version is 2"))
        #expect(try await api.answer(.get, Self.path).status == .ok)
    }

    @Test("everything that is wrong with a document is told at once, and nothing is kept")
    func faults() async throws {
        let api = TestAPI()
        let body = #"{"name":"cmdb","kind":"csv","fedes":[],"connection":{"proxy":"http://u:hush@proxy:1"}}"#
        for answer in [
            try await api.answer(.put, Self.path, body: body),
            try await api.answer(.post, "/v1/sources/validate", body: body),
        ] {
            #expect(answer.status.code == 422)
            #expect(answer.text.contains("urn:provisionserver:problem:source-invalid"))
            #expect(answer.text.contains(#"{"path":"fedes","code":"unknown-key","text":"is no key of a source;"#))
            #expect(answer.text.contains(#"{"path":"connection.proxy","code":"secret-in-clear""#))
            #expect(answer.text.contains(#"{"path":"feeds","code":"needed""#))
            #expect(!answer.text.contains("hush"))
        }
        #expect(try await api.inventory.sources.sources().isEmpty)
        let other = try await api.answer(.put, "/v1/sources/other", body: Self.canonical)
        #expect(other.status == .badRequest && other.text.contains(#""field":"name""#))
    }

    @Test("validating tells what would change and which secrets are not there, and keeps nothing")
    func validates() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        let body = Self.canonical.replacing(
            #""kind""#, with: #""connection":{"authentication":{"scheme":"bearer","secret":"cmdb-token"}},"kind""#)
        let judged = try await api.answer(.post, "/v1/sources/validate", body: body)
        #expect(judged.text.contains(#""newestVersion":1,"changes":[{"path":"connection","from":null,"to":{"#))
        #expect(
            judged.text.contains(#""warnings":[{"path":"connection.authentication.secret","code":"secret-missing""#))
        _ = try await api.profiles.keepSecret(name: "cmdb-token", value: Secret(text: "x"))
        #expect(try await api.answer(.post, "/v1/sources/validate", body: body).text.contains(#""warnings":[]"#))
        #expect(try await api.answer(.get, Self.path).text.contains(#""version":1"#))
    }

    @Test("a sync is ordered, whole or not, of a source that is read")
    func sync() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        let ordered = try await api.answer(.post, Self.path + "/sync")
        #expect(ordered.status == .accepted)
        #expect(ordered.text == #"{"name":"cmdb","whole":false}"# + "\n")
        #expect(api.inventory.sources.requested == ["cmdb": false])
        _ = try await api.answer(.post, Self.path + "/sync?whole=true")
        #expect(api.inventory.sources.requested == ["cmdb": true])
        #expect(try await api.answer(.post, Self.path + "/sync?whole=yes").status == .badRequest)
        let off = Self.canonical.replacing(#""feeds""#, with: #""enabled":false,"feeds""#)
        _ = try await api.answer(.put, Self.path, body: off)
        _ = try await api.answer(.put, "/v1/sources/agent", body: #"{"name":"agent","kind":"push"}"#)
        for path in [Self.path, "/v1/sources/agent"] {
            let refused = try await api.answer(.post, path + "/sync")
            #expect(refused.status == .conflict)
            #expect(refused.text.contains("urn:provisionserver:problem:nothing-to-read"))
        }
    }

    @Test("shrinking is agreed to when a sync is held for it, and at no other time")
    func accepts() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        let early = try await api.answer(.post, Self.path + "/accept")
        #expect(early.status == .conflict)
        #expect(early.text.contains("urn:provisionserver:problem:nothing-to-accept"))
        var state = SourceState()
        state.progress.startedAt = UnixTime(seconds: 1_000_000_010)
        state.progress.endedAt = UnixTime(seconds: 1_000_000_020)
        state.progress.outcome = .held
        state.progress.missingCount = 4711
        api.inventory.sources.set("cmdb", state)
        #expect(try await api.answer(.get, Self.path).text.contains(#""phase":"held""#))
        let agreed = try await api.answer(.post, Self.path + "/accept")
        #expect(agreed.status == .accepted)
        #expect(agreed.text == #"{"name":"cmdb","missing":4711}"# + "\n")
        #expect(api.inventory.sources.accepted == ["cmdb"])
    }

    @Test("a sync that runs shows how far it is and how fast, and one that failed shows why")
    func progress() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        var state = SourceState()
        state.recordCount = 12
        state.progress.startedAt = UnixTime(seconds: 1_000_000_060)
        state.progress.recordCount = 8000
        state.progress.pageCount = 8
        state.progress.faults = ["page 2, record 7: uuid"]
        state.progress.faultCount = 1
        api.inventory.sources.set("cmdb", state)
        let running = try await api.answer(.get, Self.path).text
        #expect(running.contains(#""phase":"syncing","nextDueAt":null,"records":12"#))
        #expect(running.contains(#""endedAt":null,"outcome":null,"pages":8,"records":8000,"recordsPerSecond":200"#))
        #expect(running.contains(#""faults":1,"firstFaults":["page 2, record 7: uuid"]"#))
        state.progress.endedAt = UnixTime(seconds: 1_000_000_070)
        state.progress.outcome = .failed
        state.progress.failure = .unauthorized
        state.progress.failureDetail = "401"
        state.failureCount = 2
        api.inventory.sources.set("cmdb", state)
        let failed = try await api.answer(.get, Self.path).text
        // The second failure in a row waits twice thirty seconds.
        #expect(failed.contains(#""phase":"failing","nextDueAt":"2001-09-09T01:48:50.000Z""#))
        #expect(failed.contains(#""failures":2,"error":{"code":"unauthorized","detail":"401"}"#))
        #expect(failed.contains(#""outcome":"failed","pages":8,"records":8000,"recordsPerSecond":800"#))
    }

    @Test("a test shows what each feed gives, of the kept document or of one that is not kept yet")
    func test() async throws {
        let api = TestAPI()
        var findings = FeedFindings(part: .whole)
        findings.records = [
            SourceRecord(
                part: .whole, resource: "r1", deviceUUID: Devices.uuid(1), fqdn: "pc.corp.example",
                fields: [RecordFieldValue("dept", "IT")])
        ]
        findings.recordCount = 2
        findings.faultCount = 1
        findings.faults = [RecordFault(record: 2, reason: .uuidMissing, field: "/uuid")]
        findings.byteCount = 300
        var failed = FeedFindings(part: .location)
        failed.failure = SourceFailure(.unauthorized, "401")
        api.inventory.probe.give([findings, failed])
        let answer = try await api.answer(.post, Self.path + "/test", body: Self.canonical)
        #expect(answer.status == .ok)
        #expect(
            answer.text == #"{"name":"cmdb","feeds":[{"part":"whole","error":null,"recordsOnPage":2,"bytes":300,"#
                + #""hasMore":false,"records":[{"part":"whole","resource":"r1","uuid":"\#(Devices.uuid(1))","#
                + #""fqdn":"pc.corp.example","amtVersion":null,"profile":null,"site":null,"reportedAt":null,"#
                + #""fields":{"dept":"IT"}}],"faultsOnPage":1,"#
                + #""faults":[{"record":2,"reason":"uuid-missing","field":"/uuid"}]},"#
                + #"{"part":"location","error":{"code":"unauthorized","detail":"401"},"recordsOnPage":0,"bytes":0,"#
                + #""hasMore":false,"records":[],"faultsOnPage":0,"faults":[]}]}"# + "\n")
        #expect(try await api.answer(.post, Self.path + "/test").status == .notFound)
        _ = try await api.answer(.put, Self.path, body: Self.canonical)
        #expect(try await api.answer(.post, Self.path + "/test").status == .ok)
        #expect(api.inventory.probe.askedOf.map(\.name) == ["cmdb", "cmdb"])
        #expect(try await api.answer(.post, "/v1/sources/x/test", body: Self.canonical).status == .badRequest)
    }

    @Test("a database that does not answer is 503")
    func away() async throws {
        let api = TestAPI()
        api.inventory.sources.change { $0.failure = InventoryFailure(reason: "unavailable") }
        let answer = try await api.answer(.get, "/v1/sources")
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.text.contains("urn:provisionserver:problem:database-unavailable"))
    }
}
