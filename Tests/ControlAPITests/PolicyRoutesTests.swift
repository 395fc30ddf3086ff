import AMT
import Hummingbird
import HummingbirdTesting
import Inventory
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("policy routes")
struct PolicyRoutesTests {
    static let path = "/v1/policies/assignment"
    static let rule =
        #"{"rules":[{"name":"kiosks","profile":"kiosk","when":{"fqdn":["kiosk-*.corp.example"]}}],"schema":1}"#

    private func authorized(_ name: HTTPFields.Element.Name, _ value: String) -> HTTPFields {
        var headers = TestAPI.authorized
        headers[name] = value
        return headers
    }

    @Test("the standard policy counts until one is kept, and then every version is there")
    func keeps() async throws {
        let api = TestAPI()
        let standard = try await api.answer(.get, Self.path)
        #expect(standard.headers[.eTag] == nil)
        #expect(
            standard.text
                == #"{"name":"assignment","version":0,"author":null,"createdAt":null,"document":{"schema":1}}"#
                + "\n")
        let made = try await api.answer(.put, Self.path, body: Self.rule)
        #expect(made.status == .created && made.headers[.eTag] == "\"1\"")
        #expect(
            made.text == #"{"name":"assignment","version":1,"changed":true,"warnings":[{"path":"rules[0].profile","#
                + #""code":"unknown-reference","text":"names no profile that is kept"}]}"# + "\n")
        _ = try await api.answer(
            .put, "/v1/profiles/kiosk", body: #"{"schema":1,"name":"kiosk"}"#)
        let same = try await api.answer(.put, Self.path, body: Self.rule)
        #expect(same.status == .ok && same.text.contains(#""changed":false,"warnings":[]"#))
        let late = try await api.answer(
            .put, Self.path, headers: self.authorized(.ifNoneMatch, "*"), body: #"{"schema":1}"#)
        #expect(late.status == .preconditionFailed)
        let second = try await api.answer(
            .put, Self.path, headers: self.authorized(.ifMatch, "\"1\""), body: #"{"schema":1}"#)
        #expect(second.status == .ok && second.headers[.eTag] == "\"2\"")
        let view = #""author":"first","createdAt":"2001-09-09T01:46:"#
        #expect(
            try await api.answer(.get, Self.path + "?version=1").text
                == #"{"name":"assignment","version":1,\#(view)40.000Z","document":\#(Self.rule)}"# + "\n")
        #expect(
            try await api.answer(.get, Self.path + "/history").text
                == #"{"name":"assignment","versions":[{"name":"assignment","version":2,\#(view)41.000Z"},"#
                + #"{"name":"assignment","version":1,\#(view)40.000Z"}],"nextCursor":null}"# + "\n")
        #expect(
            try await api.answer(.get, Self.path + "/history?limit=1").text
                == #"{"name":"assignment","versions":[{"name":"assignment","version":2,\#(view)41.000Z"}],"#
                + #""nextCursor":"2"}"# + "\n")
        #expect(
            try await api.answer(.get, Self.path + "/history?limit=1&cursor=2").text
                == #"{"name":"assignment","versions":[{"name":"assignment","version":1,\#(view)40.000Z"}],"#
                + #""nextCursor":null}"# + "\n")
        let unknown = try await api.answer(.get, Self.path + "?version=3")
        #expect(unknown.status == .notFound && unknown.text.contains("problem:policy-unknown"))
    }

    @Test("everything that is wrong with a policy is told at once, and validating keeps nothing")
    func faults() async throws {
        let api = TestAPI()
        let body = #"{"schema":2,"enabled":"no","rulez":[]}"#
        for answer in [
            try await api.answer(.put, Self.path, body: body),
            try await api.answer(.post, Self.path + "/validate", body: body),
            try await api.answer(.post, Self.path + "/dry-run", body: body),
        ] {
            #expect(answer.status.code == 422)
            #expect(answer.text.contains("urn:provisionserver:problem:policy-invalid"))
            #expect(answer.text.contains(#"{"path":"rulez","code":"unknown-key""#))
            #expect(answer.text.contains(#"{"path":"enabled","code":"wrong-kind""#))
        }
        let judged = try await api.answer(.post, Self.path + "/validate", body: Self.rule)
        #expect(judged.text.hasPrefix(#"{"name":"assignment","newestVersion":null,"changes":[{"path":"rules"#))
        #expect(try await api.answer(.get, Self.path).text.contains(#""version":0"#))
    }

    @Test("a dry run says which devices would get another profile, by whom, and which have no name")
    func dryRun() async throws {
        let api = TestAPI()
        func candidate(
            _ number: Int, _ fqdn: String?, profile: String?, hasCalled: Bool = true
        ) -> PolicyCandidate {
            let sources = fqdn.map { [Findings.whole("cmdb", Devices.uuid(number), fqdn: $0)] } ?? []
            return PolicyCandidate(
                uuid: Devices.uuid(number), facts: ResolutionFacts(inventory: InventoryFindings(sources: sources)),
                profile: profile, hasCalled: hasCalled)
        }
        api.inventory.policies.have([
            candidate(1, "pc-1.corp.example", profile: "default"),
            candidate(2, "kiosk-2.corp.example", profile: "default"), candidate(3, nil, profile: nil),
            candidate(4, "pc-4.corp.example", profile: nil, hasCalled: false),
        ])
        _ = try await api.answer(.put, "/v1/profiles/kiosk", body: #"{"schema":1,"name":"kiosk"}"#)
        let answer = try await api.answer(.post, Self.path + "/dry-run", body: Self.rule)
        #expect(answer.status == .ok)
        #expect(answer.text.hasPrefix(#"{"devices":3,"unnamed":1,"neverCalled":1,"complete":true,"moves":["#))
        #expect(
            answer.text.contains(
                #"{"from":"default","to":{"kind":"profile","profile":"kiosk"},"changes":true,"count":1,"#
                    + #""examples":[{"uuid":"\#(Devices.uuid(2))","fqdn":"kiosk-2.corp.example","origin":"rule kiosks"}]}"#
            ))
        #expect(
            answer.text.contains(
                #"{"from":"default","to":{"kind":"profile","profile":"default"},"changes":false,"count":1"#))
        #expect(
            answer.text.hasSuffix(
                #""decided":[{"origin":"default","count":2},{"origin":"rule kiosks","count":1}]}"# + "\n"))
        let newest = try await api.answer(.post, Self.path + "/dry-run")
        #expect(newest.text.contains(#""decided":[{"origin":"default","count":3}]"#))
        #expect(try await api.answer(.get, Self.path).text.contains(#""version":0"#))
    }

    @Test("a caller has one dry run at a time, and others have theirs")
    func oneAtATime() async throws {
        let api = TestAPI()
        let (entered, release) = (APIServiceTests.Latch(), APIServiceTests.Latch())
        api.inventory.policies.gate.withLock {
            let isFirst = Atomic(true)
            $0 = {
                guard isFirst.exchange(false, ordering: .relaxed) else { return }
                entered.open()
                await release.wait()
            }
        }
        _ = try await api.tokens.make(name: "other", roles: .everything, digest: BearerGuard.digest("other-token"))
        try await api.run { client in
            @Sendable func status(_ headers: HTTPFields) async throws -> Int {
                try await client.executeRequest(
                    uri: Self.path + "/dry-run", method: .post, headers: headers, body: nil
                ).status.code
            }
            async let held = status(TestAPI.authorized)
            await entered.wait()
            #expect(try await status(TestAPI.authorized) == 429)
            async let other = status([.authorization: "Bearer other-token"])
            release.open()
            let statuses = try await [held, other]
            #expect(statuses == [200, 200])
            #expect(try await status(TestAPI.authorized) == 200)
        }
    }

    @Test("a dry run reads page after page")
    func pages() async throws {
        let api = TestAPI()
        api.inventory.policies.have(
            try (1...2_345).map { number in
                let uuid = try #require(DeviceUUID("4c4c4544-0034-4a10-8056-\(String(100_000_000_000 + number))"))
                return PolicyCandidate(
                    uuid: uuid, facts: ResolutionFacts(inventory: InventoryFindings()), profile: nil)
            })
        #expect(
            try await api.answer(.post, Self.path + "/dry-run").text
                == #"{"devices":0,"unnamed":2345,"neverCalled":0,"complete":true,"moves":[],"decided":[]}"# + "\n")
    }
}
