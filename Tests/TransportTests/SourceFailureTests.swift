import AMT
import Glibc
import Inventory
import Testing

@testable import Transport

/// What a source can do wrong, and what it is called.
@Suite("Failures of sources", .serialized)
struct SourceFailureTests {
    private static let ok = "HTTP/1.1 200 OK\r\n"

    @Test(
        "each status has its code",
        arguments: [
            ("401 No", "", .unauthorized, nil), ("407 Proxy", "", .unauthorized, nil), ("403 No", "", .forbidden, nil),
            ("404 Where", "", .notFound, nil), ("410 Gone", "", .notFound, nil),
            ("429 Slow", "Retry-After: 17\r\n", .askedToWait, 17), ("429 Slow", "", .askedToWait, nil),
            ("503 Slow", "Retry-After: 30\r\n", .askedToWait, 30), ("503 Down", "", .serverError, nil),
            ("500 Oops", "Retry-After: 30\r\n", .serverError, nil), ("502 Gate", "", .serverError, nil),
            ("206 Part", "", .statusUnexpected, nil), ("302 Where", "", .statusUnexpected, nil),
            ("400 Bad", "", .statusUnexpected, nil), ("418 Tea", "", .statusUnexpected, nil),
        ] as [(String, String, SourceFailure.Code, Int?)])
    func statuses(status: String, headers: String, code: SourceFailure.Code, seconds: Int?) async throws {
        let server = try await SourceServer(SourceServer.ok("a page", headers: headers, status: status))
        let failure = try #require(await Fetches.failure(Fetches.request(server.url())))
        #expect(failure.code == code && failure.retryAfterSeconds == seconds)
        #expect(failure.detail.hasPrefix("status \(status.prefix(3))"))
    }

    @Test("an error page without an end is not waited for")
    func endlessErrorPage() async throws {
        let server = try await SourceServer([.send("HTTP/1.1 403 No\r\n\r\n"), .repeat("page", bytes: -1)])
        #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .forbidden)
        _ = try await server.events("repeated")
    }

    @Test("a name that does not exist, and a port that is closed")
    func nobodyThere() async throws {
        #expect(await Fetches.failure(Fetches.request("http://no-such-host.invalid/"))?.code == .nameUnresolved)
        let closed = Fetches.request("http://\(DeviceServer.freshAddress()):9/")
        #expect(await Fetches.failure(closed)?.code == .connectionFailed)
    }

    @Test("a body that ends before its length", arguments: ["Content-Length: 10", "Transfer-Encoding: chunked"])
    func truncated(framing: String) async throws {
        let part = framing.hasPrefix("C") ? "abc" : "3\r\nabc\r\n"
        for end in [SourceServer.Action.close, .reset] {
            let server = try await SourceServer([.send("\(Self.ok)\(framing)\r\n\r\n\(part)"), .wait(0.2), end])
            let answer = try await CurlSourceFetcher().fetch(Fetches.request(server.url()))
            // What has come is given, and then the failure, as often as one asks.
            #expect(try await answer.body.next() == Array("abc".utf8))
            for _ in 1...2 {
                await #expect(throws: SourceFailure.self) { try await answer.body.next() }
                do { _ = try await answer.body.next() } catch { #expect(error.code == .truncated) }
            }
        }
    }

    @Test("a connection that ends without an answer")
    func noAnswer() async throws {
        for end in [SourceServer.Action.close, .reset] {
            let server = try await SourceServer([end])
            #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .connectionFailed)
        }
    }

    @Test("what is no HTTP is no answer")
    func noHTTP() async throws {
        for line in ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 two hundred\r\n\r\n"] {
            let server = try await SourceServer([.send(line), .close])
            #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .statusUnexpected)
        }
    }

    @Test("silence is a stall, before the answer and within it")
    func stalls() async throws {
        let connection = Fetches.connection { $0.stallSeconds = 1 }
        let parts = [
            "", "HTTP/1.1 200", "\(Self.ok)Content-Length: 5\r\n\r\n", "\(Self.ok)Content-Length: 5\r\n\r\nab",
        ]
        for part in parts {
            let server = try await SourceServer([.send(part), .stall])
            let start = ContinuousClock.now
            let failure = await Fetches.failure(Fetches.request(server.url(), connection: connection))
            #expect(failure?.code == .stalled, "after \(part)")
            #expect(ContinuousClock.now - start < .seconds(120))
        }
    }

    @Test("a handshake that does not end is no connection")
    func silentHandshake() async throws {
        let server = try await SourceServer(SourceServer.Setup(silent: true))
        let connection = Fetches.connection { $0.stallSeconds = 1 }
        let failure = await Fetches.failure(Fetches.request(server.url(scheme: "https"), connection: connection))
        #expect(failure?.code == .timedOut)
    }

    @Test("a drip is no stall, but it has an end")
    func drip() async throws {
        let server = try await SourceServer([.send("\(Self.ok)\r\n"), .drip("x", seconds: 0.2)])
        let connection = Fetches.connection {
            $0.stallSeconds = 4
            $0.answerSecondsMax = 8
        }
        let start = ContinuousClock.now
        #expect(await Fetches.failure(Fetches.request(server.url(), connection: connection))?.code == .timedOut)
        #expect(ContinuousClock.now - start > .seconds(6))
    }

    @Test("an answer beyond the limit: announced, sent, and packed")
    func tooLarge() async throws {
        let connection = Fetches.connection { $0.answerBytesMax = 100_000 }
        let answers: [[SourceServer.Action]] = [
            [.send("\(Self.ok)Content-Length: 100001\r\n\r\n"), .stall],
            [.send("\(Self.ok)\r\n"), .repeat("x", bytes: -1)],
            // 64 MiB in 64 KB.
            [.gzip("\0", times: 1 << 16)],
        ]
        for answer in answers {
            let isHeldBack = try await Fetches.grows(byLessThan: 64 << 20) {
                let server = try await SourceServer(answer)
                #expect(await Fetches.failure(Fetches.request(server.url(), connection: connection))?.code == .tooLarge)
            }
            #expect(isHeldBack)
        }
        // As much as the limit is not beyond it.
        let server = try await SourceServer(SourceServer.ok(String(repeating: "x", count: 100_000)))
        #expect(try await Fetches.text(Fetches.request(server.url(), connection: connection)).utf8.count == 100_000)
    }

    @Test("headers without an end are given up")
    func endlessHeaders() async throws {
        let server = try await SourceServer([
            .send("HTTP/1.1 200 OK\r\n"), .repeat("X-Long: 0123456789\r\n", bytes: -1),
        ])
        #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .tooLarge)
    }

    @Test("an encoding that nobody asked for cannot be read")
    func encodings() async throws {
        for encoding in ["br", "gzip"] {
            let server = try await SourceServer(
                SourceServer.ok("not packed", headers: "Content-Encoding: \(encoding)\r\n"))
            #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .malformed)
        }
    }

    @Test("redirects to another place are refused, and no request goes there")
    func redirectsElsewhere() async throws {
        let other = try await SourceServer(SourceServer.ok("never"))
        let targets = [
            other.url(), "//\(other.host):\(other.port)/", "http://user@%HOST%/", "ftp://%HOST%/", "file:///etc/passwd",
            "http://[", "http://%HOST%:1/",
        ]
        for target in targets {
            var answer: [SourceServer.Action] = []
            let address = DeviceServer.freshAddress()
            let location = target.replacing("%HOST%", with: address)
            answer.append(.send("HTTP/1.1 302 Go\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n"))
            let server = try await SourceServer(SourceServer.Setup(address: address, answers: [answer]))
            #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .redirectRefused, "\(target)")
        }
        #expect(try other.eventsSoFar("connection").isEmpty)
    }

    @Test("redirects in a circle end")
    func redirectCircle() async throws {
        let server = try await SourceServer([.send("HTTP/1.1 302 Go\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")])
        #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .redirectRefused)
        #expect(try await server.events("request", atLeast: 6).count == 6)
    }

    @Test("an environment with a proxy in it is not listened to")
    func noProxyFromEnvironment() async {
        // In a process of its own: an environment that changes while others read it is no environment.
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:9", 1)
            let server = try await SourceServer(SourceServer.ok("direct"))
            #expect(try await Fetches.text(Fetches.request(server.url())) == "direct")
        }
    }

    @Test("a proxy that is set is used, whatever the environment excepts")
    func proxy() async throws {
        await #expect(processExitsWith: .success) {
            setenv("no_proxy", "*", 1)
            let proxy = try await SourceServer(SourceServer.ok("by proxy"))
            let connection = Fetches.connection { $0.proxyURL = proxy.url("") }
            let request = Fetches.request("http://inventory.example.test/list", connection: connection)
            #expect(try await Fetches.text(request) == "by proxy")
            #expect(try await proxy.events("request").first?.path == "http://inventory.example.test/list")
        }
        let refusing = try await SourceServer([.send("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")])
        let refused = Fetches.connection { $0.proxyURL = refusing.url("") }
        let failure = await Fetches.failure(Fetches.request("https://inventory.example.test/", connection: refused))
        #expect(failure?.code == .unauthorized)
    }

    @Test(
        "what cannot be sent is refused before anything is sent",
        arguments: [
            "ftp://host/", "http://user:pa55@host/", "http://", "host/path", "gopher://host/", "http://ho st/",
            "http://a\nb/",
        ])
    func definitions(url: String) async {
        let failure = await Fetches.failure(Fetches.request(url))
        #expect(failure?.code == .definition && failure?.detail.contains("pa55") == false)
    }

    @Test(
        "headers cannot smuggle others, nor take the transfer's place",
        arguments: [
            ("X-A", "b\r\nX-C: d"), ("X A", "b"), ("X-A:", "b"), ("", "b"), ("Content-Length", "7"),
            ("transfer-encoding", "chunked"), ("Host", "other"),
        ])
    func headers(name: String, value: String) async {
        var request = Fetches.request("http://127.0.0.1:9/")
        request.headers = [RecordFieldValue(name, value)]
        #expect(await Fetches.failure(request)?.code == .definition)
    }

    @Test("explanations are one line, bounded, and without the passwords of URLs")
    func details() {
        #expect(FetchEnd.detail("cannot reach http://user:pa55@host/x, //a:b@c") == "cannot reach http://host/x, //c")
        #expect(FetchEnd.detail("a\r\nb\u{1b}[1m") == "a  b [1m")
        #expect(FetchEnd.detail(String(repeating: "x", count: 1000)).count == 200)
    }
}
