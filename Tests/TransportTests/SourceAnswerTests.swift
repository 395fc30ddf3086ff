import AMT
import Inventory
import Testing

@testable import Transport

/// What a source says, as far as it behaves.
@Suite("Answers of sources", .serialized)
struct SourceAnswerTests {
    @Test("an answer has a body and what its headers say of it")
    func answer() async throws {
        let headers = """
            ETag: "v1"\r
            Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r
            Content-Type: Application/JSON; charset=utf-8\r
            Link: </first>; rel="first", <?page=2>; rel="next"\r

            """
        let server = try await SourceServer(SourceServer.ok("[1]", headers: headers))
        let answer = try await CurlSourceFetcher().fetch(Fetches.request(server.url("/list?page=1")))
        #expect(!answer.isUnchanged)
        #expect(answer.entityTag == "\"v1\"")
        #expect(answer.lastModified == "Wed, 21 Oct 2015 07:28:00 GMT")
        #expect(answer.contentType == "application/json")
        #expect(answer.nextLink == server.url("/list?page=2"))
        #expect(try await Fetches.all(of: answer.body) == Array("[1]".utf8))
        #expect(try await answer.body.next() == nil)
        let request = try #require(try await server.events("request").first)
        #expect(request.method == "GET" && request.path == "/list?page=1")
        #expect(request.headers?["user-agent"] == "ProvisionServer")
        #expect(request.headers?["if-none-match"] == nil && request.headers?["authorization"] == nil)
    }

    @Test("bodies come whole, however they are framed")
    func framings() async throws {
        let server = try await SourceServer(
            [
                .send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nETag: late\r\n\r\n"
                )
            ],
            [.gzip("x", times: 300)],
            [.send("HTTP/1.1 100 Continue\r\n\r\n"), .send("HTTP/1.1 204 No\r\n\r\n")],
            [.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end"), .close])
        let fetcher = CurlSourceFetcher()
        #expect(try await Fetches.text(Fetches.request(server.url()), with: fetcher) == "abcde")
        #expect(try await Fetches.text(Fetches.request(server.url()), with: fetcher).count == 300 * 1024)
        #expect(try await Fetches.text(Fetches.request(server.url()), with: fetcher).isEmpty)
        #expect(try await Fetches.text(Fetches.request(server.url()), with: fetcher) == "until the end")
        let requests = try await server.events("request", atLeast: 4)
        #expect(requests.allSatisfy { $0.headers?["accept-encoding"] == "gzip, deflate" })
    }

    @Test("an answer says whether its body tells where it ends")
    func tellsItsEnd() async throws {
        let server = try await SourceServer(
            SourceServer.ok("a"),
            [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n")],
            [.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na"), .close])
        let fetcher = CurlSourceFetcher()
        for expected in [true, true, false] {
            let answer = try await fetcher.fetch(Fetches.request(server.url()))
            #expect(answer.tellsItsEnd == expected)
            #expect(try await Fetches.all(of: answer.body) == Array("a".utf8))
        }
    }

    @Test("a large body comes in pieces of at most 256 KiB")
    func pieces() async throws {
        let bytes = 8 << 20
        let server = try await SourceServer([
            .send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes)\r\n\r\n"), .repeat("0123456789abcdef", bytes: bytes),
        ])
        let answer = try await CurlSourceFetcher().fetch(Fetches.request(server.url()))
        var count = 0
        while let piece = try await answer.body.next() {
            #expect(!piece.isEmpty && piece.count <= 256 << 10)
            #expect(piece[0] == Array("0123456789abcdef".utf8)[count % 16])
            count += piece.count
        }
        #expect(count == bytes)
    }

    @Test("what was seen before is asked about, and 304 means that it is unchanged")
    func unchanged() async throws {
        let server = try await SourceServer([.send("HTTP/1.1 304 Not Modified\r\nETag: \"v2\"\r\n\r\n")])
        var request = Fetches.request(server.url())
        request.entityTag = "\"v2\""
        request.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT"
        let answer = try await CurlSourceFetcher().fetch(request)
        #expect(answer.isUnchanged && answer.entityTag == "\"v2\"")
        #expect(try await answer.body.next() == nil)
        let headers = try #require(try await server.events("request").first?.headers)
        #expect(headers["if-none-match"] == "\"v2\"")
        #expect(headers["if-modified-since"] == "Wed, 21 Oct 2015 07:28:00 GMT")
        // Nobody asked: then it is no answer.
        #expect(await Fetches.failure(Fetches.request(server.url()))?.code == .statusUnexpected)
    }

    @Test("a query is posted with its headers and without any of libcurl's own")
    func post() async throws {
        let server = try await SourceServer(SourceServer.ok("{}"))
        var request = Fetches.request(server.url("/query"))
        request.method = .post
        request.body = Array("<q>ä</q>".utf8)
        request.headers = [RecordFieldValue("SOAPAction", "\"find\""), RecordFieldValue("X-Empty", "")]
        #expect(try await Fetches.text(request) == "{}")
        let seen = try #require(try await server.events("request").first)
        #expect(seen.method == "POST" && seen.body == "<q>Ã¤</q>")
        #expect(seen.headers?["soapaction"] == "\"find\"" && seen.headers?["x-empty"]?.isEmpty == true)
        #expect(seen.headers?["content-type"] == nil && seen.headers?["expect"] == nil)
    }

    @Test("pages of one source are asked for on one connection, other sources on others")
    func connections() async throws {
        let server = try await SourceServer(SourceServer.ok("a"))
        let fetcher = CurlSourceFetcher()
        for _ in 1...3 {
            #expect(try await Fetches.text(Fetches.request(server.url()), with: fetcher) == "a")
            // The end of an answer is there a moment before its connection is free; whoever asks in between gets another one.
            try await Task.sleep(for: .milliseconds(1_500))
        }
        var other = Fetches.request(server.url(), secrets: ["s": "token"])
        other.connection.authentication = .bearer(secretName: "s")
        #expect(try await Fetches.text(other, with: fetcher) == "a")
        #expect(try await server.events("request", atLeast: 4).map(\.number) == [1, 1, 1, 2])
    }

    @Test("redirects within the source are followed", arguments: [301, 302, 307, 308])
    func redirects(status: Int) async throws {
        let server = try await SourceServer(
            [.send("HTTP/1.1 \(status) Moved\r\nLocation: /b?x=%20\r\nContent-Length: 4\r\n\r\nmove")],
            SourceServer.ok("there", headers: "Link: <next>; rel=next\r\n"))
        var request = Fetches.request(server.url("/a/b"), secrets: ["s": "t0ken"])
        request.method = .post
        request.body = Array("q".utf8)
        request.connection.authentication = .bearer(secretName: "s")
        let answer = try await CurlSourceFetcher().fetch(request)
        #expect(try await Fetches.all(of: answer.body) == Array("there".utf8))
        // Links are relative to where the redirect has led.
        #expect(answer.nextLink == server.url("/next"))
        let seen = try await server.events("request", atLeast: 2)
        #expect(seen.map(\.path) == ["/a/b", "/b?x=%20"])
        #expect(
            seen.allSatisfy { $0.method == "POST" && $0.body == "q" && $0.headers?["authorization"] == "Bearer t0ken" })
    }

    @Test("303 leads to the result of a query, which is read and not asked again")
    func seeOther() async throws {
        let server = try await SourceServer(
            [.send("HTTP/1.1 303 See\r\nLocation: result\r\nContent-Length: 0\r\n\r\n")], SourceServer.ok("r"))
        var request = Fetches.request(server.url("/a/query"))
        request.method = .post
        request.headers = [RecordFieldValue("Content-Type", "text/xml")]
        request.body = Array("q".utf8)
        #expect(try await Fetches.text(request) == "r")
        let seen = try await server.events("request", atLeast: 2)
        #expect(seen.map(\.method) == ["POST", "GET"] && seen.map(\.path) == ["/a/query", "/a/result"])
        #expect(seen.last?.body == "" && seen.last?.headers?["content-type"] == nil)
    }

    @Test(
        "the next page is found in links as RFC 8288 writes them",
        arguments: [
            ("<a>; rel=next", "a"), ("<a>; rel=\"next\"", "a"), ("<a> ;rel = \"prev  NEXT\"", "a"),
            ("<a,b;c>; title=\"x, <y>; rel=next\"; rel=next", "a,b;c"), ("<a>; rel=prev, <b>; rel=next", "b"),
            ("<a>; rel=prev; rel=next", nil), ("<a>; rel=next; anchor=\"/x\", <b>; rel=next", "b"),
            ("<a>; title=\"\\\"\"; rel=next", "a"), ("<a>; rel=\"nextish\"", nil), ("a; rel=next", nil), ("<a", nil),
            (", <a>;, <b>; flag; rel=next", "b"), ("", nil),
        ])
    func links(field: String, target: String?) {
        #expect(LinkHeader.next(in: field) == target)
    }

    @Test(
        "a wish to wait is a number or a date, and bounded",
        arguments: [
            ("120", 120), ("0", 0), ("99999999999999999999", 86_400), ("Wed, 21 Oct 2015 07:28:30 GMT", 30),
            ("Wed, 21 Oct 2015 07:00:00 GMT", 0), ("Thu, 21 Oct 2100 07:28:00 GMT", 86_400), ("soon", nil), ("-5", nil),
        ])
    func waits(text: String, seconds: Int?) {
        var head = FetchHead()
        let line = Array("Retry-After: \(text)\r\n".utf8)
        #expect(line.withUnsafeBytes { head.took($0) })
        // 2015-10-21T07:28:00Z
        #expect(head.retryAfterSeconds(now: 1_445_412_480) == seconds)
    }
}
