import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import ControlAPI

@Suite("console")
struct ConsoleRoutesTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/ControlAPI/Console").standardizedFileURL

    /// Every file of the folder, by its path from there on.
    static let names: [String] = {
        let found = FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: [.isRegularFileKey])
        let files = (found?.compactMap { $0 as? URL } ?? []).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
        return files.map { String($0.standardizedFileURL.path.dropFirst(Self.folder.path.count + 1)) }.sorted()
    }()

    private func get(_ uri: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await TestAPI().answer(.get, uri, headers: headers)
    }

    @Test("the program holds the folder's files and no others")
    func everyFile() {
        #expect(Self.names.count > 20)
        #expect(ConsoleFile.all.keys.sorted() == Self.names)
    }

    @Test("a file is served without a token, byte for byte as it lies in the folder", arguments: Self.names)
    func bytes(name: String) async throws {
        let answer = try await self.get("/console/\(name)")
        #expect(answer.status == .ok)
        let kept = try Data(contentsOf: Self.folder.appendingPathComponent(name))
        // The bytes themselves would be a long message.
        let isSame = Array(answer.body.readableBytesView) == Array(kept)
        #expect(isSame, "\(name)")
    }

    @Test(
        "each kind of file says what it is",
        arguments: [
            ("index.html", "text/html; charset=utf-8"), ("base.css", "text/css; charset=utf-8"),
            ("app.js", "text/javascript; charset=utf-8"), ("pages/device.js", "text/javascript; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
        ])
    func types(name: String, type: String) async throws {
        let answer = try await self.get("/console/\(name)")
        #expect(answer.headers[.contentType] == type)
        #expect(answer.headers[HeaderName.contentTypeOptions] == "nosniff")
    }

    @Test("a browser is told to load nothing from elsewhere, and to name us to nobody")
    func policy() async throws {
        let answer = try await self.get("/console/")
        #expect(
            answer.headers[.contentSecurityPolicy]
                == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
        #expect(answer.headers[HeaderName.referrerPolicy] == "no-referrer")
    }

    @Test("the root and the folder without its slash lead to the console", arguments: ["/", "/console"])
    func redirects(uri: String) async throws {
        let answer = try await self.get(uri)
        #expect(answer.status == .found)
        #expect(answer.headers[.location] == "/console/")
    }

    @Test("the folder is its first page")
    func home() async throws {
        let page = try await self.get("/console/")
        #expect(page.status == .ok)
        #expect(page.text == (try await self.get("/console/index.html")).text)
        #expect(page.text.contains("<!doctype html>"))
    }

    @Test("a file that was seen is not sent again, however its tag is written")
    func entityTag() async throws {
        let first = try await self.get("/console/app.js")
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "no-cache")
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count == 34)
        for condition in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await self.get("/console/app.js", [.ifNoneMatch: condition])
            #expect(again.status == .notModified, "\(condition)")
            #expect(again.body.readableBytes == 0)
            #expect(again.headers[.eTag] == tag)
        }
        #expect(try await self.get("/console/app.js", [.ifNoneMatch: "\"other\""]).status == .ok)
        #expect(try await self.get("/console/view.js", [.ifNoneMatch: tag]).status == .ok)
    }

    @Test("HEAD says what GET would, without the file")
    func head() async throws {
        let whole = try await self.get("/console/app.js")
        let head = try await TestAPI().answer(.head, "/console/app.js", headers: [:])
        #expect(head.status == .ok && head.body.readableBytes == 0)
        #expect(head.headers[.eTag] == whole.headers[.eTag])
        #expect(head.headers[.contentLength] == String(whole.body.readableBytes))
    }

    @Test(
        "what is no file of the console is a problem document, whatever the path tries",
        arguments: [
            "/console/nothing.js", "/console/pages", "/console/pages/", "/console/../APIService.swift",
            "/console/pages/../../ConsoleFile.swift", "/console/%2e%2e/APIService.swift",
            "/console/..%2f..%2fPackage.swift", "/console//etc/passwd", "/console/index.html/",
            "/console/app.js%00.css",
        ])
    func unknown(uri: String) async throws {
        let answer = try await self.get(uri)
        // A slash more or less does not make it another file.
        if uri == "/console/index.html/" { return #expect(answer.status == .ok) }
        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.text.contains(#""type":"urn:provisionserver:problem:route-unknown""#))
    }

    @Test("nothing is written there")
    func methods() async throws {
        for uri in ["/", "/console", "/console/app.js"] {
            let answer = try await TestAPI().answer(.post, uri, headers: [:], body: "x")
            #expect(answer.status == .methodNotAllowed, "\(uri)")
            #expect(answer.headers[.allow] == "GET, HEAD")
        }
    }
}

@Suite("console's sources")
struct ConsoleSourceTests {
    private static func text(_ name: String) throws -> String {
        try String(contentsOf: ConsoleRoutesTests.folder.appendingPathComponent(name), encoding: .utf8)
    }

    static let scripts = ConsoleRoutesTests.names.filter { $0.hasSuffix(".js") }

    @Test("no script reads text as markup, or code from text", arguments: Self.scripts)
    func noMarkup(name: String) throws {
        let text = try Self.text(name)
        for word in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
        ] {
            #expect(!text.contains(word), "\(name) has \(word)")
        }
    }

    @Test("no file names another server", arguments: ConsoleRoutesTests.names)
    func noOutside(name: String) throws {
        let strangers = try Self.text(name).matches(of: #/https?:\/\/[^\s"'`)]+/#).map { String($0.0) }
        #expect(strangers.allSatisfy { $0 == "http://www.w3.org/2000/svg" }, "\(name) names \(strangers)")
    }

    @Test("every import leads to a file that is there", arguments: Self.scripts)
    func imports(name: String) throws {
        let file = ConsoleRoutesTests.folder.appendingPathComponent(name)
        for match in try Self.text(name).matches(of: #/import [^"]* from "([^"]+)"/#) {
            let path = file.deletingLastPathComponent().appendingPathComponent(String(match.1)).standardizedFileURL.path
            #expect(FileManager.default.fileExists(atPath: path), "\(name) imports \(match.1)")
        }
    }

    @Test("a file can be read in one sitting", arguments: ConsoleRoutesTests.names)
    func length(name: String) throws {
        #expect(try Self.text(name).split(separator: "\n", omittingEmptySubsequences: false).count <= 300)
    }
}

@Suite("account")
struct AccountRoutesTests {
    @Test("a caller learns its name and its roles, in the order of the reference")
    func me() async throws {
        let answer = try await TestAPI().answer(.get, "/v1/me")
        #expect(
            answer.text
                == #"{"name":"first","roles":["viewer","operator","credential-reader","profile-admin","trust-admin","auditor","agent"]}"#
                + "\n")
    }

    @Test("nobody is told without a token, or as a computer of the fleet")
    func refused() async throws {
        #expect(try await TestAPI().answer(.get, "/v1/me", headers: [:]).status == .unauthorized)
        #expect(try await TestAPI().answer(.get, "/v1/me", headers: TestAPI.agent).status == .forbidden)
    }
}
