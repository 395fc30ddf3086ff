import AMT
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

/// What HTTP asks of a server, whatever the resource.
@Suite("HTTP manners")
struct MannersTests {
    private func authorized(_ name: HTTPFields.Element.Name, _ value: String) -> HTTPFields {
        var headers = TestAPI.authorized
        headers[name] = value
        return headers
    }

    @Test("a method that nobody has is 405 where there is a resource, and 404 where there is none")
    func methods() async throws {
        let api = TestAPI()
        for word in ["TRACE", "QUERY", "PROPFIND", "OPTIONS"] {
            let method = try #require(HTTPRequest.Method(rawValue: word))
            let answer = try await api.answer(method, "/v1/queue")
            #expect(answer.status == .methodNotAllowed, "\(word)")
            #expect(answer.headers[.allow] == "GET, HEAD")
            #expect(try await api.answer(method, "/v1/nothing").status == .notFound)
        }
    }

    @Test("a body of another media type is 415; one without a type is taken for JSON")
    func mediaTypes() async throws {
        let api = TestAPI()
        let path = "/v1/profiles/validate"
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/xml; charset=utf-8", "json"] {
            let answer = try await api.answer(
                .post, path, headers: self.authorized(.contentType, type), body: ProfileRoutesTests.document)
            #expect(answer.status == .unsupportedMediaType, "\(type)")
            #expect(answer.text.contains(#""type":"urn:provisionserver:problem:media-type-unsupported""#))
        }
        for type in ["application/json", "Application/JSON; charset=utf-8", "application/schema+json"] {
            let answer = try await api.answer(
                .post, path, headers: self.authorized(.contentType, type), body: ProfileRoutesTests.document)
            #expect(answer.status == .ok, "\(type)")
        }
        #expect(try await api.answer(.post, path, body: ProfileRoutesTests.document).status == .ok)
        // Where no body is read, none has a type.
        let retry = try await api.answer(
            .post, "/v1/devices/\(Devices.uuid(9))/retry", headers: self.authorized(.contentType, "text/plain"))
        #expect(retry.status == .notFound)
    }

    @Test("a whole number is one however it is written")
    func wholeNumbers() async throws {
        let api = TestAPI()
        for (body, status) in [(#"{"count":2.0}"#, 201), (#"{"count":1e1}"#, 201), (#"{"count":1.5}"#, 400)] {
            #expect(try await api.answer(.post, "/v1/psk-keys/generation", body: body).status.code == status)
        }
        #expect(api.imports.keys.entries.count == 12)
    }

    @Test("control characters in a parameter are refused", arguments: ["%00", "a%0Ab", "%7F"])
    func controlCharacters(_ text: String) async throws {
        let answer = try await TestAPI().answer(.get, "/v1/audit?caller=\(text)")
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains(#""field":"caller""#))
    }

    @Test("a reader that has the newest version is told so, without the document")
    func unchanged() async throws {
        let api = TestAPI()
        _ = try await api.answer(.put, "/v1/profiles/default", body: ProfileRoutesTests.document)
        _ = try await api.answer(.put, "/v1/policies/assignment", body: #"{"schema":1}"#)
        for path in ["/v1/profiles/default", "/v1/profiles/default/versions/1", "/v1/policies/assignment"] {
            for tags in [#""1""#, #""7", W/"1""#, "*"] {
                let answer = try await api.answer(.get, path, headers: self.authorized(.ifNoneMatch, tags))
                #expect(answer.status == .notModified, "\(path) \(tags)")
                #expect(answer.headers[.eTag] == #""1""#)
                #expect(answer.headers[.contentLength] == nil && answer.body.readableBytes == 0)
            }
            let other = try await api.answer(.get, path, headers: self.authorized(.ifNoneMatch, #""2""#))
            #expect(other.status == .ok && other.text.contains("document"))
            let broken = try await api.answer(.get, path, headers: self.authorized(.ifNoneMatch, "1"))
            #expect(broken.status == .badRequest && broken.text.contains(#""field":"If-None-Match""#))
        }
    }

    @Test("every answer has the request's id, whoever made the answer")
    func requestIDs() async throws {
        let api = TestAPI()
        for (path, headers) in [
            ("/livez", HTTPFields()), ("/v1/queue", HTTPFields()), ("/v1/nothing", TestAPI.authorized),
            ("/v1/queue", TestAPI.authorized), ("/v1/queue?x=1", TestAPI.authorized),
        ] {
            var headers = headers
            headers[HeaderName.requestID] = "Mine_1.a-b"
            #expect(
                try await api.answer(.get, path, headers: headers).headers[HeaderName.requestID] == "Mine_1.a-b")
            headers[HeaderName.requestID] = "not mine"
            let made = try #require(
                try await api.answer(.get, path, headers: headers).headers[HeaderName.requestID])
            #expect(made.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        }
    }

    // MARK: - Compression, over a socket

    private func raw(_ api: TestAPI, _ path: String, accepting: String?) async throws -> TestResponse {
        var headers = TestAPI.authorized
        if let accepting { headers[.acceptEncoding] = accepting }
        let sent = headers
        let answer = Answer()
        try await api.run(.live) { client in
            let response = try await client.executeRequest(uri: path, method: .get, headers: sent, body: nil)
            answer.response.withLock { $0 = response }
        }
        return try #require(answer.response.withLock { $0 })
    }

    @Test("a long answer is compressed for whoever accepts it")
    func compressed() async throws {
        let api = TestAPI((1...50).map { Devices.parked($0) })
        let plain = try await self.raw(api, "/v1/devices", accepting: nil)
        #expect(plain.headers[.contentEncoding] == nil && plain.headers[.vary] == "Accept-Encoding")
        let packed = try await self.raw(api, "/v1/devices", accepting: "gzip")
        #expect(packed.headers[.contentEncoding] == "gzip")
        #expect(packed.body.readableBytes * 3 < plain.body.readableBytes)
        #expect(Array(packed.body.readableBytesView.prefix(2)) == [0x1f, 0x8b])
        #expect(try Self.unpacked(packed.body) == plain.text)
        #expect(packed.headers[.contentLength] == "\(packed.body.readableBytes)")
    }

    @Test(
        "gzip is accepted where it is named or meant, with any weight but none",
        arguments: [
            ("gzip", true), ("br, GZIP;q=0.1", true), ("*", true), ("x-gzip", true), ("deflate, *;q=0.5", true),
            ("", false), ("br", false), ("gzip;q=0", false), ("gzip; q=0.0, *", false), ("*;q=0", false),
        ])
    func accepted(_ header: String, _ isAccepted: Bool) {
        #expect(Compression.isAccepted(header) == isAccepted)
    }

    @Test("neither a short answer, nor one with an entity tag, nor one with a secret is compressed")
    func uncompressed() async throws {
        let api = TestAPI([Devices.parked(7)])
        let many = (0..<40).map { number in
            CredentialView(
                version: number + 1, status: .superseded, username: "admin", password: Secret(text: "S3cret!\(number)"),
                mebxPassword: nil, digestRealm: nil, createdAt: UnixTime(seconds: 0), provenAt: nil)
        }
        api.operators.change { $0.credentials[Devices.uuid(7)] = many }
        let description = String(repeating: "x", count: 900) + String(repeating: "y", count: 90)
        _ = try await api.answer(
            .put, "/v1/profiles/default",
            body: #"{"schema":1,"name":"default","description":"\#(description)","kvm":{"enabled":true}}"#)
        for path in ["/v1/queue", "/v1/profiles/default", "/v1/devices/\(Devices.uuid(7))/credential"] {
            let answer = try await self.raw(api, path, accepting: "gzip")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentEncoding] == nil, "\(path)")
            #expect(answer.text.hasPrefix("{"))
        }
        #expect(try await self.raw(api, "/v1/devices/\(Devices.uuid(7))/credential", accepting: nil).text.count > 1_400)
    }

    private final class Answer: Sendable {
        let response = Mutex<TestResponse?>(nil)
    }

    /// By another program than the one that packed it.
    private static func unpacked(_ body: ByteBuffer) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(body.readableBytesView))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
