import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("profile routes")
struct ProfileRoutesTests {
    static let document = #"{"name":"default","schema":1,"kvm":{"enabled":true}}"#
    static let canonical = #"{"kvm":{"enabled":true},"name":"default","schema":1}"#
    static let path = "/v1/profiles/default"

    private func authorized(_ name: HTTPFields.Element.Name, _ value: String) -> HTTPFields {
        var headers = TestAPI.authorized
        headers[name] = value
        return headers
    }

    @Test("a document is kept once, shown with its version as entity tag, and listed without it")
    func keeps() async throws {
        let api = TestAPI()
        #expect(try await api.answer(.get, "/v1/profiles").text == #"{"profiles":[]}"# + "\n")
        #expect(try await api.answer(.get, Self.path).status == .notFound)
        let made = try await api.answer(.put, Self.path, body: Self.document)
        #expect(made.status == .created)
        #expect(made.headers[.eTag] == "\"1\"")
        #expect(made.text == #"{"name":"default","version":1,"changed":true,"warnings":[]}"# + "\n")
        // Another order of keys says the same.
        let same = try await api.answer(.put, Self.path, body: Self.canonical)
        #expect(same.status == .ok)
        #expect(same.text == #"{"name":"default","version":1,"changed":false,"warnings":[]}"# + "\n")
        let view = #"{"name":"default","version":1,"author":"first","createdAt":"2001-09-09T01:46:40.000Z"#
        let shown = try await api.answer(.get, Self.path)
        #expect(shown.headers[.eTag] == "\"1\"")
        #expect(shown.text == view + #"","document":"# + Self.canonical + "}\n")
        #expect(try await api.answer(.get, "/v1/profiles").text == #"{"profiles":["# + view + "\"}]}\n")
        #expect(api.log.all.contains { $0.contains("profile kept") && $0.contains(#""api.caller":"first""#) })
    }

    @Test("every version stays, and each can be read")
    func versions() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, Self.path, body: Self.document)
        _ = try await api.answer(.put, Self.path, body: Self.document.replacing("true", with: "false"))
        let history = try await api.answer(.get, Self.path + "/history").text
        #expect(history.hasPrefix(#"{"name":"default","versions":[{"name":"default","version":2,"#))
        #expect(!history.contains("document") && history.hasSuffix(#""nextCursor":null}"# + "\n"))
        #expect(try await api.answer(.get, Self.path + "/versions/1").text.contains(Self.canonical))
        #expect(try await api.answer(.get, Self.path + "/versions/3").status == .notFound)
        #expect(try await api.answer(.get, Self.path + "/versions/0").status == .badRequest)
        #expect(try await api.answer(.get, "/v1/profiles/none/history").status == .notFound)
    }

    @Test("a history comes page by page, newest first, each page with where the next one begins")
    func history() async throws {
        let api = TestAPI()
        for number in 1...5 {
            _ = try await api.answer(
                .put, Self.path, body: #"{"name":"default","schema":1,"description":"\#(number)"}"#)
        }
        func page(_ query: String) async throws -> (versions: [String], next: String?) {
            let text = try await api.answer(.get, Self.path + "/history" + query).text
            return (
                text.matches(of: #/"version":([0-9]+)/#).map { String($0.1) },
                text.firstMatch(of: #/"nextCursor":"([0-9]+)"/#).map { String($0.1) }
            )
        }
        let first = try await page("?limit=2")
        #expect(first.versions == ["5", "4"] && first.next == "4")
        let second = try await page("?limit=2&cursor=4")
        #expect(second.versions == ["3", "2"] && second.next == "2")
        let third = try await page("?limit=2&cursor=2")
        #expect(third.versions == ["1"] && third.next == nil)
        let exact = try await page("?limit=5")
        #expect(exact.versions.count == 5 && exact.next == nil)
        #expect(try await page("?cursor=1").versions == [])
        for query in ["?limit=0", "?limit=1001", "?cursor=0", "?cursor=x"] {
            let answer = try await api.answer(.get, Self.path + "/history" + query)
            #expect(answer.status == .badRequest, "\(query)")
        }
    }

    @Test("who names the version that was read is refused when there is a newer one")
    func preconditions() async throws {
        let api = TestAPI()
        let missing = try await api.answer(
            .put, Self.path, headers: self.authorized(.ifMatch, "\"1\""), body: Self.document)
        #expect(missing.status == .preconditionFailed)
        let first = self.authorized(.ifNoneMatch, "*")
        #expect(try await api.answer(.put, Self.path, headers: first, body: Self.document).status == .created)
        let other = Self.document.replacing("true", with: "false")
        let conflict = try await api.answer(.put, Self.path, headers: first, body: other)
        #expect(conflict.status == .preconditionFailed)
        #expect(conflict.text.contains(#""type":"urn:provisionserver:problem:version-conflict""#))
        let second = try await api.answer(.put, Self.path, headers: self.authorized(.ifMatch, "\"1\""), body: other)
        #expect(second.status == .ok)
        #expect(second.headers[.eTag] == "\"2\"")
        for tag in ["\"\"", "\"x\"", "\"01\"", "\"9999999999\""] {
            let other = try await api.answer(
                .put, Self.path, headers: self.authorized(.ifMatch, tag), body: Self.document)
            #expect(other.status == .preconditionFailed, "\(tag)")
        }
        for tag in ["1", "W/\"1\"", "\"1\", \"2\"", "*"] {
            let refused = try await api.answer(
                .put, Self.path, headers: self.authorized(.ifMatch, tag), body: Self.document)
            #expect(refused.status == .badRequest)
            #expect(refused.text.contains(#""field":"If-Match""#))
        }
        #expect(
            try await api.answer(.put, Self.path, headers: self.authorized(.ifNoneMatch, "\"1\""), body: other).status
                == .badRequest)
    }

    @Test("everything that is wrong with a document is told at once, and nothing is kept")
    func faults() async throws {
        let api = TestAPI()
        let body = #"{"schema":1,"name":"default","kvm":{"enabled":"hush-value"},"kvn":{}}"#
        for answer in [
            try await api.answer(.put, Self.path, body: body),
            try await api.answer(.post, "/v1/profiles/validate", body: body),
        ] {
            #expect(answer.status.code == 422)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.text.contains(#""type":"urn:provisionserver:problem:profile-invalid""#))
            #expect(answer.text.contains(#"{"path":"kvm.enabled","code":"wrong-kind","text":""#))
            #expect(answer.text.contains(#"{"path":"kvn","code":"unknown-key","text":""#))
            #expect(!answer.text.contains("hush-value"))
        }
        #expect(try await api.profiles.profiles().isEmpty)
        let broken = try await api.answer(.put, Self.path, body: "{")
        #expect(broken.status == .badRequest)
        #expect(broken.text.contains("ends-early at line 1, column 2"))
        let other = try await api.answer(.put, "/v1/profiles/kiosk", body: Self.document)
        #expect(other.status == .badRequest)
        #expect(other.text.contains(#""field":"name""#))
        #expect(try await api.answer(.put, "/v1/profiles/K%20", body: Self.document).status == .badRequest)
    }

    @Test("validating tells what would change, and which secrets are not there, and keeps nothing")
    func validates() async throws {
        let api = TestAPI()
        let fresh = try await api.answer(.post, "/v1/profiles/validate", body: Self.document)
        #expect(fresh.status == .ok)
        #expect(fresh.text.hasPrefix(#"{"name":"default","newestVersion":null,"changes":["#))
        _ = try await api.answer(.put, Self.path, body: Self.document)
        let body =
            #"{"schema":1,"name":"default","kvm":{"enabled":true},"adminPassword":{"policy":"fixed","secret":"admin"}}"#
        let changed = try await api.answer(.post, "/v1/profiles/validate", body: body)
        #expect(changed.text.contains(#""newestVersion":1,"changes":[{"path":"adminPassword","from":null,"to":{"#))
        #expect(changed.text.contains(#""code":"secret-missing""#))
        #expect(try await api.profiles.history(named: "default", before: nil, limit: 9).count == 1)
    }

    static let oldWishes = #"{"schema":1,"name":"default","kvm":{"enabled":true},"tls":{"local":"off"}}"#

    @Test("what some releases of the fleet do not have is told, and is no reason not to keep the profile")
    func fleet() async throws {
        let api = TestAPI()
        api.forecasts.show(5, 9, 19)
        let warnings =
            #""warnings":[{"path":"kvm","code":"release","text":"is there from 6.0, and not on AMT 5.0"},"#
            + #"{"path":"tls.local","code":"release","text":"is off, which is there before 19.0, and not on AMT 19.0"}]}"#
        let judged = try await api.answer(.post, "/v1/profiles/validate", body: Self.oldWishes)
        #expect(judged.status == .ok)
        #expect(judged.text.hasSuffix(warnings + "\n"))
        let kept = try await api.answer(.put, Self.path, body: Self.oldWishes)
        #expect(kept.status == .created)
        #expect(kept.text == #"{"name":"default","version":1,"changed":true,"# + warnings + "\n")
    }

    @Test("an address of its own is one device's: that is told with the profile")
    func oneDevice() async throws {
        let api = TestAPI()
        let ipv4 = #"{"mode":"static","address":"192.0.2.7","subnetMask":"255.255.255.0"}"#
        let body = #"{"schema":1,"name":"default","network":{"ipv4":\#(ipv4)}}"#
        let kept = try await api.answer(.put, Self.path, body: body)
        #expect(kept.status == .created)
        #expect(kept.text.contains(#""warnings":[{"path":"network.ipv4.address","code":"one-device""#))
    }

    @Test("what the release that is asked for does not take is a fault")
    func release() async throws {
        let api = TestAPI()
        func answer(_ release: String) async throws -> TestResponse {
            try await api.answer(.post, "/v1/profiles/validate?release=\(release)", body: Self.oldWishes)
        }
        #expect(try await answer("16.1").status == .ok)
        let old = try await answer("5.2")
        #expect(old.status.code == 422)
        #expect(
            old.text.contains(
                #""faults":[{"path":"kvm","code":"release","text":"is there from 6.0, and not on AMT 5.2"}]"#))
        #expect(try await answer("19").text.contains("and not on AMT 19.0"))
        for malformed in ["x", "16.1.2.3.4", "", "-1", "16.1,17"] {
            let refused = try await answer(malformed)
            #expect(refused.status == .badRequest)
            #expect(refused.text.contains(#""field":"release""#))
        }
    }

    @Test("what no release takes is a fault, and nothing is kept; the cluster's own name counts")
    func noRelease() async throws {
        let api = TestAPI()
        func body(_ last: String) -> String {
            #"{"schema":1,"name":"default","tls":{"network":"mutual","trustedNames":["a","b","c",""# + last + #""]}}"#
        }
        for (method, path) in [(HTTPRequest.Method.put, Self.path), (.post, "/v1/profiles/validate")] {
            let refused = try await api.answer(method, path, body: body("d"))
            #expect(refused.status.code == 422)
            #expect(
                refused.text.contains(
                    #"{"path":"tls.trustedNames","code":"release","text":"are 5 with the cluster's own, and any release takes 4"}"#
                ))
        }
        #expect(try await api.profiles.profiles().isEmpty)
        #expect(try await api.answer(.put, Self.path, body: body("provisionserver")).status == .created)
    }

    @Test("a profile that can be kept can be asked for: what stands in its place in the path is no name of one")
    func names() {
        let names = APIRoute.allCases.map(\.rawValue).filter { $0.hasPrefix("/v1/profiles/") }
            .map { $0.split(separator: "/")[2] }.filter { !$0.hasPrefix("{") }
        #expect(!names.isEmpty && names.allSatisfy { ProfileNames.reserved.contains(String($0)) })
    }

    @Test("the schema is JSON Schema, and its resource takes nothing else")
    func schema() async throws {
        let api = TestAPI()
        let schema = try await api.answer(.get, "/v1/profiles/schema")
        #expect(schema.headers[.contentType] == "application/schema+json")
        #expect(schema.text.contains("https://json-schema.org/draft/2020-12/schema"))
        #expect(try await api.answer(.put, "/v1/profiles/schema", body: Self.document).status == .methodNotAllowed)
        #expect(try await api.answer(.get, "/v1/profiles/validate").status == .methodNotAllowed)
    }
}

@Suite("secret routes")
struct SecretRoutesTests {
    @Test("a secret comes in, gets a version for each value, and never goes out")
    func secrets() async throws {
        let api = TestAPI()
        let first = try await api.answer(.put, "/v1/secrets/wifi.office", body: #"{"value":"hush-one"}"#)
        #expect(first.text == #"{"name":"wifi.office","version":1}"# + "\n")
        let again = try await api.answer(.put, "/v1/secrets/wifi.office", body: #"{"value":"hush-one"}"#)
        #expect(again.text == first.text)
        let second = try await api.answer(.put, "/v1/secrets/wifi.office", body: #"{"value":"hush-two"}"#)
        #expect(second.text == #"{"name":"wifi.office","version":2}"# + "\n")
        let list = try await api.answer(.get, "/v1/secrets")
        #expect(
            list.text
                == #"{"secrets":[{"name":"wifi.office","version":2,"changedAt":"2001-09-09T01:46:40.000Z"}]}"# + "\n")
        #expect(!api.log.all.joined().contains("hush"))
        #expect(api.log.all.contains { $0.contains(#""secret.name":"wifi.office","secret.version":"2""#) })
        #expect(try await api.answer(.get, "/v1/secrets/wifi.office").status == .methodNotAllowed)
    }

    @Test("a secret is replaced over the version that its writer knows, and over no other")
    func preconditions() async throws {
        let api = TestAPI()
        func put(_ value: String, _ condition: HTTPFields.Element.Name, _ tag: String) async throws -> TestResponse {
            var headers = TestAPI.authorized
            headers[condition] = tag
            return try await api.answer(
                .put, "/v1/secrets/wifi", headers: headers, body: #"{"value":"\#(value)"}"#)
        }
        let first = try await put("hush-one", .ifNoneMatch, "*")
        #expect(first.status == .ok && first.headers[.eTag] == "\"1\"")
        let taken = try await put("hush-two", .ifNoneMatch, "*")
        #expect(taken.status == .preconditionFailed && taken.text.contains("Its newest version is 1"))
        let second = try await put("hush-two", .ifMatch, "\"1\"")
        #expect(second.status == .ok && second.headers[.eTag] == "\"2\"")
        #expect(try await put("hush-three", .ifMatch, "\"1\"").status == .preconditionFailed)
        var both = TestAPI.authorized
        both[.ifMatch] = "\"2\""
        for (tag, status) in [("*", HTTPResponse.Status.preconditionFailed), ("#/x", .badRequest)] {
            both[.ifNoneMatch] = tag
            let answer = try await api.answer(.put, "/v1/secrets/wifi", headers: both, body: #"{"value":"hush-four"}"#)
            #expect(answer.status == status, "\(tag)")
        }
        // The same order again, whose answer may have been lost, has been carried out.
        #expect(try await put("hush-two", .ifMatch, "\"1\"").status == .ok)
        #expect(try await api.answer(.get, "/v1/secrets").text.contains(#""version":2"#))
    }

    static let bodies = [
        "", "hush", "{}", #"{"value":1}"#, #"{"value":""}"#, #"{"value":"hush","more":1}"#, #"["hush"]"#,
        #"{"value":"\#(String(repeating: "h", count: APILimits.secretBytesMax + 1))"}"#,
    ]

    @Test("what is no body with a value is refused, and not shown back", arguments: Self.bodies)
    func refused(_ body: String) async throws {
        let api = TestAPI()
        let answer = try await api.answer(.put, "/v1/secrets/wifi", body: body)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains(#""type":"urn:provisionserver:problem:request-malformed""#))
        #expect(!answer.text.contains("hush"))
        #expect(api.profiles.secrets.isEmpty)
    }

    @Test("the name of a secret is plain", arguments: ["Wifi", "a%2fb", String(repeating: "a", count: 64)])
    func names(_ name: String) async throws {
        let answer = try await TestAPI().answer(.put, "/v1/secrets/\(name)", body: #"{"value":"hush"}"#)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains(#""field":"name""#))
    }

    @Test("a one-time password is registered for a device that nobody has heard of")
    func oneTimePassword() async throws {
        let api = TestAPI()
        let path = "/v1/devices/\(Devices.uuid(3))/one-time-password"
        let answer = try await api.answer(.put, path, body: #"{"value":"0123456789"}"#)
        #expect(answer.status == .ok)
        #expect(answer.text == #"{"uuid":"a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a003"}"# + "\n")
        #expect(api.profiles.oneTimePasswords == [Devices.uuid(3): Secret(text: "0123456789")])
        let long = #"{"value":"\#(String(repeating: "0", count: 33))"}"#
        #expect(try await api.answer(.put, path, body: long).status == .badRequest)
    }
}
