import Hummingbird
import HummingbirdTesting
import Provisioning
import Telemetry
import Testing

@testable import ControlAPI

@Suite("problem documents")
struct ProblemTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var why: String
        var method: HTTPRequest.Method = .get
        var uri: String
        var status: Int
        var code: String
        var field: String?
        var testDescription: String { self.why }
    }

    static let device = "/v1/devices/a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007"

    static let refusals = [
        Refusal(why: "no such resource", uri: "/v1/nothing", status: 404, code: "route-unknown"),
        Refusal(why: "unknown device", uri: Self.device, status: 404, code: "device-unknown"),
        Refusal(why: "its timeline", uri: Self.device + "/timeline", status: 404, code: "device-unknown"),
        Refusal(why: "its credential", uri: Self.device + "/credential", status: 404, code: "device-unknown"),
        Refusal(
            why: "not a UUID", uri: "/v1/devices/PC-0042", status: 400, code: "parameter-malformed", field: "uuid"),
        Refusal(
            why: "the UUID that means not set", uri: "/v1/devices/00000000-0000-0000-0000-000000000000/timeline",
            status: 400, code: "parameter-malformed", field: "uuid"),
        Refusal(
            why: "limit of none", uri: "/v1/devices?limit=0", status: 400, code: "parameter-malformed", field: "limit"),
        Refusal(
            why: "limit too large", uri: "/v1/devices?limit=1001", status: 400, code: "parameter-malformed",
            field: "limit"),
        Refusal(
            why: "limit not a number", uri: "/v1/devices?limit=ten", status: 400, code: "parameter-malformed",
            field: "limit"),
        Refusal(
            why: "limit beyond integers", uri: "/v1/devices?limit=99999999999999999999", status: 400,
            code: "parameter-malformed", field: "limit"),
        Refusal(
            why: "cursor of nobody", uri: "/v1/devices?cursor=x", status: 400, code: "parameter-malformed",
            field: "cursor"),
        Refusal(
            why: "state unknown", uri: "/v1/devices?state=leased", status: 400, code: "parameter-malformed",
            field: "state"),
        Refusal(
            why: "a misspelt parameter", uri: "/v1/devices?sate=parked", status: 400, code: "parameter-unknown",
            field: "sate"),
        Refusal(
            why: "a parameter that would be shown back", uri: "/v1/devices?%0d%0a%1b=x", status: 400,
            code: "parameter-unknown", field: "%0d%0a%1b"),
        Refusal(
            why: "a parameter twice", uri: "/v1/devices?limit=1&limit=2", status: 400, code: "parameter-malformed",
            field: "limit"),
        Refusal(
            why: "a method that is not taken", method: .delete, uri: Self.device, status: 405,
            code: "method-not-allowed"),
        Refusal(
            why: "looking at an order", method: .get, uri: Self.device + "/retry", status: 405,
            code: "method-not-allowed"),
    ]

    @Test("each refusal has its status, its code and, where one is to blame, its field", arguments: Self.refusals)
    func refuses(_ refusal: Refusal) async throws {
        let response = try await TestAPI().answer(refusal.method, refusal.uri)
        #expect(response.status.code == refusal.status)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.text.contains(#""type":"urn:provisionserver:problem:"# + refusal.code + "\""))
        #expect(response.text.contains(#""status":"# + String(refusal.status) + ","))
        if let field = refusal.field {
            #expect(response.text.contains(#""field":""# + field + "\""))
        } else {
            #expect(!response.text.contains(#""field""#))
        }
    }

    @Test("the document is RFC 9457's, whole")
    func document() async throws {
        var headers = TestAPI.authorized
        headers[HeaderName.requestID] = "abc.DEF_1-2"
        let response = try await TestAPI().answer(.get, "/v1/devices?limit=0", headers: headers)
        #expect(
            response.text == #"{"type":"urn:provisionserver:problem:parameter-malformed","#
                + #""title":"A parameter cannot be read","status":400,"detail":"A whole number from 1 to 1000.","#
                + #""instance":"urn:provisionserver:request:abc.DEF_1-2","field":"limit"}"# + "\n")
        #expect(response.headers[HeaderName.requestID] == "abc.DEF_1-2")
    }

    @Test("405 names the methods that are taken")
    func allow() async throws {
        let api = TestAPI()
        #expect(try await api.answer(.delete, Self.device).headers[.allow] == "GET, HEAD")
        #expect(try await api.answer(.put, Self.device + "/retry").headers[.allow] == "POST")
    }

    @Test(
        "a request id that could forge a log line or a header is replaced",
        arguments: ["", "a b", "x\"y", "ü", String(repeating: "a", count: 65)])
    func requestID(_ offered: String) {
        let id = RequestScope.requestID(offered)
        #expect(id != offered)
        #expect(id.count == 16)
    }

    @Test(
        "a database that does not answer is 503 with Retry-After, whatever the kind",
        arguments: StoreFailure.Kind.allCases)
    func database(_ kind: StoreFailure.Kind) async throws {
        let api = TestAPI([Devices.parked(7)])
        api.operators.change {
            $0.failure = StoreFailure(kind: kind, sqlstate: "57P01", statement: "read_device")
        }
        let response = try await api.answer(.get, Self.device)
        #expect(response.status.code == 503)
        #expect(response.headers[HeaderName.retryAfter] == "1")
        #expect(response.text.contains(#""type":"urn:provisionserver:problem:database-unavailable""#))
        // The statement's name is for the log.
        #expect(!response.text.contains("read_device"))
        #expect(
            api.log.all.contains {
                $0.contains(#""pg.sqlstate":"57P01","pg.statement":"read_device""#) && $0.contains(kind.rawValue)
            })
    }

    @Test("what nobody foresaw is 500: its text stays in the log, under the request's id")
    func unforeseen() throws {
        struct Mishap: Error { let inside = "10.9.8.7 said no" }
        let log = LogLines()
        let problem = ProblemReader.problem(of: Mishap(), logger: log.logger.adding([.apiRequestID: "r1"]))
        #expect(problem.code == .internalError)
        let text = problem.document(requestID: "r1").rendered
        #expect(text.contains(#""status":500"#) && text.contains("urn:provisionserver:request:r1"))
        #expect(!text.contains("10.9.8.7"))
        let line = try #require(log.all.first)
        #expect(line.contains("10.9.8.7 said no") && line.contains(#""api.request_id":"r1""#))
        #expect(line.contains(#""level":"error""#))
    }

    @Test("a body beyond the limit is 413, a smaller one is ignored")
    func body() async throws {
        let api = TestAPI([Devices.parked(7)])
        let large = try await api.answer(
            .post, Self.device + "/retry", body: String(repeating: "x", count: APILimits.bodyBytesMax + 1))
        #expect(large.status.code == 413)
        #expect(large.text.contains(#""type":"urn:provisionserver:problem:body-too-large""#))
        let small = try await api.answer(.post, Self.device + "/retry", body: "{}")
        #expect(small.status.code == 202)
    }

    @Test("every code has a status of its own kind and a title")
    func codes() {
        for code in APIProblem.Code.allCases {
            #expect((400...599).contains(code.status))
            #expect(!code.title.isEmpty)
        }
    }
}
